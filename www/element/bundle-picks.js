/** Chooses the items of a bundle: the page's item with the page's offer, the merchant's bundle or the model's picks, without items in the cart. */
import { refill } from './refill.js';
import { entriesOf, skuOf } from '../engine/items.js';
import { ahead } from './placements.js';
import { claimedBefore } from './claims.js';

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('../engine/types.js').Product} Product
 * @typedef {import('./refill.js').Answer} Answer
 * @typedef {{skus?: string[], label?: string, price?: number, discount?: number}} Offer of the page or of the merchant's rules:
 *   the items beside the page's own, the discount's label, the price of all in minor units, or the discount in percent
 * @typedef {object} Basis
 * @property {any} element
 * @property {import('../engine/engine.js').Pairwell} pairwell
 * @property {import('../cart/hub.js').Hub} [hub]
 * @property {typeof import('./ruled.js')} [ruled]
 * @property {typeof import('./bundle-offers.js')} [offers] under the merchant's rules
 * @property {import('../shopper/frequency-cap.js').Where} source
 * @property {string | null} key
 * @property {string} language
 * @property {string} own the page's item
 * @property {import('../engine/types.js').Query} baseQuery
 * @property {readonly import('../engine/types.js').CartEntry[]} held the cart
 * @property {Offer} [given] the page's own offer
 * @property {number} limit the most items beside the page's own
 * @property {number} min
 * @typedef {Basis & {query: import('../engine/types.js').Query, first: Pick, lead: Pick[], room: number, has: (sku: string) => boolean}} Setting
 *   first: the page's item; lead: the page's item, unless the cart holds it; room: the most items beside it
 */

/** Extra picks where the shop is known, to replace those that it does not sell any more, or only with options. */
const EXTRA = 2;

/**
 * @param {Basis} basis
 * @returns {Answer & {offer?: Offer, query: import('../engine/types.js').Query}}
 */
export function choose(basis) {
  const { element, pairwell, ruled, offers, own, baseQuery, given, limit } = basis;
  const held = entriesOf('cart', basis.held);
  const query = { ...baseQuery, cart: ahead([own], held), placement: 'bundle', limit, min: 0 };
  const first = pickOf(pairwell, own);
  if (!first) return { picks: [], query };
  const has = (/** @type {string} */ sku) => held.some((entry) => skuOf(entry) === sku);
  const room = Math.min(ruled?.frequencyCap.roomFor(element, pairwell.policy) ?? limit, limit);
  const setting = { ...basis, query, first, lead: has(own) ? [] : [first], room, has };
  for (const offer of given?.skus ? [remainderOf(setting, given)] : (offers?.ruled(setting) ?? [])) {
    const answer = wholeOffer(setting, offer.skus ?? []);
    if (answer.pending || answer.picks.length > 0) return { ...answer, offer, query };
  }
  // The page's offer is for all of its items.
  return { ...(given?.skus ? { picks: [] } : suggested(setting)), offer: given, query };
}

/** The part of the page's offer that the cart does not hold. Its price is for the whole offer only. @param {Setting} setting @param {Offer} offer @returns {Offer} */
function remainderOf({ has, own }, { skus = [], label, price }) {
  const missing = skus.filter((sku) => !has(sku));
  return { skus: missing, label, price: missing.length === skus.length && !has(own) ? price : undefined };
}

/** The picks of an offer, if all of its items are for sale. @param {Setting} setting @param {string[]} skus @returns {Answer} */
function wholeOffer(setting, skus) {
  const { lead, limit, pairwell } = setting;
  const others = skus.flatMap((sku) => pickOf(pairwell, sku) ?? []);
  if (others.length < skus.length || others.length > limit) return { picks: [] };
  const { picks, pending } = sift(setting, [...lead, ...others]);
  return { picks: picks.length === lead.length + others.length ? withWords(setting, picks) : [], pending };
}

/** The model's picks because of the page's item; popular items are not a bundle. @param {Setting} setting @returns {Answer} */
function suggested(setting) {
  const { element, pairwell, ruled, hub, source, key, own, query, first, lead, room, min } = setting;
  const limit = room + (hub ? EXTRA : 0);
  const fits = (/** @type {Pick} */ pick) =>
    pick.because.some(({ sku }) => sku === own) && isForSale(pairwell, pick.product) && haveSameCurrency(pick, first);
  const { picks, pending } = refill(
    [...claimedBefore(element), ...(hub?.family(key) ?? [])],
    (exclude) => pairwell.suggest({ ...query, exclude, limit }),
    (all) => {
      const fit = all.filter(fits);
      return sift(setting, [...lead, ...(ruled?.frequencyCap.withinSession(source, fit, pairwell.policy) ?? fit)]);
    },
  );
  const kept = picks.slice(0, lead.length + room);
  const isWhole = kept.length >= lead.length + Math.max(min, 1) && (lead.length === 0 || kept[0].sku === own);
  return { picks: isWhole ? withWords(setting, kept) : [], pending };
}

/** The picks that the shop sells now and that have no options to choose. @param {Setting} setting @param {Pick[]} picks @returns {Answer} */
function sift({ hub, key }, picks) {
  const answer = hub?.sift(picks, picks.length, key) ?? { picks };
  return { ...answer, picks: answer.picks.filter(({ product }) => !product?.hasOptions) };
}

/** Adds the merchant's words to items that are not the engine's picks. @param {Setting} setting @param {Pick[]} picks */
function withWords(setting, picks) {
  return setting.offers?.label(setting, picks) ?? picks;
}

/** A pick of one item, if it is for sale. @param {import('../engine/engine.js').Pairwell} pairwell @param {string} sku @returns {Pick | undefined} */
export function pickOf(pairwell, sku) {
  const product = pairwell.product(sku);
  return isForSale(pairwell, product) ? { sku, score: 0, because: [], product } : undefined;
}

/** @param {import('../engine/engine.js').Pairwell} pairwell @param {Product} [product] */
function isForSale({ hasProducts }, product) {
  return product ? product.available : !hasProducts;
}

/** @param {Pick} one @param {Pick} other */
export function haveSameCurrency(one, other) {
  return one.product?.currency === other.product?.currency;
}
