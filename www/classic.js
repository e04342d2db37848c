/** Gathers the whole package into one classic script, for shops that can only paste one tag; offers `window.pairwell`. */
import './define.js';
import './define-bundle.js';
export { Pairwell, PairwellError } from './index.js';
export * as taste from './shopper/history.js';
