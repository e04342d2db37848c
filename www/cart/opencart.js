/** The adapter for OpenCart 4: uses the storefront's routes, because the API needs a key. */
import { PairwellError } from '../engine/errors.js';
import { ask, askPage, hear, listenByJQuery, marked, page, text, together, within } from './shop.js';
import { SIGNS } from './signs.js';

const CHANGES = /route=(checkout|common)\/cart([.|]|%7C)(add|edit|remove)/i;

/** @typedef {{id: string, quantity: number, remove: HTMLFormElement | null}} Row a line of the header's cart, and its own form */

/** @type {import('./contract.js').Adapt} */
export default function adapt({ root, patience }) {
  const base = root ?? document.querySelector('base')?.href ?? '/';
  const route = (/** @type {string} */ name) => {
    const url = marked(`index.php?route=${name.replace('.', separator())}`, base);
    const language = new URLSearchParams(location.search).get('language');
    if (language) url.searchParams.set('language', language);
    return url;
  };

  async function rows() {
    const { page: fragment } = await askPage(route('common/cart.info'), { patience });
    return Promise.all([...fragment.querySelectorAll('tr')].flatMap((row) => rowOf(row, base, patience)));
  }

  return {
    name: 'opencart',
    itemKey: 'product',
    detect: SIGNS.opencart,

    async read() {
      return (await rows()).map(({ id, quantity }) => ({ ids: { product: id, id }, quantity }));
    },

    watch: (changed) => together(hear(CHANGES, changed), listenByJQuery('ajaxComplete', changed, document)),

    async add(item, quantity) {
      if (item.key === 'sku')
        throw new PairwellError('cart-refused', 'OpenCart adds by product id: set item-key="product" and train by it');
      const form = { product_id: item.id, quantity: String(quantity) };
      const { body } = await ask(route('checkout/cart.add'), { form, patience });
      if (body?.success) return body;
      // Every refusal leads to the product's page, but only some can be resolved there.
      const chooses = Object.keys(body?.error ?? {}).some((field) => /^(option_|subscription|recurring)/.test(field));
      throw new PairwellError(
        chooses ? 'needs-options' : 'cart-refused',
        `${item.id} ${body?.error?.warning ?? ''}`.trim(),
      );
    },

    async remove(item, quantity) {
      const form = removal(await rows(), item.id, quantity);
      if (!form) return;
      const { action, ...fields } = form;
      const url = action ? marked(action, base) : route('checkout/cart.edit');
      const { body } = await ask(url, { form: fields, patience });
      if (body?.error) throw new PairwellError('cart-refused', `${item.id} ${body.error}`);
    },

    // The second name of the header's cart is that of OpenCart 4.0.
    refresh: () => page.jQuery?.('#cart, #header-cart').load(String(route('common/cart.info'))),

    item() {
      const product = productOf(document);
      return product ? { product, id: product } : undefined;
    },
  };
}

/** Up to OpenCart 4.0.1 a bar precedes a route's method, later a dot. The page's forms and scripts show which one applies. */
function separator() {
  const bars = ['action', 'formaction', 'data-oc-load'].map((name) => `[${name}*="|"], [${name}*="%7C" i]`);
  const called = () => [...document.scripts].some((script) => /route=\w+\/\w+\|\w/.test(script.text));
  return document.querySelector(bars.join()) || called() ? '|' : '.';
}

/** @param {Document} shown */
function productOf(shown) {
  return text(shown.querySelector('#form-product [name="product_id"]')?.getAttribute('value'));
}

/**
 * A row of the header's cart, if it is a product: vouchers and totals have no link.
 * @param {HTMLTableRowElement} row
 * @param {string} base
 * @param {number} [patience]
 * @returns {Promise<Row>[]}
 */
function rowOf(row, base, patience) {
  const address = row.querySelector('a[href]')?.getAttribute('href');
  if (!address) return [];
  const cells = [...row.cells].map((cell) => within(cell.textContent, /^\s*x\s*(\d+)\s*$/));
  const remove = row.querySelector('[name="key"]')?.closest('form') ?? null;
  const quantity = Number(cells.find(Boolean) ?? 1);
  return [idOf(new URL(address, new URL(base, document.baseURI)), patience).then((id) => ({ id, quantity, remove }))];
}

/**
 * The product behind a URL. With SEO URLs, only the product's page has the id; it is read once per visit.
 * @param {URL} address
 * @param {number} [patience]
 */
async function idOf(address, patience) {
  const key = `pairwell:${address.pathname}${address.search}`;
  const known = text(address.searchParams.get('product_id')) ?? remembered(key);
  if (known) return known;
  const { page: shown } = await askPage(marked(address.href), { patience });
  const id = productOf(shown);
  if (!id) throw new PairwellError('cart-unreachable', `${address.pathname} is in the cart and names no product_id`);
  remembered(key, id);
  return id;
}

/**
 * A value that this visit has found, if the browser stores it.
 * @param {string} key
 * @param {string} [value] to store
 */
function remembered(key, value) {
  try {
    if (value) sessionStorage.setItem(key, value);
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return value;
  }
}

/**
 * The request that removes a number of pieces of a product.
 * @param {Row[]} rows
 * @param {string} id
 * @param {number} quantity
 * @returns {Record<string, string> | undefined} fields, and the row's own `action` if no piece is left
 */
function removal(rows, id, quantity) {
  const [row, another] = rows.filter((it) => it.id === id);
  if (!row) return undefined;
  const key = row.remove?.querySelector('[name="key"]')?.getAttribute('value');
  // With other options it is another line, and it is unknown which of them we added.
  if (another || !key) throw new PairwellError('cart-refused', `cannot identify the line of ${id} in the cart`);
  const left = row.quantity - quantity;
  if (left > 0) return { key, quantity: String(left) };
  return { key, action: row.remove?.getAttribute('action') ?? '' };
}
