/** Declares every error: one code for the page and one message for people per cause. */

/** Every error code, with its remedy; cart/shop.js adds those of carts. The detail (what was received, from where) comes before it. Those without are in trouble.js. */
export const REMEDIES = {
  'no-model': 'set the model attribute to the directory that `pairwell train` wrote',
  'manifest-unreachable': 'the model URL must be a directory that serves pairwell.json',
  'manifest-invalid': '',
  'format-unsupported': 'train the model again, or update this script',
  'model-unreachable': 'upload the whole model directory',
  truncated: 'the file is incomplete: upload it again',
  'digest-mismatch': 'the file was changed after it was written: upload the whole model directory',
  corrupt: 'the file contradicts itself: train the model again',
  'not-a-model': 'expected a pairwell model; the server may have sent an error page instead',
  'wasm-unreachable': 'serve pairwell_wasm_bg.wasm beside the script',
  'wasm-not-wasm': '',
  'wasm-corrupt': '',
  'wasm-blocked': '',
  'wasm-unsupported': '',
  'browser-unsupported': 'docs/install.md says which browsers',
  'rules-unreachable': 'nothing is shown, because an excluded item might be: upload the whole model directory',
  'rules-invalid': 'nothing is shown, because an excluded item might be: run `pairwell rules apply` again',
  'catalog-unreachable': 'upload the whole model directory',
  'catalog-invalid': 'upload the whole model directory',
  'render-failed': 'renderCard threw',
  'add-failed': 'the shop refused, or the promise given to respondWith rejected',
  'question-invalid': 'docs/rules-on-the-page.md says what a query may contain',
  'engine-failed': 'report this bug',
};

/** @typedef {keyof typeof REMEDIES | keyof typeof import('../cart/shop.js').CART_REMEDIES | keyof typeof import('./shard-errors.js').SHARD_REMEDIES} PairwellErrorCode */

/** The error of every rejection and of every `pairwell:error` event. */
export class PairwellError extends Error {
  /** For `added-partly`: the SKUs that are in the cart. @type {string[] | undefined} */
  added;
  /** For `cart-refused`: the shop's own words. @type {string | undefined} */
  words;

  /**
   * @param {PairwellErrorCode} code
   * @param {string} [detail] what was received, and from where
   * @param {unknown} [cause]
   */
  constructor(code, detail, cause) {
    super([detail, /** @type {Record<string, string>} */ (REMEDIES)[code]].filter(Boolean).join(': '), { cause });
    this.name = 'PairwellError';
    this.code = code;
  }
}

/**
 * Keeps a PairwellError, and a code that the glue threw (the console has its details). Other errors get the code `fallback`.
 * @param {any} cause
 * @param {PairwellErrorCode} fallback
 * @param {string} [detail]
 */
export function asPairwellError(cause, fallback, detail = String(cause)) {
  if (cause instanceof PairwellError) return cause;
  const code = typeof (/** @type {any} */ (REMEDIES)[cause?.code]) === 'string' ? cause.code : fallback;
  return new PairwellError(code, detail + particulars(cause), cause);
}

/**
 * What the engine found in a file that it refuses: the format's version, or the rule that the file breaks.
 * @param {any} cause
 */
export function particulars(cause) {
  const found = cause?.code && cause.cause;
  return found ? ` (${found > 0 ? 'format version ' : ''}${found})` : '';
}
