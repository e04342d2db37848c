/** Reads what a page says and asks, in attributes or values: one word for a list of one, a number for a word, null for nothing; refuses what means nothing, never ranks. */
import { PairwellError } from './errors.js';
import { entriesOf, skuOf } from './items.js';

/**
 * @typedef {import('./question.js').Question} Question
 * @typedef {(value: any) => unknown} Reader undefined for what cannot be read
 * @typedef {(error: PairwellError) => void} Refuse
 * @typedef {'segment' | 'answers' | 'locale' | 'region' | 'permissions' | 'signals' | 'usage' | 'stock' | 'now' | 'history' | 'seen'} Word
 * @typedef {Pick<Question, Word>} Context what a page says of the moment
 */

const isText = (/** @type {unknown} */ value) => typeof value === 'string' || typeof value === 'number';

/** @type {Reader} */
const text = (value) => (isText(value) ? String(value) : undefined);

/** @type {Reader} */
const amount = (value) => (isText(value) && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : undefined);

/** @type {Reader} */
const stock = (value) => (typeof value === 'boolean' ? value : amount(value));

/** A Date, its milliseconds, or the clock on the wall as text. @type {Reader} */
const time = (value) => {
  if (typeof value === 'string') {
    const isTime = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/.test(value) && !Number.isNaN(Date.parse(value.slice(0, 16)));
    return isTime ? value.replace(' ', 'T') : undefined;
  }
  const date = typeof value === 'number' ? new Date(value) : value;
  return date instanceof Date && !Number.isNaN(date.getTime()) ? date : undefined;
};

/** @type {Reader} */
const lines = (value) => (value.sku || value[Symbol.iterator] ? entriesOf('', value) : undefined);

/** @param {Reader} read @returns {Reader} a list, or one value in its place; nothing in it is passed over */
const listOf = (read) => (value) => {
  if (typeof value === 'object' && typeof value[Symbol.iterator] !== 'function') return undefined;
  const list = typeof value === 'object' ? [...value] : [value];
  const words = list.filter((it) => it !== null && it !== undefined).map(read);
  return words.includes(undefined) ? undefined : words;
};

const words = listOf(text);
const skus = listOf((value) => (isText(value) || value.sku ? skuOf(value) : undefined));

/** @param {Reader} read @returns {Reader} values by name; one that is nothing says nothing */
const byName = (read) => (value) => {
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const named = Object.entries(value).filter(([, it]) => it !== null && it !== undefined);
  const known = named.map(([name, it]) => [name, read(it)]);
  return known.some(([, it]) => it === undefined) ? undefined : Object.fromEntries(known);
};

/** What stands under a key, to people and to the question. @type {Record<string, [expected: string, read: Reader]>} */
const KEYS = {
  cart: ['a list of SKUs or lines, as ["A", {"sku": "B", "quantity": 2}]', lines],
  exclude: ['a list of SKUs, as ["A"]', lines],
  placement: ['a place, as "cart"', text],
  limit: ['a number', amount],
  min: ['a number', amount],
  kind: ['"upgrade"', (value) => (value === 'upgrade' ? value : undefined)],
  segment: ['words, as ["vip"]', words],
  answers: ['words by question, as {"milk": "oat"}', byName(words)],
  locale: ['a language, as "de-CH"', text],
  region: ['a country or region, as "CH"', text],
  permissions: ['words, as ["age-18"]', words],
  signals: ['words, as ["complaint"]', words],
  usage: ['shares by name, as {"seats": 0.9}', byName(amount)],
  stock: ['numbers, true or false by SKU, as {"KF-1001": 0}', byName(stock)],
  shown: ['numbers by SKU, as {"KF-1001": 3}', byName(amount)],
  now: ['a Date, or a time as "2026-11-24T10:00"', time],
  history: ['lists of SKUs, the latest last, as [["A", "B"], ["C"]]', listOf(skus)],
  seen: ['a list of SKUs, the latest last, as ["A"]', skus],
};

/**
 * @param {Question | null} [question]
 * @param {Refuse} [refuse] hears of what cannot be read, which then counts as not said; else that is thrown
 * @returns {Question}
 */
export function read(question, refuse = raise) {
  if (typeof (question ?? {}) !== 'object' || Array.isArray(question)) {
    refuse(invalid(`a question: expected an object, as {cart: ["A"]}, came ${cameOf(question)}`));
    return {};
  }
  /** @type {Record<string, unknown>} */
  const asked = {};
  for (const [key, value] of Object.entries(question ?? {})) {
    if (value === null || value === undefined) continue;
    if (!Object.hasOwn(KEYS, key)) {
      warnOnce(`nothing is known by "${key}" in a question: did you mean "${nearest(key)}"?`);
      continue;
    }
    const [expected, reader] = KEYS[key];
    const said = reader(value);
    if (said !== undefined) asked[key] = said;
    else refuse(invalid(`${key}: expected ${expected}, came ${cameOf(value)}`));
  }
  return asked;
}

const LISTS = /** @type {const} */ (['segment', 'permissions', 'signals']);
const OBJECTS = /** @type {const} */ (['answers', 'usage', 'stock']);

/**
 * What a page says of the moment by an element: attributes, then the property, which wins.
 * @param {HTMLElement} element
 * @param {Context} given
 * @param {string} language
 * @returns {Context}
 */
export function contextOf(element, given, language) {
  /** @type {Record<string, any>} */
  const said = { locale: language || undefined, region: element.getAttribute('region') };
  for (const name of LISTS) said[name] = wordsIn(element.getAttribute(name));
  for (const name of OBJECTS) said[name] = objectIn(element.getAttribute(name));
  return heed({ ...said, ...given }, element.localName);
}

/** Words between commas. @param {string | null} written */
function wordsIn(written) {
  return written?.split(',').map((word) => word.trim()).filter(Boolean);
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
 * @param {Question} question
 * @param {string} element its name
 */
export function heed(question, element) {
  return read(question, ({ message }) => warnOnce(`<${element}> ignores ${message}`));
}

/** What the console has been told. */
const told = new Set();

/** Tells the console, however often it happens. @param {string} message */
function warnOnce(message) {
  if (!told.has(message)) console.warn(`pairwell: ${message}`);
  told.add(message);
}

/** What came in place of what was expected, short enough to be read. @param {unknown} value */
function cameOf(value) {
  try {
    return String(JSON.stringify(value) ?? value).slice(0, 99);
  } catch {
    return `some ${typeof value}`;
  }
}

/** @param {string} detail */
function invalid(detail) {
  return new PairwellError('question-invalid', detail);
}

/** @param {PairwellError} error */
function raise(error) {
  throw error;
}

/** The known key that the fewest letters tell from this one. @param {string} key */
function nearest(key) {
  const names = Object.keys(KEYS).map((name) => /** @type {const} */ ([name, distance(name, key.toLowerCase())]));
  return names.reduce((best, one) => (one[1] < best[1] ? one : best))[0];
}

/** How many letters must be put in, taken out or changed. @param {string} one @param {string} other */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + Number(one[i - 1] !== other[j - 1])));
    }
    row = next;
  }
  return row[other.length];
}
