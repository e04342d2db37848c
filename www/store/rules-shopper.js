/** Reads the playground's form as what a page would say of a shopper; never asks the engine. */
import { byId } from './dom.js';

const field = (/** @type {string} */ id) => /** @type {HTMLInputElement | HTMLSelectElement} */ (byId(id)).value.trim();

/** `a, b` as two. @param {string} text */
const words = (text) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

/**
 * `milk=oat, sugar=no` as a record; what has no sign between is left out.
 * @template T
 * @param {string} text
 * @param {(value: string) => T} value
 */
function pairs(text, value) {
  const entries = words(text).map((pair) => pair.split('=').map((part) => part.trim()));
  return Object.fromEntries(entries.filter(([name, said]) => name && said).map(([name, said]) => [name, value(said)]));
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
  answers: (text) => pairs(text, (said) => said),
  usage: (text) => pairs(text, Number),
  stock: (text) => pairs(text, Number),
};

/** What the page says beside the cart: of each field that is filled in. */
export function shopper() {
  const filled = Object.entries(READ).filter(([name]) => field(name));
  return Object.fromEntries(filled.map(([name, read]) => [name, read(field(name))]));
}

/** How many fields are filled in. */
export function said() {
  return [...Object.keys(READ), 'plan', 'kind'].filter(field).length;
}

/** The cart's lines; a plan makes subscriptions of them. */
export function lines() {
  const plan = field('plan');
  const skus = ['first', 'second'].map(field).filter(Boolean);
  return skus.map((sku) => ({ sku, quantity: 1, ...(plan && { plan }) }));
}
