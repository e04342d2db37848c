/** Chooses what stands in a bundle: the page's item and what the page, the merchant or the orders put beside it, but for what the cart holds; never draws. */
import { settle } from './refill.js';
import { entriesOf, skuOf } from '../engine/items.js';
import { ahead } from './placements.js';
import { taken } from './claims.js';

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('../engine/types.js').Product} Product
 * @typedef {import('./refill.js').Answer} Answer
 * @typedef {{skus?: string[], label?: string, price?: number, discount?: number}} Offer what the page or the merchant's rules offer:
 *   the items beside the page's own, what the discount is called, the price of all in minor units, or the discount in percent
 * @typedef {object} Moment
 * @property {any} element
 * @property {import('../engine/engine.js').Pairwell} pairwell
 * @property {import('../cart/hub.js').Hub} [hub]
 * @property {typeof import('./ruled.js')} [ruled]
 * @property {typeof import('./bundle-offers.js')} [offers] there under the merchant's rules, as ruled is
 * @property {import('../shopper/frequency-cap.js').Where} source
 * @property {string | null} key
 * @property {string} language
 * @property {string} own the page's item
 * @property {import('../engine/types.js').Query} said
 * @property {readonly import('../engine/types.js').CartEntry[]} held what is in the cart
 * @property {Offer} [given] the page's own offer
 * @property {number} limit the most items beside the page's own
 * @property {number} min
 * @typedef {Moment & {asked: import('../engine/types.js').Query, first: Pick, lead: Pick[], room: number, has: (sku: string) => boolean}} Question
 *   first: the page's item; lead: nothing else where the cart holds it; room: how many may stand beside it
 */

/** Of these so many more are asked for in a shop, to make up for those that it no longer sells, or only with options. */
const ASKED = 2;

/**
 * @param {Moment} moment
 * @returns {Answer & {offer?: Offer, asked: import('../engine/types.js').Query}}
 */
export function choose(moment) {
  const { element, pairwell, ruled, offers, own, said, given, limit } = moment;
  const held = entriesOf('cart', moment.held);
  const asked = { ...said, cart: ahead([own], held), placement: 'bundle', limit, min: 0 };
  const first = named(pairwell, own);
  if (!first) return { picks: [], asked };
  const has = (/** @type {string} */ sku) => held.some((entry) => skuOf(entry) === sku);
  const room = Math.min(ruled?.frequencyCap.roomFor(element, pairwell.policy) ?? limit, limit);
  const question = { ...moment, asked, first, lead: has(own) ? [] : [first], room, has };
  for (const offer of given?.skus ? [left(question, given)] : (offers?.ruled(question) ?? [])) {
    const answer = whole(question, offer.skus ?? []);
    if (answer.pending || answer.picks.length > 0) return { ...answer, offer, asked };
  }
  // The page's word holds for all of it, or not at all.
  return { ...(given?.skus ? { picks: [] } : suggested(question)), offer: given, asked };
}

/** What is left of the page's offer; its price is for all of it. @param {Question} question @param {Offer} offer @returns {Offer} */
function left({ has, own }, { skus = [], label, price }) {
  const missing = skus.filter((sku) => !has(sku));
  return { skus: missing, label, price: missing.length === skus.length && !has(own) ? price : undefined };
}

/** An offer holds for all of it, or not at all. @param {Question} question @param {string[]} skus @returns {Answer} */
function whole(question, skus) {
  const { lead, limit, pairwell } = question;
  const others = skus.flatMap((sku) => named(pairwell, sku) ?? []);
  if (others.length < skus.length || others.length > limit) return { picks: [] };
  const { picks, pending } = sift(question, [...lead, ...others]);
  return { picks: picks.length === lead.length + others.length ? told(question, picks) : [], pending };
}

/** What orders with the page's item hold beside it; what everybody likes is no bundle. @param {Question} question @returns {Answer} */
function suggested(question) {
  const { element, pairwell, ruled, hub, source, own, asked, first, lead, room, min } = question;
  const limit = room + (hub ? ASKED : 0);
  const fits = (/** @type {Pick} */ pick) =>
    pick.because.some(({ sku }) => sku === own) && sells(pairwell, pick.product) && isPaidAlike(pick, first);
  const { picks, pending } = settle(
    taken(element),
    (exclude) => pairwell.suggest({ ...asked, exclude, limit }),
    (all) => {
      const fit = all.filter(fits);
      return sift(question, [...lead, ...(ruled?.frequencyCap.withinSession(source, fit, pairwell.policy) ?? fit)]);
    },
  );
  const kept = picks.slice(0, lead.length + room);
  const isWhole = kept.length >= lead.length + Math.max(min, 1) && (lead.length === 0 || kept[0].sku === own);
  return { picks: isWhole ? told(question, kept) : [], pending };
}

/** What the shop sells now, without asking anything more of the shopper. @param {Question} question @param {Pick[]} picks @returns {Answer} */
function sift({ hub, key }, picks) {
  const answer = hub?.sift(picks, picks.length, key) ?? { picks };
  return { ...answer, picks: answer.picks.filter(({ product }) => !product?.hasOptions) };
}

/** With what is said of items that were not picked. @param {Question} question @param {Pick[]} picks */
function told(question, picks) {
  return question.offers?.label(question, picks) ?? picks;
}

/** An item by name, if it is for sale. @param {import('../engine/engine.js').Pairwell} pairwell @param {string} sku @returns {Pick | undefined} */
export function named(pairwell, sku) {
  const product = pairwell.product(sku);
  return sells(pairwell, product) ? { sku, score: 0, because: [], product } : undefined;
}

/** @param {import('../engine/engine.js').Pairwell} pairwell @param {Product} [product] */
function sells({ hasProducts }, product) {
  return product ? product.available : !hasProducts;
}

/** @param {Pick} one @param {Pick} other */
export function isPaidAlike(one, other) {
  return one.product?.currency === other.product?.currency;
}
