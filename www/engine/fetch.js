/** Fetches a model's files and compiles the engine, with an error code for each way to fail. */
import { PairwellError } from './errors.js';

/** @import { FileEntry, Manifest } from './types.js' */
/** @import { PairwellErrorCode } from './errors.js' */

/** The format of pairwell.json that this version reads. */
const FORMAT = 1;

/** The first bytes of every WebAssembly file. */
const WASM_MAGIC = [0x00, 0x61, 0x73, 0x6d];

/**
 * The absolute URL of a model directory, with its closing slash. It is relative to the page, or to this module where there is no page.
 * @param {string | URL} url
 */
export function directoryUrl(url) {
  // biome-ignore lint/style/noRestrictedGlobals: a page's URLs are relative to its <base>, which only the document knows.
  const base = typeof document === 'undefined' ? import.meta.url : document.baseURI;
  const directory = new URL(url, base);
  if (!directory.pathname.endsWith('/')) directory.pathname += '/';
  return directory;
}

/**
 * The host decides how long the manifest is cached. The files that it names never change.
 * @param {URL} directory
 * @param {RequestCache} cache
 * @returns {Promise<Manifest>}
 */
export async function fetchManifest(directory, cache) {
  const url = fileUrl('pairwell.json', directory);
  const response = await reach(url, 'manifest-unreachable', { cache });
  const text = await response.text().catch((cause) => {
    throw new PairwellError('manifest-unreachable', String(url), cause);
  });
  return checkManifest(parseJson(text, url), String(url));
}

/**
 * @param {any} manifest
 * @param {string} where
 * @returns {Manifest}
 */
export function checkManifest(manifest, where) {
  if (typeof manifest?.format !== 'number') {
    throw new PairwellError('manifest-invalid', `${where} has no number "format"`);
  }
  if (manifest.format !== FORMAT) {
    throw new PairwellError(
      'format-unsupported',
      `${where} has format ${manifest.format}, this script reads ${FORMAT}`,
    );
  }
  if (!isFileEntry(manifest.model)) throw new PairwellError('manifest-invalid', `${where} names no model`);
  for (const name of ['catalog', 'rules']) {
    if (manifest[name] === undefined || isFileEntry(manifest[name])) continue;
    throw new PairwellError('manifest-invalid', `${where} has a "${name}" without file, bytes and digest`);
  }
  return manifest;
}

/**
 * @param {FileEntry} entry
 * @param {URL} directory
 * @param {PairwellErrorCode} unreachable
 * @param {PairwellErrorCode} broken when the connection ends too early
 * @param {PairwellErrorCode} [damaged] when the file cannot be unpacked
 */
export async function fetchFile(entry, directory, unreachable, broken, damaged = broken) {
  const url = fileUrl(entry.file, directory);
  const response = await reach(url, unreachable);
  const failed = (/** @type {PairwellErrorCode} */ code) => (/** @type {unknown} */ cause) => {
    throw new PairwellError(code, `${url}, expected ${entry.bytes} bytes`, cause);
  };
  const bytes = new Uint8Array(await response.arrayBuffer().catch(failed(broken)));
  return unpack(bytes).catch(failed(damaged));
}

/**
 * Unpacks a gzip file, which most hosts send as it is. Other bytes are returned unchanged.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export async function unpack(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

/**
 * Compiles while the bytes arrive if the server sends the right MIME type, else from the whole file.
 * @param {URL} url
 */
export async function compileWasm(url) {
  if (typeof WebAssembly !== 'object') throw new PairwellError('wasm-unsupported');
  const response = await reach(url, 'wasm-unreachable');
  const mime = response.headers.get('content-type') ?? 'none';
  if (!/^application\/wasm\s*$/i.test(mime)) {
    const module = await compileBytes(await wholeWasm(response, url, mime), url);
    console.warn(`pairwell: ${url} is served as "${mime}"; serve it as "application/wasm" for a faster start`);
    return module;
  }
  return WebAssembly.compileStreaming(response).catch(async (cause) => {
    refuseIfBlocked(cause, url);
    // The whole file shows whether it is a web page, a broken download or a damaged engine.
    return compileBytes(await wholeWasm(await reach(url, 'wasm-unreachable'), url, mime), url);
  });
}

/**
 * @param {URL} url
 * @param {PairwellErrorCode} code
 * @param {RequestInit} [init]
 */
async function reach(url, code, init) {
  const response = await fetch(url, init).catch((cause) => {
    throw new PairwellError(code, `${url} (${cause.message})`, cause);
  });
  if (!response.ok) throw new PairwellError(code, `${url} answered ${response.status}`);
  return response;
}

/**
 * @param {Response} response
 * @param {URL} url
 * @param {string} mime
 */
async function wholeWasm(response, url, mime) {
  const bytes = await response.arrayBuffer().catch((cause) => {
    throw new PairwellError('wasm-unreachable', String(url), cause);
  });
  const head = new Uint8Array(bytes, 0, Math.min(bytes.byteLength, WASM_MAGIC.length));
  if (WASM_MAGIC.some((byte, at) => head[at] !== byte)) {
    const found = [...head].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new PairwellError('wasm-not-wasm', `${url}, served as "${mime}", begins ${found || 'with nothing'}`);
  }
  return bytes;
}

/**
 * @param {ArrayBuffer} bytes
 * @param {URL} url
 */
function compileBytes(bytes, url) {
  return WebAssembly.compile(bytes).catch((cause) => {
    refuseIfBlocked(cause, url);
    throw new PairwellError('wasm-corrupt', `${url} (${cause.message})`, cause);
  });
}

/**
 * Only the message shows whether the compilation was forbidden or failed.
 * @param {unknown} cause
 * @param {URL} url
 */
export function refuseIfBlocked(cause, url) {
  if (/content.security.policy|\bCSP\b|unsafe-eval/i.test(String(cause))) {
    throw new PairwellError('wasm-blocked', String(url), cause);
  }
}

/**
 * @param {string} text
 * @param {URL} url
 */
function parseJson(text, url) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PairwellError('manifest-invalid', `${url} begins ${JSON.stringify(text.slice(0, 20))}`, cause);
  }
}

/** @param {any} entry */
function isFileEntry(entry) {
  return typeof entry?.file === 'string' && typeof entry.bytes === 'number' && typeof entry.digest === 'string';
}

/**
 * Keeps the directory's query string, where hosts put signatures and versions.
 * @param {string} file
 * @param {URL} directory
 */
function fileUrl(file, directory) {
  const url = new URL(file, directory);
  url.search ||= directory.search;
  return url;
}
