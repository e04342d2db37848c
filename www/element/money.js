/** Writes minor units of a currency as a price, and stars as a number, in the page's language; never rounds money, never guesses a currency. */
import { memoize } from '../engine/memoize.js';

const formatter = memoize((/** @type {string} */ key) => {
  const [currency, language] = key.split('|');
  try {
    return new Intl.NumberFormat(language || undefined, { style: 'currency', currency });
  } catch {
    // A language or a currency that Intl refuses: no price is better than a wrong one.
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

/** A share of a hundred, as the language writes it. @param {number} of @param {string} language */
export function percent(of, language) {
  const style = /** @type {const} */ ({ style: 'percent', maximumFractionDigits: 1 });
  try {
    return (of / 100).toLocaleString(language || undefined, style);
  } catch {
    // A lang attribute may say anything.
    return (of / 100).toLocaleString(undefined, style);
  }
}

/**
 * Has the browser load what it knows of a language's numbers, which takes as long as a whole list of cards; in tasks of their own.
 * @param {string} language
 */
export async function warmUp(language) {
  for (const step of [() => formatStars(0, language), () => formatter(`EUR|${language}`)]) {
    await new Promise((done) => setTimeout(done));
    step();
  }
}
