/** Carries an addition from the button to its end, by the page's listeners or the shop's adapter; never draws it. */
import { PairwellError } from '../engine/errors.js';

/**
 * @typedef {object} Adding
 * @property {(respondWith: (done: Promise<unknown>) => void) => boolean} ask tells the page; false: it has cancelled
 * @property {() => Promise<unknown>} fill adds by the shop's own route, where an adapter knows it
 * @property {(state: import('./card.js').AddState, cause?: unknown) => void} mark
 * @property {() => void} added
 * @property {(cause: PairwellError) => void} failed
 */

/**
 * The page's listeners add to the cart, at once or by a promise; where none answers, the shop's adapter does. A cancelled
 * event leaves the button as it was, for a page that shows its own progress.
 * @param {string} what
 * @param {Adding} adding
 */
export async function add(what, { ask, fill, mark, added, failed }) {
  /** @type {Promise<unknown> | undefined} */
  let answer;
  const untouched = ask((done) => {
    answer = done;
  });
  if (!untouched && !answer) return;
  mark('pending');
  try {
    await (answer ?? fill());
    added();
    mark('done');
  } catch (cause) {
    const code = cause instanceof PairwellError ? cause.code : '';
    mark(code === 'needs-options' ? 'options' : 'failed', cause);
    if (code === 'added-partly') failed(/** @type {PairwellError} */ (cause));
    else if (code !== 'needs-options') failed(new PairwellError('add-failed', `${what} (${cause})`, cause));
  }
}
