/** Ranks add-ons under the merchant's rules, without WebAssembly; never adds up more than the engine does. The twin of src/rules/advisor.rs. */
import { MOST, Top } from './fallback.js';
import { Moment, UNITY, multiplied } from './fallback-rules-moment.js';
import { PINNED, Room, select } from './fallback-rules-select.js';

/**
 * @typedef {import('./fallback.js').Engine} Engine
 * @typedef {import('./fallback-rules-moment.js').Ask} Ask
 * @typedef {import('./fallback-rules-moment.js').Rulebook} Rulebook
 * @typedef {import('./fallback-rules-moment.js').Move} Move
 * @typedef {import('./fallback-rules-select.js').Candidate} Candidate
 * @typedef {import('./fallback-rules-select.js').Chosen} Chosen
 * @typedef {import('./fallback-rules-select.js').Dropped} Dropped
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
  OWNED = 128,
  NOT_DEARER = 256;

/** Why an item is dropped, as src/rules/wire.rs numbers it. */
const HIDDEN = 3,
  NO_STOCK = 4,
  IS_SIBLING = 5,
  IS_SUBSTITUTE = 6,
  DOES_REST = 7,
  BY_RULE = 8,
  NOT_REQUIRED = 9,
  IS_OWNED = 11,
  OTHER_CATEGORY = 18,
  IS_NOT_DEARER = 19,
  BEYOND_STEP = 20;
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

/** Sources, as src/rules/wire.rs numbers them. */
const [LEARNED, COMPLEMENT, POPULAR] = [1, 2, 3];

const STAGE = 2 ** 44;
const WORD = 2 ** 32 - 1;
/** The most items that the engine keeps at hand by their prior. */
const AT_HAND = 256;
/** 2^(n/4) in 1/256, from n = −8 on. */
const CLASS_FACTORS = [64, 76, 91, 108, 128, 152, 181, 215, 256, 304, 362, 431, 512, 609, 724, 861];

/** What a better version counts that is bought instead, and one that the shop names, in 1/256. */
const INSTEAD = 4 * UNITY,
  NAMED = 64 * UNITY;

/** So many of what the shop curates are pinned where so many are wanted. @param {number} limit */
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
    for (let at = rows.starts[item]; at < rows.starts[item + 1]; at++)
      this.#raise(rows.neighbours[at], rows.weights[at]);
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
      if (!dearer || !book.said.policy.dearerSubstitutes)
        this.#mark(other, dearer ? SUBSTITUTE : SUBSTITUTE | NOT_DEARER);
    }
    for (const complement of book.learned.complements[category] ?? []) this.#complements.add(complement);
  }

  /** @param {number} item @param {number} bit */
  #mark(item, bit) {
    this.#marks.set(item, (this.#marks.get(item) ?? 0) | bit);
  }

  /**
   * What is to be shown, best first, and the room that is left.
   * @param {ReadonlySet<number>} hand the items at hand by prior
   * @returns {{picks: Chosen[], room: Room}}
   */
  choose(hand) {
    const { ask, moment, engine, book } = this;
    const limit = Math.min(ask.limit, moment.most.most, engine.items);
    let room = new Room(book, moment, ask.upgrade);
    if (moment.silent || limit === 0) return { picks: [], room };
    const pins = this.#pins();
    let picks = select(room, this.#candidates(this.#atHand(hand)), pins, limit);
    // Should those at hand not fill the set, all others have their chance.
    if (picks.length < limit && !ask.upgrade && hand.size < engine.items) {
      room = new Room(book, moment, ask.upgrade);
      picks = select(room, this.#candidates(engine.priors.keys()), pins, limit);
    }
    return { picks, room };
  }

  /** What the cart touches, what rules add to, what is popular; or what is of the category. @param {ReadonlySet<number>} hand */
  #atHand(hand) {
    const { ask, book, moment } = this;
    if (ask.upgrade) return book.byCategory.get(ask.lines[0] ? book.traits(ask.lines[0].item).category : 0) ?? [];
    const added = [...moment.effects].filter(([, effect]) => effect.added > 0).flatMap(([set]) => book.said.sets[set]);
    return new Set([...this.#scores.keys(), ...added, ...hand]);
  }

  /** Those that may be shown, best first. @param {Iterable<number>} items */
  #candidates(items) {
    /** @type {Candidate[]} */
    const candidates = [];
    for (const item of items) {
      const source = this.source(item);
      const stage = this.ask.upgrade ? 0 : this.stage(source);
      if (stage === undefined || this.dropped(item) || this.isBelowLeast(item)) continue;
      candidates.push({ item, worth: this.worth(item), stage, source });
    }
    return candidates.sort((a, b) => b.stage - a.stage || b.worth - a.worth || a.item - b.item);
  }

  /** Whether its score is below the least that is asked for: better versions are not asked. @param {number} item */
  isBelowLeast(item) {
    return !this.ask.upgrade && this.score(item) < this.moment.least.score;
  }

  /**
   * Why an item may not be suggested, the strongest reason first. A better version may be a variant, and bought instead.
   * @param {number} item
   */
  dropped(item) {
    return this.ask.upgrade
      ? (this.#barred(item, SIBLING | SUBSTITUTE) ?? this.#noUpgrade(item))
      : this.#barred(item, 0);
  }

  /**
   * The same of what is pinned: by a rule it may be what would replace the cart's items, dearer than all of these, and a
   * better version beyond the price step.
   * @param {number} item
   * @param {boolean} byRule
   */
  pinDropped(item, byRule) {
    const isDearer = (this.#markOf(item) & (SUBSTITUTE | NOT_DEARER)) === SUBSTITUTE;
    if (!this.ask.upgrade && byRule && isDearer) return this.#barred(item, SUBSTITUTE);
    const dropped = this.dropped(item);
    return byRule && dropped?.why === BEYOND_STEP ? undefined : dropped;
  }

  /** Whether a bundle can be completed by an item: a variant or a dearer choice may well be in it. @param {number} item */
  canBeHad(item) {
    return !this.#barred(item, SIBLING | SUBSTITUTE | RESTS | OWNED);
  }

  /** The first bundle that an item completes, −1 if it completes none. @param {number} item */
  completed(item) {
    const has = (/** @type {number} */ other) => other === item || this.cart.has(other);
    return this.book.bundles.findIndex(({ items }) => items.includes(item) && items.every(has));
  }

  /** @param {number} item */
  #markOf(item) {
    return item < this.engine.items ? (this.#marks.get(item) ?? 0) : IN_CART;
  }

  /**
   * Why an item may not be suggested, some marks forgiven.
   * @param {number} item
   * @param {number} forgiven
   * @returns {Dropped | undefined}
   */
  #barred(item, forgiven) {
    const mark = this.#markOf(item) & ~forgiven;
    const marked = REASONS.find(([bit]) => mark & bit);
    if (marked) return { why: marked[1] };
    const { soldOut } = this.book.traits(item);
    if (this.engine.hidden[item] && !(soldOut && mark & IN_STOCK)) return { why: soldOut ? NO_STOCK : HIDDEN };
    const excluded = this.moment.of(this.book, item).find((effect) => effect.excluded !== undefined);
    if (excluded) return { why: BY_RULE, rule: excluded.excluded };
    const unmet = this.moment.required.find(([set]) => !this.book.isIn(item, set));
    return unmet && { why: NOT_REQUIRED, rule: unmet[1] };
  }

  /**
   * Why an item is no better version of the first line's. The twin of src/rules/upgrades.rs.
   * @param {number} item
   * @returns {Dropped | undefined}
   */
  #noUpgrade(item) {
    const [from] = this.ask.lines;
    const { category, price: dearer } = this.book.traits(item);
    const old = this.book.traits(from?.item ?? -1);
    const price = from?.price ?? old.price;
    const most = Math.floor((price * this.book.said.policy.upgradeStep) / UNITY);
    if (!from || category !== old.category || category === 0) return { why: OTHER_CATEGORY };
    if (price === 0 || dearer <= price) return { why: IS_NOT_DEARER };
    return dearer > most && this.likeness(item) < NAMED ? { why: BEYOND_STEP } : undefined;
  }

  /** What a better version counts for being named by the shop or bought instead, in 1/256. @param {number} item */
  likeness(item) {
    const from = this.ask.lines[0]?.item;
    if (!this.ask.upgrade) return UNITY;
    if (this.book.curated.get(from)?.includes(item)) return NAMED;
    return this.book.substitutes.get(from)?.includes(item) ? INSTEAD : UNITY;
  }

  /** The engine's score and what rules add, in score units. @param {number} item */
  score(item) {
    const score = this.#scores.get(item) ?? this.engine.priors[item];
    const added = this.moment.of(this.book, item).reduce((sum, effect) => Math.min(sum + effect.added, WORD), 0);
    return Math.min(score + Math.min(added, MOST), MOST);
  }

  /** What it is ranked by before others stand. A better version is by how popular it is. @param {number} item */
  worth(item) {
    const factor = this.factor(item);
    if (!this.ask.upgrade) return times(this.score(item), factor);
    return times(Math.max(this.engine.priors[item], 1), multiplied(factor, this.likeness(item)));
  }

  /** @param {number} item */
  classFactor(item) {
    return CLASS_FACTORS[this.book.traits(item).class];
  }

  /** What the score is multiplied by, in 1/256. @param {number} item */
  factor(item) {
    const factors = [...this.moment.of(this.book, item), ...this.#priceFactors(item)];
    return factors.reduce((all, { factor }) => multiplied(all, factor), this.classFactor(item));
  }

  /** Each rule's multiplier for an item's price; a better version is meant to be dearer. @param {number} item */
  #priceFactors(item) {
    const { gap, proportion } = this.moment;
    const { price } = this.book.traits(item);
    const factors = [];
    if (gap && gap.from <= price && price <= gap.to) factors.push(gap);
    if (proportion && price > proportion.above) factors.push(proportion);
    return this.ask.upgrade ? [] : factors;
  }

  /** What each rule that holds does to what an item is ranked by. @param {number} item */
  moves(item) {
    const { upgrade } = this.ask;
    const moves = this.moment.of(this.book, item).flatMap((effect) => effect.moves);
    for (const { rule, factor } of this.#priceFactors(item)) moves.push([rule, factor, 0]);
    return moves.filter(([, factor, added]) => factor !== UNITY || (added > 0 && !upgrade));
  }

  /** What the merchant says of an item beside this cart, and whose it is; −1 for nothing. @param {number} item */
  words(item) {
    const { book, moment } = this;
    const { benefits, partners } = book.said;
    const holds = (/** @type {number | undefined} */ other) => other === undefined || moment.cartHas(other);
    return [
      benefits.findIndex(({ set, with: other }) => book.isIn(item, set) && holds(other)),
      partners.findIndex(({ set }) => book.isIn(item, set)),
    ];
  }

  /** The rule that moves an item most: one that adds, else the one whose multiplier is furthest from 1. @param {number} item */
  mover(item) {
    const far = (/** @type {Move} */ [, factor, added]) =>
      added > 0 ? 2 ** 40 + added : Math.max(factor * 2 ** 16, Math.floor(2 ** 32 / factor));
    const [first] = this.moves(item).sort((a, b) => far(b) - far(a) || a[0] - b[0]);
    return first?.[0];
  }

  /** Where an item would come from. @param {number} item */
  source(item) {
    if (this.#scores.has(item)) return LEARNED;
    const completes = this.moment.fill && this.#complements.has(this.book.traits(item).category);
    return completes ? COMPLEMENT : POPULAR;
  }

  /** How far ahead of others a source is; nothing if the merchant wants none of it. @param {number} source */
  stage(source) {
    const { fill } = this.moment;
    const at = fill ? fill.indexOf(source) : 0;
    return at < 0 ? undefined : fill ? fill.length - at : 0;
  }

  /** Whether the shop's own curation is pinned. */
  get heedsCuration() {
    return !this.ask.upgrade && (this.moment.fill?.includes(PINNED) ?? true);
  }

  /** What is pinned and may be shown: rules first, then the shop's own curation. */
  #pins() {
    const { moment, book, ask } = this;
    const curated = new Top(this.heedsCuration ? depth(ask.limit) : 0);
    for (const from of this.cart) book.curated.get(from)?.forEach((item, at) => curated.offer(item, -at));
    /** @type {Pin[]} */
    const pins = [...moment.pins, ...curated.best.map(([item]) => /** @type {Pin} */ ([0, item]))];
    return pins.filter(([, item, rule]) => !this.pinDropped(item, rule !== undefined));
  }
}
