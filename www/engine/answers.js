/** Queries the engine under the merchant's rules and maps its numbers to objects: picks, explanations, bundles. */
import { memoize } from './memoize.js';
import { QueryWriter } from './query.js';
import {
  DROPPED,
  EVIDENCE,
  EXPLANATION_WIDTH,
  PICK_BENEFIT,
  PICK_BUNDLE,
  PICK_EVIDENCE,
  PICK_HISTORY,
  PICK_ITEM,
  PICK_PARTNER,
  PICK_REASONS,
  PICK_RULE,
  PICK_SCORE,
  PICK_SOURCE,
  PICK_WIDTH,
  SIGNAL,
  SOURCES,
  UNIT,
  UNITY,
} from './wire.js';

/** @import { Bundle, Explanation, LimitedQuery, Pick, Query, Ruled } from './types.js' */

export class RuledEngine {
  #engine;
  #item;
  #sku;
  #writer;
  #rule;
  #partner;
  #benefit;
  #bundle;

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
    const records = this.#engine.advise(this.#writer.write(query, unknown));
    /** @type {Pick[]} */
    const picks = [];
    for (let at = 0; at < records.length; at += PICK_WIDTH + 2 * records[at + PICK_REASONS]) {
      picks.push(this.#pick(records, at, query.locale));
    }
    return picks;
  }

  /**
   * @param {Float64Array} records
   * @param {number} at where the pick's record begins
   * @param {string} [locale]
   */
  #pick(records, at, locale) {
    /** @type {Pick} */
    const pick = { sku: this.#sku(records[at + PICK_ITEM]), score: records[at + PICK_SCORE], because: [] };
    for (let n = at + PICK_WIDTH, end = n + 2 * records[at + PICK_REASONS]; n < end; n += 2) {
      pick.because.push({ sku: this.#sku(records[n]), share: records[n + 1] });
    }
    const rule = records[at + PICK_RULE];
    if (rule >= 0) pick.rule = this.#rule(rule);
    pick.source = /** @type {Pick['source']} */ (SOURCES[records[at + PICK_SOURCE]]);
    const evidence = /** @type {Pick['evidence']} */ (EVIDENCE[records[at + PICK_EVIDENCE]]);
    if (evidence) pick.evidence = evidence;
    Object.assign(pick, this.#words(records[at + PICK_BENEFIT], records[at + PICK_PARTNER], locale));
    if (records[at + PICK_HISTORY] > 0) pick.taste = records[at + PICK_HISTORY];
    const bundle = this.#named(records[at + PICK_BUNDLE], locale);
    if (bundle) pick.bundle = bundle;
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
      ranked,
    ] = record;
    const rule = (/** @type {number} */ n) => n >= 0 && { rule: this.#rule(n) };
    const parts = this.#pairs(record, EXPLANATION_WIDTH);
    const added = this.#pairs(record, EXPLANATION_WIDTH + 1 + 2 * parts.length);
    const factors = this.#pairs(record, EXPLANATION_WIDTH + 2 + 2 * (parts.length + added.length));
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
      source: /** @type {Pick['source']} */ (SOURCES[source]),
      ...(ranked !== item && { standsFor: this.#sku(ranked) }),
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
    const signal = [signals].flat().find((word) => dropped === 'silent' && this.#engine.fact(SIGNAL + word) === about);
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
    const bundle = number >= 0 && this.#bundle(number, language);
    if (!bundle) return undefined;
    const { name, label, discount, items } = bundle;
    return { name, label: label || name, discount: discount / 100, items: items.map((item) => this.#sku(item)) };
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
