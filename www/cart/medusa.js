/** Reads and fills a cart of Medusa 2 by its Store API, for any storefront that says which cart it is; never makes a cart. */
import { PairwellError } from '../errors.js';
import { ask, hear, listed, marked, minor, text, within } from './shop.js';
import { SIGNS } from './signs.js';

/** Where storefronts were seen to keep the cart's id. */
const KEYS = ['cart_id', 'medusa_cart_id', '_medusa_cart_id'];

/** @type {import('./contract.js').Adapt} */
export default function adapt({ root, patience, publishableKey, cart }) {
  const headers = { 'x-publishable-api-key': text(publishableKey) };
  const route = (/** @type {string} */ path) => marked(`store/${path}`, root);
  const cartId = () => text(cart) ?? storedCart();

  /** @param {import('./contract.js').Item} item */
  async function variant(item) {
    if (item.key === 'variant' || item.key === 'id') return item.id;
    const wanted = item.key === 'sku' ? `q=${encodeURIComponent(item.id)}` : `id=${encodeURIComponent(item.id)}`;
    const { body } = await ask(route(`products?${wanted}&fields=id,*variants`), { patience, headers });
    const variants = listed(body?.products, 'products').flatMap((product) => product.variants ?? []);
    const match =
      item.key === 'sku' ? variants.find(({ sku }) => sku === item.id) : variants.length === 1 && variants[0];
    if (!match) throw new PairwellError('needs-options', `${item.id}, ${variants.length} variants`);
    return match.id;
  }

  return {
    name: 'medusa',
    itemKey: 'sku',
    detect: SIGNS.medusa,

    async read() {
      const id = cartId();
      if (!id) return [];
      const { body } = await ask(route(`carts/${encodeURIComponent(id)}`), { patience, headers });
      const currency = text(body?.cart?.currency_code)?.toUpperCase();
      return listed(body?.cart?.items, 'the Store API').map((line) => lineOf(line, currency));
    },

    watch: (changed) => hear(/\/store\/carts\/[^/?]+\/line-items/, changed),

    async add(item, quantity) {
      const id = cartId();
      if (!id)
        throw new PairwellError(
          'cart-refused',
          'there is no cart yet: set "cart" in the settings once the storefront has made one',
        );
      const json = { variant_id: await variant(item), quantity };
      return (await ask(route(`carts/${encodeURIComponent(id)}/line-items`), { json, patience, headers })).body;
    },

    async remove(item, quantity) {
      const cart = `carts/${encodeURIComponent(cartId() ?? '')}`;
      const call = async (/** @type {string} */ path, /** @type {import('./shop.js').Request} */ request = {}) =>
        (await ask(route(cart + path), { patience, headers, ...request })).body;
      return removeFrom(call, await variant(item), quantity);
    },

    // The storefront's own cart is its framework's: it revalidates when it hears `pairwell:refresh`.
    refresh: () => undefined,
  };
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
