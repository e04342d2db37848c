/** Parses a page's query under the merchant's rules: accepts one value for a list, a number for a string and null for absent; rejects what has no meaning. */
import { PairwellError } from './errors.js';
import { entriesOf, skuOf } from './items.js';

/** @import { Query } from './types.js' */
/** @typedef {(value: any) => unknown} Reader answers undefined for a value that it cannot read */

const isText = (/** @type {unknown} */ value) => typeof value === 'string' || typeof value === 'number';
const isNone = (/** @type {unknown} */ value) => value === null || value === undefined;

/** @type {Reader} */
const word = (value) => (isText(value) ? String(value) : undefined);

/** @type {Reader} */
const amount = (value) => (isText(value) && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : undefined);

/** A Date, its milliseconds, or local time as text. @type {Reader} */
const time = (value) => {
  const isString = typeof value === 'string';
  const date = typeof value === 'number' ? new Date(value) : value;
  if (isString ? !/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/.test(value) : !(date instanceof Date)) return undefined;
  if (Number.isNaN(isString ? Date.parse(value.slice(0, 16)) : date.getTime())) return undefined;
  return isString ? value.replace(' ', 'T') : date;
};

/** @type {Reader} */
const lines = (value) => (value.sku || value[Symbol.iterator] ? entriesOf('', value) : undefined);

/** @param {Reader} read @returns {Reader} reads a list, or one value in its place; skips null entries */
const listOf = (read) => (value) => {
  if (typeof value === 'object' && !value[Symbol.iterator]) return undefined;
  const list = (typeof value === 'object' ? [...value] : [value]).flatMap((it) => (isNone(it) ? [] : [read(it)]));
  return list.includes(undefined) ? undefined : list;
};

/** @param {Reader} read @returns {Reader} reads values by name; skips null values */
const byName = (read) => (value) => {
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const named = Object.entries(value).flatMap(([name, it]) => (isNone(it) ? [] : [[name, read(it)]]));
  return named.some(([, it]) => it === undefined) ? undefined : Object.fromEntries(named);
};

/** @type {Reader} */
const kind = (value) => {
  if (value === 'upgrade') report((it) => it.warnOnce('kind "upgrade" is now called "upsell"; both work'));
  return value === 'upsell' || value === 'upgrade' ? 'upsell' : undefined;
};

const words = listOf(word);
const skus = listOf((value) => (isText(value) || value.sku ? skuOf(value) : undefined));

/** For each key: what is expected, and how it is read. @type {[keys: string, expected: string, read: Reader][]} */
const EXPECTED = [
  ['cart exclude', 'a list of SKUs, as ["A"]', lines],
  ['placement locale region', 'a word, as "CH"', word],
  ['limit min draw', 'a number', amount],
  ['kind', '"upsell"', kind],
  ['segment permissions signals', 'words, as ["vip"]', words],
  ['answers', 'words by name, as {"milk": "oat"}', byName(words)],
  ['usage shown', 'numbers by name, as {"seats": 0.9}', byName(amount)],
  [
    'stock',
    'numbers or booleans by SKU, as {"KF-1001": 0}',
    byName((value) => (typeof value === 'boolean' ? value : amount(value))),
  ],
  ['now', 'a Date, or a time as "2026-11-24T10:00"', time],
  ['seen', 'a list of SKUs, as ["A"]', skus],
  ['history', 'lists of SKUs, as [["A"], ["B"]]', listOf(skus)],
];

/** By key. */
const KEYS = Object.fromEntries(
  EXPECTED.flatMap(([keys, ...expected]) => keys.split(' ').map((key) => [key, expected])),
);

/**
 * @param {Query | null} [query]
 * @param {(error: PairwellError) => void} [reject] receives each value that cannot be read, which is then ignored; by default it is thrown
 * @returns {Query}
 */
export function parseQuery(query, reject = raise) {
  /** @type {Record<string, unknown>} */
  const parsed = Object.create(null);
  const isQuery = isNone(query) || (typeof query === 'object' && !Array.isArray(query));
  if (!isQuery) reject(invalid('a query', 'an object, as {cart: ["A"]}', query));
  for (const [key, value] of Object.entries((isQuery && query) || {})) {
    if (isNone(value)) continue;
    if (!Object.hasOwn(KEYS, key)) {
      report((it) => it.warnOfKey(key, Object.keys(KEYS)));
      continue;
    }
    const [expected, reader] = KEYS[key];
    const read = reader(value);
    if (read !== undefined) parsed[key] = read;
    else reject(invalid(key, expected, value));
  }
  return parsed;
}

/** Loads the texts for the console when there is something to report. @param {(complaints: typeof import('../devtools/complaints.js')) => void} say */
export function report(say) {
  import('../devtools/complaints.js').then(say, () => {});
}

/** @param {string} key @param {string} expected @param {unknown} value is quoted, shortened */
function invalid(key, expected, value) {
  let got = `some ${typeof value}`;
  try {
    got = String(JSON.stringify(value) ?? value).slice(0, 99);
  } catch {
    // It cannot be serialized.
  }
  return new PairwellError('question-invalid', `${key}: expected ${expected}, got ${got}`);
}

/** @param {PairwellError} error */
function raise(error) {
  throw error;
}
