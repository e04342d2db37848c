/** Names what went wrong, one code and one message per cause, for pages and for people; never shows anything itself. */

/** Every code a page can meet, with what to do about it. The detail (what came, from where) is put in front. */
const REMEDIES = {
  'no-model': 'give <pairwell-shelf> a model attribute: the URL of the directory that `pairwell train` wrote',
  'manifest-unreachable': 'check the model URL: it must be a directory that serves pairwell.json',
  'manifest-invalid': 'expected the pairwell.json that `pairwell train` wrote, perhaps a page came instead',
  'format-unsupported': 'train the model again with the pairwell of this version, or update this script',
  'model-unreachable': 'upload every file of the model directory, pairwell.json last',
  truncated: 'the model file came incomplete: upload it again',
  'digest-mismatch': 'the model file is not the one its digest names: upload the whole directory again',
  corrupt: 'the model file contradicts itself: train it again',
  'not-a-model': 'expected a pairwell model, perhaps an error page came instead',
  'wasm-unreachable': 'serve pairwell_wasm_bg.wasm beside the script',
  'wasm-not-wasm': 'expected WebAssembly (bytes 00 61 73 6d), perhaps an error page came instead',
  'wasm-corrupt': 'upload pairwell_wasm_bg.wasm and pairwell_wasm.js again, both from one build',
  'wasm-blocked': "the page's Content-Security-Policy needs script-src 'wasm-unsafe-eval'",
  'wasm-unsupported': 'this browser runs no WebAssembly; the page stays as it was',
  'catalog-unreachable': 'upload every file of the model directory, pairwell.json last',
  'catalog-invalid': 'upload the whole model directory again',
  'add-failed': 'the promise given to respondWith was rejected',
  'engine-failed': 'this is a defect of pairwell: please report it',
};

/** @typedef {keyof typeof REMEDIES} PairwellErrorCode */

/** What every rejection and every `pairwell:error` carries. */
export class PairwellError extends Error {
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
 * Keeps a PairwellError, and a code that the glue threw; gives everything else the code `fallback`.
 * @param {unknown} cause
 * @param {PairwellErrorCode} fallback
 * @param {string} [detail]
 */
export function asPairwellError(cause, fallback, detail) {
  if (cause instanceof PairwellError) return cause;
  const { code, message = String(cause) } = /** @type {{code?: string, message?: string}} */ (Object(cause));
  const known = code !== undefined && Object.hasOwn(REMEDIES, code);
  const named = known ? /** @type {PairwellErrorCode} */ (code) : fallback;
  return new PairwellError(named, [detail, message].filter(Boolean).join(': '), cause);
}
