/** Starts the engine's WebAssembly module and offers its classes; the one file that imports the glue, which wasm-pack writes, and the JavaScript engine. */
import * as glue from '../../pkg/pairwell_wasm_bg.js';

export { Catalog, Engine } from '../../pkg/pairwell_wasm_bg.js';

/** What the module imports, under the name that it has for its glue. */
const IMPORTS = { './pairwell_wasm_bg.js': /** @type {any} */ (glue) };

/** The same classes as JavaScript, for pages without WebAssembly. @returns {Promise<import('./types.js').Core>} */
export const loadJavascript = () => import('../../pkg/javascript-engine.js');

/** Whether the module has been started, by whomever. */
export let isRunning = false;

/** @param {BufferSource | WebAssembly.Module} wasm */
export async function start(wasm) {
  const started = await WebAssembly.instantiate(/** @type {any} */ (wasm), IMPORTS);
  run(started.instance ?? started);
}

/** Starts it at once, as servers allow and pages may not. @param {BufferSource | WebAssembly.Module} wasm */
export function startSync(wasm) {
  if (isRunning) return;
  run(new WebAssembly.Instance(wasm instanceof WebAssembly.Module ? wasm : new WebAssembly.Module(wasm), IMPORTS));
}

/** @param {WebAssembly.Instance} instance */
function run({ exports }) {
  if (isRunning) return;
  glue.__wbg_set_wasm(exports);
  /** @type {() => void} */ (exports.__wbindgen_start)();
  isRunning = true;
}
