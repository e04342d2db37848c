/** Ties all shelves of a page to the shop's cart by one adapter: one reading for all, mapped to the model's SKUs; never knows a platform. */
import { PairwellError, asPairwellError } from '../engine/errors.js';
import { pageProduct } from './jsonld.js';
import { order, orderNumber } from './page.js';
import { listen, pageJson, together } from './shop.js';

/**
 * @typedef {import('./contract.js').Adapter} Adapter
 * @typedef {import('./contract.js').Adapt} Adapt
 * @typedef {import('./contract.js').Ids} Ids
 * @typedef {import('./contract.js').ItemKey} ItemKey
 * @typedef {import('./contract.js').Line} Line
 * @typedef {import('./contract.js').Offer} Offer
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {{changed: () => void, failed: (error: PairwellError) => void}} Member a shelf, as the hub sees it
 */

/** One file a platform, fetched when it is the page's. A shop may put in its own. @type {Record<string, () => Promise<{default: Adapt}>>} */
export const ADAPTERS = {
  shopify: () => import('./shopify.js'),
  woocommerce: () => import('./woocommerce.js'),
  evershop: () => import('./evershop.js'),
  vendure: () => import('./vendure.js'),
  oscar: () => import('./oscar.js'),
  opencart: () => import('./opencart.js'),
  medusa: () => import('./medusa.js'),
  page: () => import('./page.js'),
};

/** How long the first list waits for the cart, and a list for what is in stock, in milliseconds. */
const WAIT = 1000;

/** @type {Map<string, Promise<Hub>>} */
const hubs = new Map();

/**
 * The hub of a platform; one a page.
 * @param {string} name
 * @returns {Promise<Hub>} rejects with `store-unknown`
 */
export function connect(name) {
  const known = hubs.get(name) ?? open(name);
  hubs.set(name, known);
  known.catch(() => hubs.delete(name));
  return known;
}

/** @param {string} name */
async function open(name) {
  const load = Object.hasOwn(ADAPTERS, name) ? ADAPTERS[name] : undefined;
  if (!load) throw new PairwellError('store-unknown', `"${name}" is none of ${Object.keys(ADAPTERS).join(', ')}`);
  const { default: adapt } = await load();
  return new Hub(adapt(pageJson('store') ?? {}));
}

export class Hub {
  /** @type {Line[]} */
  #lines = [];
  #adapter;
  /** @type {Set<Member>} */
  #members = new Set();
  /** What the shop says of items, by SKU; undefined is a shop that did not say. @type {Map<string, Offer | undefined>} */
  #offers = new Map();
  /** @type {Promise<void> | undefined} */
  #reading;
  #stale = false;
  #told = false;
  #unwatch = () => {};

  /** @param {Adapter} adapter */
  constructor(adapter) {
    this.#adapter = adapter;
  }

  get name() {
    return this.#adapter.name;
  }

  /** What the platform's own banner was told of analytics. */
  consent() {
    return this.#adapter.consent?.();
  }

  /**
   * Tells a shelf of every change from now on.
   * @param {Member} member
   * @returns {() => void} ends it
   */
  join(member) {
    if (this.#members.size === 0) this.#watch();
    this.#members.add(member);
    return () => {
      this.#members.delete(member);
      if (this.#members.size === 0) this.#unwatch();
    };
  }

  /** Resolves when the cart is known, or has kept the page waiting long enough. */
  ready() {
    return Promise.race([this.#reading, pause(WAIT)]);
  }

  /**
   * The cart by the model's SKUs.
   * @param {string | null} key
   */
  cart(key) {
    return this.#lines.map((line) => this.#entry(line, key));
  }

  /** The order just made. @param {string | null} key */
  order(key) {
    return order().map((line) => this.#entry(line, key));
  }

  /** The number of the order just made, where the page says one. */
  orderNumber() {
    return orderNumber();
  }

  /** The SKU of the product that the page is about. @param {string | null} key */
  item(key) {
    const ids = { ...pageProduct(), ...defined(this.#adapter.item?.() ?? {}) };
    return this.#sku(ids, key);
  }

  /**
   * Adds by the shop's own route, then makes the shop's own cart notice.
   * @param {Pick} pick
   * @param {string | null} key
   * @param {number} [quantity]
   */
  add(pick, key, quantity = 1) {
    return this.#fill([pick], quantity, () => this.#adapter.add(this.#item(pick, key), quantity));
  }

  /**
   * Adds one of each in one go: all of them, or nothing.
   * @param {Pick[]} picks
   * @param {string | null} key
   * @returns {Promise<unknown>} rejects with `added-partly` where the shop took some and does not give them back
   */
  async addAll(picks, key) {
    const [first, ...others] = picks;
    if (others.length === 0) return this.add(first, key);
    const { addSeveral } = await import('./several.js');
    const items = picks.map((pick) => this.#item(pick, key));
    return this.#fill(picks, 1, () => addSeveral(this.#adapter, items));
  }

  /**
   * The cart is shown and read again whatever came of it: an addition that failed may have left something.
   * @template T
   * @param {Pick[]} picks
   * @param {number} quantity
   * @param {() => Promise<T>} fill
   */
  async #fill(picks, quantity, fill) {
    const skus = picks.map(({ sku }) => sku);
    try {
      const answer = await fill();
      await this.#show(skus, quantity);
      return answer;
    } catch (cause) {
      const kept = cause instanceof PairwellError ? cause.added : undefined;
      if (kept) await this.#show(kept, quantity);
      throw cause;
    } finally {
      this.#read();
    }
  }

  /** @param {string[]} skus @param {number} quantity */
  async #show(skus, quantity) {
    try {
      await this.#adapter.refresh();
    } catch (cause) {
      console.warn(`pairwell: ${skus} in the cart, but the page does not show it: ${cause}`);
    }
    const detail = { store: this.name, sku: skus[0], skus, quantity };
    document.dispatchEvent(new CustomEvent('pairwell:refresh', { detail }));
  }

  /** @param {Pick} pick @param {string | null} key */
  #item({ sku, product }, key) {
    return { key: this.#key(key), id: sku, url: product?.url };
  }

  /**
   * Keeps what the shop sells now, up to a limit, with its price of now.
   * @param {Pick[]} picks
   * @param {number} limit
   * @param {string | null} key
   * @returns {{picks: Pick[], pending?: Promise<unknown>}} pending: the shop is being asked about more
   */
  sift(picks, limit, key) {
    if (!this.#adapter.products) return { picks: picks.slice(0, limit) };
    const kept = [];
    const open = [];
    for (const pick of picks) {
      if (kept.length + open.length >= limit) break;
      if (!this.#offers.has(pick.sku)) open.push(pick);
      else if (this.#offers.get(pick.sku)?.available !== false) kept.push(now(pick, this.#offers.get(pick.sku)));
    }
    return { picks: kept, pending: open.length > 0 ? this.#ask(open, key) : undefined };
  }

  /**
   * @param {Pick[]} picks
   * @param {string | null} key
   */
  async #ask(picks, key) {
    const items = picks.map((pick) => this.#item(pick, key));
    const asked = this.#adapter.products?.(items);
    const offers = await Promise.race([asked, pause(WAIT)]).catch(() => undefined);
    for (const { sku } of picks) this.#offers.set(sku, offers?.get(sku));
  }

  #watch() {
    const again = () => {
      if (document.visibilityState === 'visible') this.#read();
    };
    const watches = [
      this.#adapter.watch(() => this.#read()),
      // The cart may have been changed in another tab, or before the way back to this page.
      listen(document, ['visibilitychange'], again),
      listen(window, ['pageshow'], again),
    ];
    this.#unwatch = together(...watches);
    this.#read();
  }

  /** Reads the cart, once at a time; what changes meanwhile is read afterwards. */
  #read() {
    this.#stale = this.#reading !== undefined;
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = undefined;
      if (this.#stale) this.#read();
    });
    return this.#reading;
  }

  async #readNow() {
    try {
      const lines = await this.#adapter.read();
      this.#told = false;
      if (JSON.stringify(lines) === JSON.stringify(this.#lines)) return;
      this.#lines = lines;
      for (const member of this.#members) member.changed();
    } catch (cause) {
      this.#fail(asPairwellError(cause, 'cart-unreachable'));
    }
  }

  /** One shelf tells the page, once, however many there are and however often it fails. @param {PairwellError} error */
  #fail(error) {
    const [first] = this.#members;
    if (this.#told || !first) return;
    this.#told = true;
    first.failed(error);
  }

  /** @param {string | null} key @returns {ItemKey} */
  #key(key) {
    return /** @type {ItemKey} */ (key || this.#adapter.itemKey);
  }

  /**
   * An item without the wanted id goes by the next best one, as in the order exports.
   * @param {Ids} ids
   * @param {string | null} key
   */
  #sku(ids, key) {
    return ids[this.#key(key)] ?? ids.id ?? ids.variant ?? ids.product;
  }

  /**
   * @param {Line} line
   * @param {string | null} key
   */
  #entry({ ids, quantity, price, plan }, key) {
    return { sku: this.#sku(ids, key) ?? '', quantity, price, ...(plan && { plan }) };
  }
}

/**
 * Prices are those of the shop, now; the rest is the catalog's, where it has it.
 * @param {Pick} pick
 * @param {Offer} [offer]
 * @returns {Pick}
 */
function now(pick, offer) {
  if (!offer) return pick;
  const { price, currency, hasOptions, ...words } = offer;
  const product = { sku: pick.sku, title: '', ...defined(words), ...defined(pick.product ?? {}) };
  return { ...pick, product: { ...product, ...defined({ price, currency }), hasOptions } };
}

/** Without what is not known, which would hide what is. @template {object} T @param {T} what @returns {T} */
function defined(what) {
  return /** @type {T} */ (Object.fromEntries(Object.entries(what).filter(([, it]) => it !== undefined && it !== '')));
}

/** @param {number} time in milliseconds @returns {Promise<undefined>} */
function pause(time) {
  return new Promise((resolve) => setTimeout(resolve, time));
}
