/** The package's API for scripts on pages that load shards; registers no element. */
export { load } from './engine/sharded.js';
