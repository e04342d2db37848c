/** Holds every word that a shopper reads in a shelf; never builds markup. */

/** @type {Record<string, string>} */
const HEADINGS = {
  product: 'Goes well with this',
  cart: 'Goes well with your cart',
  checkout: 'One more thing?',
  'post-purchase': 'Goes well with your order',
};

const POPULAR = 'Popular right now';

/**
 * @param {string} placement
 * @param {boolean} empty nothing is in the cart
 */
export function heading(placement, empty) {
  return empty ? POPULAR : (HEADINGS[placement] ?? POPULAR);
}

/** @param {string | undefined} cause title of the cart item that is most responsible */
export function reason(cause) {
  return cause === undefined ? POPULAR : `Goes with ${cause}`;
}

/** What the add button shows, and what a screen reader hears, in each of its states. */
export const ADD = {
  idle: { label: 'Add', name: (/** @type {string} */ title) => `Add ${title} to cart` },
  pending: { label: '…', name: (/** @type {string} */ title) => `Adding ${title} to cart` },
  done: { label: 'Added', name: (/** @type {string} */ title) => `Added ${title} to cart` },
  failed: { label: 'Retry', name: (/** @type {string} */ title) => `Retry: ${title} could not be added to cart` },
};
