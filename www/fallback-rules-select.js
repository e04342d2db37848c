/** Chooses the set that is shown from the best candidates, without WebAssembly: pins, caps, diversity; never looks further. The twin of src/rules/select.rs. */
import { UNITY } from './fallback-rules-moment.js';

/**
 * @typedef {{item: number, worth: number, stage: number, source: number}} Candidate
 * @typedef {{item: number, source: number, rule?: number}} Chosen
 * @typedef {[position: number, item: number, rule?: number]} Pin
 */

/** The source of what the merchant put there. */
const PINNED = 0;

/** How many picks of each kind are still to be had. */
class Room {
  #book;
  #moment;
  #upgrade;
  /** Taken, by what is counted. @type {Map<string, number>} */
  #taken = new Map();

  /**
   * @param {import('./fallback-rules-moment.js').Rulebook} book
   * @param {import('./fallback-rules-moment.js').Moment} moment
   * @param {boolean} upgrade
   */
  constructor(book, moment, upgrade) {
    this.#book = book;
    this.#moment = moment;
    this.#upgrade = upgrade;
  }

  #count(/** @type {string} */ what, /** @type {number} */ number) {
    return this.#taken.get(what + number) ?? 0;
  }

  /** Whether every cap has room for an item. @param {number} item */
  has(item) {
    const { category, brand } = this.#book.traits(item);
    const { perCategory, perBrand, effects } = this.#moment;
    return (
      (category === 0 || this.#count('category', category) < perCategory) &&
      (brand === 0 || this.#count('brand', brand) < perBrand) &&
      this.#book.setsOf(item).every((set) => this.#count('set', set) < (effects.get(set)?.most ?? Infinity))
    );
  }

  /** @param {number} item */
  take(item) {
    const { category, brand } = this.#book.traits(item);
    const add = (/** @type {string} */ what, /** @type {number} */ number) =>
      this.#taken.set(what + number, this.#count(what, number) + 1);
    add('category', category);
    add('brand', brand);
    for (const set of this.#book.setsOf(item)) add('set', set);
  }

  /** A worth after the picks of its category that stand already. @param {Candidate} candidate */
  discounted({ item, worth }) {
    const { category } = this.#book.traits(item);
    const { diversity } = this.#book.said.policy;
    if (category === 0 || diversity === UNITY || worth <= 0 || this.#upgrade || this.#book.isCollected(category)) return worth;
    for (let n = this.#count('category', category); n > 0; n--) worth = Math.floor((worth * diversity) / UNITY);
    return worth;
  }

  /** Position of the candidate that adds most to the set, ties by smaller item. @param {Candidate[]} candidates */
  best(candidates) {
    let found = -1;
    let most = 0;
    for (const [at, candidate] of candidates.entries()) {
      const before = candidates[found];
      // They come by stage and worth, and a discount only takes away.
      if (before && (before.stage > candidate.stage || most > candidate.worth)) break;
      if (!this.has(candidate.item)) continue;
      const worth = this.discounted(candidate);
      if (before && (worth < most || (worth === most && candidate.item > before.item))) continue;
      found = at;
      most = worth;
    }
    return found;
  }
}

/**
 * Caps hold, against pins too; pins stand at their positions unless there are too few picks to fill the places before.
 * @param {import('./fallback-rules-moment.js').Rulebook} book
 * @param {import('./fallback-rules-moment.js').Moment} moment
 * @param {boolean} upgrade
 * @param {Candidate[]} candidates best first
 * @param {Pin[]} pins
 * @param {number} limit
 */
export function select(book, moment, upgrade, candidates, pins, limit) {
  const room = new Room(book, moment, upgrade);
  /** @type {(Chosen | undefined)[]} */
  const places = Array.from({ length: limit });
  const stands = (/** @type {number} */ item) => places.some((chosen) => chosen?.item === item);
  for (const [position, item, rule] of pins) {
    const free = places.findIndex((place, at) => at >= position && !place);
    if (free < 0 || stands(item) || !room.has(item)) continue;
    places[free] = { item, source: PINNED, rule };
    room.take(item);
  }
  const left = candidates.filter(({ item }) => !stands(item));
  for (const at of places.keys()) {
    if (places[at]) continue;
    const best = room.best(left);
    if (best < 0) break;
    const [{ item, source }] = left.splice(best, 1);
    room.take(item);
    places[at] = { item, source };
  }
  return places.filter((chosen) => chosen !== undefined);
}
