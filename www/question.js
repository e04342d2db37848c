/** Lays a question out as the numbers that the engine reads; reads the shopper's clock where the page says no time, never ranks. */
import { pastOf, skuOf } from './items.js';
import { memo } from './memo.js';

/**
 * @typedef {import('./engine.js').CartEntry} CartEntry
 * @typedef {import('./advice.js').Ruled} Ruled
 * @typedef {{cart?: readonly CartEntry[], placement?: string, limit?: number, exclude?: readonly string[], min?: number,
 *   kind?: 'upgrade', segment?: string | readonly string[], answers?: Record<string, string | readonly string[]>, locale?: string,
 *   region?: string, permissions?: readonly string[], signals?: readonly string[], usage?: Record<string, number>,
 *   stock?: Record<string, number | boolean>, shown?: Record<string, number>, now?: string | Date,
 *   history?: readonly (readonly string[])[], seen?: readonly string[]}} Question what follows kind is for the merchant's
 *   rules, but the last two; usage is a share, 0.9 for nine tenths; shown is how often an item was shown without a click;
 *   history: the shopper's past orders, seen: items looked at, both with the latest last
 */

/** The item number of a line that the model does not know: its price and quantity still count. */
const STRANGER = 2 ** 32 - 1;

/** The measure that is the shopper's clock, as src/rules/parts.rs numbers it. */
const NOW = 2;

const MINUTE = 60_000;

/** Writes questions for one engine, as src/rules/flat.rs says. */
export class Scribe {
  #item;
  #fact;
  #measure;

  /**
   * @param {Ruled} engine
   * @param {(sku: string) => number | undefined} item
   */
  constructor(engine, item) {
    this.#item = item;
    this.#fact = memo((/** @type {string} */ name) => engine.fact(name));
    this.#measure = memo((/** @type {string} */ name) => engine.measure(name));
  }

  /**
   * @param {Question & {limit: number}} question
   * @param {string[]} unknown is filled with the cart's SKUs that the model does not know
   */
  write(question, unknown) {
    const { limit, kind, cart = [], exclude = [], stock = {}, shown = {} } = question;
    const numbers = [limit, kind === 'upgrade' ? 1 : 0, cart.length];
    for (const entry of cart) this.#line(entry, numbers, unknown);
    const skus = Object.keys(stock);
    put(numbers, this.#items(exclude.map(skuOf)));
    put(numbers, this.#facts(question));
    put(numbers, this.#measures(question), 2);
    put(numbers, this.#items(skus.filter((sku) => Number(stock[sku]) > 0)));
    put(numbers, this.#items(skus.filter((sku) => !(Number(stock[sku]) > 0))));
    const times = Object.keys(shown).flatMap((sku) => this.#items([sku]).flatMap((item) => [item, shown[sku]]));
    put(numbers, times, 2);
    put(numbers, pastOf(question, this.#item), 3);
    return new Float64Array(numbers);
  }

  /**
   * @param {CartEntry} entry
   * @param {number[]} numbers
   * @param {string[]} unknown
   */
  #line(entry, numbers, unknown) {
    const sku = skuOf(entry);
    const item = this.#item(sku);
    if (item === undefined) unknown.push(sku);
    const { quantity = 1, price = -1 } = typeof entry === 'object' && entry ? entry : {};
    numbers.push(item ?? STRANGER, quantity, price);
  }

  /** @param {string[]} skus */
  #items(skus) {
    return skus.map(this.#item).filter((item) => item !== undefined);
  }

  /** What the page says, as far as any rule asks for it. @param {Question} question */
  #facts({ cart = [], placement, segment, answers = {}, locale, region, permissions, signals }) {
    /** @type {number[]} */
    const facts = [];
    const say = (/** @type {string} */ family, /** @type {string | readonly string[] | undefined} */ words) => {
      for (const word of typeof words === 'string' ? [words] : (words ?? [])) {
        const fact = this.#fact(family + word);
        if (fact !== undefined) facts.push(fact);
      }
    };
    say('placement:', placement);
    say('segment:', segment);
    for (const question of Object.keys(answers)) say(`answer:${question}=`, answers[question]);
    say('locale:', locale && localesOf(locale));
    say('region:', region?.toUpperCase());
    say('permission:', permissions);
    say('signal:', signals);
    say('plan:', plansOf(cart));
    return facts;
  }

  /** Pairs of a measure and its value. @param {Question} question */
  #measures({ now, usage = {} }) {
    const minutes = minutesOf(now);
    const measures = Number.isFinite(minutes) ? [NOW, minutes] : [];
    for (const name of Object.keys(usage)) {
      const measure = this.#measure(`usage:${name}`);
      if (measure !== undefined) measures.push(measure, Math.round(usage[name] * 1000));
    }
    return measures;
  }
}

/**
 * @param {number[]} numbers
 * @param {number[]} list
 * @param {number} [width] how many numbers an entry has
 */
function put(numbers, list, width = 1) {
  numbers.push(list.length / width, ...list);
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
