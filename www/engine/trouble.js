/** Loads what did not come at first: an engine that does not compile while it arrives, a manifest that a cache kept, files of this machine. */
import { GLUE } from './engine.js';
import { PairwellError } from './errors.js';
import { fetchManifest, reach } from './fetch.js';
import { loadJavascript, start } from './glue.js';

/** @import { Core, LoadOptions, Manifest } from './types.js' */
/** @import { PairwellErrorCode } from './errors.js' */

export { manifestError } from './manifest.js';

/** Remedies of errors that only this file throws. @type {Partial<Record<PairwellErrorCode, string>>} */
const REMEDIES = {
  'wasm-not-wasm': 'expected WebAssembly (00 61 73 6d); the server may have sent an error page instead',
  'wasm-corrupt': 'upload pairwell_wasm_bg.wasm and core.js again, from one build',
  'wasm-blocked': "the Content-Security-Policy needs script-src 'wasm-unsafe-eval'",
  'wasm-unsupported': 'this browser does not run the engine as WebAssembly',
};

/** @param {PairwellErrorCode} code @param {string} detail @param {unknown} [cause] */
function failure(code, detail, cause) {
  return new PairwellError(code, [detail, REMEDIES[code]].filter(Boolean).join(': '), cause);
}

/** The first bytes of every WebAssembly file. */
const WASM_MAGIC = [0x00, 0x61, 0x73, 0x6d];

/**
 * A module that does nothing by every later feature that the engine uses: `(type (func (param externref) (result i32 i32)))`, and a
 * function of that type with memory.copy, i32.trunc_sat_f32_s and i32.extend8_s.
 */
const FEATURES = [
  ...[...WASM_MAGIC, 1, 0, 0, 0],
  ...[1, 7, 1, 0x60, 1, 0x6f, 2, 0x7f, 0x7f],
  ...[3, 2, 1, 0, 5, 3, 1, 0, 1],
  ...[10, 24, 1, 22, 0, 0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 10, 0, 0, 0x43, 0, 0, 0, 0, 0xfc, 0, 0x41, 0, 0xc0, 11],
];

/**
 * Starts an engine that did not start at once: from its whole file, else as JavaScript where the host has no WebAssembly for it.
 * @param {unknown} cause why not
 * @param {Response | undefined} response that brought it
 * @param {LoadOptions['wasm']} given
 */
export async function startOtherwise(cause, response, given) {
  try {
    await startWhole(cause, response, given);
    return GLUE;
  } catch (refusal) {
    return standIn(/** @type {PairwellError} */ (refusal));
  }
}

/**
 * @param {unknown} cause
 * @param {Response | undefined} response
 * @param {LoadOptions['wasm']} given
 */
async function startWhole(cause, response, given) {
  if (typeof WebAssembly !== 'object') throw failure('wasm-unsupported', '');
  if (!globalThis.TextDecoder || !globalThis.TextEncoder) {
    throw failure('wasm-unsupported', String(cause), cause);
  }
  // WebKit compiles under a policy that forbids WebAssembly, and refuses only to start it.
  refuseIfBlocked(cause, response?.url ?? 'wasm');
  if (!response) throw withoutFile(cause, given);
  const { url } = response;
  // A test's own fetch may answer with less.
  const mime = response.headers?.get('content-type') ?? 'none';
  // What arrived broken may be broken in a cache, or of another build.
  const whole = response.bodyUsed ? await reachAnew(new URL(url), 'wasm-unreachable') : response;
  const bytes = await wholeWasm(whole, url, mime);
  await start(bytes).catch((refusal) => {
    refuseIfBlocked(refusal, url);
    throw failure(hasFeatures() ? 'wasm-corrupt' : 'wasm-unsupported', `${url} (${refusal.message})`, refusal);
  });
  if (!/^application\/wasm\s*$/i.test(mime)) {
    console.warn(`pairwell: ${url} is served as "${mime}"; serve it as "application/wasm" for a faster start`);
  }
}

/**
 * Why an engine that no request brought did not start.
 * @param {unknown} cause
 * @param {LoadOptions['wasm']} given
 */
function withoutFile(cause, given) {
  if (!given) {
    const remedy = 'the engine has no address on this host: pass a WebAssembly.Module as `wasm`';
    return failure('wasm-unsupported', remedy, cause);
  }
  if (typeof given === 'string' || given instanceof URL) {
    return failure('wasm-unreachable', `"${given}" is not a URL`, cause);
  }
  return failure(hasFeatures() ? 'wasm-corrupt' : 'wasm-unsupported', `wasm (${cause})`, cause);
}

/**
 * The core where WebAssembly is missing or forbidden. Other errors are thrown again.
 * @param {PairwellError} cause
 * @returns {Promise<Core>}
 */
async function standIn(cause) {
  if (cause.code !== 'wasm-unsupported' && cause.code !== 'wasm-blocked') throw cause;
  const core = await loadJavascript().catch(() => {
    throw cause;
  });
  console.warn(`pairwell: ${cause.code}, so the slower JavaScript engine is used: ${cause.message}`);
  return core;
}

/**
 * @param {Response} response
 * @param {string} url
 * @param {string} mime
 */
async function wholeWasm(response, url, mime) {
  const bytes = await response.arrayBuffer().catch((cause) => {
    throw failure('wasm-unreachable', String(url), cause);
  });
  const begins = headOf(bytes);
  if (begins) throw failure('wasm-not-wasm', `${url}, served as "${mime}", begins ${begins}`);
  return bytes;
}

/** The first bytes of what is no WebAssembly file, for people. Undefined if it is one. @param {ArrayBuffer} bytes */
function headOf(bytes) {
  const head = new Uint8Array(bytes, 0, Math.min(bytes.byteLength, WASM_MAGIC.length));
  if (WASM_MAGIC.every((byte, at) => head[at] === byte)) return undefined;
  return [...head].map((byte) => byte.toString(16).padStart(2, '0')).join(' ') || 'with nothing';
}

/** Whether this browser runs what the engine is made of: Chrome from 96 on, Firefox from 79, Safari from 15. */
function hasFeatures() {
  return Boolean(WebAssembly.instantiate) && WebAssembly.validate?.(Uint8Array.from(FEATURES));
}

/**
 * Only the message shows whether the compilation was forbidden or failed: by a page's policy, or on a server that compiles nothing.
 * @param {unknown} cause
 * @param {string} url
 */
function refuseIfBlocked(cause, url) {
  if (/content.security.policy|\bCSP\b|unsafe-eval|disallowed by embedder/i.test(String(cause))) {
    throw failure('wasm-blocked', String(url), cause);
  }
}

/**
 * The manifest past every cache, once the one that came names files that are gone, or are something else: the shop may have published anew.
 * @param {URL} directory
 * @param {Promise<Manifest>} asked
 * @param {any} cause is thrown where the manifest is the same
 * @returns {Promise<Manifest>}
 */
export async function fetchAnew(directory, asked, cause) {
  // What no other manifest would mend.
  if (/^(wasm|manifest-u|engine)/.test(cause.code)) throw cause;
  const old = JSON.stringify(await asked.catch(() => undefined));
  // A CDN ignores a visitor's headers, but takes another query for another file.
  for (const search of ['', `?pairwell=${Date.now()}`]) {
    const manifest = await fetchManifest(directory, { cache: 'reload' }, search)
      // Some hosts refuse the setting itself.
      .catch(() => fetchManifest(directory, undefined, search))
      .catch(() => undefined);
    if (manifest && JSON.stringify(manifest) !== old) return manifest;
  }
  throw cause;
}

/** @param {URL} url @param {PairwellErrorCode} code */
function reachAnew(url, code) {
  return reach(url, code, { cache: 'reload' }).catch(() => reach(url, code));
}

/**
 * Reads a file of this machine, on a server whose fetch does not.
 * @param {URL} url
 * @param {PairwellErrorCode} code
 * @param {PairwellError} error is thrown if the host reads no files
 */
export async function readFile(url, code, error) {
  const { process } = /** @type {any} */ (globalThis);
  const files = process?.getBuiltinModule?.('node:fs/promises');
  const bytes = await files?.readFile(url).catch((/** @type {Error} */ absent) => {
    throw new PairwellError(code, absent.message, absent);
  });
  if (!bytes) throw error;
  const type = url.pathname.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
  const response = new Response(bytes, { headers: { 'content-type': type } });
  return Object.defineProperty(response, 'url', { value: url.href });
}
