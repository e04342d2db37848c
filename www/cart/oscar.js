/** Reads and fills the basket of django-oscar by its own pages, or by django-oscar-api where that is set up; never writes to a model. */
import { PairwellError } from '../errors.js';
import { ask, askPage, hear, listed, marked, minor, pageJson, text, together, within } from './shop.js';
import { SIGNS } from './signs.js';
import { linesOf, watchJson } from './page.js';

const ADD = /^(.*\/basket\/)add\/([^/]+)\/$/;

/** @type {import('./contract.js').Adapt} */
export default function adapt({ root, patience, api }) {
  const basket = () => root ?? basketRoute();

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
      const token =
        document.querySelector('[name="csrfmiddlewaretoken"]')?.getAttribute('value') ?? cookie('csrftoken');
      const form = { csrfmiddlewaretoken: token ?? '', quantity: String(quantity) };
      const answer = await ask(marked(`${basket()}add/${encodeURIComponent(item.id)}/`), {
        form,
        patience,
        redirect: 'manual',
      });
      return answer.body;
    },

    async refresh() {
      const shown = document.querySelector('.basket-mini');
      if (!shown || document.querySelector('#basket_formset')) return location.reload();
      const fresh = (await askPage(marked(location.href), patience)).querySelector('.basket-mini');
      if (fresh) shown.replaceWith(document.importNode(fresh, true));
    },

    item() {
      const product = ADD.exec(formRoute())?.[2];
      return product ? { product, id: product } : undefined;
    },
  };
}

/** Where the page's own form adds to. */
function formRoute() {
  return document.querySelector('form[action*="/basket/add/"]')?.getAttribute('action') ?? '';
}

/** Its routes carry the language, so they are read from the page. */
function basketRoute() {
  const link = document.querySelector('a[href$="/basket/"]')?.getAttribute('href');
  return ADD.exec(formRoute())?.[1] ?? link ?? '/basket/';
}

/**
 * @param {string} route
 * @param {number} [patience]
 */
async function readPage(route, patience) {
  const rows = (await askPage(marked(route), patience)).querySelectorAll('#basket_formset .basket-items');
  return [...rows].flatMap((row) => {
    const id = within(row.querySelector('h3 a[href]')?.getAttribute('href'), /_([^_/]+)\/$/);
    const quantity = Number(row.querySelector('input[name$="quantity"]')?.getAttribute('value') ?? 1);
    return id ? [{ ids: { product: id, id }, quantity }] : [];
  });
}

/**
 * @param {string} api
 * @param {number} [patience]
 */
async function readApi(api, patience) {
  const { body } = await ask(marked('basket/', api), { patience });
  const lines = typeof body?.lines === 'string' ? (await ask(marked(body.lines), { patience })).body : body?.lines;
  return listed(lines, 'basket/').map((line) => {
    const product = text(typeof line.product === 'object' ? line.product?.id : within(line.product, /\/([^/]+)\/$/));
    const price = Number(line.price_incl_tax) / line.quantity;
    return {
      ids: { product, id: product },
      quantity: line.quantity,
      price: minor(price, line.price_currency),
      currency: line.price_currency,
    };
  });
}

/** @param {string} name */
function cookie(name) {
  return within(`; ${document.cookie}`, new RegExp(`; ${name}=([^;]*)`));
}
