/** The adapter for EverShop: uses its routes. Its React state is left to a theme's component. */
import { ask, hear, listed, marked, minor, refuse, text } from './shop.js';
import { SIGNS } from './signs.js';
import { PairwellError } from '../engine/errors.js';

const CART = 'query { myCart { currency items { uuid productId productSku qty finalPrice { value } } } }';

/** @type {import('./contract.js').Adapt} */
export default function adapt({ root, patience }) {
  const route = (/** @type {string} */ path) => marked(path, root);

  /** A shopper without items has no cart. */
  async function myCart() {
    const { body } = await ask(route('api/graphql'), { json: { query: CART }, patience });
    return body?.data?.myCart ?? (body?.data ? { items: [] } : {});
  }

  return {
    name: 'evershop',
    itemKey: 'sku',
    detect: SIGNS.evershop,

    async read() {
      const cart = await myCart();
      const currency = text(cart.currency);
      return listed(cart.items, 'myCart', 'productSku').map((line) => ({
        ids: {
          sku: text(line.productSku),
          variant: text(line.productId),
          product: text(line.productId),
          id: text(line.productSku),
        },
        quantity: Number(line.qty),
        price: minor(line.finalPrice?.value, currency),
        currency,
      }));
    },

    watch: (changed) => hear(/\/api\/cart\/(mine|[0-9a-f-]{36})\/items/, changed),

    async add(item, quantity) {
      if (item.key !== 'sku' && item.key !== 'id') {
        throw new PairwellError('cart-refused', `EverShop adds by SKU, and the model has the key "${item.key}"`);
      }
      const { body } = await ask(route('api/cart/mine/items'), { json: { sku: item.id, qty: quantity }, patience });
      if (body?.error) throw refuse(item.id, body.error.message);
      if (!body?.data?.item) throw new PairwellError('cart-unreachable', 'api/cart/mine/items came without its item');
    },

    async remove(item, quantity) {
      const line = listed((await myCart()).items, 'myCart').find((it) => it.productSku === item.id);
      if (!line) return;
      const one = route(`api/cart/mine/items/${encodeURIComponent(line.uuid)}`);
      const fewer = { method: 'PATCH', json: { action: 'decrease', qty: quantity }, patience };
      await ask(one, Number(line.qty) > quantity ? fewer : { method: 'DELETE', patience });
    },

    // A theme's component in the cart's provider listens to `pairwell:refresh`, which follows every addition.
    refresh: () => undefined,
  };
}
