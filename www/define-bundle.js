/** Registers <pairwell-bundle>, once; never where there are no custom elements (a server) or where the name is taken. */
import { PairwellBundle } from './element/bundle.js';

const registry = globalThis.customElements;
if (registry && !registry.get('pairwell-bundle')) registry.define('pairwell-bundle', PairwellBundle);
