/** The placements and their defaults: what a shelf ranks for, how many items it shows, and its look. */
import { parseItems, skuOf } from '../engine/items.js';

/**
 * @typedef {import('../engine/types.js').CartEntry} CartEntry
 * @typedef {object} Placement
 * @property {'prior' | 'order'} [basis] ranks for nothing (popular items and the history) or for the order just placed, instead of the cart
 * @property {boolean} [item] the page's item counts as in the cart
 * @property {number} [limit] where neither the element nor the model has one
 * @property {string} [look] class of the shelf: `column` stacks cards where the shelf is narrow, `quiet` is small
 */

/** @type {Record<string, Placement>} */
const PLACEMENTS = {
  product: { item: true },
  cart: { limit: 3, look: 'column' },
  checkout: { limit: 2, look: 'column quiet' },
  'post-purchase': { basis: 'order' },
  home: { basis: 'prior' },
};

/** The placement's name. @param {HTMLElement} element */
export function placementOf(element) {
  return element.getAttribute('placement') || 'product';
}

/** Its defaults. @param {HTMLElement} element @returns {Placement} a shop's own placement ranks for the cart */
export function placeOf(element) {
  const name = placementOf(element);
  return Object.hasOwn(PLACEMENTS, name) ? PLACEMENTS[name] : {};
}

/** The list id in analytics and in events. @param {HTMLElement} element */
export function listOf(element) {
  return element.getAttribute('list-id') || `pairwell-${placementOf(element)}`;
}

/** The language of the element's part of the page. @param {HTMLElement} element */
export function languageOf(element) {
  return /** @type {HTMLElement | null} */ (element.closest('[lang]'))?.lang ?? '';
}

/**
 * The items that a shelf ranks for: the page's if it sets them, else the page's item and the shop's cart. Upsells are for the page's item.
 * @param {HTMLElement} element
 * @param {readonly CartEntry[] | undefined} cart
 * @param {import('../cart/hub.js').Hub | undefined} hub
 * @returns {readonly CartEntry[]}
 */
export function basisOf(element, cart, hub) {
  const written = parseItems(element.getAttribute('items'));
  const key = element.getAttribute('item-key');
  const { basis, item } = placeOf(element);
  const own = () => (item && written.length === 0 && hub?.own(key)) || written;
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
 * Puts items before a cart's lines. An item that is in the cart is that line.
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
 * @param {number} otherwise if the attribute is missing or not a number
 */
export function countOf(element, name, otherwise) {
  const text = element.getAttribute(name);
  const count = Number(text || NaN);
  return Number.isFinite(count) && count >= 0 ? Math.min(Math.floor(count), 100) : otherwise;
}
