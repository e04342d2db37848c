/** Registers <pairwell-shelf> at once, unless there are no custom elements (on a server) or the name is taken. Tags name tag/define.js. */
import { PairwellShelf } from './element/shelf.js';

const registry = globalThis.customElements;
if (registry && !registry.get('pairwell-shelf')) registry.define('pairwell-shelf', PairwellShelf);
