/** Loads the shards of one published model, each once, and has them decoded and joined as they come; never decides which are needed. */
import { Holder } from './shard-holder.js';
import { HeldCards } from './shard-cards.js';
import { Catalog } from './shards-glue.js';
import { breathe, decoded, fetchShard } from './shard-files.js';
import { shardFile } from './place.js';
import { shardError } from './shard-errors.js';

/** @import { Cards, Manifest, ShardEntries } from './types.js' */
/** @import { Arrival } from './shard-holder.js' */
/** @import { PairwellError } from './errors.js' */
/** @typedef {'rows' | 'cards'} Kind */

/** How long what has come waits for the rest of what was asked for with it, in milliseconds: a join costs more than a shard. */
const GATHERING = 250;

/** After this many milliseconds, what did not come is asked for again, if it is still needed. */
const REST = 60_000;

export class Store {
  #directory;
  /** What has been asked for and is not there yet, by kind and number. @type {Map<string, Promise<void>>} */
  #coming = new Map();
  /** When it failed. @type {Map<string, number>} */
  #failed = new Map();
  /** @type {Arrival[]} */
  #arrivals = [];
  /** @type {Promise<void> | undefined} */
  #taking;
  cards = new HeldCards();

  /**
   * @param {Manifest} manifest
   * @param {ShardEntries} entries
   * @param {URL} directory
   * @param {Uint8Array} root
   */
  constructor(manifest, entries, directory, root) {
    this.manifest = manifest;
    this.entries = entries;
    this.#directory = directory;
    this.holder = new Holder(manifest, entries, root);
  }

  /**
   * @param {Manifest} manifest
   * @param {ShardEntries} entries
   * @param {URL} directory
   */
  static async open(manifest, entries, directory) {
    const root = await fetchShard(directory, entries.root.file);
    return new Store(manifest, entries, directory, root);
  }

  /** Whether it is there, or did not come a short while ago. @param {Kind} kind @param {number} n */
  isSettled(kind, n) {
    if ((kind === 'rows' ? this.holder : this.cards).has(n)) return true;
    const failed = this.#failed.get(kind + n);
    return failed !== undefined && performance.now() - failed < REST;
  }

  /**
   * Resolves when it counts in answers.
   * @param {Kind} kind
   * @param {number} n
   * @param {(cause: PairwellError) => Promise<void>} failed is told why it does not
   */
  load(kind, n, failed) {
    const key = kind + n;
    const known = this.#coming.get(key);
    if (known || this.isSettled(kind, n)) return known;
    const loading = (kind === 'rows' ? this.#loadRows(n) : this.#loadCards(n))
      .catch((cause) => {
        this.#failed.set(key, performance.now());
        return failed(shardError(shardFile(this.entries, kind, n), cause));
      })
      .finally(() => this.#coming.delete(key));
    this.#coming.set(key, loading);
    return loading;
  }

  /** @param {Kind} kind @param {number} n */
  #fetch(kind, n) {
    return fetchShard(this.#directory, shardFile(this.entries, kind, n));
  }

  /** @param {number} n */
  async #loadCards(n) {
    const bytes = await this.#fetch('cards', n);
    this.cards.add(n, /** @type {Cards} */ (await decoded(new Catalog(bytes))));
  }

  /** @param {number} n */
  async #loadRows(n) {
    const bytes = await this.#fetch('rows', n);
    await new Promise((resolve, reject) => {
      this.#arrivals.push({ n, bytes, done: (refusal) => (refusal ? reject(refusal) : resolve(undefined)) });
      this.takeIn();
    });
  }

  /** Joins what has come, once for all that comes together. */
  takeIn() {
    this.#taking ??= this.#takeAll().finally(() => (this.#taking = undefined));
    return this.#taking;
  }

  async #takeAll() {
    do {
      await this.#gathered();
      const arrivals = await this.holder.receive(this.#arrivals.splice(0));
      const refusal = await this.#joined(arrivals);
      for (const arrival of arrivals) arrival.done(refusal);
    } while (this.#arrivals.length > 0);
  }

  /** All rows that were asked for have come, or they take too long. */
  async #gathered() {
    const end = performance.now() + GATHERING;
    await breathe();
    const isComplete = () =>
      [...this.#coming.keys()].filter((key) => key.startsWith('rows')).length <= this.#arrivals.length;
    while (!isComplete() && performance.now() < end) await new Promise((done) => setTimeout(done, 4));
  }

  /** Why what came does not fit to the rest, if so: then answers are as if it had not come. @param {Arrival[]} arrivals */
  async #joined(arrivals) {
    try {
      await this.holder.join();
    } catch (refusal) {
      if (arrivals.length === 0) throw refusal;
      this.holder.release(arrivals.map(({ n }) => n));
      return refusal;
    }
    return undefined;
  }
}
