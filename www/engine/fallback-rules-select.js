/** Chooses the set that is shown from all candidates, without WebAssembly: pins, caps, diversity; never adds up a score. The twin of src/rules/select.rs. */
import { UNITY } from './fallback-rules-moment.js';

/**
 * @typedef {{item: number, worth: number, stage: number, source: number}} Candidate
 * @typedef {{item: number, source: number, rule?: number}} Chosen
 * @typedef {[position: number, item: number, rule?: number]} Pin
 * @typedef {import('./fallback-rules-moment.js').Limit} Limit
 * @typedef {{why: number, rule?: number, about?: number}} Dropped why an item is not shown, as src/rules/wire.rs numbers it
 */

/** The source of what the merchant put there. */
export const PINNED = 0;
/** Why there is no room, as src/rules/wire.rs numbers it. */
const CAP_CATEGORY = 14,
  CAP_BRAND = 15,
  CAP_SET = 16;
export const ONE_VARIANT = 17;

/** How many picks of each kind are still to be had. */
export class Room {
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

  /**
   * Why there is no room for an item, if there is none. A rule may pin several variants.
   * @param {number} item
   * @param {boolean} byRule
   * @returns {Dropped | undefined}
   */
  lacks(item, byRule) {
    const { category, brand, group } = this.#book.traits(item);
    const { perCategory, perBrand, effects } = this.#moment;
    if (!byRule && group > 0 && this.#count('group', group) > 0) return { why: ONE_VARIANT };
    if (category > 0 && this.#count('category', category) >= perCategory.most)
      return { why: CAP_CATEGORY, rule: perCategory.rule };
    if (brand > 0 && this.#count('brand', brand) >= perBrand.most) return { why: CAP_BRAND, rule: perBrand.rule };
    for (const set of this.#book.setsOf(item)) {
      const limit = effects.get(set)?.limit;
      if (limit && this.#count('set', set) >= limit.most) return { why: CAP_SET, rule: limit.rule, about: set };
    }
    return undefined;
  }

  /** @param {number} item */
  take(item) {
    const traits = this.#book.traits(item);
    const add = (/** @type {string} */ what, /** @type {number} */ number) =>
      this.#taken.set(what + number, this.#count(what, number) + 1);
    for (const what of /** @type {const} */ (['category', 'brand', 'group'])) add(what, traits[what]);
    for (const set of this.#book.setsOf(item)) add('set', set);
  }

  /** A worth after the picks of its category that stand already. @param {Candidate} candidate */
  discounted({ item, worth }) {
    const { category } = this.#book.traits(item);
    if (category === 0 || this.#upgrade || this.#book.isCollected(category)) return worth;
    return discounted(worth, this.#book.said.policy.diversity, this.#count('category', category));
  }

  /** Position of the candidate that adds most to the set, ties by smaller item. @param {Candidate[]} candidates */
  best(candidates) {
    let found = -1;
    let most = 0;
    for (const [at, candidate] of candidates.entries()) {
      const before = candidates[found];
      // They come by stage and worth, and a discount only takes away.
      if (before && (before.stage > candidate.stage || most > candidate.worth)) break;
      if (this.lacks(candidate.item, false)) continue;
      const worth = this.discounted(candidate);
      if (before && (worth < most || (worth === most && candidate.item > before.item))) continue;
      found = at;
      most = worth;
    }
    return found;
  }
}

/**
 * A worth after so many picks of its category.
 * @param {number} worth
 * @param {number} diversity
 * @param {number} before
 */
export function discounted(worth, diversity, before) {
  if (worth <= 0 || diversity === UNITY) return worth;
  let left = worth;
  for (let n = 0; n < before; n++) left = Math.floor((left * diversity) / UNITY);
  return left;
}

/**
 * Caps hold, against pins too; pins stand at their positions unless there are too few picks to fill the places before.
 * @param {Room} room with nothing taken; what is chosen is taken from it
 * @param {Candidate[]} candidates best first
 * @param {Pin[]} pins
 * @param {number} limit
 */
export function select(room, candidates, pins, limit) {
  /** @type {(Chosen | undefined)[]} */
  const places = Array.from({ length: limit });
  const stands = (/** @type {number} */ item) => places.some((chosen) => chosen?.item === item);
  for (const [position, item, rule] of pins) {
    const free = places.findIndex((place, at) => at >= position && !place);
    if (free < 0 || stands(item) || room.lacks(item, rule !== undefined)) continue;
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
