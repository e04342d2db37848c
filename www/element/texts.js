/** Every text that a shopper reads in a shelf: in English here, in other languages loaded when needed. */

/**
 * @typedef {{label: string, name: (title: string) => string}} Action label: the visible text; name: the text for screen readers
 * @typedef {object} Texts
 * @property {Record<string, string>} headings by placement; `taste`: for picks from the history; `upgrade`: for upsells
 * @property {string} popular heading and reason where the cart is not the reason
 * @property {string} [chosen] the reason of a pinned item
 * @property {(title: string) => string} because
 * @property {Record<string, (title: string) => string>} [evidence] the reason with strong evidence: `often`, `very-often`
 * @property {Record<string, string>} [taste] the reason from the history: bought before (`again`), goes with what was `bought` or `seen`
 * @property {(title: string) => string} [upgrade] the reason of an upsell
 * @property {(label: string, percent: string) => string} [bundle] the reason of an item that completes a bundle
 * @property {(name: string) => string} [partner] the seller, if not the shop
 * @property {(stars: string) => string} rating
 * @property {Record<import('./card.js').AddState | 'options', Action>} add
 */

/** @type {Texts} */
const ENGLISH = {
  headings: {
    product: 'Goes well with this',
    cart: 'Goes well with your cart',
    checkout: 'One more thing?',
    'post-purchase': 'Goes well with your order',
    upgrade: 'Take the better one?',
    taste: 'For you',
  },
  popular: 'Popular right now',
  chosen: 'Chosen by the shop',
  because: (title) => `Goes with ${title}`,
  evidence: {
    often: (title) => `Often bought together with ${title}`,
    'very-often': (title) => `Very often bought together with ${title}`,
  },
  taste: {
    again: 'You bought this before',
    bought: 'Goes with what you bought',
    seen: 'Goes with what you looked at',
  },
  upgrade: (title) => `In place of ${title}`,
  bundle: (label, percent) => `One more for the bundle price: ${label}, −${percent}`,
  partner: (name) => `From ${name}`,
  rating: (stars) => `${stars} of 5 stars`,
  add: {
    idle: { label: 'Add', name: (title) => `Add ${title} to cart` },
    pending: { label: '…', name: (title) => `Adding ${title} to cart` },
    done: { label: 'Added', name: (title) => `Added ${title} to cart` },
    failed: { label: 'Retry', name: (title) => `Retry: ${title} could not be added to cart` },
    refused: { label: 'Not available', name: (title) => `Not available: ${title}` },
    options: { label: 'Choose', name: (title) => `Choose options of ${title}` },
  },
};

/** The languages of the package. A shop may add its own. @type {Record<string, () => Promise<{default: Texts}>>} */
export const LANGUAGES = {
  ar: () => import('./texts/ar.js'),
  de: () => import('./texts/de.js'),
  es: () => import('./texts/es.js'),
  fr: () => import('./texts/fr.js'),
  ja: () => import('./texts/ja.js'),
};

/** Has no prototype, because a page's language may be any word. @type {Record<string, Texts>} */
const loaded = Object.create(null);

/** Loads a language, if the package has it. Without it, English is used. @param {string} language a BCP 47 tag */
export async function loadTexts(language) {
  const name = language.split('-')[0].toLowerCase();
  if (!loaded[name] && Object.hasOwn(LANGUAGES, name)) loaded[name] = (await LANGUAGES[name]()).default;
}

/** The texts of a loaded language, else the English ones. @param {string} language @returns {Texts} */
export function textsOf(language) {
  return loaded[language.split('-')[0].toLowerCase()] ?? ENGLISH;
}
