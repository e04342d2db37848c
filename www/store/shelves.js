/** Connects every shelf and bundle of the page to the cart: gives them its lines, and adds their items to it. */
import * as cart from './cart.js';
import { askToRemember } from './memory.js';

/**
 * Gives every shelf the live cart, except the order's shelf, which is about the order.
 * @param {string} [sku] the page's item
 */
export function connectShelves(sku) {
  // This attribute records the viewed item in the history; the cart below is what the shelf ranks for.
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
