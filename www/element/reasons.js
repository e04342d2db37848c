/** Says why a pick is shown where the merchant's rules know better than the cart: its bundle, the merchant's words, how it came here; never claims what nobody knows. */
import { skuOf } from '../engine/items.js';
import { percent } from './money.js';

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('./texts.js').Texts} Texts
 * @typedef {{cause?: string, memory?: string, language: string, cart: readonly import('../engine/types.js').CartEntry[], isOrder: boolean,
 *   titleOf: (sku: string) => string}} About the cart item, or what of the shopper's past, that speaks for the pick; what was ranked for
 */

/**
 * @param {Pick} pick
 * @param {Texts} texts
 * @param {About} about
 * @returns {string | undefined} nothing where a shelf's usual reason holds
 */
export function reasonFor(pick, texts, about) {
  const { bundle, benefit, source, evidence } = pick;
  const { cause, memory } = about;
  if (bundle?.discount && bundle.label && texts.bundle)
    return texts.bundle(bundle.label, percent(bundle.discount, about.language));
  if (benefit) return benefit;
  if (cause !== undefined) return (source === 'upgrade' ? texts.upgrade : texts.evidence?.[evidence ?? ''])?.(cause);
  return memory ? undefined : originOf(pick, texts, about);
}

/** How it came here: one item that it goes with is named, of several nobody knows which it was. @param {Pick} pick @param {Texts} texts @param {About} about */
function originOf({ source, rule }, { because, chosen, headings }, { cart, isOrder, titleOf }) {
  // A service comes with its product.
  if (source === 'complement' || rule?.startsWith('service ')) {
    return cart.length === 1 ? because(titleOf(skuOf(cart[0]))) : headings[isOrder ? 'post-purchase' : 'cart'];
  }
  return source === 'pinned' ? chosen : undefined;
}
