/** The package's API for scripts: the engine's wrapper, errors and types; registers no element. */
export { Pairwell } from './engine/engine.js';
export { PairwellError } from './engine/errors.js';
export { unpack } from './engine/fetch.js';
export * from './engine/types.js';
