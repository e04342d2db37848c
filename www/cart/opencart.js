/** Reads and fills the cart of OpenCart 4 by its storefront's routes; never by its API, which wants a key. */
import { PairwellError } from '../errors.js';
import { ask, askPage, hear, listenByJQuery, marked, page, text, together, within } from './shop.js';
import { SIGNS } from './signs.js';

const CHANGES = /route=checkout\/cart[.|](add|edit|remove)/;

/** @type {import('./contract.js').Adapt} */
export default function adapt({ root, patience }) {
  const base = root ?? document.querySelector('base')?.href ?? '/';
  const route = (/** @type {string} */ name) => {
    const url = marked(`index.php?route=${name}`, base);
    const language = new URLSearchParams(location.search).get('language');
    if (language) url.searchParams.set('language', language);
    return url;
  };

  return {
    name: 'opencart',
    itemKey: 'product',
    detect: SIGNS.opencart,

    async read() {
      const { page: fragment } = await askPage(route('common/cart.info'), { patience });
      return [...fragment.querySelectorAll('tr')].flatMap((row) => {
        const id = within(row.querySelector('a[href*="product_id="]')?.getAttribute('href'), /product_id=(\d+)/);
        const cells = [...row.cells].map((cell) => within(cell.textContent, /^\s*x\s*(\d+)\s*$/));
        const quantity = Number(cells.find(Boolean) ?? 1);
        return id ? [{ ids: { product: id, id }, quantity }] : [];
      });
    },

    watch: (changed) => together(hear(CHANGES, changed), listenByJQuery('ajaxComplete', changed, document)),

    async add(item, quantity) {
      if (item.key === 'sku')
        throw new PairwellError('cart-refused', 'OpenCart adds by product id: set item-key="product" and train by it');
      const form = { product_id: item.id, quantity: String(quantity) };
      const { body } = await ask(route('checkout/cart.add'), { form, patience });
      if (body?.success) return body;
      const chooses = body?.redirect || Object.keys(body?.error ?? {}).some((field) => field.startsWith('option'));
      throw new PairwellError(
        chooses ? 'needs-options' : 'cart-refused',
        `${item.id} ${body?.error?.warning ?? ''}`.trim(),
      );
    },

    // The header's cart has the second name in OpenCart 4.0.
    refresh: () => page.jQuery?.('#cart, #header-cart').load(String(route('common/cart.info'))),

    item() {
      const product = text(document.querySelector('#form-product [name="product_id"]')?.getAttribute('value'));
      return product ? { product, id: product } : undefined;
    },
  };
}
