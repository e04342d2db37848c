/** Stands in for the shops of every adapter, from recorded shapes and a cart of its own; never a real platform. */
import { readFile } from 'node:fs/promises';
import {
  MISSING,
  SOLD_OUT,
  form,
  html,
  json,
  medusaFinds,
  medusaRefuses,
  medusaTells,
  openCartAnswers,
  openCartProduct,
  refused,
  vendureChanges,
  wooCart,
  wooProducts,
} from './adapter-answers.mjs';

/** A cart on the server: lines by the id that the shop adds by. */
export class Shop {
  /** @type {Map<string, number>} */
  cart = new Map();
  /** What was asked, as `METHOD /path`. @type {string[]} */
  asked = [];
  /** How all routes answer: `good`, or one of MOODS. */
  mood = 'good';
  /** How long answers take, in milliseconds. */
  delay = 0;
  /** What all answers wait for. @type {Promise<unknown> | undefined} */
  gate = undefined;
  /** The decimals that prices are shown with, and their currency, where a platform has such settings. */
  prices = {};
  /** Ids and SKUs that the shop does not show. @type {string[]} */
  hidden = [];
  /** What the shop sells where it is not one product of any id and SKU. @type {any[] | undefined} */
  goods = undefined;
  /** What the shop answers to every addition, where it refuses them all. @type {any} */
  refuses = undefined;
  /** Whether a batch of which one request is refused leaves nothing. */
  isWhole = false;
  /** What the shop's next page says at its top. */
  said = '';
  /** When the cart became an order. @type {string | null} */
  ordered = null;
  /** Ids of what is a variation of a product. @type {string[]} */
  variations = [];
  /** How a shop of an older version parts a route from its method. */
  separator = '.';
  /** Whether addresses say a product's name in place of its id. */
  speaking = false;

  constructor(fixture) {
    this.fixture = fixture;
  }

  add(id, quantity = 1) {
    this.set(id, (this.cart.get(String(id)) ?? 0) + Number(quantity));
  }

  set(id, quantity) {
    if (quantity > 0) this.cart.set(String(id), quantity);
    else this.cart.delete(String(id));
  }

  /** Lines in the recorded shape. @param {(line: any, id: string, quantity: number) => void} put */
  lines(put) {
    return [...this.cart].map(([id, quantity]) => {
      const line = structuredClone(this.fixture.line);
      put(line, id, quantity);
      return line;
    });
  }

  /** A page in the recorded markup. */
  html() {
    const { page, line } = this.fixture;
    const lines = [...this.cart].map(([id, quantity], at) =>
      line.replaceAll('{id}', id).replaceAll('{at}', String(at)).replace('{quantity}', String(quantity)),
    );
    return page.replace('{lines}', lines.join('')).replaceAll('{count}', String(this.cart.size));
  }
}

/**
 * How a platform is set up: what its pages hold, what its server answers, what its own script does when a shopper adds.
 * @typedef {object} Platform
 * @property {string} [head] of the page
 * @property {string} [body]
 * @property {string} [script] the theme's own; runs first; `window.noticed` counts how often the theme's cart was told
 * @property {'sku' | 'variant' | 'product' | 'id'} key by which the suite adds
 * @property {boolean} [keeps] it keeps what it took when it refuses another of several
 * @property {number} [price] of a line, where the platform tells it
 * @property {(shop: Shop) => Record<string, (asked: any) => any>} routes by `METHOD /path`
 * @property {string} own body of an async function in the page: the theme adds the item `17` itself
 */

/** @type {Record<string, Platform>} */
export const PLATFORMS = {
  shopify: {
    key: 'variant',
    price: 1890,
    script: `window.Shopify = { routes: { root: '/' } };
      const heard = [];
      window.subscribe = (name, callback) => { heard.push(callback); return () => heard.splice(heard.indexOf(callback), 1); };
      window.publish = async (name, data) => { heard.forEach((callback) => callback(data)); };
      customElements.define('cart-drawer', class extends HTMLElement {
        getSectionsToRender() { return [{ id: 'cart-drawer' }, { id: 'cart-icon-bubble' }]; }
        renderContents(state) { if (state.sections['cart-icon-bubble']) window.noticed++; }
      });`,
    body: '<cart-drawer class="is-empty"></cart-drawer>',
    routes: (shop) => ({
      'GET /cart.js': () =>
        json({
          ...shop.fixture.cart,
          items: shop.lines((line, id, quantity) =>
            Object.assign(line, { id: +id, variant_id: +id, key: `${id}:a1b2c3`, quantity }),
          ),
        }),
      'POST /cart/add.js': ({ body }) => {
        const { items, sections } = JSON.parse(body);
        const sold = items.filter(({ id }) => String(id) !== SOLD_OUT);
        for (const { id, quantity } of sold) shop.add(id, quantity);
        if (sold.length < items.length) return refused(shop.fixture);
        return json({
          items: [shop.fixture.line],
          sections: Object.fromEntries((sections ?? []).map((name) => [name, '<div></div>'])),
        });
      },
      'POST /cart/change.js': ({ body }) => {
        const { id, quantity } = JSON.parse(body);
        shop.set(id.split(':')[0], quantity);
        return json(shop.fixture.cart);
      },
      'GET /products/filter-papers.js': () =>
        shop.hidden.includes('filter-papers') ? json(null, { status: 404 }) : json(shop.fixture.product),
    }),
    own: `await fetch('/cart/add.js', { method: 'POST', body: JSON.stringify({ items: [{ id: 17, quantity: 1 }] }) });
      publish('cart-update', { source: 'product-form' });`,
  },
  woocommerce: {
    key: 'id',
    price: 1890,
    script: `addEventListener('wc-blocks_added_to_cart', (event) => { if (event.detail?.preserveCartData === false) window.noticed++; });`,
    head: '<link rel="https://api.w.org/" href="/wp-json/">',
    body: '<script type="text/plain" class="woocommerce"></script><div class="wc-block-mini-cart"></div>',
    routes: (shop) => ({
      'GET /wp-json/wc/store/v1/cart': () => json(wooCart(shop), { headers: { nonce: 'fresh' } }),
      'POST /wp-json/wc/store/v1/batch': ({ body }) =>
        json(
          {
            responses: JSON.parse(body).requests.map(({ path, body: { id, quantity }, headers }) => {
              if (path !== '/wc/store/v1/cart/add-item' || headers.Nonce !== 'fresh') return shop.fixture.noNonce;
              if (String(id) === SOLD_OUT) return shop.fixture.refused;
              if (String(id) === MISSING) return shop.fixture.anyAttribute;
              if (!shop.isWhole) shop.add(id, quantity);
              return { status: 201, body: shop.fixture.cart };
            }),
          },
          { status: 207 },
        ),
      'POST /wp-json/wc/store/v1/cart/update-item': ({ body }) => {
        const { key, quantity } = JSON.parse(body);
        shop.set(key.slice(4), quantity);
        return json(shop.fixture.cart);
      },
      'POST /wp-json/wc/store/v1/cart/remove-item': ({ body }) => {
        shop.set(JSON.parse(body).key.slice(4), 0);
        return json(shop.fixture.cart);
      },
      'POST /wp-json/wc/store/v1/cart/add-item': ({ body, headers }) => {
        if (headers.nonce !== 'fresh') return json(shop.fixture.noNonce.body, { status: shop.fixture.noNonce.status });
        const { id, quantity } = JSON.parse(body);
        if (String(id) === SOLD_OUT) return refused(shop.fixture);
        if (String(id) === MISSING) return refused({ refused: shop.fixture.anyAttribute });
        shop.add(id, quantity);
        return json(wooCart(shop), { status: 201, headers: { nonce: 'fresh' } });
      },
      'GET /wp-json/wc/store/v1/products': ({ url }) => {
        return json(wooProducts(shop, url.searchParams));
      },
    }),
    own: `const { headers } = await fetch('/wp-json/wc/store/v1/cart');
      await fetch('/wp-json/wc/store/v1/cart/add-item', { method: 'POST', headers: { nonce: headers.get('nonce') }, body: JSON.stringify({ id: 17, quantity: 1 }) });
      document.body.dispatchEvent(new CustomEvent('wc-blocks_added_to_cart', { bubbles: true }));`,
  },
  evershop: {
    key: 'sku',
    price: 1890,
    script: 'window.eContext = {};',
    routes: (shop) => ({
      'POST /api/graphql': () => {
        if (shop.cart.size === 0) return json({ data: { myCart: null } });
        const cart = structuredClone(shop.fixture.cart);
        cart.data.myCart.items = shop.lines((line, id, qty) =>
          Object.assign(line, { uuid: `line-${id}`, productSku: id, qty }),
        );
        return json(cart);
      },
      'DELETE /api/cart/mine/items/*': ({ url }) => {
        shop.set(url.pathname.split('line-')[1], 0);
        return json(shop.fixture.removed);
      },
      'PATCH /api/cart/mine/items/*': ({ url, body }) => {
        const { action, qty } = JSON.parse(body);
        shop.add(url.pathname.split('line-')[1], action === 'decrease' ? -qty : qty);
        return json(shop.fixture.added);
      },
      'POST /api/cart/mine/items': ({ body }) => {
        const { sku, qty } = JSON.parse(body);
        if (shop.refuses || sku === SOLD_OUT) return refused({ refused: shop.refuses ?? shop.fixture.refused });
        shop.add(sku, qty);
        return json(shop.fixture.added);
      },
    }),
    own: `await fetch('/api/cart/mine/items', { method: 'POST', body: JSON.stringify({ sku: '17', qty: 1 }) });`,
  },
  vendure: {
    key: 'variant',
    price: 1890,
    head: '<script type="application/json" data-pairwell="store">{"shopApi": "/shop-api", "patience": 400}</script>',
    routes: (shop) => ({
      'POST /shop-api': ({ body }) => {
        const { query, variables } = JSON.parse(body);
        if (query.startsWith('mutation')) return json(vendureChanges(shop, query, variables));
        if (query.includes('search(')) return json(shop.fixture.found);
        const cart = structuredClone(shop.fixture.cart);
        cart.activeOrder.lines = shop.lines((line, id, quantity) =>
          Object.assign(line, { id: `line-${id}`, quantity, productVariant: { ...line.productVariant, id } }),
        );
        return json({ data: shop.cart.size === 0 ? { activeOrder: null } : cart });
      },
    }),
    own: `await fetch('/shop-api', { method: 'POST', body: JSON.stringify({ query: 'mutation { addItemToOrder', variables: { id: '17', quantity: 1 } }) });`,
  },
  oscar: {
    key: 'product',
    body: `<div class="basket-mini">0</div><form id="add_to_basket_form" action="/en-gb/basket/add/5/" method="post">
      <input type="hidden" name="csrfmiddlewaretoken" value="token"></form>`,
    script: `addEventListener('DOMContentLoaded', () => {
      const change = () => { if (document.querySelector('.basket-mini')?.textContent !== '0') window.noticed++; };
      new MutationObserver(change).observe(document.body, { childList: true, subtree: true });
    });`,
    routes: (shop) => ({
      'GET /en-gb/basket/': () => html(shop.html()),
      // The page itself, as the header's basket is taken from it, and what Oscar has to say.
      'GET /store/test.html': ({ url }) => {
        const { said } = shop;
        shop.said = '';
        return url.searchParams.has('pairwell') || said ? html(shop.html().replace('{messages}', said)) : undefined;
      },
      'POST /en-gb/basket/': ({ body, headers }) => {
        const fields = form(body);
        if (fields.csrfmiddlewaretoken !== 'token') return refused(shop.fixture);
        // The lines stand in the order in which they were added, and are counted so.
        [...shop.cart.keys()].forEach((id, at) => shop.set(id, Number(fields[`form-${at}-quantity`])));
        return html('', 302, { location: headers.referer });
      },
      'POST /en-gb/basket/add/*': ({ url, body, headers }) => {
        const id = url.pathname.split('/').at(-2);
        const { csrfmiddlewaretoken, quantity, next } = form(body);
        if (csrfmiddlewaretoken !== 'token') return refused(shop.fixture);
        shop.said = id === SOLD_OUT ? shop.fixture.said.refused : shop.fixture.said.added;
        if (id === SOLD_OUT) return html('', 302, { location: headers.referer });
        shop.add(id, quantity);
        return html('', 302, { location: next });
      },
    }),
    own: `await fetch('/en-gb/basket/add/17/', { method: 'POST', body: new URLSearchParams({ csrfmiddlewaretoken: 'token', quantity: 1, next: '/en-gb/basket/' }) });`,
  },
  opencart: {
    key: 'product',
    head: '<base href="/">',
    body: '<div id="cart"></div><a href="/index.php?route=checkout/cart">Cart</a>',
    script: `window.jQuery = (target) => ({ load: () => window.noticed++, on: () => {}, off: () => {} });`,
    routes: (shop) => ({
      'GET /index.php': ({ url }) =>
        openCartProduct(shop, url.searchParams) ??
        (url.searchParams.get('route') === `common/cart${shop.separator}info`
          ? html(shop.speaking ? shop.html().replaceAll(/\/index.php[^"]*product_id=/g, '/en-gb/papers-') : shop.html())
          : html('<h1>The page you requested cannot be found!</h1>', 404)),
      'GET /en-gb/*': ({ url }) =>
        html(`<form id="form-product"><input name="product_id" value="${url.pathname.split('-').at(-1)}"></form>`),
      'POST /index.php': ({ url, body }) => json(openCartAnswers(shop, url.searchParams.get('route'), form(body))),
    }),
    own: `await fetch('/index.php?route=checkout/cart.add&language=en-gb', { method: 'POST', body: new URLSearchParams({ product_id: 17, quantity: 1 }) });`,
  },
  medusa: {
    key: 'variant',
    price: 1890,
    head: `<script type="application/json" data-pairwell="store">{"publishableKey": "pk_1", "cart": "cart_01JD", "patience": 400}</script>`,
    routes: (shop) => ({
      'GET /store/carts/*': (asked) => medusaRefuses(shop, asked) ?? json(medusaTells(shop)),
      'GET /store/products': (asked) => medusaRefuses(shop, asked) ?? json(medusaFinds(shop, asked.url)),
      'DELETE /store/carts/*': (asked) => {
        const no = medusaRefuses(shop, asked);
        if (!no) shop.set(asked.url.pathname.split('cali_')[1], 0);
        return no ?? json(shop.fixture.removed);
      },
      'POST /store/carts/*': (asked) => {
        const { variant_id: id, quantity } = JSON.parse(asked.body);
        const line = asked.url.pathname.split('cali_')[1];
        const no = medusaRefuses(shop, asked);
        if (no) return no;
        if (id === SOLD_OUT) return refused(shop.fixture);
        if (id === MISSING) return refused({ refused: shop.fixture.missing });
        if (line) shop.set(line, quantity);
        else shop.add(id, quantity);
        return json(medusaTells(shop));
      },
    }),
    own: `await fetch('/store/carts/cart_01JD/line-items', { method: 'POST', headers: { 'x-publishable-api-key': 'pk_1' }, body: JSON.stringify({ variant_id: '17', quantity: 1 }) });`,
  },
  page: {
    key: 'id',
    keeps: true,
    price: 1890,
    body: `<script type="application/json" data-pairwell="cart" id="lines">[]</script>
      <form data-pairwell-add="id" action="/add" method="post"><input name="token" value="t"></form>`,
    script: `window.put = (id, quantity) => {
        const lines = document.getElementById('lines');
        lines.textContent = JSON.stringify([...JSON.parse(lines.textContent), { id, quantity, price: 1890, currency: 'EUR' }]);
      };
      document.addEventListener('pairwell:refresh', ({ detail }) => detail.skus.forEach((sku) => put(sku, detail.quantity)));`,
    routes: (shop) => ({
      'POST /add': ({ body }) => {
        const { id, quantity, token } = form(body);
        if (id === SOLD_OUT || token !== 't') return refused(shop.fixture);
        shop.add(id, quantity);
        return json({});
      },
    }),
    own: `put('17', 1);`,
  },
};

/** A cart as no platform answers it, with a list wherever one of them has its lines. */
const STRANGE = {
  items: [{ id: 1, quantity: 1 }],
  lines: [{ id: 1, quantity: 1 }],
  cart: { items: [{ id: 1, quantity: 1 }] },
  data: { myCart: { items: [{ id: 1, qty: 1 }] }, activeOrder: { lines: [{ id: 1, quantity: 1 }] } },
};

/** What a shop in a bad way answers to everything. @type {Record<string, () => any>} */
export const MOODS = {
  fail: () => html('<h1>Down for maintenance</h1>', 500),
  nonsense: () => json('maintenance'),
  html: () => html('<!doctype html><title>Our shop</title><h1>Back in a minute</h1>'),
  half: () => ({ ...json(''), body: Buffer.from('{"items": [{"key": "c4ca42", "id": 1') }),
  strange: () => json(STRANGE),
  unauthorized: () =>
    json({ code: 'rest_forbidden', message: 'Sorry, you are not allowed to do that.' }, { status: 401 }),
  slow: () => new Promise(() => {}),
};

/**
 * A shop of that platform, answering on a site.
 * @param {string} name
 * @param {import('./site.mjs').Site} site
 */
export async function openShop(name, site) {
  const fixture = JSON.parse(await readFile(new URL(`../fixtures/carts/${name}.json`, import.meta.url), 'utf8'));
  const shop = new Shop(fixture);
  const routes = PLATFORMS[name].routes(shop);
  site.routes = async (asked) => {
    const key = `${asked.method} ${asked.url.pathname}`;
    const route =
      routes[key] ??
      Object.entries(routes).find(([path]) => path.endsWith('*') && key.startsWith(path.slice(0, -1)))?.[1];
    if (!route) return undefined;
    const answer = route(asked);
    if (!answer) return undefined;
    shop.asked.push(key);
    if (shop.mood !== 'good') return MOODS[shop.mood]();
    await shop.gate;
    if (shop.delay > 0) await new Promise((done) => setTimeout(done, shop.delay));
    return answer;
  };
  return shop;
}

/** The page of such a shop: markup for stage.open(). @param {string} name */
export function shopPage(name) {
  const { head = '', body = '', script = '' } = PLATFORMS[name];
  return { head: `<script src="./theme.js"></script>${head}`, body, theme: `window.noticed = 0;\n${script}` };
}
