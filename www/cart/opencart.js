/** The adapter for OpenCart 4: uses the storefront's routes, because the API needs a key. */
import { PairwellError } from '../engine/errors.js';
import {
  ask,
  askPage,
  hear,
  listenByJQuery,
  marked,
  minor,
  page,
  parseJson,
  refuse,
  text,
  together,
  within,
} from './shop.js';
import { SIGNS } from './signs.js';

const CHANGES = /route=(checkout|common)\/cart([.|]|%7C)(add|edit|remove)/i;

/** Where a page shows the cart, and the route of what it shows. The header's second name is that of OpenCart 4.0. */
const PLACES = [
  ['#cart, #header-cart', 'common/cart.info'],
  ['#shopping-cart', 'checkout/cart.list'],
  ['#checkout-confirm', 'checkout/confirm.confirm'],
];

/** @typedef {{id: string, quantity: number, remove: HTMLFormElement | null}} Row a line of the header's cart, and its own form */

/** @type {import('./contract.js').Adapt} */
export default function adapt({ root, patience, catalogPrices }) {
  const base = root ?? document.querySelector('base')?.href ?? '/';
  const route = (/** @type {string} */ name) => routeOf(base, name);

  async function rows() {
    const { page: fragment } = await askPage(route('common/cart.info'), { patience });
    // A shop that is closed, or another shop, answers with a page of its own.
    if (!fragment.querySelector('.dropdown-menu, [data-bs-toggle="dropdown"], tr'))
      throw new PairwellError('cart-unreachable', 'common/cart.info came as no cart');
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
      check(item.id, (await ask(route('checkout/cart.add'), { form, patience })).body);
    },

    async remove(item, quantity) {
      const form = removal(await rows(), item.id, quantity);
      if (!form) return;
      const { action, ...fields } = form;
      const url = action ? marked(action, base) : route('checkout/cart.edit');
      const { body } = await ask(url, { form: fields, patience });
      if (body?.error) throw refuse(item.id, body.error);
    },

    refresh() {
      for (const [place, name] of PLACES)
        if (document.querySelector(place)) page.jQuery?.(place).load(String(route(name)));
    },

    async products(items) {
      if (catalogPrices || items[0]?.key === 'sku') return new Map();
      const offers = items.map(({ id, currency }) => {
        const url = route('product/product');
        url.searchParams.set('product_id', id);
        return offerOf(url, currency, patience);
      });
      return new Map((await Promise.all(offers)).map((offer, at) => [items[at].id, offer]));
    },

    item() {
      const product = productOf(document);
      return product ? { product, id: product } : undefined;
    },
  };
}

/** The address of a route, in the page's language. @param {string} base @param {string} name */
function routeOf(base, name) {
  const url = marked(`index.php?route=${name.replace('.', separator())}`, base);
  const language = new URLSearchParams(location.search).get('language');
  if (language) url.searchParams.set('language', language);
  return url;
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

/** Throws unless an answer to an addition is a success. @param {string} id @param {any} answer */
function check(id, answer) {
  if (answer?.success) return;
  if (!answer?.error) throw new PairwellError('cart-unreachable', 'checkout/cart.add came without its answer');
  // Every refusal leads to the product's page, but only some can be resolved there.
  const chooses = Object.keys(answer.error).some((field) => /^(option_|subscription|recurring)/.test(field));
  if (chooses) throw new PairwellError('needs-options', id);
  throw refuse(id, answer.error.warning ?? Object.values(answer.error)[0]);
}

/**
 * What a product's own page says of it: OpenCart has no route for its price with the visitor's tax, discount and currency. It is read once
 * per visit.
 * @param {URL} url
 * @param {string | undefined} usual the catalog's currency
 * @param {number} [patience]
 * @returns {Promise<import('./contract.js').Offer>}
 */
async function offerOf(url, usual, patience) {
  const currency = shownCurrency(document) ?? usual;
  const key = `pairwell:${currency} ${url.href}`;
  const known = parseJson(remembered(key) ?? '');
  if (known) return known;
  const gone = (/** @type {any} */ cause) => (cause.status === 404 ? undefined : Promise.reject(cause));
  const shown = (await askPage(url, { patience }).catch(gone))?.page;
  if (shown && !productOf(shown)) throw new PairwellError('cart-unreachable', 'product/product came as no product');
  const offer = {
    available: shown !== undefined,
    price: priceIn(shown?.querySelector('#product-info .price-new, #content .price-new')?.textContent, currency),
    currency,
    hasOptions:
      shown?.querySelector('#form-product .required [name^="option["], [name="subscription_plan_id"]') != null,
    title: text(shown?.querySelector('#content h1')?.textContent?.trim()),
    image: text(shown?.querySelector('#content img.img-thumbnail')?.getAttribute('src')),
    url: text(shown?.querySelector('link[rel="canonical"]')?.getAttribute('href')),
  };
  remembered(key, JSON.stringify(offer));
  return offer;
}

/** The currency that the visitor has chosen: the menu shows its symbol, beside which the list has its code. @param {Document} shown */
function shownCurrency(shown) {
  const menu = shown.querySelector('#form-currency');
  const symbol = menu?.querySelector('strong')?.textContent?.trim();
  const entries = [...(menu?.querySelectorAll('.dropdown-item') ?? [])];
  const chosen = entries.filter((entry) => symbol && entry.textContent?.includes(symbol));
  const code = chosen.length === 1 ? (chosen[0].getAttribute('href') ?? chosen[0].getAttribute('name')) : undefined;
  return within(code, /^([A-Z]{3})$/);
}

/**
 * The minor units of a price as a page shows it, `1.234,50 €` or `$1,234.50`: three digits after the last mark are thousands, but for a
 * currency with three decimals.
 * @param {string | null | undefined} shown
 * @param {string} [currency]
 */
export function priceIn(shown, currency) {
  const [, whole, , part = ''] = /(\d[\d.,'’\s]*?)([.,](\d{1,3}))?(?=[^\d.,]*$)/.exec(shown?.trim() ?? '') ?? [];
  if (whole === undefined || !currency) return undefined;
  const isPart = part.length < 3 || minor(1, currency) === 1000;
  return minor(`${whole.replace(/\D/g, '')}${isPart ? `.${part || 0}` : part}`, currency);
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
