/** Keeps the product cards that have come in shards, the least recently used out; fetches nothing. */
import { placeOf } from './place.js';

/** @import { Cards, Product } from './types.js' */

/** The most shards of cards that are held. */
const BUDGET = 64;

/** Beyond this many, finding cards again is cheaper than choosing what to forget. */
const KNOWN = 4096;

export class HeldCards {
  /** By number, the least recently used first. @type {Map<number, Cards>} */
  #catalogs = new Map();
  /** @type {Map<string, Product>} */
  #known = new Map();

  /** How many cards are there; those of two shards count twice. */
  get items() {
    return [...this.#catalogs.values()].reduce((sum, { items }) => sum + items, 0);
  }

  /** @param {number} n @param {Cards} cards */
  add(n, cards) {
    this.#catalogs.delete(n);
    this.#catalogs.set(n, cards);
    for (const [old] of this.#catalogs) if (this.#catalogs.size > BUDGET) this.#catalogs.delete(old);
  }

  /** @param {number} n */
  has(n) {
    return this.#catalogs.has(n);
  }

  /** A card, wherever it came with: a shard has those of its items' neighbours too. @param {string} sku @param {number} count of shards */
  find(sku, count) {
    const known = this.#known.get(sku);
    if (known) return known;
    const own = this.#catalogs.get(placeOf(sku, count));
    for (const cards of own ? [own] : [...this.#catalogs.values()].reverse()) {
      const card = cards.card(sku);
      if (!card) continue;
      if (this.#known.size >= KNOWN) this.#known.clear();
      this.#known.set(sku, card);
      return card;
    }
    return undefined;
  }
}
