/** The adapter for django-oscar: uses its pages, or django-oscar-api where that is set up. */
import { PairwellError } from '../engine/errors.js';
import { ask, askPage, hear, listed, marked, minor, pageJson, refuse, text, together, within } from './shop.js';
import { SIGNS } from './signs.js';
import { linesOf, watchJson } from './page.js';

const ADD = /^(.*\/basket\/)add\/([^/]+)\/$/;
const PRODUCT = /_([^_/]+)\/$/;

/** @type {import('./contract.js').Adapt} */
export default function adapt({ root, patience, api }) {
  const basket = () => root ?? basketRoute();
  /** The page that came with the last addition, until it is shown. @type {Document | undefined} */
  let came;

  return {
    name: 'oscar',
    itemKey: 'product',
    detect: SIGNS.oscar,

    async read() {
      const json = pageJson('cart');
      if (json) return linesOf(json);
      return api ? readApi(String(api), patience) : readPage(basket(), patience);
    },

    watch: (changed) => together(watchJson('cart', changed), hear(/\/basket\/(add\/|$|\?)/, changed)),

    async add(item, quantity) {
      if (item.key === 'sku')
        throw new PairwellError('cart-refused', 'Oscar adds by product id: set item-key="product" and train by it');
      const next = marked(location.href);
      const form = { csrfmiddlewaretoken: token(), quantity: String(quantity), next: next.pathname + next.search };
      const route = marked(`${basket()}add/${encodeURIComponent(item.id)}/`);
      const { page, address } = await askPage(route, { form, patience });
      came = page;
      // A refusal is a page too: the one that sent the request, not the next one.
      const at = new URL(address);
      if (at.pathname + at.search === next.pathname + next.search || page.querySelector('.alert-success')) return;
      throw refusalOn(page, item.id);
    },

    async remove(item, quantity) {
      const read = async () => (await askPage(marked(basket()), { patience })).page;
      const before = await read();
      const left = Math.max(0, quantityOf(before, item.id) - quantity);
      const form = fewer(before, item.id, left);
      if (!form) return;
      // The answer is the page that sent the request, which may not list the basket's lines.
      came = (await askPage(marked(basket()), { form, patience })).page;
      if (quantityOf(await read(), item.id) !== left)
        throw new PairwellError('cart-refused', `${item.id} stays in the basket`);
    },

    async refresh() {
      const fresh = came ?? (await askPage(marked(location.href), { patience })).page;
      came = undefined;
      const onBasket = new URL(basket(), location.href).pathname === location.pathname;
      show('.btn-cart', fresh);
      // Oscar's own script replaces the content of the basket's page in the same way.
      if (!show(onBasket ? '#content_inner' : '.basket-mini', fresh)) location.reload();
    },

    item() {
      const form = document.querySelector('#add_to_basket_form')?.getAttribute('action');
      const product = within(form, ADD, 2) ?? within(location.pathname, PRODUCT);
      return product ? { product, id: product } : undefined;
    },
  };
}

/** What a page says that refuses an addition; another shop's page says nothing. @param {Document} page @param {string} id */
function refusalOn(page, id) {
  const why = page.querySelector('.alert-danger .alertinner')?.textContent;
  const isOscar = why || page.querySelector('.basket-mini, #basket_formset, form[action*="/basket/"]');
  return isOscar ? refuse(id, why) : new PairwellError('cart-unreachable', 'basket/add/ came as another page');
}

/**
 * Replaces a part of the page by the same part of another.
 * @param {string} selector
 * @param {Document} fresh
 */
function show(selector, fresh) {
  const [shown, came] = [document, fresh].map((page) => page.querySelector(selector));
  if (!shown || !came) return false;
  shown.replaceChildren(...[...came.childNodes].map((node) => document.importNode(node, true)));
  return true;
}

/** Oscar's routes contain the language, so they are read from the page. */
function basketRoute() {
  const form = document.querySelector('form[action*="/basket/add/"]')?.getAttribute('action');
  const link = document.querySelector('a[href$="/basket/"]')?.getAttribute('href');
  return within(form, ADD) ?? link ?? within(location.pathname, /^(.*\/basket\/)$/) ?? '/basket/';
}

/** The header that Django requires for a request that changes something. */
function token() {
  const field = document.querySelector('[name="csrfmiddlewaretoken"]')?.getAttribute('value');
  return field ?? within(`; ${document.cookie}`, /; csrftoken=([^;]*)/) ?? '';
}

/**
 * @param {string} route
 * @param {number} [patience]
 */
async function readPage(route, patience) {
  const { page } = await askPage(marked(route), { patience });
  // A shop that is closed, or another shop, answers with a page of its own.
  if (!page.querySelector('#basket_formset, #content_inner, .basket-mini, .basket-items'))
    throw new PairwellError('cart-unreachable', `${route} came as no basket`);
  return rowsOf(page).map(({ id, quantity }) => ({ ids: { product: id, id }, quantity }));
}

/** The lines that the basket's page shows, with the field of their quantity. @param {Document} page */
function rowsOf(page) {
  return [...page.querySelectorAll('#basket_formset .basket-items')].flatMap((row) => {
    const id = within(row.querySelector('h3 a[href]')?.getAttribute('href'), PRODUCT);
    const field = row.querySelector('input[name$="quantity"]');
    return id ? [{ id, field, quantity: Number(field?.getAttribute('value') ?? 1) }] : [];
  });
}

/** @param {Document} page @param {string} id */
function quantityOf(page, id) {
  return rowsOf(page).reduce((sum, row) => sum + (row.id === id ? row.quantity : 0), 0);
}

/**
 * The fields of the basket's form, with a new quantity of an item. Oscar removes an item with quantity 0.
 * @param {Document} page
 * @param {string} id
 * @param {number} left
 * @returns {Record<string, string> | undefined} undefined if it is not in the basket
 */
function fewer(page, id, left) {
  const form = /** @type {HTMLFormElement | null} */ (page.querySelector('#basket_formset'));
  const [row, another] = rowsOf(page).filter((it) => it.id === id);
  if (!form || !row) return undefined;
  const name = row.field?.getAttribute('name');
  // With other options it is another line, and it is unknown which of them we added.
  if (another || !name) throw new PairwellError('cart-refused', `cannot identify the line of ${id} in the basket`);
  const fields = [...new FormData(form)].map(([key, value]) => [key, String(value)]);
  return { ...Object.fromEntries(fields), [name]: String(left) };
}

/**
 * @param {string} api
 * @param {number} [patience]
 */
async function readApi(api, patience) {
  const { body } = await ask(marked('basket/', api), { patience });
  const lines = typeof body?.lines === 'string' ? (await ask(marked(body.lines), { patience })).body : body?.lines;
  return listed(lines, 'basket/', 'product').map((line) => {
    const product = text(typeof line.product === 'object' ? line.product?.id : within(line.product, /\/([^/]+)\/$/));
    // Where the tax is not known yet, neither is this price.
    const price = Number(line.price_incl_tax ?? line.price_excl_tax) / line.quantity;
    return {
      ids: { product, id: product },
      quantity: line.quantity,
      price: minor(price, line.price_currency),
      currency: line.price_currency,
    };
  });
}
