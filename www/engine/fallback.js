/**
 * Ranks where WebAssembly is missing or forbidden: gives the engine's very answers from the same files; never loaded where wasm runs.
 *
 * `src/model/FORMAT.md` describes the bytes. Scores are whole units throughout, so that every SKU, score and share is
 * equal to the engine's to the last bit.
 */
import { decode, insist, open } from './fallback-file.js';
import { Rows, readFlags, readHead, readPriors, readSkus, readTaste } from './fallback-rows.js';

// What rules are read with: a second copy would be on its way otherwise.
export { decode, insist, open, refuse } from './fallback-file.js';

/** Score units of a probability of 1. */
export const UNIT = 2 ** 24;
/** Where the engine's sums saturate. */
export const MOST = 2 ** 31 - 1;
/** The most items and weights that a byte of their section can promise. */
const MAX_PER_BYTE = 16;

/** The best few scored items: larger scores first, then smaller items. */
export class Top {
  /** @type {[item: number, score: number][]} */
  best = [];
  #limit;

  /** @param {number} limit */
  constructor(limit) {
    this.#limit = limit;
  }

  /**
   * @param {number} item
   * @param {number} score
   */
  offer(item, score) {
    const { best } = this;
    const goesBefore = (/** @type {[number, number]} */ kept) =>
      score > kept[1] || (score === kept[1] && item < kept[0]);
    if (best.length >= this.#limit && !(best.length && goesBefore(best[best.length - 1]))) return;
    let [from, to] = [0, best.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (goesBefore(best[middle])) to = middle;
      else from = middle + 1;
    }
    best.splice(from, 0, [item, score]);
    if (best.length > this.#limit) best.pop();
  }
}

/** @typedef {[item: number, age: number, bought: boolean]} Past */

/** Orders and visits: what stands together and has the same age. @param {Past[]} past */
function visits(past) {
  /** @type {{age: number, bought: boolean, items: Set<number>}[]} */
  const all = [];
  past.forEach(([item, age, bought], n) => {
    const [, before, was] = past[n - 1] ?? [];
    if (age !== before || bought !== was) all.push({ age: age || 1, bought, items: new Set() });
    all[all.length - 1].items.add(item);
  });
  return all;
}

/** The glue's Engine, as far as the shim uses it without rules; fallback-rules.js knows them too. */
export class Engine {
  #skus;
  #names;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    const file = open(bytes, ['HEAD', 'SKUS', 'PRIO', 'HIDE', 'NEIG', 'BITS'], ['BITS', 'TAST']);
    const [head, skus, priors, hidden, rows, depth, taste] = file.sections;
    const { items, weights } = readHead(head);
    insist(items <= skus.length * MAX_PER_BYTE && weights <= rows.length * MAX_PER_BYTE);
    this.digest = file.digest;
    this.items = items;
    this.rows = new Rows(rows, { items, weights }, depth);
    this.priors = readPriors(priors, items);
    this.hidden = readFlags(hidden, items);
    this.taste = readTaste(taste, items);
    this.#skus = readSkus(skus, items);
    this.#names = [...this.#skus.keys()];
  }

  /** @param {string} sku */
  item(sku) {
    return this.#skus.get(sku);
  }

  /** @param {number} item */
  sku(item) {
    return this.#names[item] ?? '';
  }

  /**
   * @param {Uint32Array} cart
   * @param {Uint32Array} exclude
   * @param {number} limit
   * @param {ArrayLike<number>} past three numbers each: item, age, 1 if bought
   */
  rank(cart, exclude, limit, past) {
    const items = new Set([...cart].filter((item) => item < this.items));
    /** @type {Past[]} */
    const known = Array.from({ length: Math.floor(past.length / 3) }, (_, n) => [
      past[3 * n],
      past[3 * n + 1],
      past[3 * n + 2] === 1,
    ]);
    const { gains, owned } = this.remember(items, known);
    const barred = new Set([...items, ...exclude, ...owned]);
    const scores = Float64Array.from(this.priors);
    for (const [item, gain] of gains) scores[item] += gain;
    for (const item of items) {
      for (let at = this.rows.starts[item]; at < this.rows.starts[item + 1]; at++) {
        scores[this.rows.neighbours[at]] += this.rows.weights[at];
      }
    }
    const top = new Top(limit >>> 0);
    scores.forEach((score, item) => {
      if (!this.hidden[item] && !barred.has(item)) top.offer(item, Math.min(score, MOST));
    });
    return Float64Array.from(
      top.best.flatMap(([item, score]) => [item, score / UNIT, ...this.reasons(items, item, gains)]),
    );
  }

  /**
   * What an item of the cart adds to another's score.
   * @param {number} item
   * @param {number} pick
   */
  weight(item, pick) {
    const at = this.rows.neighbours.subarray(0, this.rows.starts[item + 1]).indexOf(pick, this.rows.starts[item]);
    return at < 0 ? 0 : this.rows.weights[at];
  }

  /**
   * What is remembered adds to scores, and what of it nobody buys twice. The twin of src/rank/history.rs.
   * @param {Set<number>} cart
   * @param {Past[]} past
   */
  remember(cart, past) {
    const { again, share, once } = this.taste;
    /** @type {Map<number, number>} */
    const gains = new Map();
    /** @type {Set<number>} */
    const owned = new Set();
    const add = (/** @type {number} */ item, /** @type {number} */ gain) => {
      if (gain >= 1) gains.set(item, (gains.get(item) ?? 0) + Math.floor(gain));
    };
    for (const { age, bought, items } of visits(past)) {
      const shared = [...items].filter((item) => cart.has(item)).length;
      for (const item of items) {
        if (item >= this.items) continue;
        if (bought) add(item, Math.min((again * (1 + shared)) / age, 4 * UNIT));
        if (bought && once[item]) owned.add(item);
        for (let at = this.rows.starts[item]; !cart.size && at < this.rows.starts[item + 1]; at++) {
          add(this.rows.neighbours[at], (this.rows.weights[at] * share) / (256 * age));
        }
      }
    }
    return { gains, owned };
  }

  /**
   * The share of what is remembered, how many cart items are responsible, then each with its share.
   * @param {Set<number>} cart
   * @param {number} pick
   * @param {Map<number, number>} gains
   */
  reasons(cart, pick, gains) {
    const parts = new Top(cart.size);
    const taste = gains.get(pick) ?? 0;
    let whole = Math.max(this.priors[pick], 0) + taste;
    for (const item of cart) {
      const part = this.weight(item, pick);
      whole += part;
      if (part > 0) parts.offer(item, part);
    }
    return [taste && taste / whole, parts.best.length, ...parts.best.flatMap(([item, part]) => [item, part / whole])];
  }
}

/** @typedef {import('./types.js').Product} Product */

/** The glue's Catalog, as far as the shim uses it. */
export class Catalog {
  /** @type {Map<string, Product>} */
  #cards = new Map();
  #view;
  #at = 4;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    const file = open(bytes, ['CARD']);
    const [{ buffer, byteOffset, byteLength }] = file.sections;
    this.#view = new DataView(buffer, byteOffset, byteLength);
    this.digest = file.digest;
    insist(byteLength >= 4);
    this.items = this.#view.getUint32(0, true);
    insist(this.items <= byteLength / 8);
    while (this.#cards.size < this.items) {
      const card = this.#card();
      insist(card.sku && !this.#cards.has(card.sku));
      this.#cards.set(card.sku, card);
    }
    insist(this.#at === byteLength);
  }

  /** @param {string} sku */
  card(sku) {
    const card = this.#cards.get(sku);
    return card && { ...card };
  }

  #card() {
    const flags = this.#number(1);
    const [sku, title, url, image, category, brand] = Array.from({ length: 6 }, () => this.#text());
    const price = flags & 1 ? this.#number(4) : undefined;
    const currency = flags & 1 ? this.#text() : '';
    const rating = flags & 2 ? this.#number(2) : undefined;
    return { sku, title, url, image, category, brand, price, currency, rating, available: (flags & 4) > 0 };
  }

  #text() {
    let length = 0;
    for (let place = 0, byte = 128; byte > 127; place += 7) {
      insist(place < 28);
      byte = this.#number(1);
      length |= (byte & 127) << place;
    }
    const { buffer, byteOffset } = this.#view;
    const from = this.#take(length);
    return decode(new Uint8Array(buffer, byteOffset + from, length));
  }

  /** @param {1 | 2 | 4} size */
  #number(size) {
    const at = this.#take(size);
    return size === 1
      ? this.#view.getUint8(at)
      : size === 2
        ? this.#view.getUint16(at, true)
        : this.#view.getUint32(at, true);
  }

  /** @param {number} size */
  #take(size) {
    const at = this.#at;
    insist(at + size <= this.#view.byteLength);
    this.#at += size;
    return at;
  }
}
