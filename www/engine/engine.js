/** Answers queries with picks: maps SKUs to the engine's item numbers and its records to objects; the engine computes the scores. */
import { PairwellError, asPairwellError } from './errors.js';
import { absoluteUrl, directoryUrl, fetchFile, fetchManifest, loadTrouble, reach } from './fetch.js';
import { breathe, inSlices, loadCode, openCatalog, openEngine } from './files.js';
import { Catalog, Engine, isRunning, start as startWasm } from './glue.js';
import { entriesOf, pastOf, skuOf } from './items.js';
import { memoize } from './memoize.js';

/** @import { Bundle, Cards, CartEntry, Core, FileEntry, LoadOptions, Manifest, Pick, Picks, Product, Query, Ranker, Reason, Ruled } from './types.js' */

/** The core where WebAssembly runs. @type {Core} */
export const GLUE = { Engine, Catalog };

/** The history of most queries. */
const NOTHING = new Uint32Array();

/** Used where neither the caller nor the model has a value. */
const DEFAULTS = { limit: 4, min: 1 };

/** Models by directory: a page with ten shelves loads one model. @type {Map<string, Promise<Pairwell>>} */
const loaded = new Map();

/** The core of this page, once it was requested. @type {Promise<Core> | undefined} */
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
   * Use `load`, `from` or `fromBytes`.
   * @param {Ranker} engine
   * @param {Partial<Manifest>} manifest
   * @param {() => Promise<Cards | undefined>} openCatalog
   * @param {Cards} [cards] an open catalog
   */
  constructor(engine, manifest, openCatalog, cards) {
    this.#engine = engine;
    this.#defaults = { ...DEFAULTS, ...manifest.defaults };
    this.#openCatalog = openCatalog;
    this.#isRuled = manifest.rules !== undefined;
    this.#index = memoize((/** @type {string} */ sku) => engine.item(sku));
    this.#sku = memoize((/** @type {number} */ item) => engine.sku(item));
    if (cards) this.#useCatalog(cards);
  }

  /** Opens a model from files in memory, as they lie in the directory. @type {typeof import('./from-bytes.js').from} */
  static from;

  /** Opens a model at once, from unpacked files in memory. @type {typeof import('./from-bytes.js').fromBytes} */
  static fromBytes;

  /**
   * Loads a model directory. The same URL gives the same promise, unless loading has failed.
   * @param {string | URL} url
   * @param {LoadOptions | null} [options]
   * @returns {Promise<Pairwell>} rejects with a PairwellError
   */
  static load(url, options) {
    let directory;
    try {
      directory = directoryUrl(url);
    } catch (cause) {
      return Promise.reject(new PairwellError('manifest-unreachable', `"${String(url)}" is not a URL`, cause));
    }
    const { href } = directory;
    const known = loaded.get(href);
    if (known) return known;
    const loading = open(directory, options ?? {});
    loaded.set(href, loading);
    loading.catch(() => loaded.delete(href));
    return loading;
  }

  /**
   * Lets go of a model that `load` keeps, so that its memory is free once nothing uses it; the next `load` fetches it again.
   * @param {string | URL} url as given to `load`
   * @returns {boolean} whether it was kept
   */
  static forget(url) {
    try {
      return loaded.delete(directoryUrl(url).href);
    } catch {
      return false;
    }
  }

  /** How many items the model knows. */
  get items() {
    return this.#engine.items;
  }

  /** The model's digest, 16 hex digits. */
  get digest() {
    return this.#engine.digest;
  }

  /** Used where a query has no value: the model's, else the package's. */
  get defaults() {
    return this.#defaults;
  }

  /** True after products(), if the model has a catalog. */
  get hasProducts() {
    return this.#card !== undefined;
  }

  /**
   * Ranks add-ons for a cart. Unknown SKUs are ignored and listed in `unknown`. Fewer than `min` picks give an empty list.
   * @param {Query} [query]
   * @returns {Picks}
   */
  suggest(query) {
    return answer(() => {
      /** @type {string[]} */
      const unknown = [];
      const ruled = this.#ruled;
      const parsed = this.#parsed(query);
      const picks = ruled?.picks(parsed, unknown).map((pick) => this.#dress(pick)) ?? this.unruled(parsed, unknown);
      return Object.assign(picks.length < (parsed.min ?? this.#defaults.min) ? [] : picks, { unknown });
    });
  }

  /**
   * Explains an item's position, or why it has none. Undefined without rules.
   * @param {Query} query
   * @param {string} sku
   */
  explain(query, sku) {
    return answer(() => this.#ruled?.explain(this.#parsed(query), String(sku)));
  }

  /**
   * Bundles that the cart holds a part of and that can be completed: the merchant's first, then those found in the orders.
   * @param {Query} [query]
   * @returns {Bundle[]}
   */
  bundles(query) {
    return answer(() => this.#ruled?.bundles(this.#parsed(query)) ?? []);
  }

  /** The merchant's frequency caps. Undefined without rules. */
  get policy() {
    return this.#ruled?.policy;
  }

  /**
   * Applies these rules from now on. If they are rejected, the earlier ones stay.
   * @param {import('./bytes.js').Bytes} bytes of a rules file for this model, packed or not
   * @param {FileEntry} [entry]
   * @param {string} [where]
   * @returns {Promise<void>} rejects with a PairwellError
   */
  async useRules(bytes, entry, where) {
    const { RuledEngine, openRules, parseQuery, unpack } = await loadCode(import('./ruled.js'));
    const engine = /** @type {Ranker & Ruled} */ (this.#engine);
    await inSlices(openRules(engine, await unpack(bytes), entry, where));
    this.#ruledEngine = new RuledEngine(engine, this.#index, this.#sku);
    this.#parse = parseQuery;
  }

  /** A model with rules gives no answers without them, because an excluded item might be among those. */
  get #ruled() {
    if (this.#isRuled && !this.#ruledEngine) throw new PairwellError('rules-unreachable', 'useRules() was not called');
    return this.#ruledEngine;
  }

  /** @param {Query} [query] */
  #parsed(query) {
    const parsed = this.#parse ? this.#parse(query) : query;
    return { ...parsed, limit: Math.min(Math.max(parsed?.limit ?? this.#defaults.limit, 0), this.items) };
  }

  /**
   * Ranks without rules: for a model that has none, and to show developers what rules changed.
   * @param {Query} query
   * @param {string[]} [unknown] receives the cart's unknown SKUs
   */
  unruled({ cart, limit = this.#defaults.limit, exclude, history, seen }, unknown = []) {
    const past = history || seen ? Uint32Array.from(pastOf({ history, seen }, this.#index)) : NOTHING;
    const items = this.#indexes(entriesOf('cart', cart), unknown);
    return this.#unpack(this.#engine.rank(items, this.#indexes(entriesOf('exclude', exclude), []), limit, past));
  }

  /**
   * Loads the catalog once, so that picks have their product. Resolves to the number of products, 0 without a catalog.
   * @returns {Promise<number>} rejects with a PairwellError; the next call tries again
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
   * A product by its SKU, once products() has loaded the catalog.
   * @param {string} sku
   */
  product(sku) {
    return answer(() => this.#card?.(String(sku)));
  }

  /** @param {Cards} catalog */
  #useCatalog(catalog) {
    this.#card = memoize((/** @type {string} */ sku) => catalog.card(sku));
    this.#products = Promise.resolve(catalog.items);
    return catalog.items;
  }

  /**
   * @param {readonly CartEntry[]} cart
   * @param {string[]} unknown receives the unknown SKUs
   */
  #indexes(cart, unknown) {
    // A loop: Uint32Array.from takes several times as long.
    const items = new Uint32Array(cart.length);
    let at = 0;
    for (const entry of cart) {
      const sku = skuOf(entry);
      const item = this.#index(sku);
      if (item === undefined) unknown.push(sku);
      // -1 is 4294967295 here, the number of an item that nothing is known of: it still counts as one of the cart.
      items[at++] = item ?? -1;
    }
    return items;
  }

  /** Reads the records of rank(): item, score, the history's share, n, then n times cart item and share. @param {Float64Array} records */
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
 * Names what a query makes fail that nobody foresaw, such as a getter that throws.
 * @template T
 * @param {() => T} ask
 */
function answer(ask) {
  try {
    return ask();
  } catch (cause) {
    // What traps in WebAssembly is the engine's fault.
    const isTrap = /** @type {any} */ (cause)?.name === 'RuntimeError';
    throw asPairwellError(cause, isTrap ? 'engine-failed' : 'question-invalid');
  }
}

/**
 * Opens the files that the manifest names. If they do not fit it, a cache may have kept it: asks for it past the caches, once.
 * @param {URL} directory
 * @param {LoadOptions} options
 */
async function open(directory, options) {
  const asking = fetchManifest(directory);
  try {
    return await openAs(directory, options, asking);
  } catch (cause) {
    return openAs(directory, options, askAnew(directory, asking, cause));
  }
}

/**
 * The manifest that the shop has published since. Without one, throws the cause.
 * @param {URL} directory
 * @param {Promise<Manifest>} asked
 * @param {unknown} cause
 */
async function askAnew(directory, asked, cause) {
  return (await loadTrouble(cause)).fetchAnew(directory, asked, cause);
}

/**
 * Starts the engine while files load: the manifest first, then all files that it names at once.
 * @param {URL} directory
 * @param {LoadOptions} options
 * @param {Promise<Manifest>} asking
 */
async function openAs(directory, { wasm, products }, asking) {
  const starting = start(wasm);
  const fetchCards = async (/** @type {Promise<Manifest>} */ asking) =>
    fetchCatalog((await asking).catalog, directory, starting);
  let early = products ? fetchCards(asking) : undefined;
  // The caller of products() gets the error.
  early?.catch(() => {});
  const fetching = asking.then(({ model }) => fetchFile(model, directory, 'model-unreachable', 'truncated'));
  const ruling = asking.then(({ rules }) => {
    // The code for rules loads beside them.
    const codes = /** @type {const} */ (['rules-unreachable', 'rules-unreachable', 'rules-invalid']);
    return rules && Promise.all([fetchFile(rules, directory, ...codes), loadCode(import('./ruled.js'))]);
  });
  const [core, manifest, bytes, rules] = await Promise.all([starting, asking, fetching, ruling]);
  const engine = await inSlices(openEngine(core, bytes, manifest.model, directory.href));
  await breathe();
  const pairwell = new Pairwell(engine, manifest, () => {
    const cards = early ?? fetchCards(asking);
    early = undefined;
    return cards.catch((cause) => fetchCards(askAnew(directory, asking, cause)));
  });
  if (rules) await pairwell.useRules(rules[0], manifest.rules, directory.href);
  return pairwell;
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
  return inSlices(openCatalog(core, bytes, entry, directory.href));
}

/** The engine of this page, started once. @param {LoadOptions['wasm']} [given] */
export function start(given) {
  started ??= startOnce(given).catch((cause) => {
    started = undefined;
    throw cause;
  });
  return started;
}

/**
 * Compiles while the bytes arrive.
 * @param {LoadOptions['wasm']} [given]
 * @returns {Promise<Core>}
 */
async function startOnce(given) {
  if (isRunning) return GLUE;
  /** @type {Response | undefined} */
  let response;
  try {
    // Nothing is fetched where one of them is missing.
    const { compileStreaming } = TextEncoder && TextDecoder && WebAssembly;
    const wasm = given ?? new URL('./pairwell_wasm_bg.wasm', import.meta.url);
    if (typeof wasm === 'string' || wasm instanceof URL) {
      response = await reach(absoluteUrl(wasm), 'wasm-unreachable');
      await startWasm(await compileStreaming(response));
    } else await startWasm(wasm);
    return GLUE;
  } catch (cause) {
    if (cause instanceof PairwellError) throw cause;
    const { startOtherwise } = await loadTrouble(new PairwellError('wasm-corrupt', String(cause), cause));
    return startOtherwise(cause, response, given);
  }
}
