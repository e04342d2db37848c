/** Queries the engine under the merchant's rules and maps its numbers to objects: picks, explanations, bundles. */
import { memoize } from './memoize.js';
import { QueryWriter } from './query.js';

/** @import { Bundle, Explanation, LimitedQuery, Pick, Query, Ruled } from './types.js' */

/** The score of a probability of 1, and the multiplier of 1. */
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
  /** The numbers of the bundles with an item. @type {Map<number, number[]> | undefined} */
  #bundled;

  /**
   * @param {Ruled} engine with its rules
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

  /** Frequency caps: views without a click until an item is not shown, picks on a page, picks in a session. 0 is no limit. */
  get policy() {
    const [restAfter, perPage, perSession] = this.#engine.policy();
    return { restAfter, perPage, perSession };
  }

  /**
   * @param {LimitedQuery} query
   * @param {string[]} unknown receives the cart's unknown SKUs
   */
  picks(query, unknown) {
    const written = this.#writer.write(query, unknown);
    const records = this.#engine.advise(written);
    /** @type {Pick[]} */
    const picks = [];
    for (let at = 0; at < records.length; at += 9 + 2 * records[at + 8]) {
      const pick = this.#pick(records, at, query);
      const bundle = this.#completed(records[at], written, query.locale);
      if (bundle) pick.bundle = bundle;
      picks.push(pick);
    }
    return picks;
  }

  /**
   * A record is item, score, source, rule, evidence, benefit, partner, the history's share, n, then n times cart item and share.
   * @param {Float64Array} records
   * @param {number} at where the pick's record begins
   * @param {Query} query
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

  /** The merchant's reason and the partner who sells the item. @param {number} benefit @param {number} partner @param {string} [locale] */
  #words(benefit, partner, locale = '') {
    return {
      ...(benefit >= 0 && { benefit: this.#benefit(benefit, locale) }),
      ...(partner >= 0 && { partner: this.#partner(partner) }),
    };
  }

  /**
   * Explains an item's position, or why it has none.
   * @param {LimitedQuery} query
   * @param {string} sku
   * @returns {Explanation}
   */
  explain(query, sku) {
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
    const record = this.#engine.explain(this.#writer.write(query, []), item);
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
    ] = record;
    const rule = (/** @type {number} */ n) => n >= 0 && { rule: this.#rule(n) };
    const parts = this.#pairs(record, 16);
    const added = this.#pairs(record, 17 + 2 * parts.length);
    const factors = this.#pairs(record, 18 + 2 * (parts.length + added.length));
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
      source: query.kind === 'upsell' ? 'upgrade' : SOURCES[source],
      ...(pinned > 0 && { pin: { ...rule(pinner), ...(at >= 0 && { position: at }) } }),
      ...rule(by),
      ...this.#words(benefit, partner, query.locale),
      ...(position >= 0 ? { position } : this.#why(why, about, query)),
    };
  }

  /**
   * Why an item is not shown, with the signal or the variant behind it.
   * @param {number} why
   * @param {number} about
   * @param {Query} query
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
   * The bundles that the cart holds a part of.
   * @param {LimitedQuery} query
   * @returns {Bundle[]}
   */
  bundles(query) {
    const offers = this.#engine.offers(this.#writer.write(query, []));
    const bundles = [];
    for (let at = 0; at < offers.length; at += 2 + offers[at + 1]) {
      const missing = [...offers.subarray(at + 2, at + 2 + offers[at + 1])];
      const bundle = this.#named(offers[at], query.locale);
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
   * The first bundle that a pick completes. Its items are available, because the pick may be shown.
   * @param {number} item
   * @param {Float64Array} written
   * @param {string} [language]
   */
  #completed(item, written, language) {
    this.#bundled ??= this.#indexBundles();
    const numbers = this.#bundled.get(item);
    if (!numbers) return undefined;
    // The query begins with limit, kind and the number of lines; a line is three numbers.
    const has = (/** @type {number} */ other) =>
      written.subarray(3, 3 + 3 * written[2]).some((it, n) => n % 3 === 0 && it === other);
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
   * Reads a list of pairs after its length.
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
 * Caches a lookup by language and number.
 * @template V
 * @param {(n: number, language: string) => V} lookup
 */
function inLanguage(lookup) {
  const languages = memoize((/** @type {string} */ language) =>
    memoize((/** @type {number} */ n) => lookup(n, language)),
  );
  return (/** @type {number} */ n, /** @type {string} */ language) => languages(language)(n);
}
