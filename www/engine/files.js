/** Decodes a model's files with the engine's core, and names the file in every error. */
import { PairwellError, asPairwellError, particulars } from './errors.js';

/** @typedef {import('./types.js').Core} Core */
/** @typedef {import('./types.js').FileEntry} FileEntry */

/** Units of work between two looks at the clock: few, because a device without a compiler is slow. */
export const WORK = 64;
/** How long decoding may keep a page from everything else, in milliseconds. */
const SLICE = 24;

/**
 * @param {Core} core
 * @param {Uint8Array} bytes
 * @param {FileEntry} [entry]
 * @param {string} [where]
 */
export function* openEngine({ Engine }, bytes, entry, where) {
  try {
    const engine = new Engine(bytes);
    while (engine.step(WORK)) yield;
    return checkDigest(engine, entry);
  } catch (cause) {
    const detail = describe(bytes, entry, where);
    const error = asPairwellError(cause, 'engine-failed', detail);
    const short = entry && bytes.length < entry.bytes && error.code !== 'not-a-model';
    throw short ? new PairwellError('truncated', detail, cause) : error;
  }
}

/**
 * @param {Core} core
 * @param {Uint8Array} bytes
 * @param {FileEntry} [entry]
 * @param {string} [where]
 */
export function* openCatalog({ Catalog }, bytes, entry, where) {
  try {
    const catalog = new Catalog(bytes);
    while (catalog.step(WORK)) yield;
    return checkDigest(catalog, entry);
  } catch (cause) {
    throw new PairwellError('catalog-invalid', describe(bytes, entry, where, cause), cause);
  }
}

/**
 * Opens a file in slices, and yields to the page between them.
 * @template T
 * @param {Generator<void, T>} opening
 */
export async function inSlices(opening) {
  for (;;) {
    for (const end = Date.now() + SLICE; Date.now() < end; ) {
      const { done, value } = opening.next();
      if (done) return value;
    }
    await breathe();
  }
}

/** Yields to the page, so that starting, decoding and drawing are separate tasks on a slow device. */
export async function breathe() {
  // Some JavaScript engines have no timers, and no page either.
  if ('setTimeout' in globalThis) await new Promise((done) => setTimeout(done));
}

/**
 * Waits for code that rules need. If it cannot be loaded, the error names the file.
 * @template T
 * @param {Promise<T>} importing
 * @param {string} [file]
 */
export async function loadCode(importing, file = 'rules.js') {
  try {
    return await importing;
  } catch (cause) {
    throw new PairwellError('rules-unreachable', `${file}, beside the script`, cause);
  }
}

/**
 * The engine has checked the bytes against their own digest. This checks that the digest is the one in the manifest.
 * @template {{digest: string}} T
 * @param {T} opened
 * @param {FileEntry} [entry]
 */
export function checkDigest(opened, entry) {
  if (entry && opened.digest !== entry.digest) {
    throw new PairwellError('digest-mismatch', `expected ${entry.digest}, got ${opened.digest}`);
  }
  return opened;
}

/**
 * @param {Uint8Array} bytes
 * @param {FileEntry} [entry]
 * @param {string} [where]
 * @param {unknown} [cause]
 */
export function describe(bytes, entry, where = '', cause) {
  const what = entry ? `${where}${entry.file}, ${bytes.length} of ${entry.bytes} bytes` : `${bytes.length} bytes`;
  return cause ? `${what}: ${cause instanceof Error ? cause.message + particulars(cause) : cause}` : what;
}
