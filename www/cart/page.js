/** The adapter for any other shop: reads the cart from the page, as JSON in a script tag or from GA4's dataLayer, without requests. */
import { PairwellError } from '../engine/errors.js';
import { ask, listen, minor, page, pageJson, text, together } from './shop.js';
import { SIGNS } from './signs.js';

/** @typedef {import('./contract.js').Line} Line */

/** The effect of GA4's events on a cart: show it whole, add to it or remove from it. @type {Record<string, number>} */
const STEPS = { view_cart: 0, begin_checkout: 0, add_to_cart: 1, remove_from_cart: -1 };

/** After these the page is about no single item, or about another. */
const ENDS = ['page_view', 'view_cart', 'begin_checkout', 'purchase'];

/** What of an addition a listener looks at. */
const DETAILS = ['sku', 'skus', 'pick', 'picks', 'product', 'respondWith'];

/** @type {import('./contract.js').Adapt} */
export default function adapt({ patience }) {
  /** The latest additions that a listener of the page has looked at. @type {Set<string>} */
  const heard = new Set();

  return {
    name: 'page',
    itemKey: 'sku',
    detect: SIGNS.page,
    read: async () =>
      document.querySelector('script[data-pairwell="cart"]') ? linesOf(pageJson('cart')) : linesFromEvents(),

    watch(changed, turned) {
      let about = JSON.stringify(viewed());
      const change = () => {
        const now = JSON.stringify(viewed());
        if (now !== about) turned();
        about = now;
        changed();
      };
      return together(watchJson('cart', changed), watchEvents(change), watchListeners(heard));
    },

    /** Sends the page's form for additions. Without one, only the page's listeners can add. */
    async add(item, quantity) {
      const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-pairwell-add]'));
      if (!form && heard.delete(item.id)) return undefined;
      if (!form)
        throw new PairwellError(
          'cart-refused',
          `nothing adds ${item.id}: the page needs a form data-pairwell-add, or a listener to pairwell:add`,
        );
      const fields = new FormData(form);
      fields.set(form.dataset.pairwellAdd || 'id', item.id);
      fields.set('quantity', String(quantity));
      /** @type {[string, string][]} */
      const entries = [...fields].map(([name, value]) => [name, String(value)]);
      return (await ask(form.action, { form: Object.fromEntries(entries), patience })).body;
    },

    refresh: () => undefined,
  };
}

/** The order just placed: JSON in the page, a purchase in the dataLayer, or items in a mailing's link. */
export function order() {
  const json = pageJson('order');
  const purchase = events()
    .filter((event) => event.name === 'purchase')
    .pop();
  const linked = new URLSearchParams(location.search).get('pairwell-items');
  if (json) return linesOf(json);
  return purchase ? purchase.items.map(line) : (linked?.split(',').filter(Boolean).map(lineOf) ?? []);
}

/** The number of that order, if the page has it. @returns {string | number | undefined} */
export function orderNumber() {
  const purchase = events()
    .filter((event) => event.name === 'purchase')
    .pop();
  return pageJson('order') ? /** @type {any} */ (pageJson('order')).id : purchase?.id;
}

/** The item that GA4's latest `view_item` is about. @returns {import('./contract.js').Ids | undefined} */
export function viewed() {
  const last = events()
    .filter(({ name }) => name === 'view_item' || ENDS.includes(name))
    .pop();
  return last?.name === 'view_item' && last.items.length === 1 ? line(last.items[0]).ids : undefined;
}

/**
 * Lines of a page's own JSON: SKUs, or objects with any of the ids, quantity, price in minor units and plan.
 * @param {unknown} json
 * @returns {Line[]}
 */
export function linesOf(json) {
  const list = Array.isArray(json) ? json : /** @type {any} */ (json)?.items;
  if (!Array.isArray(list))
    throw new PairwellError('cart-unreachable', 'the script data-pairwell="cart" holds no JSON list');
  return list.filter((entry) => entry !== null && entry !== undefined).map(lineOf);
}

/** @param {any} entry @returns {Line} */
function lineOf(entry) {
  if (typeof entry !== 'object') return { ids: { sku: String(entry), id: String(entry) }, quantity: 1 };
  const { sku, variant, product, id = sku ?? variant ?? product, quantity, price, currency, plan } = entry;
  return {
    ids: { sku: text(sku ?? id), variant: text(variant), product: text(product), id: text(id) },
    quantity: Number(quantity ?? 1),
    price,
    currency,
    ...(plan && { plan: String(plan) }),
  };
}

/** GA4's e-commerce events, pushed as objects or by gtag(). @returns {{name: string, items: any[], currency?: string, id?: string}[]} */
function events() {
  const entries = Array.isArray(page.dataLayer) ? page.dataLayer : [];
  return entries.flatMap((/** @type {any} */ entry) => {
    const [name, it] = entry?.[0] === 'event' ? [entry[1], entry[2]] : [entry?.event, entry?.ecommerce];
    const items = Array.isArray(it?.items) ? it.items : [];
    return items.length > 0 || ENDS.includes(name)
      ? [{ name, items, currency: it?.currency, id: it?.transaction_id }]
      : [];
  });
}

function linesFromEvents() {
  /** @type {Map<string, Line>} */
  const cart = new Map();
  for (const { name, items, currency } of events()) {
    const step = STEPS[name];
    if (step === undefined) continue;
    if (step === 0) cart.clear();
    for (const item of items) put(cart, line({ currency, ...item }), step || 1);
  }
  return [...cart.values()];
}

/**
 * @param {Map<string, Line>} cart
 * @param {Line} line
 * @param {number} sign
 */
function put(cart, line, sign) {
  const id = line.ids.id ?? '';
  const quantity = (cart.get(id)?.quantity ?? 0) + sign * line.quantity;
  if (quantity > 0) cart.set(id, { ...line, quantity });
  else cart.delete(id);
}

/** @param {any} item of GA4, with its price in major units @returns {Line} */
function line({ item_id, item_variant, quantity, price, currency }) {
  return {
    ids: { sku: text(item_id), product: text(item_id), variant: text(item_variant), id: text(item_id) },
    quantity: Number(quantity ?? 1),
    price: minor(price, currency),
    currency,
  };
}

/**
 * @param {string} name
 * @param {() => void} changed
 */
export function watchJson(name, changed) {
  const script = document.querySelector(`script[type="application/json"][data-pairwell="${name}"]`);
  if (!script) return () => {};
  const observer = new MutationObserver(changed);
  observer.observe(script, { childList: true, characterData: true, subtree: true });
  return () => observer.disconnect();
}

/**
 * Notes which additions the page's listeners look at, first of all listeners: what nobody looks at, nobody adds.
 * @param {Set<string>} heard
 */
function watchListeners(heard) {
  const look = (/** @type {any} */ { detail }) => {
    const skus = [detail.skus ?? detail.sku].flat();
    for (const name of DETAILS.filter((it) => it in detail)) {
      const value = detail[name];
      const get = () => {
        for (const sku of skus) heard.add(sku);
        return value;
      };
      Object.defineProperty(detail, name, { get });
    }
  };
  return listen(window, ['pairwell:add'], /** @type {any} */ (look), true);
}

/** Hears what is pushed, as Google's own scripts do. @param {() => void} changed */
function watchEvents(changed) {
  const layer = page.dataLayer;
  if (!Array.isArray(layer)) return () => {};
  const { push } = layer;
  let watching = true;
  layer.push = function pairwellPush(...entries) {
    const length = push.apply(this, entries);
    if (watching) changed();
    return length;
  };
  return () => {
    watching = false;
  };
}
