/** Adds several items to a cart, all or none. If the shop keeps some of them after a refusal, the error names these. */
import { PairwellError } from '../engine/errors.js';

/**
 * @typedef {import('./contract.js').Adapter} Adapter
 * @typedef {import('./contract.js').Item} Item
 */

/**
 * Uses the platform's route for several items, else adds one after another.
 * @param {Adapter} adapter
 * @param {Item[]} items one of each
 * @returns {Promise<unknown>} rejects as `add` does, or with `added-partly` and the items in the cart
 */
export async function addSeveral(adapter, items) {
  if (adapter.addAll) return adapter.addAll(items);
  /** @type {Item[]} */
  const taken = [];
  try {
    for (const item of items) {
      await adapter.add(item, 1);
      taken.push(item);
    }
  } catch (cause) {
    throw await giveBack(adapter, taken, cause);
  }
}

/**
 * Removes the items that were added before the shop refused one.
 * @param {Adapter} adapter
 * @param {Item[]} taken
 * @param {unknown} cause of the refusal
 * @returns {Promise<unknown>} the error to reject with
 */
export async function giveBack(adapter, taken, cause) {
  const kept = [];
  for (const item of taken) {
    const gone = await adapter.remove?.(item, 1).then(
      () => true,
      () => false,
    );
    if (!gone) kept.push(item.id);
  }
  if (kept.length === 0) return cause;
  return Object.assign(new PairwellError('added-partly', `${kept} (${cause})`, cause), { added: kept });
}
