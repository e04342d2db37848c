/** Decides which files of a model directory a page needs, says where they lie, and keeps what has been asked for; fetches none itself. */

/** @import { FileEntry, Manifest } from './types.js' */

/** A manifest's keys of files, the one that it must have first. */
export const FILES = /** @type {const} */ (['model', 'rules', 'catalog']);

/** The page, or its like on a server. */
const host = /** @type {any} */ (globalThis);

/** The tag's script and the rest are two bundles, which share this. */
const BEGUN = Symbol.for('pairwell.begun');
host[BEGUN] ??= new Map();

/** What the tag's script has asked for, and what was taken from there, by address. @type {Map<string, Promise<Response> | undefined>} */
export const begun = host[BEGUN];

/**
 * The files that a page needs for its first list. None, if a name leads elsewhere: nobody knows who wrote the manifest.
 * @param {Manifest} manifest
 * @returns {FileEntry[]}
 */
export function neededFiles(manifest) {
  const files = FILES.flatMap((name) => manifest[name] ?? []);
  return files.every(isPlainName) ? files : [];
}

/** Its name has nothing that leads out of the directory: no `/`, `\\`, `:` or `%`, and no dot in front. @param {any} entry */
export function isPlainName(entry) {
  return typeof entry?.file === 'string' && /^[\w-][\w.-]*$/.test(entry.file);
}

/**
 * Keeps the directory's query string, where hosts put signatures and versions.
 * @param {string} file
 * @param {URL} directory
 */
export function fileUrl(file, directory) {
  const url = new URL(file, directory);
  url.search ||= directory.search;
  return url;
}

/**
 * A model directory's address, with its closing slash.
 * @param {URL} url
 */
export function directoryAt(url) {
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
