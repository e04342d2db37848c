/** Finds the merchant's bundles that an item completes, and whose items they are; never draws, never loads where there are no rules. */
import { isPaidAlike, named } from './bundle-picks.js';
import { inLanguage } from './bundle-texts.js';
import { skuOf } from '../engine/items.js';
import { percent } from './money.js';
import { textsOf } from './texts.js';

/** @typedef {import('../engine/types.js').Pick} Pick */
/** @typedef {import('./bundle-picks.js').Question} Question */

/** What the bundle price is for, where the cart holds some of it. @type {Record<string, (label: string, percent: string) => string>} */
const REST = {
  en: (label, percent) => `With what is in your cart: ${label}, −${percent}`,
  de: (label, percent) => `Mit dem, was im Warenkorb liegt: ${label}, −${percent}`,
  fr: (label, percent) => `Avec ce qui est dans votre panier : ${label}, −${percent}`,
  es: (label, percent) => `Con lo que ya tienes en el carrito: ${label}, −${percent}`,
  ja: (label, percent) => `カートの商品と合わせて:${label}、${percent}オフ`,
  ar: (label, percent) => `مع ما في سلتك: \u2068${label}\u2069، خصم ${percent}`,
};

/** The merchant's bundles with the page's item, where all that is missing is for sale and finds a place. @param {Question} question */
export function ruled(question) {
  const { pairwell, asked, own, first, lead, room, language } = question;
  const share = (/** @type {number} */ discount) => percent(discount, language);
  return pairwell.bundles(asked).flatMap(({ items, missing, discount, label }) => {
    const others = missing.flatMap((sku) => named(pairwell, sku) ?? []);
    const isHere =
      items.includes(own) && others.length === missing.length && others.every((pick) => isPaidAlike(pick, first));
    if (!(discount > 0) || !isHere || missing.length > room || !isWelcome(question, others)) return [];
    const sold = lead.length + missing.length;
    const one = sold === 1 ? textsOf(language).bundle : undefined;
    const rest = sold < items.length ? (one ?? inLanguage(REST, language))(label, share(discount)) : undefined;
    return sold > 0 ? [{ skus: missing, label: rest ?? `${label} −${share(discount)}`, discount }] : [];
  });
}

/** Whether none of them rests, and the session has room for all. @param {Question} question @param {Pick[]} picks */
function isWelcome({ pairwell, ruled, asked, source }, picks) {
  const { policy } = pairwell;
  const rests = ({ sku = '' }) => policy && policy.restAfter > 0 && (asked.shown?.[sku] ?? 0) >= policy.restAfter;
  return (
    !picks.some(rests) && (ruled?.frequencyCap.withinSession(source, picks, policy) ?? picks).length === picks.length
  );
}

/**
 * Says of items that were not picked whose they are, and what the merchant says of them.
 * @param {Question} question
 * @param {Pick[]} picks
 */
export function label({ pairwell, asked, own }, picks) {
  return picks.map((pick) => {
    const { sku, source } = pick;
    if (source) return pick;
    // Nothing is said of an item to itself.
    const cart = (asked.cart ?? []).filter((entry) => skuOf(entry) !== sku);
    const { partner, benefit } = pairwell.explain({ ...asked, cart }, sku) ?? {};
    return { ...pick, partner, ...(sku !== own && { benefit }) };
  });
}
