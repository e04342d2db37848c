/** Takes files and objects that a page passes; says what it was given instead. */
import { PairwellError } from './errors.js';
import { unpack } from './unpack.js';

/** @import { PairwellErrorCode } from './errors.js' */

/**
 * A file's content.
 * @typedef {Uint8Array | ArrayBuffer} Bytes
 */

/**
 * An error whose message needs no remedy from the table.
 * @param {PairwellErrorCode} code
 * @param {string} message
 * @param {unknown} [cause]
 * @returns {never}
 */
export function refuse(code, message, cause) {
  throw Object.assign(new PairwellError(code, '', cause), { message });
}

/** @param {any} value */
export function kindOf(value) {
  if (value === null || value === undefined) return 'nothing';
  return typeof value === 'object' ? (value.constructor?.name ?? 'an object') : `a ${typeof value}`;
}

/**
 * The bytes that a page passed.
 * @param {string} name of the file, for the error
 * @param {any} given
 * @param {PairwellErrorCode} code
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(name, given, code) {
  // By its tag: test environments have an ArrayBuffer of their own beside Node's.
  const tag = Object.prototype.toString.call(given);
  try {
    if (tag === '[object ArrayBuffer]') return new Uint8Array(given);
    if (ArrayBuffer.isView(given)) {
      return new Uint8Array(/** @type {ArrayBuffer} */ (given.buffer), given.byteOffset, given.byteLength);
    }
  } catch (cause) {
    refuse(code, `${name}: its buffer is detached: it was transferred to a worker, for example`, cause);
  }
  return refuse(code, `${name}: expected the file's bytes as a Uint8Array, got ${kindOf(given)}`);
}

/**
 * An object that a page passed.
 * @param {string} name
 * @param {unknown} given
 */
export function objectOf(name, given) {
  if (typeof given === 'object' && given) return given;
  return refuse('not-a-model', `${name}: expected an object, as {model: bytes}, got ${kindOf(given)}`);
}

/**
 * Unpacks a file that a page passed, packed or not.
 * @param {string} name of the file, for the error
 * @param {unknown} given
 * @param {PairwellErrorCode} code
 */
export async function unpackGiven(name, given, code) {
  return unpack(bytesOf(name, given, code)).catch((cause) =>
    refuse(code, `${name} cannot be unpacked: ${cause.message}`, cause),
  );
}
