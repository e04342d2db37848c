/** Loads a model in shards: only what a page's queries need, from the same directory; answers as the whole model does once that is there. */
import { Pairwell } from './engine.js';
import { fetchManifest, loadTrouble } from './fetch.js';
import { entriesOf, skuOf } from './items.js';
import { parseQuery } from './parse-query.js';
import { placeOf, shardFile, shardsOf } from './place.js';
import { begun, directoryOf, fileIn } from './shard-files.js';
import { startShards } from './shards-glue.js';
import { BUDGET } from './shard-holder.js';
import { Store } from './shard-store.js';

/** @import { Bundle, CartEntry, LoadOptions, Manifest, Pick, Picks, Query } from './types.js' */
/** @import { PairwellError } from './errors.js' */
/** @import { Kind } from './shard-store.js' */
/** @typedef {[kind: Kind, n: number]} Part */
/** @typedef {(query: Query | undefined, picks: Pick[] | undefined) => boolean} MayWait */

/** Rounds of lists that a query may take, one after the other; then its answer is what it is. */
const ROUNDS = 4;

/** The most SKUs of cart and history that shards are loaded for; the rest of the budget is for lists. */
const KEYS = BUDGET / 2;

/** The most that a query may ask for: the whole model's number of items is not known here. */
const MOST = 1000;

/** Between two questions for a manifest that may have been published since, in milliseconds. */
const RENEWAL = 60_000;

/** How long the first answer waits for what the tag has asked for, in milliseconds. */
export const PATIENCE = 1000;

/** Ends an element's drawing until more has come. */
const WAITING = new Error('shards are still to come');

/** Models by directory. @type {Map<string, Promise<Sharded>>} */
const loaded = new Map();

/**
 * Loads a model directory in shards. Without shards, or where a page cannot have them, it is the whole model.
 * @param {string | URL} url
 * @param {LoadOptions | null} [options]
 * @returns {Promise<Sharded>} rejects with a PairwellError
 */
export async function load(url, options) {
  const directory = directoryOf(url);
  const { href } = directory;
  const known = loaded.get(href) ?? open(directory, options ?? {});
  loaded.set(href, known);
  known.catch(() => loaded.delete(href));
  const model = await known;
  if (options?.products) await model.products();
  return model;
}

/** @param {URL} directory @param {LoadOptions} options */
async function open(directory, options) {
  const starting = startShards(options.wasm);
  // The whole model's engine says why there is none.
  starting.catch(() => {});
  const manifest = await fetchManifest(directory);
  try {
    await starting;
    return await Sharded.open(manifest, directory, Boolean(options.products));
  } catch {
    const { href } = fileIn(directory, 'pairwell.json');
    // It is there already.
    if (!begun.get(href)) begun.set(href, Promise.resolve(new Response(JSON.stringify(manifest))));
    return openWhole(directory, options);
  }
}

/** @param {URL} directory @param {LoadOptions} options @returns {Promise<Sharded>} */
async function openWhole(directory, options) {
  const whole = await Pairwell.load(directory, options);
  // All that it could still load is there.
  return /** @type {any} */ (Object.assign(whole, { prepare: async () => {} }));
}

/** What Pairwell offers, from shards. */
export class Sharded {
  #directory;
  #store;
  #wantsCards;
  /** @type {PairwellError[]} */
  #failures = [];
  /** @type {Promise<void> | undefined} */
  #renewing;
  #renewed = -Infinity;
  /** While an element draws. @type {{mayWait: MayWait, pending?: Promise<void>} | undefined} */
  #drawing;

  /** Use `load`. @param {Store} store @param {URL} directory @param {boolean} wantsCards */
  constructor(store, directory, wantsCards) {
    this.#store = store;
    this.#directory = directory;
    this.#wantsCards = wantsCards;
  }

  /** @param {Manifest} manifest @param {URL} directory @param {boolean} wantsCards */
  static async open(manifest, directory, wantsCards) {
    const entries = shardsOf(manifest);
    if (!entries) throw new Error('no shards');
    const model = new Sharded(await Store.open(manifest, entries, directory), directory, wantsCards);
    await model.#start();
    return model;
  }

  /** Joins the root with what the page's tag has asked for. */
  async #start() {
    const early = this.#early();
    const coming = Promise.all(early.map((part) => this.#load(part)));
    if (early.length > 0) await Promise.race([coming, new Promise((done) => setTimeout(done, PATIENCE))]);
    if (!this.#store.holder.answering) await this.#store.takeIn();
  }

  /** @returns {Part[]} */
  #early() {
    const { entries } = this.#store;
    return [...begun].flatMap(([href, response]) => {
      const [, kind, n] = /\/(rows|cards)-\w+-(\d+)\.pw/.exec(href) ?? [];
      /** @type {Part} */
      const part = [/** @type {Kind} */ (kind), Number(n)];
      const isOurs = kind && fileIn(this.#directory, shardFile(entries, ...part)).href === href;
      return response && isOurs ? [part] : [];
    });
  }

  get #answering() {
    return /** @type {Pairwell} */ (this.#store.holder.answering);
  }

  /** How many items are known by now. */
  get items() {
    return this.#answering.items;
  }

  /** The whole model's digest, 16 hex digits. */
  get digest() {
    return this.#store.manifest.model.digest;
  }

  /** As of the whole model. */
  get defaults() {
    return this.#answering.defaults;
  }

  /** True after products(), if the model has a catalog. */
  get hasProducts() {
    return this.#wantsCards && this.#store.entries.cards !== undefined;
  }

  /** The merchant's frequency caps. Undefined without rules. */
  get policy() {
    return this.#answering.policy;
  }

  /** From now on cards are loaded with the rows of items. Resolves to the number of cards that are there. */
  async products() {
    this.#wantsCards = true;
    return this.#store.cards.items;
  }

  /**
   * A product, if its card is there: `prepare` loads those of a query's items and picks.
   * @param {string} sku
   */
  product(sku) {
    const card = this.#store.cards.find(String(sku), this.#store.entries.count);
    if (!card && this.#drawing && this.#missingOf(String(sku)).length > 0) this.#await({}, undefined, String(sku));
    return card;
  }

  /**
   * Ranks by what is there. `pending`, where more has to come, resolves when it has: then the answer may be another.
   * @param {Query} [query]
   * @returns {Picks & {pending?: Promise<void>}}
   */
  suggest(query) {
    const picks = this.#answering.suggest(query);
    this.#dress(picks);
    if (this.#missing(query, picks).length === 0) return picks;
    return Object.assign(picks, { pending: this.#await(query, picks) });
  }

  /** As of the whole model. @param {Query} query @param {string[]} [unknown] */
  unruled(query, unknown) {
    return this.#dress(this.#answering.unruled(query, unknown));
  }

  /** As of the whole model, after `prepare(query, sku)`. @param {Query} query @param {string} sku */
  explain(query, sku) {
    return this.#answering.explain(query, sku);
  }

  /** As of the whole model, after `prepare(query)`. @param {Query} [query] @returns {Bundle[]} */
  bundles(query) {
    if (this.#drawing && this.#missing(query, []).length > 0) this.#await(query, undefined);
    return this.#answering.bundles(query);
  }

  /**
   * Loads all that a query needs, with the cards of its picks after products(). Then the answers to it are the whole model's, but for shards
   * that do not come, and answers that would take more than four rounds of requests.
   * @param {Query} [query]
   * @param {...string} skus other items that are to be explained, or shown
   * @returns {Promise<void>}
   */
  async prepare(query, ...skus) {
    for (let round = 0; round < ROUNDS + 3; round++) {
      const missing = this.#missing(query, round < ROUNDS ? undefined : [], skus);
      if (missing.length === 0) return;
      await Promise.all(missing.map((part) => this.#load(part)));
    }
  }

  /**
   * Draws an element. Where shards are missing, it ends before anything is shown, if it may wait. Returns what it waits for, in any case.
   * @param {() => void} draw
   * @param {MayWait} mayWait
   */
  whileDrawing(draw, mayWait) {
    /** @type {{mayWait: MayWait, pending?: Promise<void>}} */
    const drawing = { mayWait };
    this.#drawing = drawing;
    try {
      draw();
    } catch (cause) {
      if (cause !== WAITING) throw cause;
    } finally {
      this.#drawing = undefined;
    }
    return drawing.pending;
  }

  /** The errors since the last call, the first of each kind: what one lost connection breaks is told once. */
  takeFailures() {
    const failures = this.#failures.splice(0);
    return failures.filter(({ code }, at) => failures.findIndex((it) => it.code === code) === at);
  }

  /** The addresses of files that a page about these items would need, and that are not there. @param {string[]} skus */
  filesFor(skus) {
    const parts = new Map(skus.flatMap((sku) => this.#missingOf(sku)).map((part) => [part.join(''), part]));
    return [...parts.values()].map((part) => fileIn(this.#directory, shardFile(this.#store.entries, ...part)));
  }

  /** @param {Query | undefined} query @param {Pick[] | undefined} picks @param {...string} skus */
  #await(query, picks, ...skus) {
    const pending = this.prepare(query, ...skus);
    if (this.#drawing) {
      this.#drawing.pending ??= pending;
      if (this.#drawing.mayWait(query, picks)) throw WAITING;
    }
    return pending;
  }

  /** @template {Pick[]} T @param {T} picks */
  #dress(picks) {
    if (!this.hasProducts) return picks;
    for (const pick of picks) {
      const product = this.#store.cards.find(pick.sku, this.#store.entries.count);
      if (product) pick.product = product;
    }
    return picks;
  }

  /**
   * What would still change the answer: first the rows of cart and history, with their cards, then lists, then cards of picks.
   * @param {Query | undefined} query
   * @param {Pick[] | undefined} picks the answer by now, if it is known
   * @param {readonly string[]} [skus] other items
   * @returns {Part[]}
   */
  #missing(query, picks, skus = []) {
    const store = this.#store;
    const rows = [...keysOf(query), ...skus].flatMap((sku) => this.#missingOf(sku));
    if (rows.length > 0) return rows;
    const parsed = parseQuery(query);
    const limit = Math.min(Math.max(parsed.limit ?? this.defaults.limit, 0), MOST);
    const lists = store.holder.wanted({ ...parsed, limit }).filter((n) => !store.isSettled('rows', n));
    if (lists.length > 0) return lists.map((n) => ['rows', n]);
    if (!this.hasProducts) return [];
    const shown = picks ?? this.#dress(this.#answering.suggest({ ...query, min: 0 }));
    const bare = shown.filter(({ product }) => !product).map(({ sku }) => placeOf(sku, store.entries.count));
    return [...new Set(bare)].filter((n) => !store.isSettled('cards', n)).map((n) => ['cards', n]);
  }

  /** What is not there of an item. @param {string} sku @returns {Part[]} */
  #missingOf(sku) {
    const store = this.#store;
    const n = placeOf(sku, store.entries.count);
    store.holder.touch(n);
    /** @type {Part[]} */
    const parts = [['rows', n]];
    if (this.hasProducts) parts.push(['cards', n]);
    return parts.filter((part) => !store.isSettled(...part));
  }

  /** @param {Part} part */
  #load([kind, n]) {
    const store = this.#store;
    return store.load(kind, n, (cause) => this.#note(store, cause));
  }

  /** Something did not come, or was damaged: the shop may have published since. @param {Store} store @param {PairwellError} cause */
  async #note(store, cause) {
    try {
      await this.#renew(store, cause);
    } catch {
      this.#failures.push(cause);
    }
  }

  /** @param {Store} store the one of which a part is missing @param {PairwellError} cause */
  #renew(store, cause) {
    if (store !== this.#store) return undefined;
    if (performance.now() - this.#renewed > RENEWAL) {
      this.#renewed = performance.now();
      this.#renewing = this.#openAnew(store, cause);
    }
    return this.#renewing;
  }

  /** @param {Store} old @param {PairwellError} cause is thrown where nothing else was published */
  async #openAnew(old, cause) {
    const { fetchAnew } = await loadTrouble(cause);
    const manifest = await fetchAnew(this.#directory, Promise.resolve(old.manifest), cause);
    const entries = shardsOf(manifest);
    if (!entries) throw cause;
    const store = await Store.open(manifest, entries, this.#directory);
    await store.takeIn();
    this.#store = store;
  }
}

/** The SKUs whose rows a query needs: the cart's, then the latest of the history. @param {Query} [query] */
function keysOf(query) {
  const { cart, history, seen } = query ?? {};
  const past = [...(history ?? []), ...(seen ?? [])].flat().reverse();
  const keys = [...entriesOf('cart', cart), .../** @type {CartEntry[]} */ (past)].map(skuOf);
  return [...new Set(keys)].slice(0, KEYS);
}
