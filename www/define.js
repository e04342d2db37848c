/** Registers <pairwell-shelf>, once; never where there are no custom elements (a server) or where the name is taken. */
import { PairwellShelf } from './element/shelf.js';

const registry = globalThis.customElements;
if (registry && !registry.get('pairwell-shelf')) registry.define('pairwell-shelf', PairwellShelf);
