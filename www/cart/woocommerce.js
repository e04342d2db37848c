/** Reads and fills the cart of WooCommerce by its Store API, and tells classic and block themes; never by wp-admin's API. */
import { PairwellError } from '../errors.js';
import { ask, hear, listed, listen, listenByJQuery, marked, page, text, together, within } from './shop.js';
import { SIGNS } from './signs.js';

/** @typedef {import('./contract.js').Item} Item */

/** What block themes dispatch on the body. */
const BLOCK_EVENTS = ['wc-blocks_added_to_cart', 'wc-blocks_removed_from_cart'];

/** What classic themes trigger there, for jQuery alone. */
const CLASSIC_EVENTS =
  'added_to_cart removed_from_cart updated_cart_totals updated_wc_div wc_cart_emptied wc_fragments_refreshed';

const CHANGES = /wc\/store\/v1\/(cart\/|batch)|wc-ajax=(add_to_cart|remove_from_cart)/;

/** @type {import('./contract.js').Adapt} */
export default function adapt({ root, patience }) {
  const api = root ?? document.querySelector('link[rel="https://api.w.org/"]')?.getAttribute('href') ?? '/wp-json/';
  /** The shop's proof that a request is ours; every answer brings the next one. @type {string | undefined} */
  let nonce = text(page.wcBlocksMiddlewareConfig?.storeApiNonce);

  /**
   * @param {string} path
   * @param {import('./shop.js').Request} [request]
   */
  async function call(path, request) {
    const { body, headers } = await ask(route(api, path), { patience, headers: { nonce }, ...request });
    nonce = headers.get('nonce') ?? nonce;
    return body;
  }

  return {
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
      const id = item.key === 'sku' ? await idOf(item, call) : item.id;
      if (!nonce) await call('cart');
      return call('cart/add-item', { json: { id: Number(id), quantity } });
    },

    refresh: tellThemes,

    async products(items) {
      const bySku = items[0]?.key === 'sku';
      const ids = items.map((item) => item.id).join(',');
      const found = await call(
        `products?per_page=${items.length}&${bySku ? 'sku' : 'include'}=${encodeURIComponent(ids)}`,
      );
      return new Map(listed(found, 'the Store API').map((it) => [String(bySku ? it.sku || it.id : it.id), offer(it)]));
    },

    item: pageItem,
  };
}

/** Blocks and classic themes each have their own way of hearing that the cart has changed. */
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
 * Plain permalinks put the route into a parameter.
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
 * The id under which an item of that SKU is added; an item without a SKU goes by its id.
 * @param {Item} item
 * @param {(path: string) => Promise<any>} call
 */
async function idOf({ id }, call) {
  const [found] = listed(await call(`products?sku=${encodeURIComponent(id)}`), 'the Store API');
  if (found?.has_options) throw new PairwellError('needs-options', id);
  if (found) return String(found.id);
  if (/^\d+$/.test(id)) return id;
  throw new PairwellError('cart-refused', `the shop has no item with the SKU ${id}`);
}

/** @param {any} product @returns {import('./contract.js').Offer} */
function offer({ is_in_stock, is_purchasable, has_options, prices }) {
  const price = Number(prices?.price);
  return {
    available: is_in_stock !== false && is_purchasable !== false,
    price: prices && Number.isFinite(price) ? price : undefined,
    currency: prices?.currency_code,
    hasOptions: Boolean(has_options),
  };
}
