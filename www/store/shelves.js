/** Ties every shelf and bundle of the page to the cart: what is in it, and what a shelf adds to it; never ranks anything. */
import * as cart from './cart.js';
import { askToRemember } from './memory.js';

/**
 * Gives every shelf the live cart. The order's shelf is left alone: it is about what was bought, not what is in the cart.
 * @param {string} [sku] the item that the page is about
 */
export function connectShelves(sku) {
  // An item looked at is remembered by this attribute; what is ranked for is given with the cart.
  if (sku) document.querySelector('[placement=product]')?.setAttribute('items', sku);
  askToRemember();
  cart.watch(() => fillShelves(sku));
  document.addEventListener('pairwell:add', (event) => {
    const { sku, skus = [sku] } = /** @type {CustomEvent<{sku: string, skus?: string[]}>} */ (event).detail;
    for (const each of skus) cart.add(each);
  });
}

/** @param {string} [sku] */
function fillShelves(sku) {
  const inCart = cart.lines();
  for (const bundle of document.querySelectorAll('pairwell-bundle')) {
    Object.assign(bundle, { cart: inCart });
    if (sku) bundle.setAttribute('item', sku);
  }
  const page = sku && !inCart.some((line) => line.sku === sku) ? [{ sku, quantity: 1 }] : [];
  for (const shelf of document.querySelectorAll('pairwell-shelf')) {
    const placement = shelf.getAttribute('placement');
    if (placement === 'post-purchase') continue;
    Object.assign(shelf, { cart: placement === 'product' ? [...page, ...inCart] : inCart });
  }
}
