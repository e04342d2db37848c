/** Reads the playground's form as a page's context and cart. */
import { byId } from './dom.js';

const field = (/** @type {string} */ id) => /** @type {HTMLInputElement | HTMLSelectElement} */ (byId(id)).value.trim();

/** Splits `a, b`. @param {string} text */
const words = (text) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

/**
 * `milk=oat, sugar=no` as a record; entries without a sign are skipped.
 * @template T
 * @param {string} text
 * @param {(value: string) => T} value
 */
function pairs(text, value) {
  const entries = words(text).map((pair) => pair.split('=').map((part) => part.trim()));
  return Object.fromEntries(entries.filter(([name, text]) => name && text).map(([name, text]) => [name, value(text)]));
}

/**
 * How each field is read.
 * @type {Record<string, (text: string) => unknown>}
 */
const READ = {
  segment: words,
  signals: words,
  permissions: words,
  region: (text) => text,
  locale: (text) => text,
  now: (text) => text,
  answers: (text) => pairs(text, (answer) => answer),
  usage: (text) => pairs(text, Number),
  stock: (text) => pairs(text, Number),
};

/** The context: the fields that are filled in. */
export function shopper() {
  const filled = Object.entries(READ).filter(([name]) => field(name));
  return Object.fromEntries(filled.map(([name, read]) => [name, read(field(name))]));
}

/** The number of fields that are filled in. */
export function filled() {
  return [...Object.keys(READ), 'plan', 'kind'].filter(field).length;
}

/** The cart's lines. A plan makes them subscriptions. */
export function lines() {
  const plan = field('plan');
  const skus = ['first', 'second'].map(field).filter(Boolean);
  return skus.map((sku) => ({ sku, quantity: 1, ...(plan && { plan }) }));
}
