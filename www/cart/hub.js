/** Connects all shelves of a page to the shop's cart through one adapter: reads once for all, and maps ids to the model's SKUs. */
import { PairwellError, asPairwellError } from '../engine/errors.js';
import { pageProduct } from './jsonld.js';
import { order, orderNumber, viewed } from './page.js';
import { listen, pageJson, together } from './shop.js';

/**
 * @typedef {import('./contract.js').Adapter} Adapter
 * @typedef {import('./contract.js').Adapt} Adapt
 * @typedef {import('./contract.js').Ids} Ids
 * @typedef {import('./contract.js').ItemKey} ItemKey
 * @typedef {import('./contract.js').Line} Line
 * @typedef {import('./contract.js').Offer} Offer
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('./contract.js').Item} Item
 * @typedef {import('../engine/types.js').CartEntry} CartEntry
 * @typedef {{changed: () => void, failed: (error: PairwellError) => void}} Member a shelf
 */

/** One file per platform, loaded on its pages. A shop may add its own. @type {Record<string, () => Promise<{default: Adapt}>>} */
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

/** How long the first list waits for the cart, and each list for the stock, in milliseconds. */
const WAIT = 1000;

/** When a shop that did not answer for its stock is asked again, in milliseconds; later, when the cart changes. */
const AGAIN = [2000, 8000, 30_000];

/** @type {Map<string, Promise<Hub>>} */
const hubs = new Map();

/**
 * The hub of a platform, one per page.
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
  if (!load) throw new PairwellError('store-unknown', `"${name}" is not one of ${Object.keys(ADAPTERS).join(', ')}`);
  const { default: adapt } = await load();
  return new Hub(adapt(pageJson('store') ?? {}));
}

export class Hub {
  /** @type {Line[]} */
  #lines = [];
  #adapter;
  /** @type {Set<Member>} */
  #members = new Set();
  /** The shop's offers by SKU; undefined where the shop has no answer. @type {Map<string, Offer | undefined>} */
  #offers = new Map();
  /** Items that the shop did not answer for, to ask again. @type {Map<string, Item>} */
  #unanswered = new Map();
  #failures = 0;
  /** @type {Promise<void> | undefined} */
  #reading;
  #stale = false;
  /** What the shop does not answer for; the first of them is reported. @type {Set<'cart' | 'stock'>} */
  #silent = new Set();
  /** The keys that shelves have asked for. @type {Set<ItemKey>} */
  #keys = new Set();
  #unwatch = () => {};

  /** @param {Adapter} adapter */
  constructor(adapter) {
    this.#adapter = adapter;
  }

  get name() {
    return this.#adapter.name;
  }

  /** The answer to the platform's own banner on analytics. */
  consent() {
    return this.#adapter.consent?.();
  }

  /**
   * Notifies a shelf of every change from now on.
   * @param {Member} member
   * @returns {() => void} leaves
   */
  join(member) {
    if (this.#members.size === 0) this.#watch();
    this.#members.add(member);
    return () => {
      this.#members.delete(member);
      if (this.#members.size === 0) this.#unwatch();
    };
  }

  /** Resolves when the cart is known, or after a timeout. */
  ready() {
    return Promise.race([this.#reading, pause(WAIT)]);
  }

  /**
   * The cart by the model's SKUs.
   * @param {string | null} key
   */
  cart(key) {
    const wanted = this.#key(key);
    // The ids of another kind than the platform's usual one may need another request.
    if (!this.#keys.has(wanted) && this.#keys.add(wanted) && wanted !== this.#adapter.itemKey) this.#read();
    return this.#lines.map((line) => this.#entry(line, key));
  }

  /** The order just placed. @param {string | null} key */
  order(key) {
    return order().map((line) => this.#entry(line, key));
  }

  /** The number of the order just placed, if the page has it. */
  orderNumber() {
    return orderNumber();
  }

  /** The SKU of the page's product. @param {string | null} key */
  item(key) {
    return this.#sku(this.#page(), key);
  }

  /**
   * What the page's product is ranked by: its SKU or, before the shopper has chosen a variant, all that it may become.
   * @param {string | null} key
   * @returns {CartEntry[]}
   */
  own(key) {
    const { variants = [], ...ids } = this.#page();
    const chosen = variants.length === 0 || variants.some(({ id }) => id === ids.id);
    const [first, ...others] = chosen ? [this.#sku(ids, key) ?? []].flat() : this.family(key);
    // The cart's value is that of one of them.
    return first === undefined ? [] : [first, ...others.map((sku) => ({ sku, price: 0 }))];
  }

  /** The page's product and all of its variants, which its page does not suggest. @param {string | null} key @returns {string[]} */
  family(key) {
    const { variants = [], ...ids } = this.#page();
    return [...new Set([ids, ...variants].flatMap((it) => this.#sku(it, key) ?? []))];
  }

  /** @returns {import('./contract.js').PageItem} */
  #page() {
    return { ...viewed(), ...pageProduct(), ...defined(this.#adapter.item?.() ?? {}) };
  }

  /**
   * Adds by the shop's own route, then updates the shop's own cart.
   * @param {Pick} pick
   * @param {string | null} key
   * @param {number} [quantity]
   */
  add(pick, key, quantity = 1) {
    return this.#addBy([pick], quantity, () => this.#adapter.add(this.#item(pick, key), quantity));
  }

  /**
   * Adds one of each in one go, all or none.
   * @param {Pick[]} picks
   * @param {string | null} key
   * @returns {Promise<unknown>} rejects with `added-partly` if the shop added some and they cannot be removed
   */
  async addAll(picks, key) {
    const [first, ...others] = picks;
    if (others.length === 0) return this.add(first, key);
    const { addSeveral } = await import('./several.js');
    const items = picks.map((pick) => this.#item(pick, key));
    return this.#addBy(picks, 1, () => addSeveral(this.#adapter, items));
  }

  /**
   * Always reads the cart again, because a failed addition may have added something.
   * @template T
   * @param {Pick[]} picks
   * @param {number} quantity
   * @param {() => Promise<T>} send
   */
  async #addBy(picks, quantity, send) {
    const skus = picks.map(({ sku }) => sku);
    try {
      const answer = await send();
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
      console.warn(`pairwell: added ${skus}, but the page's cart could not be updated: ${cause}`);
    }
    const detail = { store: this.name, sku: skus[0], skus, quantity };
    document.dispatchEvent(new CustomEvent('pairwell:refresh', { detail }));
  }

  /** @param {Pick} pick @param {string | null} key */
  #item({ sku, product }, key) {
    return { key: this.#key(key), id: sku, url: product?.url, currency: product?.currency };
  }

  /**
   * The picks that the shop sells now, up to a limit, with the current price.
   * @param {Pick[]} picks
   * @param {number} limit
   * @param {string | null} key
   * @returns {{picks: Pick[], pending?: Promise<unknown>}} pending: while the shop is asked about more
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
    await Promise.race([this.#seek(items), pause(WAIT)]);
    // What is late is shown without an answer until it comes.
    for (const { sku } of picks) if (!this.#offers.has(sku)) this.#offers.set(sku, undefined);
  }

  /** Asks the shop for offers, and shows those that come after their cards. @param {Item[]} items */
  async #seek(items) {
    try {
      const offers = await this.#adapter.products?.(items);
      const isLate = items.some(({ id }) => this.#offers.has(id));
      for (const item of items) {
        this.#offers.set(item.id, offers?.get(item.id));
        if (!offers?.has(item.id)) this.#unanswered.set(item.id, item);
      }
      this.#failures = 0;
      this.#silent.delete('stock');
      if (isLate) this.#tell();
    } catch (cause) {
      for (const item of items) this.#unanswered.set(item.id, item);
      this.#fail('stock', asPairwellError(cause, 'cart-unreachable'));
      const time = AGAIN[this.#failures++];
      if (time) pause(time).then(() => this.#seekAgain());
    }
  }

  #seekAgain() {
    const items = [...this.#unanswered.values()];
    if (items.length === 0 || this.#members.size === 0) return;
    this.#unanswered.clear();
    this.#seek(items);
  }

  #tell() {
    for (const member of this.#members) member.changed();
  }

  #watch() {
    const again = () => {
      if (document.visibilityState === 'visible') this.#read();
    };
    const watches = [
      this.#adapter.watch(
        () => this.#read(),
        () => this.#tell(),
      ),
      // The cart may have changed in another tab, or before the shopper came back to this page.
      listen(document, ['visibilitychange'], again),
      listen(window, ['pageshow'], again),
    ];
    this.#unwatch = together(...watches);
    this.#read();
  }

  /** Reads the cart, one request at a time. A change meanwhile causes another one. */
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
      const lines = checked(await this.#adapter.read(this.#keys));
      this.#silent.delete('cart');
      const isNew = JSON.stringify(lines) !== JSON.stringify(this.#lines);
      this.#lines = lines;
      if (isNew) this.#tell();
    } catch (cause) {
      this.#fail('cart', asPairwellError(cause, 'cart-unreachable'));
    }
    this.#seekAgain();
  }

  /** Reports a failure once, through one shelf, until all is well. @param {'cart' | 'stock'} what @param {PairwellError} error */
  #fail(what, error) {
    const [first] = this.#members;
    if (this.#silent.size === 0) first?.failed(error);
    if (first) this.#silent.add(what);
  }

  /** @param {string | null} key @returns {ItemKey} */
  #key(key) {
    return /** @type {ItemKey} */ (key || this.#adapter.itemKey);
  }

  /**
   * An item without the wanted id gets the next best one, as in the order exports.
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
 * Sets the shop's current price. Other values are the catalog's, where it has them.
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

/**
 * A cart's lines, if they are: what is no number of an item would be ranked for. A line without an id, such as a gift wrap, is no item.
 * @param {Line[]} lines
 */
function checked(lines) {
  if (lines.some(({ quantity }) => !Number.isFinite(quantity)))
    throw new PairwellError('cart-unreachable', 'the cart has a line without its quantity');
  const items = lines.filter(({ ids }) => Object.values(ids).some(Boolean));
  return items.map((line) => (Number.isFinite(line.price ?? 0) ? line : { ...line, price: undefined }));
}

/** Drops undefined and empty values, which would overwrite known ones. @template {object} T @param {T} what @returns {T} */
function defined(what) {
  return /** @type {T} */ (Object.fromEntries(Object.entries(what).filter(([, it]) => it !== undefined && it !== '')));
}

/** @param {number} time in milliseconds @returns {Promise<undefined>} */
function pause(time) {
  return new Promise((resolve) => setTimeout(resolve, time));
}
