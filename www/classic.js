/** The whole package as one classic script, for shops that can only paste one tag; sets `window.pairwell`. */
import './define.js';
import './define-bundle.js';
export { Pairwell, PairwellError } from './index.js';
export * as history from './shopper/history.js';
/** The old name of `history`. */
export * as taste from './shopper/history.js';
export { order } from './experiment/order.js';
