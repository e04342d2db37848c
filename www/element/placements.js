/** Says where a shelf stands and what it does there by default: what it is for, how many it shows, how loudly; never ranks. */
import { parseItems, skuOf } from '../engine/items.js';

/**
 * @typedef {import('../engine/types.js').CartEntry} CartEntry
 * @typedef {object} Placement
 * @property {'prior' | 'order'} [basis] what is ranked for, if not the cart: nothing (what everybody likes, and what is remembered), or the order just made
 * @property {boolean} [item] the item that the page is about counts as in the cart
 * @property {number} [limit] where neither the element nor the model says
 * @property {string} [look] class of the shelf: `column` stacks cards where it is narrow, `quiet` is small
 */

/** @type {Record<string, Placement>} */
const PLACEMENTS = {
  product: { item: true },
  cart: { limit: 3, look: 'column' },
  checkout: { limit: 2, look: 'column quiet' },
  'post-purchase': { basis: 'order' },
  home: { basis: 'prior' },
};

/** The name of the place. @param {HTMLElement} element */
export function placementOf(element) {
  return element.getAttribute('placement') || 'product';
}

/** Its defaults. @param {HTMLElement} element @returns {Placement} a place of the shop's own is ranked for the cart */
export function placeOf(element) {
  const name = placementOf(element);
  return Object.hasOwn(PLACEMENTS, name) ? PLACEMENTS[name] : {};
}

/** The id that analytics and the page's own listeners know the shelf by. @param {HTMLElement} element */
export function listOf(element) {
  return element.getAttribute('list-id') || `pairwell-${placementOf(element)}`;
}

/** The language that the element stands in. @param {HTMLElement} element */
export function languageOf(element) {
  return /** @type {HTMLElement | null} */ (element.closest('[lang]'))?.lang ?? '';
}

/**
 * What is ranked for: the page's word if it has one, else its item and the shop's cart. What is to be bettered is the page's item.
 * @param {HTMLElement} element
 * @param {readonly CartEntry[] | undefined} cart
 * @param {import('../cart/hub.js').Hub | undefined} hub
 * @returns {readonly CartEntry[]}
 */
export function basisOf(element, cart, hub) {
  const written = parseItems(element.getAttribute('items'));
  const key = element.getAttribute('item-key');
  const { basis, item } = placeOf(element);
  const own = () =>
    [item && written.length === 0 ? hub?.item(key) : undefined, ...written].flatMap((entry) => entry ?? []);
  if (cart) return kindOf(element) ? ahead(own(), cart) : cart;
  if (!hub) return written;
  if (basis === 'order') return written.length > 0 ? written : hub.order(key);
  return ahead(own(), hub.cart(key));
}

/** Upsells are for a page about one item. @param {HTMLElement} element @returns {'upsell' | 'upgrade' | undefined} */
export function kindOf(element) {
  const kind = element.getAttribute('kind');
  return placeOf(element).item && (kind === 'upsell' || kind === 'upgrade') ? kind : undefined;
}

/**
 * Items before a cart's lines; one that is in the cart is that line.
 * @param {readonly CartEntry[]} items
 * @param {readonly CartEntry[]} cart
 * @returns {CartEntry[]}
 */
export function ahead(items, cart) {
  const skus = items.map(skuOf);
  const first = items.map((entry, at) => cart.find((line) => skuOf(line) === skus[at]) ?? entry);
  return [...first, ...cart.filter((line) => !skus.includes(skuOf(line)))];
}

/**
 * @param {HTMLElement} element
 * @param {'limit' | 'min'} name
 * @param {number} otherwise where the attribute is missing or no number
 */
export function countOf(element, name, otherwise) {
  const text = element.getAttribute(name);
  const count = Number(text || NaN);
  return Number.isFinite(count) && count >= 0 ? Math.min(Math.floor(count), 100) : otherwise;
}
