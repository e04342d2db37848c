/** Finds which rules hold at a moment and what they add up to, without WebAssembly; never looks at a score. The twin of src/rules/book.rs and moment.rs. */
import * as Do from './fallback-rules-file.js';

/**
 * @typedef {import('./fallback-rules-file.js').Parts} Parts
 * @typedef {import('./fallback-rules-file.js').Rule} Rule
 * @typedef {import('./fallback-rules-file.js').Action} Action
 * @typedef {{item: number, quantity: number, price: number | undefined}} Line
 * @typedef {{limit: number, upgrade: boolean, lines: Line[], exclude: number[], facts: number[], measures: [number, number][],
 *   inStock: number[], soldOut: number[], shown: [number, number][], past: import('./fallback.js').Past[]}} Ask
 * @typedef {{most: number, rule: number}} Limit how many picks at most, and the rule that says so
 * @typedef {[rule: number, factor: number, added: number]} Move what one rule does to scores
 * @typedef {{excluded?: number, factor: number, added: number, limit: Limit, moves: Move[]}} Effect what holding rules do to a set
 */

/** A factor of 1. */
export const UNITY = 256;
const WORD = 2 ** 32 - 1;
const [VALUE, SIZE] = [0, 1];
/** @type {Limit} */
const NO_LIMIT = { most: Infinity, rule: -1 };

/** A product of two factors in 1/256, kept between 1/256 and 256. @param {number} a @param {number} b */
export const multiplied = (a, b) => Math.min(Math.max(Math.floor((a * b) / UNITY), 1), 65536);

/** Lists of items by number. @param {number[]} numbers by item; 0 is in none */
function byNumber(numbers) {
  /** @type {Map<number, number[]>} */
  const lists = new Map();
  numbers.forEach((number, item) => {
    if (number > 0) lists.set(number, [...(lists.get(number) ?? []), item]);
  });
  return lists;
}

/** A checked rules file, indexed. */
export class Rulebook {
  /** Numbers of the sets that an item is in, ascending. @type {Map<number, number[]>} */
  #sets = new Map();

  /** @param {Parts} parts */
  constructor(parts) {
    const { learned, said } = parts;
    this.learned = learned;
    this.said = said;
    this.siblings = byNumber(learned.traits.map(({ group }) => group));
    this.byCategory = byNumber(learned.traits.map(({ category }) => category));
    this.curated = new Map(learned.curated.map(({ item, others }) => [item, others]));
    this.substitutes = new Map(learned.substitutes.map(({ item, others }) => [item, others]));
    this.bundles = [...said.bundles, ...learned.bundles];
    said.sets.forEach((items, set) => {
      for (const item of items) this.#sets.set(item, [...(this.#sets.get(item) ?? []), set]);
    });
  }

  /** @param {number} item */
  traits(item) {
    return this.learned.traits[item] ?? { category: 0, brand: 0, group: 0, price: 0, class: 8, soldOut: false };
  }

  /** Whether people buy several of a category at once. @param {number} category */
  isCollected(category) {
    return this.learned.collected.includes(category);
  }

  /** @param {number} item */
  setsOf(item) {
    return this.#sets.get(item) ?? [];
  }

  /** @param {number} item @param {number} set */
  isIn(item, set) {
    return this.setsOf(item).includes(set);
  }
}

/** What all rules that hold add up to. */
export class Moment {
  /** By set, of those that are not without effect. @type {Map<number, Effect>} */
  effects = new Map();
  /** @type {[set: number, rule: number][]} */
  required = [];
  /** @type {[position: number, item: number, rule: number][]} */
  pins = [];
  perCategory = NO_LIMIT;
  perBrand = NO_LIMIT;
  most = NO_LIMIT;
  /** The least score, and the rule that says so. */
  least = { score: -Infinity, rule: -1 };
  /** @type {number[] | undefined} */
  fill;
  filledBy = -1;
  /** Prices that close a gap. @type {{from: number, to: number, factor: number, rule: number} | undefined} */
  gap;
  /** Prices out of proportion. @type {{above: number, factor: number, rule: number} | undefined} */
  proportion;
  #inCart;
  #facts;
  #measures;

  /**
   * @param {Rulebook} book
   * @param {Ask} ask
   */
  constructor(book, ask) {
    this.#inCart = new Set(ask.lines.flatMap(({ item }) => book.setsOf(item)));
    this.#facts = new Set(ask.facts);
    const signal = book.said.policy.silence.find((fact) => this.#facts.has(fact));
    const sum = (/** @type {(line: Line) => number} */ of) => ask.lines.reduce((all, line) => all + of(line), 0);
    const price = (/** @type {Line} */ line) => line.price ?? book.traits(line.item).price;
    // Of several the first, and the page's word before the lines'.
    this.#measures = new Map([
      [VALUE, sum((line) => price(line) * line.quantity)],
      [SIZE, sum((line) => line.quantity)],
      ...[...ask.measures].reverse(),
    ]);
    const value = this.#measures.get(VALUE) ?? 0;
    book.said.rules.forEach((rule, number) => {
      if (this.#holds(rule)) for (const action of rule.actions) this.#act(action, number, value);
    });
    const { most, rule } = this.most;
    /** What shows nothing, a fact or a rule, if any does. @type {{about?: number, rule?: number} | false} */
    this.silent = signal === undefined ? most === 0 && { rule } : { about: signal };
  }

  /** Whether an item of a set is in the cart. @param {number} set */
  cartHas(set) {
    return this.#inCart.has(set);
  }

  /** The effects on an item, by its sets. @param {Rulebook} book @param {number} item */
  of(book, item) {
    return book.setsOf(item).flatMap((set) => this.effects.get(set) ?? []);
  }

  /** @param {Rule} rule */
  #holds({ when, ranges }) {
    const atom = (/** @type {number} */ it) => (it % 2 ? this.#facts : this.#inCart).has(Math.floor(it / 2));
    return (
      when.every(({ negated, any }) => any.some(atom) !== negated) &&
      ranges.every(({ measure, from, to }) => {
        const known = this.#measures.get(measure);
        return known !== undefined && from <= known && known <= to;
      })
    );
  }

  /**
   * @param {Action} action
   * @param {number} rule
   * @param {number} value
   */
  #act({ kind, about, amount, sources }, rule, value) {
    if ([Do.EXCLUDE, Do.BOOST, Do.ADD, Do.CAP_SET].includes(kind)) return this.#change(about, kind, amount, rule);
    if (kind === Do.REQUIRE) this.required.push([about, rule]);
    if (kind === Do.PIN) this.pins.push([amount, about, rule]);
    if (kind === Do.CAP_CATEGORY) this.perCategory = lower(this.perCategory, amount, rule);
    if (kind === Do.CAP_BRAND) this.perBrand = lower(this.perBrand, amount, rule);
    if (kind === Do.MIN_SCORE && amount > this.least.score) this.least = { score: amount, rule };
    if (kind === Do.MOST) this.most = lower(this.most, amount, rule);
    if (kind === Do.FILL) [this.fill, this.filledBy] = [sources, rule];
    const gap = about - value;
    if (kind === Do.CLOSE_GAP && gap > 0 && value > 0) {
      const beyond = Math.max(Math.floor((gap * 6) / 10), Math.floor(about / 4));
      this.gap = { from: gap, to: gap + beyond, factor: amount, rule };
    }
    if (kind === Do.PRICE_SANITY && value > 0) {
      this.proportion = { above: Math.floor((value * about) / UNITY), factor: amount, rule };
    }
  }

  /**
   * @param {number} set
   * @param {number} kind
   * @param {number} amount
   * @param {number} rule
   */
  #change(set, kind, amount, rule) {
    const effect = this.effects.get(set) ?? { factor: UNITY, added: 0, limit: NO_LIMIT, moves: [] };
    this.effects.set(set, effect);
    if (kind === Do.EXCLUDE) effect.excluded ??= rule;
    if (kind === Do.CAP_SET) effect.limit = lower(effect.limit, amount, rule);
    if (kind === Do.BOOST) effect.factor = multiplied(effect.factor, amount);
    if (kind === Do.ADD) effect.added = Math.min(effect.added + amount, WORD);
    if (kind === Do.BOOST) effect.moves.push([rule, amount, 0]);
    if (kind === Do.ADD) effect.moves.push([rule, UNITY, amount]);
  }
}

/**
 * Of several limits the smallest counts, and of those the first rule's.
 * @param {Limit} limit
 * @param {number} most
 * @param {number} rule
 */
function lower(limit, most, rule) {
  return most < limit.most ? { most, rule } : limit;
}
