/** Asks the engine under the merchant's rules and names what it answers: picks, explanations, bundles; never computes a score, never touches the DOM. */
import { memoize } from './memoize.js';
import { QueryWriter } from './query.js';

/** @import { Bundle, Explanation, LimitedQuery, Pick, Query, Ruled } from './types.js' */

/** Score units of a probability of 1, and what a multiplier of 1 is. */
const UNIT = 2 ** 24,
  UNITY = 256;

/** By the engine's numbers. @type {Pick['source'][]} */
const SOURCES = ['pinned', 'learned', 'complement', 'popular'];
/** @type {(Pick['evidence'])[]} */
const EVIDENCE = [undefined, 'sometimes', 'often', 'very-often'];
const DROPPED = (
  'shown in-cart excluded hidden sold-out variant substitute rests rule not-required silent owned min-score fill ' +
  'cap-category cap-brand cap one-variant other-category not-dearer beyond-step'
).split(' ');

export class RuledEngine {
  #engine;
  #item;
  #sku;
  #writer;
  #rule;
  #partner;
  #benefit;
  #bundle;
  /** Numbers of the bundles that an item is in. @type {Map<number, number[]> | undefined} */
  #bundled;

  /**
   * @param {Ruled} engine that has taken its rules
   * @param {(sku: string) => number | undefined} item
   * @param {(item: number) => string} sku
   */
  constructor(engine, item, sku) {
    this.#engine = engine;
    this.#item = item;
    this.#sku = sku;
    this.#writer = new QueryWriter(engine, item);
    this.#rule = memoize((/** @type {number} */ n) => engine.rule(n));
    this.#partner = memoize((/** @type {number} */ n) => engine.partner(n));
    this.#benefit = inLanguage((n, language) => engine.benefit(n, language));
    this.#bundle = inLanguage((n, language) => engine.bundle(n, language));
  }

  /** How often an item is shown before it rests, the most picks on a page, and in a session; 0 for no limit. */
  get policy() {
    const [restAfter, perPage, perSession] = this.#engine.policy();
    return { restAfter, perPage, perSession };
  }

  /**
   * @param {LimitedQuery} question
   * @param {string[]} unknown is filled
   */
  picks(question, unknown) {
    const asked = this.#writer.write(question, unknown);
    const records = this.#engine.advise(asked);
    /** @type {Pick[]} */
    const picks = [];
    for (let at = 0; at < records.length; at += 9 + 2 * records[at + 8]) {
      const pick = this.#pick(records, at, question);
      const bundle = this.#completed(records[at], asked, question.locale);
      if (bundle) pick.bundle = bundle;
      picks.push(pick);
    }
    return picks;
  }

  /**
   * Reads item, score, source, rule, evidence, benefit, partner, taste, n, then n times cart item and share.
   * @param {Float64Array} records
   * @param {number} at where the pick's record begins
   * @param {Query} question
   */
  #pick(records, at, { kind, locale = '' }) {
    /** @type {Pick} */
    const pick = { sku: this.#sku(records[at]), score: records[at + 1], because: [] };
    for (let n = at + 9, end = n + 2 * records[at + 8]; n < end; n += 2) {
      pick.because.push({ sku: this.#sku(records[n]), share: records[n + 1] });
    }
    const source = records[at + 2],
      rule = records[at + 3],
      evidence = records[at + 4],
      benefit = records[at + 5],
      partner = records[at + 6],
      taste = records[at + 7];
    if (rule >= 0) pick.rule = this.#rule(rule);
    pick.source = kind === 'upsell' ? 'upgrade' : SOURCES[source];
    if (evidence > 0) pick.evidence = EVIDENCE[evidence];
    Object.assign(pick, this.#words(benefit, partner, locale));
    if (taste > 0) pick.taste = taste;
    return pick;
  }

  /** What the merchant says of an item, and whose it is. @param {number} benefit @param {number} partner @param {string} [locale] */
  #words(benefit, partner, locale = '') {
    return {
      ...(benefit >= 0 && { benefit: this.#benefit(benefit, locale) }),
      ...(partner >= 0 && { partner: this.#partner(partner) }),
    };
  }

  /**
   * How an item came to its place, or to none.
   * @param {LimitedQuery} question
   * @param {string} sku
   * @returns {Explanation}
   */
  explain(question, sku) {
    const item = this.#item(sku);
    const none = {
      sku,
      prior: 0,
      parts: [],
      taste: 0,
      added: [],
      value: 1,
      factors: [],
      likeness: 1,
      diversity: 1,
      worth: 0,
    };
    if (item === undefined) return { ...none, dropped: 'unknown' };
    const told = this.#engine.explain(this.#writer.write(question, []), item);
    const [
      prior,
      value,
      likeness,
      worth,
      why,
      by,
      about,
      position,
      taste,
      source,
      diversity,
      pinned,
      pinner,
      at,
      benefit,
      partner,
    ] = told;
    const rule = (/** @type {number} */ n) => n >= 0 && { rule: this.#rule(n) };
    const parts = this.#pairs(told, 16);
    const added = this.#pairs(told, 17 + 2 * parts.length);
    const factors = this.#pairs(told, 18 + 2 * (parts.length + added.length));
    return {
      sku,
      prior: prior / UNIT,
      parts: parts.map(([from, units]) => ({ sku: this.#sku(from), score: units / UNIT })),
      taste: taste / UNIT,
      added: added.map(([n, units]) => ({ rule: this.#rule(n), score: units / UNIT })),
      value: value / UNITY,
      factors: factors.map(([n, factor]) => ({ rule: this.#rule(n), by: factor / UNITY })),
      likeness: likeness / UNITY,
      diversity,
      worth: worth / UNIT,
      source: question.kind === 'upsell' ? 'upgrade' : SOURCES[source],
      ...(pinned > 0 && { pin: { ...rule(pinner), ...(at >= 0 && { position: at }) } }),
      ...rule(by),
      ...this.#words(benefit, partner, question.locale),
      ...(position >= 0 ? { position } : this.#why(why, about, question)),
    };
  }

  /**
   * Why an item is not shown, and the signal or the variant that this is about.
   * @param {number} why
   * @param {number} about
   * @param {Query} question
   */
  #why(why, about, { signals = [] }) {
    const dropped = /** @type {Explanation['dropped']} */ (why > 0 ? DROPPED[why] : undefined);
    const signal = [signals]
      .flat()
      .find((word) => dropped === 'silent' && this.#engine.fact(`signal:${word}`) === about);
    return {
      ...(dropped && { dropped }),
      ...(signal && { signal }),
      ...(dropped === 'one-variant' && { beside: this.#sku(about) }),
    };
  }

  /**
   * The bundles that the cart has begun.
   * @param {LimitedQuery} question
   * @returns {Bundle[]}
   */
  bundles(question) {
    const offers = this.#engine.offers(this.#writer.write(question, []));
    const bundles = [];
    for (let at = 0; at < offers.length; at += 2 + offers[at + 1]) {
      const missing = [...offers.subarray(at + 2, at + 2 + offers[at + 1])];
      const bundle = this.#named(offers[at], question.locale);
      if (bundle) bundles.push({ ...bundle, missing: missing.map((item) => this.#sku(item)) });
    }
    return bundles;
  }

  /** @param {number} number @param {string} [language] */
  #named(number, language = '') {
    const bundle = this.#bundle(number, language);
    if (!bundle) return undefined;
    const { name, label, discount, items } = bundle;
    return { name, label: label || name, discount: discount / 100, items: items.map((item) => this.#sku(item)) };
  }

  /**
   * The first bundle that a pick completes. That it may be shown says that the bundle can be had.
   * @param {number} item
   * @param {Float64Array} asked
   * @param {string} [language]
   */
  #completed(item, asked, language) {
    this.#bundled ??= this.#indexBundles();
    const numbers = this.#bundled.get(item);
    if (!numbers) return undefined;
    // Lines stand behind limit, kind and their number, three numbers each.
    const has = (/** @type {number} */ other) =>
      asked.subarray(3, 3 + 3 * asked[2]).some((it, n) => n % 3 === 0 && it === other);
    const whole = numbers.find((n) => this.#bundle(n, '')?.items.every((other) => other === item || has(other)));
    return whole === undefined ? undefined : this.#named(whole, language);
  }

  #indexBundles() {
    /** @type {Map<number, number[]>} */
    const bundled = new Map();
    let bundle = this.#bundle(0, '');
    for (let n = 0; bundle; bundle = this.#bundle(++n, '')) {
      for (const item of bundle.items) bundled.set(item, [...(bundled.get(item) ?? []), n]);
    }
    return bundled;
  }

  /**
   * A list of pairs behind its length.
   * @param {Float64Array} numbers
   * @param {number} at
   */
  #pairs(numbers, at) {
    /** @type {[number, number][]} */
    const pairs = [];
    for (let n = at + 1, end = at + 2 * numbers[at]; n < end; n += 2) pairs.push([numbers[n], numbers[n + 1]]);
    return pairs;
  }
}

/**
 * Remembers what a number is called in a language.
 * @template V
 * @param {(n: number, language: string) => V} lookup
 */
function inLanguage(lookup) {
  const languages = memoize((/** @type {string} */ language) =>
    memoize((/** @type {number} */ n) => lookup(n, language)),
  );
  return (/** @type {number} */ n, /** @type {string} */ language) => languages(language)(n);
}
