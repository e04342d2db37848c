/** Reads what a page says and asks, in attributes or values: one word for a list of one, a number for a word, null for nothing; refuses what means nothing, never ranks. */
import { PairwellError } from './errors.js';
import { entriesOf, skuOf } from './items.js';

/** @import { Query } from './types.js' */

/**
 * @typedef {'segment' | 'answers' | 'locale' | 'region' | 'permissions' | 'signals' | 'usage' | 'stock' | 'now' | 'history' | 'seen'} Word
 * @typedef {Pick<Query, Word>} Context what a page says of the moment
 * @typedef {(value: any) => unknown} Reader undefined for what cannot be read
 */

const isText = (/** @type {unknown} */ value) => typeof value === 'string' || typeof value === 'number';
const isNone = (/** @type {unknown} */ value) => value === null || value === undefined;

/** @type {Reader} */
const word = (value) => (isText(value) ? String(value) : undefined);

/** @type {Reader} */
const amount = (value) => (isText(value) && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : undefined);

/** A Date, its milliseconds, or the clock on the wall as text. @type {Reader} */
const time = (value) => {
  const isClock = typeof value === 'string';
  const date = typeof value === 'number' ? new Date(value) : value;
  if (isClock ? !/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/.test(value) : !(date instanceof Date)) return undefined;
  if (Number.isNaN(isClock ? Date.parse(value.slice(0, 16)) : date.getTime())) return undefined;
  return isClock ? value.replace(' ', 'T') : date;
};

/** @type {Reader} */
const lines = (value) => (value.sku || value[Symbol.iterator] ? entriesOf('', value) : undefined);

/** @param {Reader} read @returns {Reader} a list, or one value in its place; nothing in it is passed over */
const listOf = (read) => (value) => {
  if (typeof value === 'object' && !value[Symbol.iterator]) return undefined;
  const list = (typeof value === 'object' ? [...value] : [value]).flatMap((it) => (isNone(it) ? [] : [read(it)]));
  return list.includes(undefined) ? undefined : list;
};

/** @param {Reader} read @returns {Reader} values by name; one that is nothing says nothing */
const byName = (read) => (value) => {
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const named = Object.entries(value).flatMap(([name, it]) => (isNone(it) ? [] : [[name, read(it)]]));
  return named.some(([, it]) => it === undefined) ? undefined : Object.fromEntries(named);
};

const words = listOf(word);
const skus = listOf((value) => (isText(value) || value.sku ? skuOf(value) : undefined));

/** What is expected under keys, and how it is read. @type {[keys: string, expected: string, read: Reader][]} */
const EXPECTED = [
  ['cart exclude', 'a list of SKUs, as ["A"]', lines],
  ['placement locale region', 'a word, as "CH"', word],
  ['limit min', 'a number', amount],
  ['kind', '"upgrade"', (value) => (value === 'upgrade' ? value : undefined)],
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
 * @param {Query | null} [question]
 * @param {(error: PairwellError) => void} [refuse] hears of what cannot be read, which then counts as not said; else that is thrown
 * @returns {Query}
 */
export function read(question, refuse = raise) {
  /** @type {Record<string, unknown>} */
  const asked = {};
  const isQuestion = isNone(question) || (typeof question === 'object' && !Array.isArray(question));
  if (!isQuestion) refuse(invalid('a question', 'an object, as {cart: ["A"]}', question));
  for (const [key, value] of Object.entries((isQuestion && question) || {})) {
    if (isNone(value)) continue;
    if (!Object.hasOwn(KEYS, key)) {
      complain((it) => it.warnOfKey(key, Object.keys(KEYS)));
      continue;
    }
    const [expected, reader] = KEYS[key];
    const said = reader(value);
    if (said !== undefined) asked[key] = said;
    else refuse(invalid(key, expected, value));
  }
  return asked;
}

/**
 * What a page says of the moment by an element: attributes, then the property, which wins.
 * @param {HTMLElement} element
 * @param {Context} given
 * @param {string} language
 * @returns {Context}
 */
export function contextOf(element, given, language) {
  /** @type {Record<string, unknown>} */
  const said = { locale: language || undefined, region: element.getAttribute('region') };
  for (const name of ['segment', 'permissions', 'signals']) {
    said[name] = element
      .getAttribute(name)
      ?.split(',')
      .map((each) => each.trim())
      .filter(Boolean);
  }
  for (const name of ['answers', 'usage', 'stock']) said[name] = objectIn(element.getAttribute(name));
  return heed({ ...said, ...given }, element.localName);
}

/** What is no JSON stays as it was written, to be complained of. @param {string | null} written */
function objectIn(written) {
  try {
    return JSON.parse(written || '{}');
  } catch {
    return written;
  }
}

/**
 * Reads what a page says by an element: what cannot be read counts as not said, and the console is told.
 * @param {Query} question
 * @param {string} element its name
 */
export function heed(question, element) {
  return read(question, ({ message }) => complain((it) => it.warnOnce(`<${element}> ignores ${message}`)));
}

/** The console can wait for who has the words; pages that say all well never load them. @param {(complaints: typeof import('../devtools/complaints.js')) => void} say */
function complain(say) {
  import('../devtools/complaints.js').then(say, () => {});
}

/** @param {string} key @param {string} expected @param {unknown} value what came, told so short that it can be read */
function invalid(key, expected, value) {
  let came = `some ${typeof value}`;
  try {
    came = String(JSON.stringify(value) ?? value).slice(0, 99);
  } catch {
    // It cannot be written down.
  }
  return new PairwellError('question-invalid', `${key}: expected ${expected}, came ${came}`);
}

/** @param {PairwellError} error */
function raise(error) {
  throw error;
}
