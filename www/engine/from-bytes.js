/** Opens models from files in memory, for servers, workers and tests; says what it was given instead. */
import { GLUE, Pairwell, start } from './engine.js';
import { bytesOf, kindOf, objectOf, refuse, unpackGiven } from './bytes.js';
import { isPacked } from './fetch.js';
import { openCatalog, openEngine } from './files.js';
import { isRunning, startSync } from './glue.js';
import { checkManifest } from './manifest.js';

/** @import { Core, Manifest } from './types.js' */
/** @import { Bytes } from './bytes.js' */
/** @import { PairwellErrorCode } from './errors.js' */

/**
 * @typedef {object} Files
 * @property {Manifest} [manifest] what pairwell.json holds, parsed: then the other files are checked against it
 * @property {Bytes} model
 * @property {Bytes} [catalog]
 * @property {BufferSource | WebAssembly.Module} [wasm] the engine; may be omitted once an engine has been started
 * @property {Core} [core] the engine as JavaScript, pairwell/javascript-engine.js, in place of `wasm`
 */

/**
 * Opens a model from files in memory, as they lie in the directory: packed or not, rules included.
 * @param {Files & {rules?: Bytes}} files
 * @returns {Promise<Pairwell>} rejects with a PairwellError
 */
export async function from(files) {
  const { rules, wasm, core, manifest, model, catalog } = /** @type {typeof files} */ (objectOf('files', files));
  if (manifest) checkManifest(manifest);
  const opened = async (
    /** @type {string} */ name,
    /** @type {Bytes | undefined} */ given,
    /** @type {PairwellErrorCode} */ code,
  ) => given && unpackGiven(name, given, code);
  const [ranking, cards, ruling, engine] = await Promise.all([
    opened('model', model, 'truncated'),
    opened('catalog', catalog, 'catalog-invalid'),
    opened('rules', rules, 'rules-invalid'),
    core ?? start(wasm),
  ]);
  const pairwell = fromBytes({ manifest, model: /** @type {Bytes} */ (ranking), catalog: cards, core: engine });
  if (ruling) await pairwell.useRules(ruling, manifest?.rules);
  return pairwell;
}

/**
 * Opens a model at once, from unpacked files in memory. Pass rules to useRules().
 * @param {Files} files
 * @returns {Pairwell} throws a PairwellError
 */
export function fromBytes(files) {
  const { manifest, model, catalog, wasm, core } = /** @type {typeof files} */ (objectOf('files', files));
  if (manifest) checkManifest(manifest);
  const engine = core ? checkCore(core) : startedBy(wasm);
  const ranker = atOnce(openEngine(engine, unpacked('model', model, 'not-a-model'), manifest?.model));
  const cards =
    catalog && atOnce(openCatalog(engine, unpacked('catalog', catalog, 'catalog-invalid'), manifest?.catalog));
  return new Pairwell(ranker, manifest ?? {}, async () => undefined, cards);
}

/**
 * @param {string} name
 * @param {unknown} given
 * @param {PairwellErrorCode} code
 */
function unpacked(name, given, code) {
  const bytes = bytesOf(name, given, code);
  if (isPacked(bytes)) {
    refuse(code, `${name} is packed with gzip: pass \`await unpack(${name})\`, or use Pairwell.from(), which unpacks`);
  }
  return bytes;
}

/** @param {any} core @returns {Core} */
function checkCore(core) {
  if (core.Engine && core.Catalog) return core;
  return refuse('wasm-unsupported', `core: expected the module pairwell/javascript-engine.js, got ${kindOf(core)}`);
}

/** @param {any} wasm @returns {Core} */
function startedBy(wasm) {
  if (isRunning) return GLUE;
  if (typeof WebAssembly !== 'object') {
    refuse('wasm-unsupported', 'there is no WebAssembly here: pass the module pairwell/javascript-engine.js as `core`');
  }
  if (!wasm) {
    refuse(
      'wasm-unreachable',
      'no engine has been started: pass the bytes of pairwell_wasm_bg.wasm, or a WebAssembly.Module, as `wasm`',
    );
  }
  const isModule = Object.prototype.toString.call(wasm) === '[object WebAssembly.Module]';
  if (!isModule) checkWasm(bytesOf('wasm', wasm, 'wasm-not-wasm'));
  try {
    startSync(wasm);
  } catch (cause) {
    refuseStart(String(cause), cause);
  }
  return GLUE;
}

/** @param {Uint8Array} bytes */
function checkWasm(bytes) {
  if (isPacked(bytes)) refuse('wasm-not-wasm', 'wasm is packed with gzip: pass `await unpack(wasm)`');
  const head = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  if (head !== '00 61 73 6d') {
    refuse('wasm-not-wasm', `wasm begins ${head || 'with nothing'}: expected pairwell_wasm_bg.wasm (00 61 73 6d)`);
  }
}

/** @param {string} said @param {unknown} cause */
function refuseStart(said, cause) {
  if (/disallowed|unsafe-eval|content.security.policy|\bCSP\b/i.test(said)) {
    refuse(
      'wasm-blocked',
      `this host compiles no WebAssembly from bytes: pass an imported WebAssembly.Module as \`wasm\`, or use Pairwell.from() (${said})`,
      cause,
    );
  }
  refuse('wasm-corrupt', `wasm is not the whole pairwell_wasm_bg.wasm of this version (${said})`, cause);
}

/**
 * Opens a file in one go.
 * @template T
 * @param {Generator<void, T>} opening
 */
function atOnce(opening) {
  for (;;) {
    const { done, value } = opening.next();
    if (done) return value;
  }
}
