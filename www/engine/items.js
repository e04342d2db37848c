/** Reads SKUs from attributes (a JSON array, or words between commas or spaces), lists, cart lines and the history. */
import { PairwellError } from './errors.js';

/**
 * @param {string | null} text
 * @returns {import('./types.js').CartEntry[]}
 */
export function parseItems(text) {
  const trimmed = (text ?? '').trim();
  return fromJson(trimmed) ?? trimmed.split(/[\s,]+/).filter(Boolean);
}

/** @param {string} text */
function fromJson(text) {
  if (!text.startsWith('[')) return undefined;
  try {
    const entries = JSON.parse(text);
    return Array.isArray(entries) ? entries : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A list as a page may pass it: any iterable, one entry in its place, null or undefined.
 * @param {string} name of the list, for the error
 * @param {any} value
 * @returns {import('./types.js').CartEntry[]}
 */
export function entriesOf(name, value) {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string' || value?.sku) return [value];
  if (value?.[Symbol.iterator]) return [...value];
  if (value === null || value === undefined) return [];
  throw new PairwellError('question-invalid', `${name}: expected a list of SKUs, got a ${typeof value}`);
}

/**
 * A value by a stranger's word, which may be the name of something that every object has.
 * @template T
 * @param {Record<string, T> | undefined} values
 * @param {string} name
 * @returns {T | undefined}
 */
export function own(values, name) {
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}

/** @param {import('./types.js').CartEntry} entry */
export function skuOf(entry) {
  return String(typeof entry === 'object' && entry ? entry.sku : entry);
}

/**
 * The shopper's history, three numbers an item: item number, age (the latest order has 1), and 1 if it was bought.
 * @param {import('./types.js').Query} query
 * @param {(sku: string) => number | undefined} item
 */
export function pastOf({ history, seen }, item) {
  /** @type {number[]} */
  const past = [];
  // A visit of one item may be just its SKU.
  const note = (/** @type {readonly (string | readonly string[])[]} */ visits, /** @type {number} */ bought) =>
    visits.forEach((visit, n) => {
      for (const sku of [visit].flat()) {
        const known = item(skuOf(sku));
        if (known !== undefined) past.push(known, visits.length - n, bought);
      }
    });
  note(history ?? [], 1);
  note(seen ?? [], 0);
  return past;
}
