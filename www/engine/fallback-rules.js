/** Ranks under the merchant's rules where WebAssembly is missing or forbidden: gives the engine's very answers; never loaded where wasm runs, nor where there are no rules. */
import { Engine as Plain, Top, UNIT, refuse } from './fallback.js';
import { Advisor, atHand } from './fallback-rules-advisor.js';
import { explanation } from './fallback-rules-explain.js';
import { readRules } from './fallback-rules-file.js';
import { Rulebook } from './fallback-rules-moment.js';

/** @typedef {import('./fallback-rules-moment.js').Ask} Ask */

const WORD = 2 ** 32 - 1;
/** A measure's number, after those that are always there. */
const MEASURES = 3;
/** Weights from which on "bought together" is said, in hundredths of a probability. */
const BANDS = [2, 8, 25];

/** The glue's Engine, with its rules. */
export class Engine extends Plain {
  /** @type {Rulebook | undefined} */
  #rules;
  #hand = new Set();

  get #book() {
    // The glue answers nothing before it has rules; the shim never asks then.
    return this.#rules ?? refuse('corrupt');
  }

  /** @param {Uint8Array} bytes */
  rules(bytes) {
    const parts = readRules(bytes);
    if (parts.model !== this.digest || parts.learned.traits.length !== this.items) refuse('other-model');
    this.#rules = new Rulebook(parts);
    this.#hand = atHand(this);
  }

  /** @param {string} name */
  fact(name) {
    return position(this.#book.said.facts.map(lower), lower(name));
  }

  /** @param {string} name */
  measure(name) {
    const at = position(this.#book.said.measures, name);
    return at === undefined ? undefined : at + MEASURES;
  }

  /** @param {Float64Array} question */
  advise(question) {
    const advisor = this.#asked(question);
    const { picks } = advisor.choose(this.#hand);
    return Float64Array.from(picks.flatMap(({ item, source, rule }) => this.#pick(advisor, item, source, rule)));
  }

  /**
   * @param {Advisor} advisor
   * @param {number} item
   * @param {number} source
   * @param {number} [rule]
   */
  #pick(advisor, item, source, rule) {
    const { cart, ask } = advisor;
    const most = ask.upgrade ? 0 : Math.max(0, ...[...cart].map((from) => this.weight(from, item)));
    const points = Math.floor((most * 100) / UNIT);
    const because = ask.upgrade ? [0, 1, ask.lines[0].item, 1] : this.reasons(cart, item, advisor.gains);
    const evidence = BANDS.filter((least) => points >= least).length;
    const by = rule ?? advisor.mover(item) ?? -1;
    const [taste, ...reasons] = because;
    const bundle = advisor.completed(item);
    const shown = ask.upgrade ? 4 : source;
    return [item, advisor.score(item) / UNIT, shown, by, evidence, ...advisor.words(item), bundle, taste, ...reasons];
  }

  /**
   * @param {Float64Array} question
   * @param {number} item
   */
  explain(question, item) {
    return explanation(this.#asked(question), this.#hand, item);
  }

  /** @param {Float64Array} question */
  offers(question) {
    const advisor = this.#asked(question);
    const book = this.#book;
    const begun = new Top(book.bundles.length);
    const missing = book.bundles.map(({ items }) => items.filter((item) => !advisor.cart.has(item)));
    missing.forEach((items, number) => {
      const starts = items.length < book.bundles[number].items.length && !advisor.moment.silent;
      if (!starts || !items.every((item) => advisor.canBeHad(item))) return;
      begun.offer(number, -((number >= book.said.bundles.length ? 256 : 0) + items.length));
    });
    return Float64Array.from(begun.best.flatMap(([number]) => [number, missing[number].length, ...missing[number]]));
  }

  /** @param {number} rule */
  rule(rule) {
    return this.#book.said.rules[rule]?.name ?? '';
  }

  /** @param {number} benefit @param {string} language */
  benefit(benefit, language) {
    const found = this.#book.said.benefits[benefit];
    return found && textFor(found.texts, language);
  }

  /** @param {number} partner */
  partner(partner) {
    return this.#book.said.partners[partner]?.name;
  }

  /** @param {number} number @param {string} language */
  bundle(number, language) {
    const found = this.#book.bundles[number];
    if (!found) return undefined;
    const { name, labels, discount, items } = found;
    return { name, label: textFor(labels, language) ?? '', discount, items };
  }

  policy() {
    const { restAfter, perPage, perSession } = this.#book.said.policy;
    return [restAfter, perPage, perSession];
  }

  /** @param {Float64Array} question */
  #asked(question) {
    return new Advisor(this, this.#book, readQuestion([...question]));
  }
}

/** Whole numbers of 32 bits, as a float becomes one in the engine. @param {number} number */
const word = (number) => Math.min(Math.max(Math.trunc(number) || 0, 0), WORD);

/**
 * Reads limit, kind, then lists behind their lengths; what breaks off at the end is empty.
 * @param {number[]} numbers
 * @returns {Ask}
 */
function readQuestion(numbers) {
  let at = 2;
  const list = (/** @type {number} */ width) => {
    const entries = [];
    const count = word(numbers[at++]);
    for (; entries.length < count && at + width <= numbers.length; at += width)
      entries.push(numbers.slice(at, at + width));
    if (entries.length < count) at = numbers.length;
    return entries;
  };
  const items = () => list(1).map(([item]) => word(item));
  const lines = list(3).map(([item, quantity, price]) => ({
    item: word(item),
    quantity: word(quantity),
    price: price >= 0 ? word(price) : undefined,
  }));
  return {
    limit: word(numbers[0]),
    upgrade: numbers[1] === 1,
    lines,
    exclude: items(),
    facts: items(),
    measures: list(2).map(([measure, value]) => [word(measure), Math.trunc(value) || 0]),
    inStock: items(),
    soldOut: items(),
    shown: list(2).map(([item, times]) => [word(item), word(times)]),
    past: list(3).map(([item, age, bought]) => [word(item), word(age), bought === 1]),
  };
}

/** Without regard to capitals of ASCII, as the engine compares facts. @param {string} text */
const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** @param {string[]} names @param {string} name */
function position(names, name) {
  const at = names.indexOf(name);
  return at < 0 ? undefined : at;
}

/**
 * The text of a language, of its first part, of any, or the first.
 * @param {import('./fallback-rules-file.js').Texts} texts
 * @param {string} language
 */
function textFor(texts, language) {
  const of = (/** @type {string} */ wanted) => texts.find(([name]) => name.toLowerCase() === wanted.toLowerCase());
  return (of(language) ?? of(language.split(/[-_]/)[0]) ?? of('') ?? texts[0])?.[1];
}
