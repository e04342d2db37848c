/** Holds the shards that a page needs, the least recently used out, and joins them into one engine; fetches nothing. */
import { Pairwell } from './engine.js';
import { QueryWriter } from './query.js';
import { addressOf, keyOfList, placeOf } from './place.js';
import { Shards } from './shards-glue.js';
import { Slices, breathe } from './shard-files.js';

/** @import { LimitedQuery, Manifest, ShardEntries } from './types.js' */
/** @typedef {{n: number, bytes: Uint8Array, done: (refusal?: unknown) => void}} Arrival */

/** The most shards of rows that are held, beside the root: the constant that a page's memory grows by. */
export const BUDGET = 64;

/** Shards of one published model. */
export class Holder {
  /** By number, the least recently used first. @type {Set<number>} */
  #held = new Set();
  #shards;
  #manifest;
  #entries;
  /** @type {any} */
  #engine;
  /** @type {QueryWriter | undefined} */
  #writer;
  /** Answers from what was held at the last join. @type {Pairwell | undefined} */
  answering;

  /**
   * @param {Manifest} manifest
   * @param {ShardEntries} entries
   * @param {Uint8Array} root
   */
  constructor(manifest, entries, root) {
    this.#manifest = manifest;
    this.#entries = entries;
    this.#shards = new Shards(root);
  }

  /** @param {number} n */
  has(n) {
    return this.#held.has(n);
  }

  /** Notes that a shard is used now. @param {number} n */
  touch(n) {
    if (this.#held.delete(n)) this.#held.add(n);
  }

  /** Decodes what came, one after the other, and lets the page breathe between. @param {Arrival[]} arrivals @returns {Promise<Arrival[]>} those that are good */
  async receive(arrivals) {
    const good = [];
    const slices = new Slices();
    for (const arrival of arrivals) {
      await slices.next();
      try {
        this.#shards.hold(arrival.n, arrival.bytes, addressOf(this.#entries, 'rows', arrival.n));
        this.#held.add(arrival.n);
        good.push(arrival);
      } catch (cause) {
        arrival.done(cause);
      }
    }
    return good;
  }

  /** Lets go of what does not fit together with the rest. @param {Iterable<number>} numbers */
  release(numbers) {
    for (const n of numbers) {
      this.#shards.release(n);
      this.#held.delete(n);
    }
  }

  /** Answers from all that is held, from now on; throws an Error with a `code` if it is not of one model. */
  async join() {
    this.release([...this.#held].slice(0, Math.max(0, this.#held.size - BUDGET)));
    await breathe();
    const before = this.#engine;
    /** @type {any} */
    const engine = this.#shards.join();
    // It has its rules already.
    engine.rules = () => {};
    const answering = new Pairwell(engine, this.#manifest, async () => undefined);
    if (this.#manifest.rules) await answering.useRules(new Uint8Array(16));
    this.#engine = engine;
    this.#writer = new QueryWriter(engine, (sku) => engine.item(sku));
    this.answering = answering;
    // The collector would be late: memory of WebAssembly only grows.
    before?.free();
  }

  /** The shards with what could still change the answer. @param {LimitedQuery} query @returns {number[]} */
  wanted(query) {
    if (!this.#writer) return [];
    const lists = this.#shards.wants(this.#engine, this.#writer.write(query, []));
    const numbers = new Set();
    for (let at = 0; at < lists.length; at += 3) {
      numbers.add(placeOf(keyOfList(lists[at], lists[at + 1], lists[at + 2]), this.#entries.count));
    }
    return [...numbers];
  }
}
