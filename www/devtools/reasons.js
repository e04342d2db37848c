/** Says why an item is not shown, to developers; written by `cargo xtask wire` from src/rules/reasons.rs, never edited. */

/** By key: texts, of which that is meant whose {names} there are. @type {Record<string, string[]>} */
export const REASONS = {
  'in-cart': ['it is in the cart'],
  excluded: ['the page excludes it'],
  hidden: ['it is not for sale'],
  'sold-out': ['it is sold out'],
  variant: ['it is a variant of an item in the cart'],
  substitute: ['it would replace an item in the cart'],
  rests: ['it was shown too often without a click'],
  rule: ['rule {rule} excludes it'],
  'not-required': ['rule {rule} requires other items'],
  silent: [
    'the signal {signal} suppresses all suggestions',
    'rule {rule} shows none (most = 0)',
    'the query asks for no items',
  ],
  owned: ['the shopper owns it, and customers do not buy it again'],
  'min-score': ['its score is below the minimum of rule {rule}'],
  fill: ['its source is not in the source order of rule {rule}'],
  'cap-category': ['its category is at the cap of rule {rule}'],
  'cap-brand': ['its brand is at the cap of rule {rule}'],
  cap: ['the set {set} is at the cap of rule {rule}'],
  'one-variant': ['another variant of it is shown: {item}'],
  'other-category': ['not an upsell: it is in another category'],
  'not-dearer': ['not an upsell: it is not more expensive, as far as prices are known'],
  'beyond-step': ['not an upsell: its price is above the limit for upsells, and the shop does not name it'],
};
