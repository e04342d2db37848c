/** Runs an addition to the cart from the button's press to its end: by the page's listeners, else by the shop's adapter. */
import { PairwellError } from '../engine/errors.js';

/**
 * @typedef {object} Adding
 * @property {(respondWith: (done: Promise<unknown>) => void) => boolean} emit emits the add event; false if the page cancelled it
 * @property {() => Promise<unknown>} addToShop adds by the shop's own route, if an adapter has one
 * @property {(state: import('./card.js').AddState, cause?: unknown) => void} mark
 * @property {() => void} added
 * @property {(cause: PairwellError) => void} failed
 */

/**
 * The page's listeners add to the cart, at once or by a promise. If none answers, the shop's adapter adds. A cancelled event leaves the
 * button as it was, for a page that shows its own progress.
 * @param {string} name of the addition, for errors
 * @param {Adding} adding
 */
export async function add(name, { emit, addToShop, mark, added, failed }) {
  /** @type {Promise<unknown> | undefined} */
  let answer;
  const isOpen = emit((done) => {
    answer = done;
  });
  if (!isOpen && !answer) return;
  mark('pending');
  try {
    await (answer ?? addToShop());
    added();
    mark('done');
  } catch (cause) {
    const code = cause instanceof PairwellError ? cause.code : '';
    const chooses = code === 'needs-options';
    mark(chooses ? 'options' : code === 'cart-refused' ? 'refused' : 'failed', cause);
    if (code === 'added-partly') failed(/** @type {PairwellError} */ (cause));
    else if (!chooses) failed(new PairwellError('add-failed', `${name} (${String(cause)})`, cause));
  }
}
