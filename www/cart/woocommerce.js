/** The adapter for WooCommerce: uses the Store API, and notifies classic and block themes. */
import { PairwellError } from '../engine/errors.js';
import { ask, hear, listed, listen, listenByJQuery, marked, page, plain, refuse, rescaled, text } from './shop.js';
import { together, unescaped, within } from './shop.js';
import { SIGNS } from './signs.js';
import { giveBack } from './several.js';

/** @typedef {import('./contract.js').Item} Item */
/** @typedef {import('./contract.js').Ids} Ids */
/** @typedef {(path: string, request?: import('./shop.js').Request) => Promise<any>} Call */

/** Events of block themes, on the body. */
const BLOCK_EVENTS = ['wc-blocks_added_to_cart', 'wc-blocks_removed_from_cart'];

/** Events of classic themes, through jQuery only. */
const CLASSIC_EVENTS =
  'added_to_cart removed_from_cart updated_cart_totals updated_wc_div wc_cart_emptied wc_fragments_refreshed';

/** Events of a product page's form, when the shopper has chosen a variation or takes it back; through jQuery only. */
const CHOICES = 'found_variation reset_data';

const CHANGES = /wc\/store\/v1\/(cart\/|batch)|wc-ajax=(add_to_cart|remove_from_cart)/;

/** Codes of a refusal that the shopper resolves on the product's page. */
const OPTIONS = /_missing_attributes|_variation_(id|data)|_missing_variation/;

/** The most products that the Store API returns at once. */
const MOST = 100;

/** @type {import('./contract.js').Adapt} */
export default function adapt({ root, patience }) {
  const api = root ?? document.querySelector('link[rel="https://api.w.org/"]')?.getAttribute('href') ?? '/wp-json/';
  const { call, change, prove } = storeApi(api, patience);
  const goods = catalog(call);
  const own = productPage(goods.variations);

  /** @type {import('./contract.js').Adapter} */
  const adapter = {
    name: 'woocommerce',
    itemKey: 'sku',
    detect: SIGNS.woocommerce,

    async read(keys) {
      const lines = linesOf(await call('cart'));
      const parents = keys?.has('product') ? await goods.parents(lines) : new Map();
      return lines.map((line) => lineOf(line, parents));
    },

    watch: (changed, turned) =>
      together(
        listen(document.body, BLOCK_EVENTS, changed),
        listenByJQuery(CLASSIC_EVENTS, changed),
        hear(CHANGES, changed),
        own.watch(turned),
      ),

    async add(item, quantity) {
      const id = Number(await goods.idOf(item));
      linesOf(await change('cart/add-item', { id, quantity }));
    },

    async addAll(items) {
      const { taken, refusal } = await batch(items, goods.idOf, call, prove);
      if (refusal) throw await giveBack(adapter, taken, refusal);
    },

    async remove(item, quantity) {
      const id = Number(await goods.idOf(item));
      const line = linesOf(await call('cart')).find((it) => it.id === id);
      const left = (line?.quantity ?? 0) - quantity;
      if (left > 0) await change('cart/update-item', { key: line.key, quantity: left });
      else if (line) await change('cart/remove-item', { key: line.key });
    },

    refresh: tellThemes,

    products: goods.offers,

    item: own.item,
  };
  return adapter;
}

/**
 * The requests to the Store API, with their nonce.
 * @param {string} api
 * @param {number} [patience]
 */
function storeApi(api, patience) {
  /** The shop's nonce. Every answer has the next one; the page's own may be as old as a page cache. @type {string | undefined} */
  let nonce;

  /** @type {Call} */
  async function call(path, request) {
    const { body, headers } = await ask(route(api, path), { patience, headers: { nonce }, ...request });
    nonce = headers.get('nonce') ?? nonce;
    return body;
  }

  /** The proof that every change needs. */
  async function prove() {
    if (!nonce) await call('cart');
    return nonce;
  }

  /**
   * Changes the cart; once more with a new nonce, if the shop has forgotten the old one.
   * @param {string} path
   * @param {object} json
   */
  async function change(path, json) {
    await prove();
    try {
      return await call(path, { json });
    } catch (/** @type {any} */ cause) {
      if (OPTIONS.test(cause.answer?.code)) throw new PairwellError('needs-options', cause.words, cause);
      if (!/_nonce$/.test(cause.answer?.code)) throw cause;
      nonce = undefined;
      await prove();
      return call(path, { json });
    }
  }

  return { call, change, prove };
}

/**
 * Asks the shop for products and variations.
 * @param {Call} call
 */
function search(call) {
  const list = async (/** @type {string} */ query) =>
    listed(await call(`products?per_page=${MOST}&${query}`), 'the Store API', 'prices');

  return {
    list,

    /** Variations are found by id only if the request has no other ids. @param {string[]} ids */
    async byNumber(ids) {
      if (ids.length === 0) return [];
      const found = await list(`include=${ids}`);
      const others = ids.filter((id) => !found.some((it) => String(it.id) === id));
      return others.length > 0 ? [...found, ...(await list(`include=${others}&type=variation`))] : found;
    },

    /** A comma parts SKUs, but for one that is asked for alone. @param {string[]} skus */
    async bySku(skus) {
      const alone = skus.filter((sku) => sku.includes(','));
      const others = skus.filter((sku) => !alone.includes(sku));
      const asked = [...alone, ...(others.length > 0 ? [others.join()] : [])];
      return (await Promise.all(asked.map((sku) => list(`sku=${encodeURIComponent(sku)}`)))).flat();
    },
  };
}

/**
 * Finds products and variations by what the model calls them: a SKU, or the number of what has none.
 * @param {Call} call
 */
function catalog(call) {
  const { list, byNumber, bySku } = search(call);
  /** What the shop has found so far, by SKU or number. @type {Map<string, any>} */
  const known = new Map();
  /** The parents of variations. @type {Map<string, string>} */
  const parents = new Map();

  /** @param {Item[]} items */
  async function find(items) {
    const ids = items.map(({ id }) => id);
    const found = new Map();
    if (items[0]?.key === 'sku') for (const it of await bySku(ids)) found.set(unescaped(it.sku), it);
    const numbers = ids.filter((id) => !found.has(id) && /^\d+$/.test(id));
    // What has a SKU is called by it, and by its number only in a model of numbers.
    const isNamed = (/** @type {any} */ it) => items[0].key === 'sku' && text(it.sku);
    for (const it of await byNumber(numbers)) if (!isNamed(it)) found.set(String(it.id), it);
    found.forEach((it, id) => known.set(id, it));
    return found;
  }

  return {
    /** @param {Item} item */
    async idOf(item) {
      if (item.key !== 'sku') return item.id;
      const it = known.get(item.id) ?? (await find([item])).get(item.id);
      if (it?.has_options) throw new PairwellError('needs-options', item.id);
      if (it) return String(it.id);
      throw refuse(`the shop has no item ${item.id}`);
    },

    /** @param {Item[]} items */
    async offers(items) {
      const found = await find(items);
      return new Map(items.map(({ id }) => [id, found.has(id) ? offer(found.get(id)) : { available: false }]));
    },

    /** The parents of the cart's variations. @param {any[]} lines */
    async parents(lines) {
      const open = lines.filter(isVariation).map(({ id }) => String(id));
      const asked = open.filter((id) => !parents.has(id));
      const found = asked.length > 0 ? await list(`include=${asked}&type=variation`) : [];
      for (const { id, parent } of found) parents.set(String(id), String(parent));
      return parents;
    },

    /** The variations of a product. @param {string} product @returns {Promise<Ids[]>} */
    async variations(product) {
      const found = await list(`parent=${product}&type=variation`);
      return found.map(({ id, sku }) => variant(id, sku, product));
    },
  };
}

/**
 * The product that the page is about, with its variations.
 * @param {(product: string) => Promise<Ids[]>} find asks the shop for variations that the page does not have
 */
function productPage(find) {
  /** Those of a product with many, which the page does not hold. @type {Ids[]} */
  let others = [];

  const formOf = () => document.querySelector('form.variations_form');
  const number = () =>
    document.body.classList.contains('single-product') ? within(document.body.className, /\bpostid-(\d+)/) : undefined;

  /** @param {string} product */
  function variants(product) {
    const held = parsed(formOf()?.getAttribute('data-product_variations'));
    return held ? held.map((it) => variant(it.variation_id, it.sku, product)) : others;
  }

  return {
    item() {
      const product = number();
      if (!product) return undefined;
      const all = variants(product);
      const field = /** @type {HTMLInputElement | null} */ (document.querySelector('form.cart [name="variation_id"]'));
      const chosen = text(field?.value);
      const shown = text(document.querySelector('.product_meta .sku')?.textContent?.trim());
      if (chosen) return { ...(all.find(({ id }) => id === chosen) ?? variant(chosen, shown, product)), variants: all };
      // Where a product with variations has no SKU, its page says so, in its own language.
      const isSku = !isVariable(product) || /\d/.test(shown ?? '');
      return { sku: isSku ? shown : undefined, product, variant: product, id: product, variants: all };
    },

    /** @param {() => void} turned */
    watch(turned) {
      const product = number();
      if (product && isVariable(product) && variants(product).length === 0)
        find(product).then(
          (found) => {
            others = found;
            turned();
          },
          () => {},
        );
      const form = document.querySelector('form.cart');
      if (!form) return () => {};
      // The block themes' form has no events; it writes the variation's number.
      const observer = new MutationObserver(turned);
      observer.observe(form, { subtree: true, attributeFilter: ['value'] });
      return together(listenByJQuery(CHOICES, turned, form), () => observer.disconnect());
    },
  };
}

/** @param {string} product */
function isVariable(product) {
  return document.querySelector(`form.variations_form, .product-type-variable.post-${product}`) !== null;
}

/** The list in a form's attribute; undefined if there are too many variations for it. @param {string | null | undefined} json */
function parsed(json) {
  try {
    const list = JSON.parse(json ?? '');
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** @param {unknown} id @param {unknown} sku @param {string} product @returns {Ids} */
function variant(id, sku, product) {
  return { sku: unescaped(sku), variant: text(id), product, id: text(id) };
}

/** @param {any} cart of any answer of the cart's routes */
function linesOf(cart) {
  return listed(cart?.items, 'the Store API', 'prices');
}

/** @param {any} line */
function isVariation(line) {
  return line.variation?.length > 0;
}

/**
 * @param {any} line
 * @param {Map<string, string>} parents
 * @returns {import('./contract.js').Line}
 */
function lineOf(line, parents) {
  const id = String(line.id);
  const product = isVariation(line) ? parents.get(id) : id;
  return {
    ids: { sku: unescaped(line.sku), variant: id, product, id },
    quantity: line.quantity,
    ...money(line.prices),
  };
}

/** The Store API counts in the decimals that the shop shows, which may be none. @param {any} prices */
function money({ price, currency_code, currency_minor_unit = 2 }) {
  return { price: rescaled(price, currency_minor_unit, currency_code), currency: currency_code };
}

/**
 * Sends one request for all items. When the shop refuses one, it drops the others too, whatever it answers for them; an older shop keeps
 * them. So the cart tells which are in it.
 * @param {Item[]} items
 * @param {(item: Item) => Promise<string>} idOf
 * @param {Call} call
 * @param {() => Promise<string | undefined>} prove
 * @returns {Promise<{taken: Item[], refusal?: PairwellError}>}
 */
async function batch(items, idOf, call, prove) {
  const ids = await Promise.all(items.map(idOf));
  const before = linesOf(await call('cart'));
  const headers = { Nonce: await prove() };
  const [path, method] = ['/wc/store/v1/cart/add-item', 'POST'];
  const requests = ids.map((id) => ({ path, method, body: { id: Number(id), quantity: 1 }, headers }));
  const answers = listed((await call('batch', { json: { requests } }))?.responses, 'the batch');
  const isGood = (/** @type {any} */ answer) => answer?.status >= 200 && answer.status <= 299;
  const refused = ids.findIndex((_, at) => !isGood(answers[at]));
  if (refused < 0) return { taken: items };
  const after = linesOf(await call('cart'));
  const count = (/** @type {any[]} */ lines, /** @type {string} */ id) =>
    lines.reduce((sum, line) => sum + (String(line.id) === id ? line.quantity : 0), 0);
  const taken = items.filter((_, at) => count(after, ids[at]) > count(before, ids[at]));
  const { status = 'no answer', body } = answers[refused] ?? {};
  const refusal = OPTIONS.test(body?.code)
    ? new PairwellError('needs-options', plain(body.message))
    : refuse(`${status}`, body?.message);
  return { taken, refusal };
}

/** Block themes, classic themes, and the classic pages of cart and checkout learn of a changed cart in different ways. */
function tellThemes() {
  const { body } = document;
  const detail = { preserveCartData: false };
  body.dispatchEvent(new CustomEvent('wc-blocks_added_to_cart', { bubbles: true, detail }));
  const triggers = ['wc_fragment_refresh'];
  if (body.classList.contains('woocommerce-cart')) triggers.push('wc_update_cart');
  if (body.classList.contains('woocommerce-checkout')) triggers.push('update_checkout');
  for (const name of triggers) page.jQuery?.(body).trigger(name);
}

/**
 * With plain permalinks the route is a parameter.
 * @param {string} api
 * @param {string} path with its query
 */
function route(api, path) {
  const [name, query = ''] = `wc/store/v1/${path}`.split('?');
  const url = new URL(api, document.baseURI);
  const parameter = url.searchParams.get('rest_route');
  if (parameter === null) url.pathname = url.pathname.replace(/\/?$/, `/${name}`);
  else url.searchParams.set('rest_route', parameter.replace(/\/?$/, `/${name}`));
  new URLSearchParams(query).forEach((value, key) => url.searchParams.set(key, value));
  return marked(url.href);
}

/** @param {any} product @returns {import('./contract.js').Offer} */
function offer({ is_in_stock, is_purchasable, has_options, prices, name, permalink, images, average_rating }) {
  return {
    available: is_in_stock !== false && is_purchasable !== false,
    ...money(prices),
    hasOptions: Boolean(has_options),
    title: unescaped(name),
    url: text(permalink),
    image: text(images?.[0]?.thumbnail || images?.[0]?.src),
    rating: Math.round(Number(average_rating) * 100) || undefined,
  };
}
