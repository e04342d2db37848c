/** Ranks add-ons under the merchant's rules, without WebAssembly; never adds up more than the engine does. The twin of src/rules/advisor.rs. */
import { MOST, Top } from './fallback.js';
import { Moment, UNITY, multiplied } from './fallback-rules-moment.js';
import { select } from './fallback-rules-select.js';

/**
 * @typedef {import('./fallback.js').Engine} Engine
 * @typedef {import('./fallback-rules-moment.js').Ask} Ask
 * @typedef {import('./fallback-rules-moment.js').Rulebook} Rulebook
 * @typedef {import('./fallback-rules-select.js').Pin} Pin
 */

/** Bits of a mark, the strongest reason first. */
const IN_CART = 1,
  EXCLUDED = 2,
  SOLD_OUT = 4,
  SIBLING = 8,
  SUBSTITUTE = 16,
  RESTS = 32,
  IN_STOCK = 64,
  OWNED = 128;

/** Why an item is dropped, as src/rules/flat.rs numbers it. */
const HIDDEN = 3,
  NO_STOCK = 4,
  IS_SIBLING = 5,
  IS_SUBSTITUTE = 6,
  DOES_REST = 7,
  BY_RULE = 8,
  NOT_REQUIRED = 9,
  IS_OWNED = 11;
/** By mark. @type {[mark: number, why: number][]} */
const REASONS = [
  [IN_CART, 1],
  [EXCLUDED, 2],
  [SOLD_OUT, NO_STOCK],
  [SIBLING, IS_SIBLING],
  [SUBSTITUTE, IS_SUBSTITUTE],
  [OWNED, IS_OWNED],
  [RESTS, DOES_REST],
];

/** Sources, as src/rules/flat.rs numbers them. */
const [PINNED, LEARNED, COMPLEMENT, POPULAR] = [0, 1, 2, 3];

const STAGE = 2 ** 44;
const WORD = 2 ** 32 - 1;
/** The most items that the engine keeps at hand by their prior. */
const AT_HAND = 256;
/** 2^(n/4) in 1/256, from n = −8 on. */
const CLASS_FACTORS = [64, 76, 91, 108, 128, 152, 181, 215, 256, 304, 362, 431, 512, 609, 724, 861];

/** What a better version counts that is bought instead, and one that the shop names, in 1/256. */
const INSTEAD = 4 * UNITY,
  NAMED = 64 * UNITY;

/** How many of the best candidates are looked at when a set of so many is chosen. @param {number} limit */
const depth = (limit) => 2 * limit + 8;

/** A score times a factor in 1/256; what is not above 0 stays as it is. @param {number} score @param {number} factor */
const times = (score, factor) => (score > 0 ? Math.floor((score * factor) / UNITY) : score);

/** The items at hand by prior; where the last one stands. @param {Engine} engine */
export function atHand(engine) {
  const top = new Top(AT_HAND);
  engine.priors.forEach((prior, item) => top.offer(item, prior));
  return new Set(top.best.map(([item]) => item));
}

/** One question to one engine under one rulebook. */
export class Advisor {
  /** Scores of the items that some cart item touched. @type {Map<number, number>} */
  #scores = new Map();
  /** @type {Map<number, number>} */
  #marks = new Map();
  /** @type {Set<number>} */
  #complements = new Set();

  /**
   * @param {Engine} engine
   * @param {Rulebook} book
   * @param {Ask} ask
   */
  constructor(engine, book, ask) {
    this.engine = engine;
    this.book = book;
    this.ask = ask;
    this.moment = new Moment(book, ask);
    this.cart = new Set(ask.lines.map(({ item }) => item).filter((item) => item < engine.items));
    for (const item of this.cart) this.#addUp(item);
    const { gains, owned } = engine.remember(this.cart, ask.past);
    /** What is remembered adds to an item. */
    this.gains = gains;
    for (const [item, gain] of gains) this.#raise(item, gain);
    for (const item of owned) this.#mark(item, OWNED);
    for (const item of this.cart) this.#markAround(item);
    for (const item of ask.exclude) this.#mark(item, EXCLUDED);
    for (const item of ask.soldOut) this.#mark(item, SOLD_OUT);
    for (const item of ask.inStock) this.#mark(item, IN_STOCK);
    const { restAfter } = book.said.policy;
    for (const [item, often] of ask.shown) if (restAfter > 0 && often >= restAfter) this.#mark(item, RESTS);
  }

  /** @param {number} item */
  #addUp(item) {
    const { rows } = this.engine;
    for (let at = rows.starts[item]; at < rows.starts[item + 1]; at++) this.#raise(rows.neighbours[at], rows.weights[at]);
  }

  /** @param {number} item @param {number} by */
  #raise(item, by) {
    const score = this.#scores.get(item) ?? this.engine.priors[item];
    this.#scores.set(item, Math.min(score + by, MOST));
  }

  /** Marks a cart item, its variants and what would replace it. @param {number} item */
  #markAround(item) {
    const { book } = this;
    const { group, price, category } = book.traits(item);
    this.#mark(item, IN_CART);
    for (const sibling of book.siblings.get(group) ?? []) this.#mark(sibling, SIBLING);
    for (const other of book.substitutes.get(item) ?? []) {
      const dearer = book.traits(other).price > price;
      if (!dearer || !book.said.policy.dearerSubstitutes) this.#mark(other, SUBSTITUTE);
    }
    for (const complement of book.learned.complements[category] ?? []) this.#complements.add(complement);
  }

  /** @param {number} item @param {number} bit */
  #mark(item, bit) {
    this.#marks.set(item, (this.#marks.get(item) ?? 0) | bit);
  }

  /** What is to be shown, best first. @param {ReadonlySet<number>} hand the items at hand by prior */
  choose(hand) {
    const { ask, moment, engine } = this;
    const wanted = Math.min(ask.limit, moment.most);
    if (moment.silent || wanted === 0) return [];
    const limit = Math.min(wanted, engine.items);
    const top = new Top(depth(limit));
    if (ask.upgrade) this.#offerUpgrades(top);
    else this.#offerAddOns(top, hand, limit);
    const candidates = top.best.map(([item, score]) => {
      const source = this.#source(item);
      const stage = ask.upgrade ? 0 : (this.#stage(source) ?? 0);
      return { item, worth: score - stage * STAGE, stage, source };
    });
    return select(this.book, moment, ask.upgrade, candidates, ask.upgrade ? [] : this.#pins(), limit);
  }

  /**
   * @param {Top} top
   * @param {ReadonlySet<number>} hand
   * @param {number} limit
   */
  #offerAddOns(top, hand, limit) {
    const offered = new Set([...this.#scores.keys(), ...this.#added(), ...hand]);
    for (const item of offered) this.#offer(top, item);
    // In the rare case that too few of those may be shown.
    if (top.best.length >= limit) return;
    for (let item = 0; item < this.engine.items; item++) if (!offered.has(item)) this.#offer(top, item);
  }

  /** Items that a rule adds to. */
  #added() {
    const sets = [...this.moment.effects].filter(([, { added }]) => added > 0);
    return sets.flatMap(([set]) => this.book.said.sets[set]);
  }

  /** @param {Top} top @param {number} item */
  #offer(top, item) {
    const score = this.score(item);
    const stage = this.#stage(this.#source(item));
    if (this.dropped(item) || score < this.moment.minScore || stage === undefined) return;
    top.offer(item, times(score, this.factor(item)) + stage * STAGE);
  }

  /** Dearer items of the first line's category, within the price step or named by the shop. @param {Top} top */
  #offerUpgrades(top) {
    const { book, ask, engine } = this;
    const [from] = ask.lines;
    if (!from) return;
    const { category, price: known } = book.traits(from.item);
    const price = from.price ?? known;
    const most = Math.floor((price * book.said.policy.upgradeStep) / UNITY);
    const instead = book.substitutes.get(from.item) ?? [];
    const named = book.curated.get(from.item) ?? [];
    for (const item of book.byCategory.get(category) ?? []) {
      const dearer = book.traits(item).price;
      const why = this.dropped(item)?.why;
      const may = why === undefined || why === IS_SIBLING || why === IS_SUBSTITUTE;
      const isNamed = named.includes(item);
      if (price === 0 || dearer <= price || (dearer > most && !isNamed) || !may) continue;
      const known = isNamed ? NAMED : instead.includes(item) ? INSTEAD : UNITY;
      const factor = multiplied(this.factor(item), known);
      top.offer(item, times(Math.max(engine.priors[item], 1), factor));
    }
  }

  /** Why an item may not be suggested, the strongest reason first. @param {number} item */
  dropped(item) {
    const mark = item < this.engine.items ? (this.#marks.get(item) ?? 0) : IN_CART;
    const marked = REASONS.find(([bit]) => mark & bit);
    if (marked) return { why: marked[1] };
    const { soldOut } = this.book.traits(item);
    if (this.engine.hidden[item] && !(soldOut && mark & IN_STOCK)) return { why: soldOut ? NO_STOCK : HIDDEN };
    const excluded = this.moment.of(this.book, item).find((effect) => effect.excluded !== undefined);
    if (excluded) return { why: BY_RULE, rule: excluded.excluded };
    const unmet = this.moment.required.find(([set]) => !this.book.isIn(item, set));
    return unmet && { why: NOT_REQUIRED, rule: unmet[1] };
  }

  /** Whether a bundle can be completed by an item: a variant or a dearer choice may well be in it. @param {number} item */
  canBeHad(item) {
    const why = this.dropped(item)?.why;
    return why === undefined || why === IS_SIBLING || why === IS_SUBSTITUTE || why === DOES_REST || why === IS_OWNED;
  }

  /** The engine's score and what rules add, in score units. @param {number} item */
  score(item) {
    const score = this.#scores.get(item) ?? this.engine.priors[item];
    const added = this.moment.of(this.book, item).reduce((sum, effect) => Math.min(sum + effect.added, WORD), 0);
    return Math.min(score + Math.min(added, MOST), MOST);
  }

  /** What it is ranked by. @param {number} item */
  worth(item) {
    return times(this.score(item), this.factor(item));
  }

  /** @param {number} item */
  classFactor(item) {
    return CLASS_FACTORS[this.book.traits(item).class];
  }

  /** What the score is multiplied by, in 1/256. @param {number} item */
  factor(item) {
    return this.factors(item).reduce((all, [, factor]) => multiplied(all, factor), this.classFactor(item));
  }

  /** Each rule's multiplier. @param {number} item */
  factors(item) {
    const { gap, proportion } = this.moment;
    /** @type {[rule: number, factor: number][]} */
    const factors = [];
    for (const { mover, factor } of this.moment.of(this.book, item)) if (mover !== undefined) factors.push([mover, factor]);
    const { price } = this.book.traits(item);
    if (gap && gap.from <= price && price <= gap.to) factors.push([gap.rule, gap.factor]);
    if (proportion && price > proportion.above) factors.push([proportion.rule, proportion.factor]);
    return factors;
  }

  /** @param {number} item */
  #source(item) {
    if (this.#scores.has(item)) return LEARNED;
    const completes = this.moment.fill && this.#complements.has(this.book.traits(item).category);
    return completes ? COMPLEMENT : POPULAR;
  }

  /** How far ahead of others a source is; nothing if the merchant wants none of it. @param {number} source */
  #stage(source) {
    const { fill } = this.moment;
    const at = fill ? fill.indexOf(source) : 0;
    return at < 0 ? undefined : fill ? fill.length - at : 0;
  }

  /** What is pinned and may be shown: rules first, then the shop's own curation. */
  #pins() {
    const { moment, book, ask } = this;
    const wanted = !moment.fill || moment.fill.includes(PINNED);
    const curated = new Top(wanted ? depth(ask.limit) : 0);
    for (const from of this.cart) book.curated.get(from)?.forEach((item, at) => curated.offer(item, -at));
    /** @type {Pin[]} */
    const pins = [...moment.pins, ...curated.best.map(([item]) => /** @type {Pin} */ ([0, item]))];
    return pins.filter(([, item]) => !this.dropped(item));
  }
}
