/** The package's API for scripts: the engine's wrapper, errors and types; registers no element. */
import { unpackGiven } from './engine/bytes.js';
import { Pairwell } from './engine/engine.js';
import { from, fromBytes } from './engine/from-bytes.js';

// Beside the class, because no shelf needs them.
Object.assign(Pairwell, { from, fromBytes });

export { Pairwell };
export { PairwellError } from './engine/errors.js';
export * from './engine/types.js';

/**
 * Unpacks a file that is packed with gzip; other bytes are returned as they are.
 * @param {import('./engine/bytes.js').Bytes} bytes
 * @returns {Promise<Uint8Array<ArrayBuffer>>} rejects with a PairwellError of the code `corrupt`
 */
export const unpack = (bytes) => unpackGiven('bytes', bytes, 'corrupt');
