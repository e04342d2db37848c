/** Words the reason of a pick under the merchant's rules: its bundle, the merchant's benefit, or its source. */
import { skuOf } from '../engine/items.js';
import { percent } from './percent.js';

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('./texts.js').Texts} Texts
 * @typedef {{cause?: string, past?: string, language: string, cart: readonly import('../engine/types.js').CartEntry[], isOrder: boolean,
 *   titleOf: (sku: string) => string}} About cause, past: the cart item, or the part of the history, behind the pick
 */

/**
 * @param {Pick} pick
 * @param {Texts} texts
 * @param {About} about
 * @returns {string | undefined} undefined if the shelf's usual reason applies
 */
export function reasonFor(pick, texts, about) {
  const { bundle, benefit, source, evidence } = pick;
  const { cause, past } = about;
  if (bundle?.discount && bundle.label && texts.bundle)
    return texts.bundle(bundle.label, percent(bundle.discount, about.language));
  if (benefit) return benefit;
  if (cause !== undefined) return (source === 'upgrade' ? texts.upgrade : texts.evidence?.[evidence ?? ''])?.(cause);
  return past ? undefined : originOf(pick, texts, about);
}

/** The source as a reason. It names the cart item only if there is exactly one. @param {Pick} pick @param {Texts} texts @param {About} about */
function originOf({ source, rule }, { because, chosen, headings }, { cart, isOrder, titleOf }) {
  // A service goes with its product.
  if (source === 'complement' || rule?.startsWith('service ')) {
    return cart.length === 1 ? because(titleOf(skuOf(cart[0]))) : headings[isOrder ? 'post-purchase' : 'cart'];
  }
  return source === 'pinned' ? chosen : undefined;
}
