/** Reports views, clicks and additions as GA4's recommended events, and as one DOM event for other tools; waits for consent. */
import { isAllowed } from './consent.js';

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {{pick: Pick, index: number}} Entry
 * @typedef {'view_item_list' | 'select_item' | 'add_to_cart'} Name
 * @typedef {{id: string, name: string}} List
 * @typedef {{element: HTMLElement, list: List, entries: Entry[], consent?: () => boolean | undefined}} Occurrence
 *   consent: the answer to the platform's own banner
 * @typedef {{item_id: string, item_name: string, index: number, item_list_id: string, item_list_name: string, price?: number,
 *   item_brand?: string, item_category?: string, quantity?: number}} AnalyticsItem
 * @typedef {{name: Name, item_list_id: string, item_list_name: string, items: AnalyticsItem[], currency?: string, value?: number,
 *   carried?: boolean}} AnalyticsDetail detail of `pairwell:analytics`; carried: clicked on a shelf, then added elsewhere
 */

const KEY = 'pairwell-selected';

/** GA4's limit of items in an event. */
const ITEMS = 200;

/** The most events that wait for consent. The oldest are dropped first. */
const WAITING = 50;

/** How long to wait for the shop's own add_to_cart event, in milliseconds. */
const GRACE = 1500;

const page = /** @type {any} */ (globalThis);

/** @type {{name: Name, occurrence: Occurrence, carried: boolean}[]} */
let waiting = [];

/** @typedef {AnalyticsItem & {currency?: string}} Clicked an item that was clicked */

/** By SKU, where the browser stores nothing. @type {Map<string, Clicked>} */
let clickedHere = new Map();

/**
 * @param {Name} name
 * @param {Occurrence} occurrence
 */
export function report(name, occurrence) {
  waiting.push({ name, occurrence, carried: false });
  waiting = waiting.slice(-WAITING);
  flush();
}

/** Sends the waiting events that have consent now. */
export function flush() {
  const ready = waiting.filter(({ occurrence }) => isAllowed(occurrence));
  waiting = waiting.filter((entry) => !ready.includes(entry));
  for (const { name, occurrence } of ready) send(name, occurrence, detailOf(name, occurrence));
}

/**
 * Finds items in the cart that were clicked on a shelf, on this page or the one before, and added by the shop's own button.
 * @param {readonly string[]} skus in the cart
 * @param {Omit<Occurrence, 'list' | 'entries'>} where
 */
export function carry(skus, where) {
  const clicked = isAllowed(where) ? stored() : new Map();
  for (const item of skus.flatMap((sku) => clicked.get(sku) ?? [])) {
    forget(item.item_id);
    const { item_list_id, item_list_name, currency, ...rest } = item;
    const list = { item_list_id, item_list_name };
    const added = { ...rest, ...list, quantity: 1 };
    const detail = {
      name: /** @type {const} */ ('add_to_cart'),
      ...list,
      items: [added],
      ...worth(item.price, currency),
      carried: true,
    };
    setTimeout(() => dispatch(where.element, detail, !isReportedByShop(item.item_id)), GRACE);
  }
}

/**
 * @param {Name} name
 * @param {Occurrence} occurrence
 * @param {AnalyticsDetail} detail
 */
function send(name, { element, entries }, detail) {
  const [{ sku, product }] = entries.map(({ pick }) => pick);
  if (name === 'select_item') keep(sku, { ...detail.items[0], currency: product?.currency });
  if (name === 'add_to_cart') forget(sku);
  dispatch(element, detail, true);
}

/**
 * @param {Name} name
 * @param {Occurrence} occurrence
 * @returns {AnalyticsDetail}
 */
function detailOf(name, { list, entries }) {
  const lists = { item_list_id: list.id, item_list_name: list.name };
  const items = entries.slice(0, ITEMS).map((entry) => ({ ...itemOf(entry), ...lists }));
  if (name !== 'add_to_cart') return { name, ...lists, items };
  const value = items.reduce((sum, item) => sum + (item.price ?? 0), 0);
  const added = items.map((item) => ({ ...item, quantity: 1 }));
  return { name, ...lists, items: added, ...worth(value, entries[0].pick.product?.currency) };
}

/** What GA4 takes together or not at all. @param {number | undefined} value @param {string} [currency] */
function worth(value, currency) {
  return currency ? { currency, value } : {};
}

/** @param {Entry} entry */
function itemOf({ pick: { sku, product }, index }) {
  const { title = sku, brand, category } = product ?? {};
  return {
    item_id: sku,
    item_name: title,
    index,
    ...(brand && { item_brand: brand }),
    ...(category && { item_category: category }),
    ...(product?.price !== undefined && { price: major(product.price, product.currency) }),
  };
}

/**
 * @param {number} price
 * @param {string} [currency]
 */
function major(price, currency = 'EUR') {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return price / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
  } catch {
    return price / 100;
  }
}

/**
 * @param {HTMLElement} element
 * @param {AnalyticsDetail} detail
 * @param {boolean} toGoogle
 */
function dispatch(element, detail, toGoogle) {
  const target = element.isConnected ? element : document;
  target.dispatchEvent(new CustomEvent('pairwell:analytics', { detail, bubbles: true, composed: true }));
  const { name, carried: _, ...parameters } = detail;
  const sink = toGoogle ? sinkOf(element.getAttribute('analytics')) : 'event';
  if (sink === 'gtag') page.gtag('event', name, parameters);
  if (sink !== 'datalayer') return;
  page.dataLayer.push({ ecommerce: null });
  page.dataLayer.push({ event: name, ecommerce: parameters });
}

/**
 * Where Tag Manager is in use, `gtag` often serves consent only, and events sent to it are lost.
 * @param {string | null} wanted `gtag`, `datalayer`, or `event` for the DOM event only; null for what the page has
 */
export function sinkOf(wanted) {
  const layer = Array.isArray(page.dataLayer) && 'datalayer';
  const gtag = typeof page.gtag === 'function' && 'gtag';
  if (wanted === 'event') return 'event';
  if (wanted === 'gtag' || wanted === 'datalayer') return wanted === 'gtag' ? gtag : layer;
  const managed = Object.keys(page.google_tag_manager ?? {}).some((name) => name.startsWith('GTM-'));
  return managed ? layer : gtag || layer;
}

/** Whether the shop has reported this addition. @param {string} sku */
function isReportedByShop(sku) {
  const entries = /** @type {any[]} */ (Array.isArray(page.dataLayer) ? page.dataLayer : []);
  return entries.some((entry) => {
    const [name, ecommerce] = entry?.[0] === 'event' ? [entry[1], entry[2]] : [entry?.event, entry?.ecommerce];
    return (
      name === 'add_to_cart' && ecommerce?.items?.some?.((/** @type {any} */ item) => String(item?.item_id) === sku)
    );
  });
}

/** What was clicked, here and on the page before. Entries that this file did not write are dropped. @returns {Map<string, Clicked>} */
function stored() {
  try {
    const kept = Object.entries(JSON.parse(sessionStorage.getItem(KEY) ?? '{}') ?? {});
    return new Map([...clickedHere, .../** @type {[string, Clicked][]} */ (kept.filter(isClicked))]);
  } catch {
    return clickedHere;
  }
}

/** @param {[string, any]} entry */
function isClicked([sku, item]) {
  const { item_id, item_list_id, item_list_name, price = 0 } = item ?? {};
  const words = [item_id, item_list_id, item_list_name];
  return item_id === sku && words.every((word) => typeof word === 'string') && typeof price === 'number';
}

/** @param {string} sku @param {Clicked} item */
function keep(sku, item) {
  store(stored().set(sku, item));
}

/** @param {string} sku */
function forget(sku) {
  const kept = stored();
  if (kept.delete(sku)) store(kept);
}

/** Keeps the latest 20: an older click is not the cause of a purchase. @param {Map<string, Clicked>} items */
function store(items) {
  clickedHere = new Map([...items].slice(-20));
  try {
    sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(clickedHere)));
  } catch {
    // Storage is full or forbidden: they last as long as the page.
  }
}
