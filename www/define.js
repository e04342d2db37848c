/** Registers <pairwell-shelf>, unless there are no custom elements (on a server) or the name is taken. */
import { PairwellShelf } from './element/shelf.js';

const registry = globalThis.customElements;
if (registry && !registry.get('pairwell-shelf')) registry.define('pairwell-shelf', PairwellShelf);
