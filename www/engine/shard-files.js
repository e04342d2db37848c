/** Says where a directory's files lie, and fetches its shards. It takes as little as it can from core.js, which is larger by each name that it hands out. */
import { PairwellError } from './errors.js';
import { reach } from './fetch.js';
import { unpack } from './unpack.js';

/** What the tag's script has asked for, by address: see needed.js. @type {Map<string, Promise<Response> | undefined>} */
export const begun = /** @type {any} */ (globalThis)[Symbol.for('pairwell.begun')];

/** Units of work between two looks at the clock. */
const WORK = 16;

/** How long decoding may keep a page from everything else, in milliseconds. */
const SLICE = 8;

/** @param {string | URL} url of anything on the page */
export const urlOf = (url) => new URL(url, globalThis.document?.baseURI);

/**
 * The absolute URL of a model directory, with its closing slash.
 * @param {string | URL} url
 */
export function directoryOf(url) {
  try {
    const directory = urlOf(url);
    if (!directory.pathname.endsWith('/')) directory.pathname += '/';
    fileIn(directory, '');
    return directory;
  } catch (cause) {
    throw new PairwellError('manifest-unreachable', `"${String(url)}" is not a URL`, cause);
  }
}

/** Keeps the directory's query string, where hosts put signatures and versions. @param {URL} directory @param {string} file */
export function fileIn(directory, file) {
  const url = new URL(file, directory);
  url.search ||= directory.search;
  return url;
}

/** A file, unpacked. @param {URL} directory @param {string} file @returns {Promise<Uint8Array>} rejects with a PairwellError */
export async function fetchShard(directory, file) {
  const url = fileIn(directory, file);
  const response = await reach(url, 'shard-unreachable');
  const bytes = await response.arrayBuffer().catch((cause) => {
    throw new PairwellError('shard-unreachable', String(url), cause);
  });
  return unpack(new Uint8Array(bytes));
}

/** Lets the page do what is due. */
export const breathe = () => new Promise((done) => setTimeout(done));

/** Counts how long a page has been kept from everything else. */
export class Slices {
  #end = performance.now() + SLICE;

  /** To be awaited between two steps. */
  async next() {
    if (performance.now() < this.#end) return;
    await breathe();
    this.#end = performance.now() + SLICE;
  }
}

/** Decodes a file in slices. @template {{step: (work: number) => boolean}} T @param {T} opened */
export async function decoded(opened) {
  for (const slices = new Slices(); opened.step(WORK); ) await slices.next();
  return opened;
}
