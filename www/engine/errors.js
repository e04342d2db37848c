/** Names what went wrong, one code and one message per cause, for pages and for people; never shows anything itself. */

/** Every code a page can meet, with what to do about it. The detail (what came, from where) is put in front. */
const REMEDIES = {
  'no-model': 'set the model attribute to the directory that `pairwell train` wrote',
  'manifest-unreachable': 'the model URL must be a directory that serves pairwell.json',
  'manifest-invalid': 'expected the pairwell.json that `pairwell train` wrote',
  'format-unsupported': 'train the model again, or update this script',
  'model-unreachable': 'upload the whole model directory',
  truncated: 'the file came incomplete: upload it again',
  'digest-mismatch': 'these are not the bytes that were written: upload the whole model directory',
  corrupt: 'the file contradicts itself: train the model again',
  'not-a-model': 'expected a pairwell model, perhaps an error page came instead',
  'wasm-unreachable': 'serve pairwell_wasm_bg.wasm beside the script',
  'wasm-not-wasm': 'expected WebAssembly (00 61 73 6d), perhaps an error page came instead',
  'wasm-corrupt': 'upload pairwell_wasm_bg.wasm and core.js again, from one build',
  'wasm-blocked': "the Content-Security-Policy needs script-src 'wasm-unsafe-eval'",
  'wasm-unsupported': 'this browser runs no WebAssembly',
  'rules-unreachable': 'without its rules nothing is shown, lest an excluded item is: upload the whole model directory',
  'rules-invalid':
    'nothing is shown, lest an excluded item is: upload the whole directory, or run `pairwell rules apply` again',
  'catalog-unreachable': 'upload the whole model directory',
  'catalog-invalid': 'upload the whole model directory',
  'store-unknown': 'name a platform in store, or none',
  'cart-unreachable': 'the shop must answer for its own cart; until then suggestions know only the items attribute',
  'cart-refused': 'the shop says no to this item',
  'added-partly': 'the shop refused the rest and keeps these: tell the shopper',
  'needs-options': 'the item is chosen on its own page',
  'render-failed': 'renderCard threw',
  'add-failed': 'the shop, or the promise given to respondWith, refused',
  'question-invalid': 'docs/rules-on-the-page.md says what can be asked',
  'engine-failed': 'please report this defect of pairwell',
};

/** @typedef {keyof typeof REMEDIES} PairwellErrorCode */

/** What every rejection and every `pairwell:error` carries. */
export class PairwellError extends Error {
  /** With `added-partly`: the SKUs that are in the cart. @type {string[] | undefined} */
  added;

  /**
   * @param {PairwellErrorCode} code
   * @param {string} [detail] what came, and from where
   * @param {unknown} [cause]
   */
  constructor(code, detail, cause) {
    super([detail, REMEDIES[code]].filter(Boolean).join(': '), { cause });
    this.name = 'PairwellError';
    this.code = code;
  }
}

/**
 * Keeps a PairwellError, and a code that the glue threw (which has told the console more); else gives it the code `fallback`.
 * @param {any} cause
 * @param {PairwellErrorCode} fallback
 * @param {string} [detail]
 */
export function asPairwellError(cause, fallback, detail = String(cause)) {
  if (cause instanceof PairwellError) return cause;
  const code = Object.hasOwn(REMEDIES, cause?.code) ? cause.code : fallback;
  return new PairwellError(code, detail, cause);
}
