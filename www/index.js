/** Names what the package offers to scripts; never registers an element. */
export { Pairwell } from './engine.js';
export { PairwellError } from './errors.js';
export { unpack } from './fetch.js';
