/** Fetches a model's files, with an error code for each way to fail; trouble.js has what most pages never need. */
import { PairwellError } from './errors.js';
import { FILES, begun, directoryAt, fileUrl, isPlainName } from './needed.js';

/** @import { FileEntry, Manifest } from './types.js' */
/** @import { PairwellErrorCode } from './errors.js' */

/** The format of pairwell.json that this version reads. */
export const FORMAT = 1;

/** Loads what most pages never need. @param {unknown} error is thrown if it does not come either */
export const loadTrouble = (error) =>
  import('./trouble.js').catch(() => {
    throw error;
  });

/**
 * An absolute URL. A relative one is relative to the page, to the worker's script, or to the working directory where there is neither.
 * @param {string | URL} url
 */
export function absoluteUrl(url) {
  try {
    return new URL(url);
  } catch {
    const { document, location, process } = /** @type {any} */ (globalThis);
    return new URL(
      url,
      document?.baseURI ?? location?.href ?? process?.getBuiltinModule?.('node:url').pathToFileURL('./'),
    );
  }
}

/**
 * The absolute URL of a model directory, with its closing slash.
 * @param {string | URL} url
 */
export function directoryUrl(url) {
  const directory = directoryAt(absoluteUrl(url));
  // Throws for an address that no file can lie beside, as `data:,` is.
  fileUrl('', directory);
  return directory;
}

/**
 * The host decides how long the manifest is cached. The files that it names never change.
 * @param {URL} directory
 * @param {RequestInit} [init]
 * @param {string} [search] a query, to get past caches that ignore everything else
 * @returns {Promise<Manifest>}
 */
export async function fetchManifest(directory, init, search = '') {
  const url = fileUrl('pairwell.json', directory);
  url.search ||= search;
  const response = await reach(url, 'manifest-unreachable', init);
  const text = await response.text().catch((cause) => {
    throw new PairwellError('manifest-unreachable', String(url), cause);
  });
  const manifest = parseJson(text);
  const fault = faultOf(manifest);
  if (!fault) return manifest;
  const { manifestError } = await loadTrouble(new PairwellError('manifest-invalid', String(url)));
  throw manifestError(fault, manifest, String(url), text);
}

/**
 * The key of a manifest that this version cannot use.
 * @param {any} manifest
 */
export function faultOf(manifest) {
  if (manifest?.format !== FORMAT) return 'format';
  return FILES.find((name) => !(isFileEntry(manifest[name]) || (name !== 'model' && manifest[name] === undefined)));
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
  if (!isPacked(bytes)) return bytes;
  if (bytes.length > entry.bytes) failed(damaged)(bytes.length);
  const unpacking = import('./unpack.js').then(({ unpack }) => unpack(bytes));
  return unpacking.catch(failed(damaged));
}

/** @param {Uint8Array} bytes */
export function isPacked(bytes) {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * @param {URL} url
 * @param {PairwellErrorCode} code
 * @param {RequestInit} [init]
 */
export async function reach(url, code, init) {
  let response;
  try {
    response = await ((!init && take(url)) || fetch(url, init));
  } catch (cause) {
    const error = new PairwellError(code, `${url} (${/** @type {Error} */ (cause).message})`, cause);
    if (url.protocol !== 'file:') throw error;
    return (await loadTrouble(error)).readFile(url, code, error);
  }
  if (!response.ok) throw new PairwellError(code, `${url} answered ${response.status}`);
  return response;
}

/** @param {string} text @returns {any} undefined if it is no JSON */
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {any} entry */
function isFileEntry(entry) {
  return isPlainName(entry) && typeof entry.bytes === 'number' && typeof entry.digest === 'string';
}

/** What the tag's script has asked for, once; it asks for nothing that was taken. @param {URL} url */
function take({ href }) {
  const response = begun.get(href);
  begun.set(href, undefined);
  return response;
}
