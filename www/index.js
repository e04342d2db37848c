/** Names what the package offers to scripts; never registers an element. */
export { Pairwell } from './engine/engine.js';
export { PairwellError } from './engine/errors.js';
export { unpack } from './engine/fetch.js';
export * from './engine/types.js';
