/** Answers a cart with picks: turns SKUs into the engine's indexes and its records into objects; never computes a score, never touches the DOM. */
import { PairwellError } from './errors.js';
import { checkManifest, compileWasm, directoryUrl, fetchFile, fetchManifest, refuseIfBlocked } from './fetch.js';
import { breathe, loadCode, openCatalog, openEngine, openRules } from './files.js';
import { Catalog, Engine, start as startWasm, startSync } from './glue.js';
import { entriesOf, pastOf, skuOf } from './items.js';
import { memoize } from './memoize.js';

/** @import { Bundle, Cards, CartEntry, Core, FileEntry, LoadOptions, Manifest, Pick, Picks, Product, Query, Ranker, Reason, Ruled } from './types.js' */

/** What ranks where WebAssembly runs. @type {Core} */
const GLUE = { Engine, Catalog };

/** What most questions remember. */
const NOTHING = new Uint32Array();

/** What suggest() does when neither the caller nor the model says. */
const DEFAULTS = { limit: 4, min: 1 };

/** Models by directory: a page with ten shelves loads one model. @type {Map<string, Promise<Pairwell>>} */
const loaded = new Map();

/** What ranks on this page, once asked for. @type {Promise<Core> | undefined} */
let started;

export class Pairwell {
  #engine;
  #defaults;
  #index;
  #sku;
  /** Answers under the merchant's rules, where there are any. @type {import('./answers.js').RuledEngine | undefined} */
  #ruledEngine;
  /** Parses queries, where there are rules. @type {typeof import('./parse-query.js').parseQuery | undefined} */
  #parse;
  #isRuled;
  /** @type {((sku: string) => Product | undefined) | undefined} */
  #card;
  /** @type {() => Promise<Cards | undefined>} */
  #openCatalog;
  /** @type {Promise<number> | undefined} */
  #products;

  /**
   * Use `load` or `fromBytes`.
   * @param {Ranker} engine
   * @param {Partial<Manifest>} manifest
   * @param {() => Promise<Cards | undefined>} openCatalog
   */
  constructor(engine, manifest, openCatalog) {
    this.#engine = engine;
    this.#defaults = { ...DEFAULTS, ...manifest.defaults };
    this.#openCatalog = openCatalog;
    this.#isRuled = manifest.rules !== undefined;
    this.#index = memoize((/** @type {string} */ sku) => engine.item(sku));
    this.#sku = memoize((/** @type {number} */ item) => engine.sku(item));
  }

  /**
   * Loads a model directory. The same URL gives the same promise; a failed load may be tried again.
   * @param {string | URL} url
   * @param {LoadOptions} [options]
   * @returns {Promise<Pairwell>} rejects with a PairwellError
   */
  static load(url, options = {}) {
    let directory;
    try {
      directory = directoryUrl(url);
    } catch (cause) {
      return Promise.reject(new PairwellError('manifest-unreachable', `"${url}" is no URL`, cause));
    }
    const { href } = directory;
    const known = loaded.get(href);
    if (known) return known;
    const loading = open(directory, options);
    loaded.set(href, loading);
    loading.catch(() => loaded.delete(href));
    return loading;
  }

  /**
   * Takes the files as bytes, for Node and for tests, where nothing is to be fetched.
   * @param {{manifest?: Manifest, model: Uint8Array, catalog?: Uint8Array, wasm?: BufferSource | WebAssembly.Module}} files
   *   wasm may be left out once an engine has been started; rules are given by useRules()
   */
  static fromBytes({ manifest, model, catalog, wasm }) {
    if (manifest) checkManifest(manifest, 'manifest');
    if (wasm) startSync(wasm);
    const pairwell = new Pairwell(openEngine(GLUE, model, manifest?.model), manifest ?? {}, async () => undefined);
    if (catalog) pairwell.#useCatalog(openCatalog(GLUE, catalog, manifest?.catalog));
    return pairwell;
  }

  /** How many items the model knows. */
  get items() {
    return this.#engine.items;
  }

  /** The model's digest, 16 hex digits. */
  get digest() {
    return this.#engine.digest;
  }

  /** What the model says where a caller says nothing. */
  get defaults() {
    return this.#defaults;
  }

  /** True when products have cards: after products(), if the model came with a catalog. */
  get hasProducts() {
    return this.#card !== undefined;
  }

  /**
   * Ranks add-ons for a cart. Unknown SKUs are ignored and told in `unknown`; fewer than `min` picks are none.
   * @param {Query} [query]
   * @returns {Picks}
   */
  suggest(query) {
    /** @type {string[]} */
    const unknown = [];
    const ruled = this.#ruled;
    const parsed = this.#parsed(query);
    const picks = ruled ? ruled.picks(parsed, unknown).map((pick) => this.#dress(pick)) : this.unruled(parsed, unknown);
    return Object.assign(picks.length < (parsed.min ?? this.#defaults.min) ? [] : picks, { unknown });
  }

  /**
   * How an item came to its place, or to none; nothing without rules.
   * @param {Query} query
   * @param {string} sku
   */
  explain(query, sku) {
    return this.#ruled?.explain(this.#parsed(query), String(sku));
  }

  /**
   * Bundles that the cart has begun and that can be completed: the merchant's first, then those found in the orders.
   * @param {Query} [query]
   * @returns {Bundle[]}
   */
  bundles(query) {
    return this.#ruled?.bundles(this.#parsed(query)) ?? [];
  }

  /** What the merchant says of showing too much; nothing without rules. */
  get policy() {
    return this.#ruled?.policy;
  }

  /**
   * Ranks by these rules from now on; the ones before stay when these are refused.
   * @param {Uint8Array} bytes of a rules file for this model
   * @param {FileEntry} [entry]
   * @param {string} [where]
   */
  async useRules(bytes, entry, where) {
    const { RuledEngine, parseQuery } = await loadCode(import('./ruled.js'));
    const engine = /** @type {Ranker & Ruled} */ (this.#engine);
    openRules(engine, bytes, entry, where);
    this.#ruledEngine = new RuledEngine(engine, this.#index, this.#sku);
    this.#parse = parseQuery;
  }

  /** Where there are rules, there are no answers without them: an item that they exclude might be among those. */
  get #ruled() {
    if (this.#isRuled && !this.#ruledEngine) throw new PairwellError('rules-unreachable', 'useRules() was not called');
    return this.#ruledEngine;
  }

  /** @param {Query} [query] */
  #parsed(query) {
    const parsed = this.#parse ? this.#parse(query) : query;
    return { ...parsed, limit: Math.max(parsed?.limit ?? this.#defaults.limit, 0) };
  }

  /**
   * What the model alone says: for a model without rules, and for telling what rules changed; else not for shoppers.
   * @param {Query} query
   * @param {string[]} [unknown] is filled
   */
  unruled({ cart, limit = this.#defaults.limit, exclude, history, seen }, unknown = []) {
    const past = history || seen ? Uint32Array.from(pastOf({ history, seen }, this.#index)) : NOTHING;
    const held = this.#indexes(entriesOf('cart', cart), unknown);
    return this.#unpack(this.#engine.rank(held, this.#indexes(entriesOf('exclude', exclude), []), limit, past));
  }

  /**
   * Loads the catalog once, so that picks carry their product; resolves to the number of cards, 0 without a catalog.
   * @returns {Promise<number>} rejects with a PairwellError, and may then be tried again
   */
  products() {
    this.#products ??= this.#openCatalog().then(
      (catalog) => (catalog ? this.#useCatalog(catalog) : 0),
      (cause) => {
        this.#products = undefined;
        throw cause;
      },
    );
    return this.#products;
  }

  /**
   * The card of a product, once products() has loaded the catalog.
   * @param {string} sku
   */
  product(sku) {
    return this.#card?.(String(sku));
  }

  /** @param {Cards} catalog */
  #useCatalog(catalog) {
    this.#card = memoize((/** @type {string} */ sku) => catalog.card(sku));
    this.#products = Promise.resolve(catalog.items);
    return catalog.items;
  }

  /**
   * @param {readonly CartEntry[]} cart
   * @param {string[]} unknown is filled
   */
  #indexes(cart, unknown) {
    const items = new Uint32Array(cart.length);
    let known = 0;
    for (const entry of cart) {
      const sku = skuOf(entry);
      const item = this.#index(sku);
      if (item === undefined) unknown.push(sku);
      else items[known++] = item;
    }
    return known === items.length ? items : items.subarray(0, known);
  }

  /** Reads the flat records of rank(): item, score, taste's share, n, then n times cart item and share. @param {Float64Array} records */
  #unpack(records) {
    /** @type {Pick[]} */
    const picks = [];
    for (let at = 0; at < records.length; ) {
      const end = at + 4 + 2 * records[at + 3];
      picks.push(this.#pick(records, at, end));
      at = end;
    }
    return picks;
  }

  /**
   * @param {Float64Array} records
   * @param {number} at where the pick's record begins
   * @param {number} end
   */
  #pick(records, at, end) {
    /** @type {Reason[]} */
    const because = [];
    for (let reason = at + 4; reason < end; reason += 2) {
      because.push({ sku: this.#sku(records[reason]), share: records[reason + 1] });
    }
    /** @type {Pick} */
    const pick = { sku: this.#sku(records[at]), score: records[at + 1], because };
    if (records[at + 2] > 0) pick.taste = records[at + 2];
    return this.#dress(pick);
  }

  /** @param {Pick} pick */
  #dress(pick) {
    const product = this.#card?.(pick.sku);
    if (product) pick.product = product;
    return pick;
  }
}

/**
 * Opens what the manifest names; asks past the browser's cache when a manifest kept there names a model that is gone.
 * @param {URL} directory
 * @param {LoadOptions} options
 */
async function open(directory, options) {
  try {
    return await openAs(directory, options, 'default');
  } catch (cause) {
    const gone = ['model-unreachable', 'rules-unreachable'];
    if (!(cause instanceof PairwellError) || !gone.includes(cause.code)) throw cause;
    return openAs(directory, options, 'reload');
  }
}

/**
 * Starts the engine while the files travel: the manifest first, then all that it names at once.
 * @param {URL} directory
 * @param {LoadOptions} options
 * @param {RequestCache} cache
 */
async function openAs(directory, { wasm, products }, cache) {
  const starting = start(wasm);
  const asking = fetchManifest(directory, cache);
  const fetchCards = async () => fetchCatalog((await asking).catalog, directory, starting);
  let early = products ? fetchCards() : undefined;
  // Who calls products() hears of it.
  early?.catch(() => {});
  const fetching = asking.then(({ model }) => fetchFile(model, directory, 'model-unreachable', 'truncated'));
  const ruling = asking.then(({ rules }) => {
    // What asks under rules travels with them.
    const codes = /** @type {const} */ (['rules-unreachable', 'rules-unreachable', 'rules-invalid']);
    return rules && Promise.all([fetchFile(rules, directory, ...codes), loadCode(import('./ruled.js'))]);
  });
  const [core, manifest, bytes, rules] = await Promise.all([starting, asking, fetching, ruling]);
  const engine = openEngine(await coreFor(core, manifest), bytes, manifest.model, directory.href);
  await breathe();
  const pairwell = new Pairwell(engine, manifest, () => {
    const cards = early ?? fetchCards();
    early = undefined;
    return cards;
  });
  if (rules) await pairwell.useRules(rules[0], manifest.rules, directory.href);
  return pairwell;
}

/**
 * The stand-in knows rules only where there are some.
 * @param {Core} core
 * @param {Manifest} manifest
 */
async function coreFor(core, manifest) {
  return core === GLUE || !manifest.rules ? core : { ...core, Engine: (await import('./fallback-rules.js')).Engine };
}

/**
 * @param {FileEntry | undefined} entry
 * @param {URL} directory
 * @param {Promise<Core>} starting
 */
async function fetchCatalog(entry, directory, starting) {
  if (!entry) return undefined;
  const bytes = await fetchFile(entry, directory, 'catalog-unreachable', 'catalog-invalid');
  const core = await starting;
  await breathe();
  return openCatalog(core, bytes, entry, directory.href);
}

/** @param {string | URL} [given] */
function start(given) {
  started ??= instantiate(given)
    .then(() => GLUE, standIn)
    .catch((cause) => {
      started = undefined;
      throw cause;
    });
  return started;
}

/**
 * What ranks where WebAssembly is missing or forbidden; anything else that failed stays failed.
 * @param {PairwellError} cause
 * @returns {Promise<Core>}
 */
async function standIn(cause) {
  if (cause.code !== 'wasm-unsupported' && cause.code !== 'wasm-blocked') throw cause;
  const core = await import('./fallback.js').catch(() => {
    throw cause;
  });
  console.warn(`pairwell: ${cause.code}, so the slower JavaScript engine ranks: ${cause.message}`);
  return core;
}

/** @param {string | URL} [given] */
async function instantiate(given) {
  const url = given ? new URL(given, directoryUrl('./')) : new URL('./pairwell_wasm_bg.wasm', import.meta.url);
  const module = await compileWasm(url);
  try {
    await startWasm(module);
  } catch (cause) {
    // WebKit compiles under a policy that forbids running, and refuses only here.
    refuseIfBlocked(cause, url);
    throw new PairwellError('wasm-corrupt', `${url} (${cause})`, cause);
  }
}
