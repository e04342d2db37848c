/** Registers <pairwell-bundle> at once, unless there are no custom elements (on a server) or the name is taken. Tags name tag/define-bundle.js. */
import { PairwellBundle } from './element/bundle.js';

const registry = globalThis.customElements;
if (registry && !registry.get('pairwell-bundle')) registry.define('pairwell-bundle', PairwellBundle);
