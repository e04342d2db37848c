/** Lays a question out as the numbers that the engine reads; reads the shopper's clock where the page says no time, never ranks. */
import { pastOf, skuOf } from './items.js';
import { memoize } from './memoize.js';

/** @import { CartEntry, LimitedQuery, Query, Ruled } from './types.js' */

/** The item number of a line that the model does not know: its price and quantity still count. */
const STRANGER = 2 ** 32 - 1;

/** The measure that is the shopper's clock, as src/model/rules/parts.rs numbers it. */
const NOW = 2;

const MINUTE = 60_000;

/** A line of which only the item is said. @type {{quantity?: number, price?: number}} */
const PLAIN = {};

/** @type {readonly string[]} */
const NONE = [];

/** Writes questions for one engine, as src/rules/wire.rs says, every one into the same memory. */
export class QueryWriter {
  #item;
  #fact;
  #measure;
  /** The question; no longer one than this was asked yet. */
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
   * What it answers holds until it is asked for the next.
   * @param {LimitedQuery} question
   * @param {string[]} unknown is filled with the cart's SKUs that the model does not know
   */
  write(question, unknown) {
    const { limit, kind, cart = [], exclude = [], stock = {}, shown = {} } = question;
    this.#length = 0;
    this.#put(limit);
    this.#put(kind === 'upsell' ? 1 : 0);
    this.#put(cart.length);
    for (const entry of cart) this.#line(entry, unknown);
    this.#list(1, () => exclude.forEach((entry) => this.#name(skuOf(entry))));
    this.#list(1, () => this.#facts(question));
    this.#list(2, () => this.#measures(question));
    const skus = Object.keys(stock);
    const has = (/** @type {string} */ sku) => Number(stock[sku]) > 0;
    this.#list(1, () => skus.forEach((sku) => has(sku) && this.#name(sku)));
    this.#list(1, () => skus.forEach((sku) => has(sku) || this.#name(sku)));
    this.#list(2, () => Object.keys(shown).forEach((sku) => this.#name(sku) && this.#put(shown[sku])));
    this.#list(3, () => pastOf(question, this.#item).forEach((number) => this.#put(number)));
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
   * Writes a list behind how many entries it has.
   * @param {number} width how many numbers an entry has
   * @param {() => void} fill
   */
  #list(width, fill) {
    const at = this.#length;
    this.#put(0);
    fill();
    this.#numbers[at] = (this.#length - at - 1) / width;
  }

  /**
   * @param {CartEntry} entry
   * @param {string[]} unknown
   */
  #line(entry, unknown) {
    const sku = skuOf(entry);
    if (!this.#name(sku)) {
      unknown.push(sku);
      this.#put(STRANGER);
    }
    const { quantity, price } = typeof entry === 'object' && entry ? entry : PLAIN;
    this.#put(amountOf(quantity, 1));
    this.#put(amountOf(price, -1));
  }

  /** Writes an item; false if the model does not know it. @param {string} sku */
  #name(sku) {
    const item = this.#item(sku);
    if (item === undefined) return false;
    this.#put(item);
    return true;
  }

  /** What the page says, as far as any rule asks for it. @param {Query} question */
  #facts({ cart = [], placement, segment, answers = {}, locale, region, permissions, signals }) {
    this.#say('placement:', placement);
    this.#say('segment:', segment);
    for (const question of Object.keys(answers)) this.#say(`answer:${question}=`, answers[question]);
    this.#say('locale:', locale && localesOf(locale));
    this.#say('region:', region?.toUpperCase());
    this.#say('permission:', permissions);
    this.#say('signal:', signals);
    this.#say('plan:', plansOf(cart));
  }

  /**
   * @param {string} family
   * @param {string | readonly string[] | undefined} words
   */
  #say(family, words) {
    for (const word of typeof words === 'string' ? [words] : (words ?? NONE)) {
      const fact = this.#fact(family)(word);
      if (fact !== undefined) this.#put(fact);
    }
  }

  /** Pairs of a measure and its value. @param {Query} question */
  #measures({ now, usage = {} }) {
    const minutes = minutesOf(now);
    if (Number.isFinite(minutes)) {
      this.#put(NOW);
      this.#put(minutes);
    }
    for (const name of Object.keys(usage)) {
      const measure = this.#measure(`usage:${name}`);
      if (measure !== undefined) {
        this.#put(measure);
        this.#put(Math.round(usage[name] * 1000));
      }
    }
  }
}

/** A shop's JSON may have null for what it does not know, and text for numbers. @param {unknown} value @param {number} otherwise */
function amountOf(value, otherwise) {
  const amount = value === null || value === '' ? NaN : Number(value);
  return Number.isNaN(amount) ? otherwise : amount;
}

/** `de_ch` is German, and German as in Switzerland. @param {string} locale */
function localesOf(locale) {
  const [, language, region] = /^([^-_]*)[-_]?(.*)$/s.exec(locale) ?? [];
  const lower = language.toLowerCase();
  return region ? [lower, `${lower}-${region.toUpperCase()}`] : [lower];
}

/** @param {readonly CartEntry[]} cart */
function plansOf(cart) {
  const plans = [];
  for (const entry of cart) if (typeof entry === 'object' && entry?.plan) plans.push(entry.plan);
  if (plans.length === 0) return plans;
  return [...plans, 'any', ...(plans.length === cart.length ? ['only'] : [])];
}

/** Minutes since 1970 on the clock on the wall. @param {string | Date} [now] a text's zone is not heeded: it is that clock */
function minutesOf(now = new Date()) {
  const time =
    typeof now === 'string'
      ? Date.parse(now.length > 10 ? `${now.slice(0, 16)}Z` : now)
      : now.getTime() - now.getTimezoneOffset() * MINUTE;
  return Math.floor(time / MINUTE);
}
