/** Answers a cart with picks: turns SKUs into the engine's indexes and its records into objects; never computes a score, never touches the DOM. */
import init, { Catalog, Engine, initSync } from '../pkg/pairwell_wasm.js';
import { PairwellError, asPairwellError } from './errors.js';
import { checkManifest, compileWasm, directoryUrl, fetchFile, fetchManifest, refuseIfBlocked } from './fetch.js';
import { memo } from './memo.js';

/**
 * @typedef {import('./fetch.js').Manifest} Manifest
 * @typedef {import('./fetch.js').FileEntry} FileEntry
 * @typedef {string | {sku: string, quantity?: number, price?: number}} CartEntry
 * @typedef {{sku: string, title: string, url?: string, image?: string, price?: number, currency?: string,
 *   rating?: number, category?: string, brand?: string, available: boolean, hasOptions?: boolean}} Product
 *   price is an integer in minor units, rating is in hundredths of a star; hasOptions is what a live shop says
 * @typedef {{sku: string, share: number}} Reason share is this cart item's part of the score, 0 to 1
 * @typedef {{sku: string, score: number, because: Reason[], product?: Product}} Pick
 * @typedef {Pick[] & {unknown: string[]}} Picks best first; `unknown` holds the cart's SKUs that the model does not know
 * @typedef {{items: number, digest: string, item: (sku: string) => number | undefined, sku: (item: number) => string,
 *   rank: (cart: Uint32Array, exclude: Uint32Array, limit: number) => Float64Array}} Ranker what is used of the glue's Engine
 * @typedef {{items: number, card: (sku: string) => Product | undefined}} Cards what is used of the glue's Catalog
 * @typedef {{Engine: new (bytes: Uint8Array) => Ranker, Catalog: new (bytes: Uint8Array) => Cards & {digest: string}}} Core what
 *   decodes and ranks: the glue, or its stand-in where there is no WebAssembly
 * @typedef {{wasm?: string | URL, products?: boolean}} LoadOptions wasm: where the engine is, if not beside this script;
 *   products: fetch the catalog along with the model, for who will call products()
 * @typedef {{cart?: readonly CartEntry[], placement?: string, limit?: number, exclude?: readonly string[], min?: number}} Question
 */

/** What ranks where WebAssembly runs. @type {Core} */
const GLUE = { Engine, Catalog };

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
    this.#index = memo((/** @type {string} */ sku) => engine.item(sku));
    this.#sku = memo((/** @type {number} */ item) => engine.sku(item));
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
   *   wasm may be left out once an engine has been started
   */
  static fromBytes({ manifest, model, catalog, wasm }) {
    if (manifest) checkManifest(manifest, 'manifest');
    if (wasm) initSync({ module: wasm });
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
   * @param {Question} [question] placement is for rules that depend on the place; it does not change the ranking
   * @returns {Picks}
   */
  suggest({ cart = [], limit = this.#defaults.limit, exclude = [], min = this.#defaults.min } = {}) {
    /** @type {string[]} */
    const unknown = [];
    const items = this.#indexes(cart, unknown);
    const without = this.#indexes(exclude, []);
    const picks = this.#unpack(this.#engine.rank(items, without, limit));
    return Object.assign(picks.length < min ? [] : picks, { unknown });
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
    return this.#card?.(sku);
  }

  /** @param {Cards} catalog */
  #useCatalog(catalog) {
    this.#card = memo((/** @type {string} */ sku) => catalog.card(sku));
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
      const sku = typeof entry === 'object' && entry ? entry.sku : entry;
      const item = this.#index(String(sku));
      if (item === undefined) unknown.push(String(sku));
      else items[known++] = item;
    }
    return known === items.length ? items : items.subarray(0, known);
  }

  /** Reads the flat records of rank(): item, score, n, then n times cart item and share. @param {Float64Array} records */
  #unpack(records) {
    /** @type {Pick[]} */
    const picks = [];
    for (let at = 0; at < records.length;) {
      const end = at + 3 + 2 * records[at + 2];
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
    for (let reason = at + 3; reason < end; reason += 2) {
      because.push({ sku: this.#sku(records[reason]), share: records[reason + 1] });
    }
    /** @type {Pick} */
    const pick = { sku: this.#sku(records[at]), score: records[at + 1], because };
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
    if (!(cause instanceof PairwellError) || cause.code !== 'model-unreachable') throw cause;
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
  const [core, manifest, bytes] = await Promise.all([starting, asking, fetching]);
  const engine = openEngine(core, bytes, manifest.model, directory.href);
  await breathe();
  return new Pairwell(engine, manifest, () => {
    const cards = early ?? fetchCards();
    early = undefined;
    return cards;
  });
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

/** Lets the page do what waits, so that starting, decoding and drawing are no single long task on a slow device. */
function breathe() {
  return new Promise((done) => setTimeout(done));
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
    await init({ module_or_path: module });
  } catch (cause) {
    // WebKit compiles under a policy that forbids running, and refuses only here.
    refuseIfBlocked(cause, url);
    throw new PairwellError('wasm-corrupt', `${url} (${cause})`, cause);
  }
}

/**
 * @param {Core} core
 * @param {Uint8Array} bytes
 * @param {FileEntry} [entry]
 * @param {string} [where]
 */
function openEngine({ Engine }, bytes, entry, where) {
  try {
    return checkDigest(new Engine(bytes), entry);
  } catch (cause) {
    const detail = describe(bytes, entry, where);
    const error = asPairwellError(cause, 'engine-failed', detail);
    const short = entry && bytes.length < entry.bytes && error.code !== 'not-a-model';
    throw short ? new PairwellError('truncated', detail, cause) : error;
  }
}

/**
 * @param {Core} core
 * @param {Uint8Array} bytes
 * @param {FileEntry} [entry]
 * @param {string} [where]
 */
function openCatalog({ Catalog }, bytes, entry, where) {
  try {
    return checkDigest(new Catalog(bytes), entry);
  } catch (cause) {
    const detail = `${describe(bytes, entry, where)}: ${cause instanceof Error ? cause.message : cause}`;
    throw new PairwellError('catalog-invalid', detail, cause);
  }
}

/**
 * The engine has checked that the bytes keep their own digest; this checks that they are the ones the manifest names.
 * @template {{digest: string}} T
 * @param {T} opened
 * @param {FileEntry} [entry]
 */
function checkDigest(opened, entry) {
  if (entry && opened.digest !== entry.digest) {
    throw new PairwellError('digest-mismatch', `expected ${entry.digest}, came ${opened.digest}`);
  }
  return opened;
}

/**
 * @param {Uint8Array} bytes
 * @param {FileEntry} [entry]
 * @param {string} [where]
 */
function describe(bytes, entry, where = '') {
  return entry ? `${where}${entry.file}, ${bytes.length} of ${entry.bytes} bytes` : `${bytes.length} bytes`;
}
