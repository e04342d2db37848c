/** The adapter for Medusa 2: uses its Store API, in any storefront that names its cart; never creates a cart. */
import { PairwellError } from '../engine/errors.js';
import { ask, hear, listed, minor, text, within } from './shop.js';
import { SIGNS } from './signs.js';

/** Where storefronts keep the cart's id. Scripts cannot see that of Medusa's own starter. */
const KEYS = ['cart_id', 'medusa_cart_id', '_medusa_cart_id'];

/** The requested fields of a cart. Medusa rejects unknown parameters, so this list, in this order, marks our requests. */
const FIELDS =
  'items.unit_price,items.quantity,items.id,items.variant_id,items.variant_sku,items.product_id,currency_code,completed_at';

const OWN = /[?&]fields=items\.unit_price%2C/;

/** @type {import('./contract.js').Adapt} */
export default function adapt(settings) {
  const { ofCart, variant } = storeApi(settings);
  const cartId = () => text(settings.cart) ?? storedCart();

  return {
    name: 'medusa',
    itemKey: 'sku',
    detect: SIGNS.medusa,

    async read() {
      const id = cartId();
      if (!id) return [];
      const cart = (await ofCart(id))?.cart;
      // After an order, the cart keeps its items and is closed.
      if (cart?.completed_at) return [];
      const currency = text(cart?.currency_code)?.toUpperCase();
      return listed(cart?.items, 'the Store API', 'unit_price').map((line) => lineOf(line, currency));
    },

    watch: (changed) => hear(/\/store\/carts\/[^/?]+\/line-items/, changed, OWN),

    async add(item, quantity) {
      const id = cartId();
      if (!id)
        throw new PairwellError(
          'cart-refused',
          'there is no cart yet: set "cart" in the settings once the storefront has made one',
        );
      const answer = await ofCart(id, '/line-items', { json: { variant_id: await variant(item), quantity } });
      listed(answer?.cart?.items, 'the Store API', 'unit_price');
    },

    async remove(item, quantity) {
      const id = cartId() ?? '';
      return removeFrom((path, request) => ofCart(id, path, request), await variant(item), quantity);
    },

    // The storefront's framework owns the visible cart: it revalidates on `pairwell:refresh`.
    refresh: () => undefined,
  };
}

/**
 * The requests to the Store API.
 * @param {import('./contract.js').Settings} settings
 */
function storeApi({ root = '/', patience, publishableKey }) {
  const headers = { 'x-publishable-api-key': text(publishableKey) };

  /**
   * @param {string} path
   * @param {Record<string, string>} query
   * @param {import('./shop.js').Request} [request]
   */
  async function call(path, query, request) {
    const url = new URL(`store/${path}?${new URLSearchParams(query)}`, new URL(root, document.baseURI));
    return (await ask(url, { patience, headers, ...request })).body;
  }

  /** @param {string} id @param {string} [path] @param {import('./shop.js').Request} [request] */
  const ofCart = (id, path = '', request) =>
    call(`carts/${encodeURIComponent(id)}${path}`, { fields: FIELDS }, request);

  /** @param {import('./contract.js').Item} item */
  async function variant({ key, id }) {
    if (key === 'variant' || key === 'id') return id;
    const fields = 'id,variants.id,variants.sku';
    const found = await call('products', key === 'sku' ? { q: id, limit: '100', fields } : { id, fields });
    const variants = listed(found?.products, 'products').flatMap((product) => product.variants ?? []);
    const matches = key === 'sku' ? variants.filter(({ sku }) => sku === id) : variants;
    if (matches.length === 1) return matches[0].id;
    const code = matches.length > 1 ? 'needs-options' : 'cart-refused';
    throw new PairwellError(code, `${id}, ${matches.length} variants of that name in the shop`);
  }

  return { ofCart, variant };
}

/** @param {any} line @param {string} [currency] @returns {import('./contract.js').Line} */
function lineOf(line, currency) {
  const variant = text(line.variant_id);
  const ids = { sku: text(line.variant_sku), variant, product: text(line.product_id), id: variant };
  return { ids, quantity: line.quantity, price: minor(line.unit_price, currency), currency };
}

/**
 * @param {(path: string, request?: import('./shop.js').Request) => Promise<any>} call of the cart's route
 * @param {string} variant
 * @param {number} quantity
 */
async function removeFrom(call, variant, quantity) {
  const lines = listed((await call(''))?.cart?.items, 'the Store API');
  const line = lines.find((it) => it.variant_id === variant);
  const left = (line?.quantity ?? 0) - quantity;
  const path = `/line-items/${encodeURIComponent(line?.id)}`;
  if (left > 0) return call(path, { json: { quantity: left } });
  return line && call(path, { method: 'DELETE' });
}

function storedCart() {
  const cookie = within(`; ${document.cookie}`, /; _medusa_cart_id=([^;]*)/);
  try {
    return cookie ?? KEYS.map((key) => text(localStorage.getItem(key))).find(Boolean);
  } catch {
    return cookie;
  }
}
