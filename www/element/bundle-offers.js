/** Finds the merchant's bundles with the page's item, and adds the merchant's words to their items; pages without rules never load it. */
import { haveSameCurrency, pickOf } from './bundle-picks.js';
import { inLanguage } from './bundle-texts.js';
import { own, skuOf } from '../engine/items.js';
import { percent } from './percent.js';
import { textsOf } from './texts.js';

/** @typedef {import('../engine/types.js').Pick} Pick */
/** @typedef {import('./bundle-picks.js').Setting} Setting */

/** The discount's label, where the cart holds a part of the bundle. @type {Record<string, (label: string, percent: string) => string>} */
const REST = {
  en: (label, percent) => `With what is in your cart: ${label}, −${percent}`,
  de: (label, percent) => `Mit dem, was im Warenkorb liegt: ${label}, −${percent}`,
  fr: (label, percent) => `Avec ce qui est dans votre panier : ${label}, −${percent}`,
  es: (label, percent) => `Con lo que ya tienes en el carrito: ${label}, −${percent}`,
  ja: (label, percent) => `カートの商品と合わせて:${label}、${percent}オフ`,
  ar: (label, percent) => `مع ما في سلتك: \u2068${label}\u2069، خصم ${percent}`,
};

/** The merchant's bundles with the page's item, if all missing items are for sale and there is room for them. @param {Setting} setting */
export function ruled(setting) {
  const { pairwell, query, own, first, lead, room, language } = setting;
  const share = (/** @type {number} */ discount) => percent(discount, language);
  return pairwell.bundles(query).flatMap(({ items, missing, discount, label }) => {
    const others = missing.flatMap((sku) => pickOf(pairwell, sku) ?? []);
    const isHere =
      items.includes(own) && others.length === missing.length && others.every((pick) => haveSameCurrency(pick, first));
    if (!(discount > 0) || !isHere || missing.length > room || !isWithinCaps(setting, others)) return [];
    const sold = lead.length + missing.length;
    const one = sold === 1 ? textsOf(language).bundle : undefined;
    const rest = sold < items.length ? (one ?? inLanguage(REST, language))(label, share(discount)) : undefined;
    return sold > 0 ? [{ skus: missing, label: rest ?? `${label} −${share(discount)}`, discount }] : [];
  });
}

/** Whether the frequency caps allow all of them. @param {Setting} setting @param {Pick[]} picks */
function isWithinCaps({ pairwell, ruled, query, source }, picks) {
  const { policy } = pairwell;
  const isCapped = ({ sku = '' }) => policy && policy.restAfter > 0 && (own(query.shown, sku) ?? 0) >= policy.restAfter;
  return (
    !picks.some(isCapped) && (ruled?.frequencyCap.withinSession(source, picks, policy) ?? picks).length === picks.length
  );
}

/**
 * Adds the partner and the merchant's benefit to items that are not the engine's picks.
 * @param {Setting} setting
 * @param {Pick[]} picks
 */
export function label({ pairwell, query, own }, picks) {
  return picks.map((pick) => {
    const { sku, source } = pick;
    if (source) return pick;
    // An item is not its own cart.
    const cart = (query.cart ?? []).filter((entry) => skuOf(entry) !== sku);
    const { partner, benefit } = pairwell.explain({ ...query, cart }, sku) ?? {};
    return { ...pick, partner, ...(sku !== own && { benefit }) };
  });
}
