/** The package's API for scripts: the engine's wrapper, errors and types; registers no element. */
import { Pairwell } from './engine/engine.js';
import { from, fromBytes } from './engine/from-bytes.js';

// Beside the class, because no shelf needs them.
Object.assign(Pairwell, { from, fromBytes });

export { Pairwell };
export { PairwellError } from './engine/errors.js';
export { unpack } from './engine/unpack.js';
export * from './engine/types.js';
