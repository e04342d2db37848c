/** The adapter for WooCommerce: uses the Store API, and notifies classic and block themes. */
import { PairwellError } from '../engine/errors.js';
import { ask, hear, listed, listen, listenByJQuery, marked, page, text, together, within } from './shop.js';
import { SIGNS } from './signs.js';
import { giveBack } from './several.js';

/** @typedef {import('./contract.js').Item} Item */
/** @typedef {(path: string, request?: import('./shop.js').Request) => Promise<any>} Call */

/** Events of block themes, on the body. */
const BLOCK_EVENTS = ['wc-blocks_added_to_cart', 'wc-blocks_removed_from_cart'];

/** Events of classic themes, through jQuery only. */
const CLASSIC_EVENTS =
  'added_to_cart removed_from_cart updated_cart_totals updated_wc_div wc_cart_emptied wc_fragments_refreshed';

const CHANGES = /wc\/store\/v1\/(cart\/|batch)|wc-ajax=(add_to_cart|remove_from_cart)/;

/** @type {import('./contract.js').Adapt} */
export default function adapt({ root, patience }) {
  const api = root ?? document.querySelector('link[rel="https://api.w.org/"]')?.getAttribute('href') ?? '/wp-json/';
  const { call, prove } = storeApi(api, patience);

  /** @type {import('./contract.js').Adapter} */
  const adapter = {
    name: 'woocommerce',
    itemKey: 'sku',
    detect: SIGNS.woocommerce,

    async read() {
      const cart = await call('cart');
      return listed(cart?.items, 'the Store API').map((line) => ({
        ids: { sku: text(line.sku), variant: text(line.id), product: text(line.id), id: text(line.id) },
        quantity: line.quantity,
        price: Number(line.prices?.price),
        currency: line.prices?.currency_code,
      }));
    },

    watch: (changed) =>
      together(
        listen(document.body, BLOCK_EVENTS, changed),
        listenByJQuery(CLASSIC_EVENTS, changed),
        hear(CHANGES, changed),
      ),

    async add(item, quantity) {
      const id = Number(await idOf(item, call));
      await prove();
      return call('cart/add-item', { json: { id, quantity } });
    },

    async addAll(items) {
      const { answers, taken, refusal } = await batch(items, call, prove);
      if (!refusal) return answers;
      throw await giveBack(adapter, taken, refusal);
    },

    remove: (item, quantity) => remove(item, quantity, call),

    refresh: tellThemes,

    products: (items) => offers(items, call),

    item: pageItem,
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

  /** The headers of every change. */
  async function prove() {
    if (!nonce) await call('cart');
    return nonce;
  }

  return { call, prove };
}

/**
 * Sends one request for all items. The shop answers each of them separately.
 * @param {Item[]} items
 * @param {Call} call
 * @param {() => Promise<string | undefined>} prove
 */
async function batch(items, call, prove) {
  const ids = await Promise.all(items.map((item) => idOf(item, call)));
  const headers = { Nonce: await prove() };
  const [path, method] = ['/wc/store/v1/cart/add-item', 'POST'];
  const requests = ids.map((id) => ({ path, method, body: { id: Number(id), quantity: 1 }, headers }));
  const answers = listed((await call('batch', { json: { requests } }))?.responses, 'the batch');
  const isGood = (/** @type {any} */ answer) => answer?.status >= 200 && answer.status <= 299;
  const taken = items.filter((_, at) => isGood(answers[at]));
  const { status, body } = answers.find((answer) => !isGood(answer)) ?? {};
  const why = new PairwellError('cart-refused', `${status ?? 'no answer'} ${body?.message ?? ''}`.trim());
  return { answers, taken, refusal: taken.length < items.length ? why : undefined };
}

/**
 * @param {Item} item
 * @param {number} quantity
 * @param {Call} call
 */
async function remove(item, quantity, call) {
  const id = Number(await idOf(item, call));
  const line = listed((await call('cart'))?.items, 'the Store API').find((it) => it.id === id);
  const left = (line?.quantity ?? 0) - quantity;
  if (left > 0) return call('cart/update-item', { json: { key: line.key, quantity: left } });
  return line && call('cart/remove-item', { json: { key: line.key } });
}

/** Block themes and classic themes learn of a changed cart in different ways. */
function tellThemes() {
  const { body } = document;
  const detail = { preserveCartData: false };
  body.dispatchEvent(new CustomEvent('wc-blocks_added_to_cart', { bubbles: true, detail }));
  page.jQuery?.(body).trigger('wc_fragment_refresh');
}

function pageItem() {
  if (!document.body.classList.contains('single-product')) return undefined;
  const chosen = /** @type {HTMLInputElement | null} */ (document.querySelector('form.cart [name="variation_id"]'));
  const product = within(document.body.className, /\bpostid-(\d+)/);
  const sku = text(document.querySelector('.product_meta .sku')?.textContent?.trim());
  return { sku, product, variant: text(chosen?.value) ?? product };
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

/**
 * The id to add an item by. An item without a SKU has only its id.
 * @param {Item} item
 * @param {Call} call
 */
async function idOf({ key, id }, call) {
  if (key !== 'sku') return id;
  const [found] = listed(await call(`products?sku=${encodeURIComponent(id)}`), 'the Store API');
  if (found?.has_options) throw new PairwellError('needs-options', id);
  if (found) return String(found.id);
  if (/^\d+$/.test(id)) return id;
  throw new PairwellError('cart-refused', `the shop has no item with the SKU ${id}`);
}

/**
 * @param {Item[]} items
 * @param {Call} call
 */
async function offers(items, call) {
  const bySku = items[0]?.key === 'sku';
  const find = async (/** @type {string[]} */ ids, kind = '') => {
    const wanted = `${bySku ? 'sku' : 'include'}=${encodeURIComponent(ids.join())}`;
    return listed(await call(`products?per_page=${ids.length}&${wanted}${kind}`), 'the Store API');
  };
  const ids = items.map((item) => item.id);
  const found = await find(ids);
  // Variations are found by id only if the request has no other ids.
  const others = bySku ? [] : ids.filter((id) => !found.some((it) => String(it.id) === id));
  const all = others.length > 0 ? [...found, ...(await find(others, '&type=variation'))] : found;
  return new Map(all.map((it) => [String(bySku ? it.sku || it.id : it.id), offer(it)]));
}

/** @param {any} product @returns {import('./contract.js').Offer} */
function offer({ is_in_stock, is_purchasable, has_options, prices, name, permalink, images, average_rating }) {
  const price = Number(prices?.price);
  return {
    available: is_in_stock !== false && is_purchasable !== false,
    price: prices && Number.isFinite(price) ? price : undefined,
    currency: prices?.currency_code,
    hasOptions: Boolean(has_options),
    title: plain(name),
    url: text(permalink),
    image: text(images?.[0]?.thumbnail || images?.[0]?.src),
    rating: Math.round(Number(average_rating) * 100) || undefined,
  };
}

/** WordPress writes names as markup: their entities are read, and nothing else. @param {unknown} name */
function plain(name) {
  /** @type {Record<string, string>} */
  const known = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
  const read = (/** @type {string} */ whole, /** @type {string} */ entity) => {
    const code = Number(entity.replace(/^#x/i, '0x').replace('#', ''));
    return known[entity] ?? (code > 0 && code < 0x110000 ? String.fromCodePoint(code) : whole);
  };
  return text(name)?.replace(/&(#\d+|#x[\da-f]+|[a-z]+);/gi, read);
}
