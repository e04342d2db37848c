/** Reads a rules file, without WebAssembly; never applies a rule. The twin of src/model/rule_file.rs, rule_pass.rs and rule_streams.rs. */
import { decode, insist, open } from './fallback.js';

/**
 * @typedef {{category: number, brand: number, group: number, price: number, class: number, soldOut: boolean}} Traits
 * @typedef {{item: number, others: number[]}} Near
 * @typedef {[language: string, text: string][]} Texts
 * @typedef {{name: string, labels: Texts, items: number[], discount: number}} Bundle
 * @typedef {{kind: number, about: number, amount: number, sources?: number[]}} Action
 * @typedef {{name: string, when: {negated: boolean, any: number[]}[], ranges: {measure: number, from: number, to: number}[],
 *   actions: Action[]}} Rule an atom is a number: twice its set, or twice its fact and one
 * @typedef {{set: number, with: number | undefined, texts: Texts}} Benefit
 */

const WORD = 2 ** 32 - 1;
const SIGNED = 2 ** 31 - 1;
/** Bounds of the format, as in src/model/layout.rs. */
const MAX_NEAR = 63,
  MAX_BUNDLE = 4,
  MAX_DISCOUNT = 10_000,
  MAX_PINS = 256;
/** Measures that are always there. */
const MEASURES = 3;

/** Kinds of actions, as the file numbers them. */
export const EXCLUDE = 0,
  REQUIRE = 1,
  BOOST = 2,
  ADD = 3,
  PIN = 4,
  CAP_CATEGORY = 5,
  CAP_BRAND = 6,
  CAP_SET = 7,
  MIN_SCORE = 8,
  MOST = 9,
  FILL = 10,
  CLOSE_GAP = 11,
  PRICE_SANITY = 12;

/** Reads numbers, texts and lists of one section. */
class Pass {
  #bytes;
  #at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  end() {
    insist(this.#at === this.#bytes.length);
  }

  /** A whole number of 64 bits, LEB128. */
  wide() {
    let value = 0n;
    for (let place = 0n; ; place += 7n) {
      insist(place < 64n && this.#at < this.#bytes.length);
      const byte = BigInt(this.#bytes[this.#at++]);
      value |= (byte & 127n) << place;
      insist(value < 2n ** 64n);
      if (byte < 128n) return value;
    }
  }

  /** One up to a bound. */
  number(most = WORD) {
    // Nearly all are of one byte.
    const byte = this.#bytes[this.#at];
    const value = byte < 128 ? (this.#at++, byte) : Number(this.wide());
    insist(value <= most);
    return value;
  }

  flag() {
    return this.number(1) === 1;
  }

  signed() {
    const zigzag = this.wide();
    return Number(BigInt.asIntN(64, zigzag & 1n ? ~(zigzag >> 1n) : zigzag >> 1n));
  }

  text() {
    const length = this.number();
    insist(length <= this.#bytes.length - this.#at);
    return decode(this.#bytes.subarray(this.#at, (this.#at += length)));
  }

  /**
   * A list: how many, then each. None is smaller than a byte.
   * @template T
   * @param {() => T} each
   */
  many(each) {
    const count = this.number();
    insist(count <= this.#bytes.length - this.#at);
    return Array.from({ length: count }, each);
  }

  /** Numbers. */
  list() {
    return this.many(() => this.number());
  }

  /** Ascending numbers, each as its distance from the one before it. */
  ascending() {
    let next = 0;
    return this.many(() => {
      const item = next + this.number();
      next = item + 1;
      insist(next <= WORD);
      return item;
    });
  }

  /** @returns {Texts} */
  texts() {
    return this.many(() => [this.text(), this.text()]);
  }
}

/**
 * A rules file, checked: every number in it leads somewhere.
 * @param {Uint8Array} bytes
 */
export function readRules(bytes) {
  const { sections } = open(bytes, ['RHED', 'RLRN', 'RSAY'], ['RCOL']);
  const [head, learned, said, collected] = sections.map((section) => new Pass(section ?? new Uint8Array(1)));
  const model = head.wide().toString(16).padStart(16, '0');
  const parts = { model, learned: { ...readLearned(learned), collected: collected.ascending() }, said: readSaid(said) };
  for (const section of [head, learned, said, collected]) section.end();
  checkLearned(parts.learned);
  checkSaid(parts.said, parts.learned.traits.length);
  return parts;
}

/** @typedef {ReturnType<typeof readRules>} Parts */
/** @typedef {Parts['learned']} Learned */
/** @typedef {Parts['said']} Said */

/** @param {Pass} pass */
function readLearned(pass) {
  const near = () => ({ item: pass.number(), others: pass.list() });
  return {
    traits: readTraits(pass),
    curated: pass.many(near),
    substitutes: pass.many(near),
    complements: pass.many(() => pass.list()),
    bundles: pass.many(() => readBundle(pass)),
  };
}

/** @param {Pass} pass @returns {Traits[]} */
function readTraits(pass) {
  const traits = pass.many(() => {
    const both = pass.number(31);
    return { category: 0, brand: 0, group: 0, price: 0, class: both >> 1, soldOut: (both & 1) === 1 };
  });
  for (const column of /** @type {const} */ (['category', 'brand', 'group', 'price'])) {
    if (pass.flag()) for (const item of traits) item[column] = pass.number();
  }
  return traits;
}

/** @param {Pass} pass @returns {Bundle} */
function readBundle(pass) {
  return { name: pass.text(), labels: pass.texts(), items: pass.ascending(), discount: pass.number() };
}

/** @param {Pass} pass */
function readSaid(pass) {
  return {
    sets: pass.many(() => (pass.text(), pass.ascending())),
    facts: pass.many(() => pass.text()),
    measures: pass.many(() => pass.text()),
    rules: pass.many(() => readRule(pass)),
    benefits: pass.many(() => ({
      set: pass.number(),
      with: pass.flag() ? pass.number() : undefined,
      texts: pass.texts(),
    })),
    bundles: pass.many(() => readBundle(pass)),
    partners: pass.many(() => ({ name: pass.text(), set: pass.number() })),
    policy: {
      diversity: pass.number(0xffff),
      dearerSubstitutes: pass.flag(),
      restAfter: pass.number(),
      perPage: pass.number(),
      perSession: pass.number(),
      silence: pass.ascending(),
      upgradeStep: pass.number(0xffff),
    },
  };
}

/** @param {Pass} pass @returns {Rule} */
function readRule(pass) {
  return {
    name: pass.text(),
    // The set or fact must be a number of 32 bits, above the bit that tells them apart.
    when: pass.many(() => ({ negated: pass.flag(), any: pass.many(() => pass.number(2 ** 33 - 1)) })),
    ranges: pass.many(() => ({ measure: pass.number(), from: pass.signed(), to: pass.signed() })),
    actions: pass.many(() => readAction(pass)),
  };
}

/** @param {Pass} pass @returns {Action} */
function readAction(pass) {
  const action = { kind: pass.number(PRICE_SANITY), about: pass.number(), amount: pass.number() };
  const { kind, about, amount } = action;
  if (kind === FILL) return { ...action, sources: pass.many(() => pass.number(3)) };
  insist(![BOOST, CLOSE_GAP, PRICE_SANITY].includes(kind) || amount <= 0xffff);
  insist(kind !== PRICE_SANITY || about <= 0xffff);
  return action;
}

/** @param {Learned} learned */
function checkLearned({ traits, curated, substitutes, complements, collected, bundles }) {
  const items = traits.length;
  const categories = traits.reduce((most, item) => Math.max(most, item.category), 0);
  insist(items <= 2 ** 24 && categories <= items);
  insist(traits.every(({ brand, group }) => brand <= items && group <= items));
  for (const list of [curated, substitutes]) list.forEach((near, n) => checkNear(near, list[n - 1], items));
  insist(complements.length <= categories + 1);
  insist(complements.every((list) => list.length <= MAX_NEAR && list.every((category) => category <= categories)));
  insist(collected.every((category) => category <= categories));
  for (const bundle of bundles) checkBundle(bundle, items);
}

/**
 * @param {Near} near
 * @param {Near | undefined} before
 * @param {number} items
 */
function checkNear({ item, others }, before, items) {
  insist(item < items && others.length <= MAX_NEAR && (!before || before.item < item));
  insist(others.every((other) => other < items && other !== item) && new Set(others).size === others.length);
}

/**
 * @param {Bundle} bundle
 * @param {number} count
 */
function checkBundle({ items, discount }, count) {
  insist(items.length >= 2 && items.length <= MAX_BUNDLE && items[items.length - 1] < count);
  insist(discount <= MAX_DISCOUNT);
}

/**
 * @param {Said} said
 * @param {number} items
 */
function checkSaid({ sets, facts, measures, rules, benefits, bundles, partners, policy }, items) {
  const isSet = (/** @type {number} */ set) => set < sets.length;
  const isAtom = (/** @type {number} */ atom) => Math.floor(atom / 2) < (atom % 2 ? facts : sets).length;
  insist(sets.every((set) => set.length === 0 || set[set.length - 1] < items));
  for (const rule of rules) {
    insist(rule.when.every(({ any }) => any.every(isAtom)));
    insist(rule.ranges.every(({ measure }) => measure < MEASURES + measures.length));
    insist(rule.actions.every((action) => isAction(action, isSet, items)));
  }
  insist(benefits.every((benefit) => isSet(benefit.set) && isSet(benefit.with ?? benefit.set)));
  for (const bundle of bundles) checkBundle(bundle, items);
  insist(partners.every(({ set }) => isSet(set)));
  insist(policy.silence.every((fact) => fact < facts.length) && policy.diversity <= 256);
}

/**
 * @param {Action} action
 * @param {(set: number) => boolean} isSet
 * @param {number} items
 */
function isAction({ kind, about, amount }, isSet, items) {
  if ([EXCLUDE, REQUIRE, BOOST, ADD, CAP_SET].includes(kind) && !isSet(about)) return false;
  if ([BOOST, CLOSE_GAP, PRICE_SANITY].includes(kind)) return amount > 0;
  if (kind === PIN) return about < items && amount < MAX_PINS;
  return ![ADD, MIN_SCORE].includes(kind) || amount <= SIGNED;
}
