/** Registers <pairwell-shelf> at once, in the form that loads shards, unless there are no custom elements (on a server) or the name is taken. Tags name tag/define-sharded.js. */
import { ShardedShelf } from './element/sharded.js';

const registry = globalThis.customElements;
if (registry && !registry.get('pairwell-shelf')) registry.define('pairwell-shelf', ShardedShelf);
