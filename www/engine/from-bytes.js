/** Opens models from files in memory, for servers, workers and tests; says what it was given instead. */
import { GLUE, Pairwell, start } from './engine.js';
import { PairwellError } from './errors.js';
import { unpack } from './unpack.js';
import { isPacked } from './fetch.js';
import { atOnce, openCatalog, openEngine } from './files.js';
import { isRunning, startSync } from './glue.js';
import { checkManifest } from './manifest.js';

/** @import { Core, Manifest } from './types.js' */
/** @import { PairwellErrorCode } from './errors.js' */

/**
 * A file's content.
 * @typedef {Uint8Array | ArrayBuffer} Bytes
 *
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
export async function from({ rules, wasm, core, manifest, ...files }) {
  if (manifest) checkManifest(manifest);
  const opened = async (
    /** @type {string} */ name,
    /** @type {Bytes | undefined} */ given,
    /** @type {PairwellErrorCode} */ code,
  ) =>
    given &&
    unpack(bytesOf(name, given, code)).catch((cause) =>
      refuse(code, `${name} cannot be unpacked: ${cause.message}`, cause),
    );
  const [model, catalog, ruling, engine] = await Promise.all([
    opened('model', files.model, 'truncated'),
    opened('catalog', files.catalog, 'catalog-invalid'),
    opened('rules', rules, 'rules-invalid'),
    core ?? start(wasm),
  ]);
  const pairwell = fromBytes({ manifest, model: /** @type {Bytes} */ (model), catalog, core: engine });
  if (ruling) await pairwell.useRules(ruling, manifest?.rules);
  return pairwell;
}

/**
 * Opens a model at once, from unpacked files in memory. Pass rules to useRules().
 * @param {Files} files
 * @returns {Pairwell} throws a PairwellError
 */
export function fromBytes({ manifest, model, catalog, wasm, core }) {
  if (manifest) checkManifest(manifest);
  const engine = core ? checkCore(core) : startedBy(wasm);
  const ranker = atOnce(openEngine(engine, unpacked('model', model, 'not-a-model'), manifest?.model));
  const cards =
    catalog && atOnce(openCatalog(engine, unpacked('catalog', catalog, 'catalog-invalid'), manifest?.catalog));
  return new Pairwell(ranker, manifest ?? {}, async () => undefined, cards);
}

/**
 * An error whose message needs no remedy from the table.
 * @param {PairwellErrorCode} code
 * @param {string} message
 * @param {unknown} [cause]
 * @returns {never}
 */
function refuse(code, message, cause) {
  throw Object.assign(new PairwellError(code, '', cause), { message });
}

/** @param {any} value */
function kindOf(value) {
  if (value === null || value === undefined) return 'nothing';
  return typeof value === 'object' ? (value.constructor?.name ?? 'an object') : `a ${typeof value}`;
}

/**
 * @param {string} name
 * @param {any} given
 * @param {PairwellErrorCode} code
 * @returns {Uint8Array<ArrayBuffer>}
 */
function bytesOf(name, given, code) {
  // By its tag: test environments have an ArrayBuffer of their own beside Node's.
  const tag = Object.prototype.toString.call(given);
  if (tag === '[object ArrayBuffer]') return new Uint8Array(given);
  if (ArrayBuffer.isView(given)) {
    return new Uint8Array(/** @type {ArrayBuffer} */ (given.buffer), given.byteOffset, given.byteLength);
  }
  return refuse(code, `${name}: expected the file's bytes as a Uint8Array, got ${kindOf(given)}`);
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
