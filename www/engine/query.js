/** Writes a query as the numbers that the engine reads; takes the shopper's clock where the query has no time. */
import { pastOf, skuOf } from './items.js';
import { memoize } from './memoize.js';
import {
  ANSWER,
  ANY_PLAN,
  DRAW,
  LOCALE,
  NOW,
  ONLY_PLANS,
  PERMISSION,
  PLACEMENT,
  PLAN,
  REGION,
  SEGMENT,
  SIGNAL,
  UNKNOWN_ITEM,
  USAGE,
  WHOLE_SHARE,
} from './wire.js';

/** @import { CartEntry, LimitedQuery, Query, Ruled } from './types.js' */

const MINUTE = 60_000;

/** A line with only a SKU. @type {{quantity?: number, price?: number}} */
const PLAIN = Object.freeze({});

/** @type {readonly string[]} */
const NONE = [];

/** Writes queries for one engine, in the layout of src/rules/wire.rs, into one buffer. */
export class QueryWriter {
  #item;
  #fact;
  #measure;
  /** Grows to the longest query. */
  #numbers = new Float64Array(128);
  #length = 0;

  /**
   * @param {Ruled} engine
   * @param {(sku: string) => number | undefined} item
   */
  constructor(engine, item) {
    this.#item = item;
    this.#fact = memoize((/** @type {string} */ family) =>
      memoize((/** @type {string} */ word) => engine.fact(family + word)),
    );
    this.#measure = memoize((/** @type {string} */ name) => engine.measure(name));
  }

  /**
   * The result is valid until the next call.
   * @param {LimitedQuery} query
   * @param {string[]} unknown receives the cart's SKUs that the model does not know
   */
  write(query, unknown) {
    const { limit, kind, cart = [], exclude = [], stock = {}, shown = {} } = query;
    this.#length = 0;
    this.#put(limit);
    this.#put(kind === 'upsell' ? 1 : 0);
    this.#put(cart.length);
    for (const entry of cart) this.#putLine(entry, unknown);
    this.#putList(1, () => exclude.forEach((entry) => this.#putItem(skuOf(entry))));
    this.#putList(1, () => this.#putAllFacts(query));
    this.#putList(2, () => this.#putMeasures(query));
    const skus = Object.keys(stock);
    const has = (/** @type {string} */ sku) => Number(stock[sku]) > 0;
    this.#putList(1, () => skus.forEach((sku) => has(sku) && this.#putItem(sku)));
    this.#putList(1, () => skus.forEach((sku) => has(sku) || this.#putItem(sku)));
    this.#putList(2, () => Object.keys(shown).forEach((sku) => this.#putItem(sku) && this.#put(shown[sku])));
    this.#putList(3, () => pastOf(query, this.#item).forEach((number) => this.#put(number)));
    return this.#numbers.subarray(0, this.#length);
  }

  /** @param {number} number */
  #put(number) {
    if (this.#length === this.#numbers.length) {
      const longer = new Float64Array(2 * this.#length);
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    this.#numbers[this.#length++] = number;
  }

  /**
   * Writes the number of entries, then the list.
   * @param {number} width numbers an entry
   * @param {() => void} fill
   */
  #putList(width, fill) {
    const at = this.#length;
    this.#put(0);
    fill();
    this.#numbers[at] = (this.#length - at - 1) / width;
  }

  /**
   * @param {CartEntry} entry
   * @param {string[]} unknown
   */
  #putLine(entry, unknown) {
    const sku = skuOf(entry);
    if (!this.#putItem(sku)) {
      unknown.push(sku);
      this.#put(UNKNOWN_ITEM);
    }
    const { quantity, price } = typeof entry === 'object' && entry ? entry : PLAIN;
    this.#put(amountOf(quantity, 1));
    this.#put(amountOf(price, -1));
  }

  /** Writes an item; false if the model does not know it. @param {string} sku */
  #putItem(sku) {
    const item = this.#item(sku);
    if (item === undefined) return false;
    this.#put(item);
    return true;
  }

  /** The facts that some rule has a condition for. @param {Query} query */
  #putAllFacts({ cart = [], placement, segment, answers = {}, locale, region, permissions, signals }) {
    this.#putFacts(PLACEMENT, placement);
    this.#putFacts(SEGMENT, segment);
    for (const question of Object.keys(answers)) this.#putFacts(`${ANSWER}${question}=`, answers[question]);
    // `de_ch` is German as in Switzerland, and German.
    this.#putFacts(LOCALE, locale && [locale.replaceAll('_', '-'), locale.split(/[-_]/)[0]]);
    this.#putFacts(REGION, region);
    this.#putFacts(PERMISSION, permissions);
    this.#putFacts(SIGNAL, signals);
    this.#putFacts(PLAN, plansOf(cart));
  }

  /**
   * @param {string} family
   * @param {string | readonly string[] | undefined} words
   */
  #putFacts(family, words) {
    for (const word of typeof words === 'string' ? [words] : (words ?? NONE)) {
      const fact = this.#fact(family)(word);
      if (fact !== undefined) this.#put(fact);
    }
  }

  /** Pairs of a measure and its value. @param {Query} query */
  #putMeasures({ now, usage = {}, draw }) {
    const minutes = minutesOf(now);
    if (Number.isFinite(minutes)) {
      this.#put(NOW);
      this.#put(minutes);
    }
    const put = (/** @type {string} */ name, /** @type {number} */ number) => {
      const measure = this.#measure(name);
      if (measure !== undefined) {
        this.#put(measure);
        this.#put(number);
      }
    };
    for (const name of Object.keys(usage)) put(USAGE + name, Math.round(usage[name] * WHOLE_SHARE));
    if (draw !== undefined) put(DRAW, Math.floor(draw * WHOLE_SHARE));
  }
}

/** A shop's JSON may have null for unknown values, and text for numbers. @param {unknown} value @param {number} otherwise */
function amountOf(value, otherwise) {
  const amount = value === null || value === '' ? NaN : Number(value);
  return Number.isNaN(amount) ? otherwise : amount;
}

/** @param {readonly CartEntry[]} cart */
function plansOf(cart) {
  const plans = [];
  for (const entry of cart) if (typeof entry === 'object' && entry?.plan) plans.push(entry.plan);
  if (plans.length === 0) return plans;
  return [...plans, ANY_PLAN, ...(plans.length === cart.length ? [ONLY_PLANS] : [])];
}

/** Minutes since 1970 in local time. @param {string | Date} [now] text is local time: a zone in it is ignored */
function minutesOf(now = new Date()) {
  const time =
    typeof now === 'string'
      ? Date.parse(now.length > 10 ? `${now.slice(0, 16)}Z` : now)
      : now.getTime() - now.getTimezoneOffset() * MINUTE;
  return Math.floor(time / MINUTE);
}
