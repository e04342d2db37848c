/** Formats prices from minor units, and stars, in the page's language; never rounds a price. */
import { memoize } from '../engine/memoize.js';

const formatter = memoize((/** @type {string} */ key) => {
  const [currency, language] = key.split('|');
  try {
    return new Intl.NumberFormat(language || undefined, { style: 'currency', currency });
  } catch {
    // Intl rejects the language or the currency. No price is better than a wrong one.
    return undefined;
  }
});

/**
 * @param {{price?: number, currency?: string}} product
 * @param {string} language
 */
export function formatPrice({ price, currency }, language) {
  if (price === undefined || !currency) return '';
  const format = formatter(`${currency}|${language}`);
  if (!format) return '';
  return format.format(price / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

const starFormatter = memoize((/** @type {string} */ language) => {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  try {
    return new Intl.NumberFormat(language || undefined, digits);
  } catch {
    return new Intl.NumberFormat(undefined, digits);
  }
});

/**
 * @param {number} stars
 * @param {string} language
 */
export function formatStars(stars, language) {
  return starFormatter(language).format(stars);
}

/**
 * Makes the browser load a language's number formats, which takes as long as drawing a list of cards, in separate tasks.
 * @param {string} language
 */
export async function warmUp(language) {
  for (const step of [() => formatStars(0, language), () => formatter(`EUR|${language}`)]) {
    await new Promise((done) => setTimeout(done));
    step();
  }
}
