/**
 * Keeps the shopper's history on this device, purchases and viewed items, where the shop's page asks for it and the shopper agrees.
 *
 * Only SKUs, days and a hash of an order's number are stored, and nothing leaves the device. An order that is seen again, for example when
 * its page is reloaded, is the same order: by its number where the page has one, else by its SKUs. Where storage is full or forbidden,
 * the history lasts as long as the page.
 */
import { parseItems, skuOf } from '../engine/items.js';
import { placeOf } from '../element/placements.js';
import { consentMode } from './consent.js';

/**
 * @typedef {import('./consent.js').ConsentSource} ConsentSource
 * @typedef {import('../engine/types.js').CartEntry} CartEntry
 *
 * @typedef {object} History
 * @property {string[][]} history past orders, the latest last
 * @property {string[]} seen viewed items, the latest last
 *
 * @typedef {History} Taste the old name of History
 *
 * @typedef {object} Visit
 * @property {readonly CartEntry[]} [order]
 * @property {string | number} [id] the order's number, if there is one
 * @property {string} [seen] a viewed item
 *
 * @typedef {{v: 1, orders: [day: number, mark: string, skus: string[]][], seen: [day: number, sku: string][]}} Stored
 */

const KEY = 'pairwell-taste';
const DAY = 86_400_000;
/** For how many days orders and views are kept, and how many of them at most. */
const [ORDER_DAYS, SEEN_DAYS] = [365, 30];
const [ORDERS, SKUS, SEEN] = [20, 60, 40];

/** The history, where the browser stores nothing. @type {string | null} */
let unstored = null;
/** The text that was parsed last, and its content. @type {string | null} */
let text = null;
/** @type {Stored} */
let parsed = empty();
/** The order and the item that this page has recorded: drawing a shelf again is not a second visit. */
const recorded = { order: '', seen: '' };
/** Visits that await consent. @type {Map<string, () => boolean>} */
const waiting = new Map();
/** The last source that was asked for consent. @type {ConsentSource | undefined} */
let lastSource;

/** @returns {Stored} */
function empty() {
  return { v: 1, orders: [], seen: [] };
}

/**
 * The history on this device. A shop that calls this without an element is responsible for consent; a refusal in Consent Mode still counts,
 * and deletes the history.
 * @param {ConsentSource} [source]
 * @returns {History}
 */
export function recall(source = {}) {
  const { orders, seen } = isAgreed(source) ? read() : empty();
  // A page that thanks for an order ranks for that order; its history is what came before.
  const thanked = source.element && placeOf(source.element).basis === 'order' ? recorded.order : '';
  const before = orders.filter(([, mark]) => mark !== thanked);
  return { history: before.map(([, , skus]) => skus), seen: seen.map(([, sku]) => sku) };
}

/**
 * Stores an order, or a viewed item, unless the shopper refused.
 * @param {Visit} visit
 * @param {ConsentSource} [source]
 * @returns {boolean} whether it is stored now
 */
export function remember({ order = [], id, seen }, source = {}) {
  if (!isAgreed(source)) return false;
  const stored = read();
  const skus = [...new Set(order.map(skuOf))].filter(Boolean).slice(0, SKUS);
  if (skus.length > 0) addOrder(stored, skus, markOf(skus, id));
  if (seen) {
    stored.seen = [...stored.seen.filter(([, sku]) => sku !== seen), /** @type {[number, string]} */ ([today(), seen])];
  }
  write(stored);
  return true;
}

/** Deletes everything, here and in the browser's storage. */
export function forget() {
  unstored = null;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Storage is forbidden, so it is empty.
  }
}

/**
 * Records what a shelf knows when it is drawn: the order that its page thanks for, or the item that its page is about.
 * @param {ConsentSource & {element: HTMLElement}} source
 * @param {import('../cart/hub.js').Hub | undefined} hub
 * @param {readonly CartEntry[]} basis the items that the shelf ranks for
 */
export function note(source, hub, basis) {
  const { element } = source;
  const { basis: kind, item } = placeOf(element);
  if (kind === 'order' && basis.length > 0) {
    const id = element.getAttribute('order-id') ?? hub?.orderNumber();
    once('order', markOf(basis.map(skuOf), id), { order: basis, id }, source);
  }
  const [written] = parseItems(element.getAttribute('items'));
  const seen = item
    ? written === undefined
      ? hub?.item(element.getAttribute('item-key'))
      : skuOf(written)
    : undefined;
  if (seen) once('seen', seen, { seen }, source);
}

/**
 * Records a visit once. A visit that awaits consent is tried again when the page is left.
 * @param {'order' | 'seen'} kind
 * @param {string} mark
 * @param {Visit} visit
 * @param {ConsentSource & {element: HTMLElement}} source
 */
function once(kind, mark, visit, source) {
  if (mark === recorded[kind]) return;
  const record = () => source.element.hasAttribute('remember') && remember(visit, source);
  if (record()) recorded[kind] = mark;
  else waiting.set(kind, record);
}

/** Whether the shopper agrees. A refusal deletes the history, at the latest when the page is left. @param {ConsentSource} source */
function isAgreed(source) {
  if (!lastSource) globalThis.addEventListener?.('pagehide', leave);
  lastSource = source;
  const may = mayRemember(source);
  if (may === false) forget();
  return may === true;
}

/**
 * Whether a device may keep a history: yes; no, the shopper refused; undefined while there is no answer. Consent Mode's default is not an
 * answer: banners set it to "denied" on every page until they know more.
 * @param {ConsentSource} source
 */
function mayRemember({ element, consent }) {
  const attribute = element?.getAttribute('consent');
  if (attribute === 'granted' || attribute === 'denied') return attribute === 'granted';
  const answer = consent?.();
  if (answer !== undefined) return answer;
  const modes = ['analytics_storage', 'personalization_storage'].map(consentMode);
  if (modes.some(([granted, isAnswer]) => granted === false && isAnswer)) return false;
  const granted = modes.flatMap(([state]) => state ?? []);
  return granted.includes(false) || (granted.length === 0 && attribute === 'required') ? undefined : true;
}

function leave() {
  for (const record of waiting.values()) record();
  waiting.clear();
  isAgreed(lastSource ?? {});
}

/** @param {Stored} stored @param {string[]} skus @param {string} mark */
function addOrder({ orders }, skus, mark) {
  const at = orders.findIndex((order) => order[1] === mark);
  if (at < 0) orders.push([today(), mark, skus]);
  else orders[at] = [orders[at][0], mark, skus];
}

/** Identifies an order. @param {string[]} skus @param {string | number} [id] */
function markOf(skus, id) {
  const text = id === undefined || id === '' ? [...new Set(skus)].sort().join('\n') : `#${id}`;
  let hash = 0;
  for (const letter of text) hash = (Math.imul(hash, 31) + /** @type {number} */ (letter.codePointAt(0))) | 0;
  return `${text.length}.${(hash >>> 0).toString(36)}`;
}

/** Reads the history and drops what is too old. Other tabs write too, so it is looked up each time. */
function read() {
  const now = load();
  if (now !== text) parsed = parse(now);
  text = now;
  // A day in the future was written under a wrong clock.
  const isFresh =
    (/** @type {number} */ days) =>
    (/** @type {[number, ...any]} */ [day]) =>
      Math.abs(today() - day) < days;
  const fresh = {
    ...parsed,
    orders: parsed.orders.filter(isFresh(ORDER_DAYS)),
    seen: parsed.seen.filter(isFresh(SEEN_DAYS)),
  };
  if (fresh.orders.length < parsed.orders.length || fresh.seen.length < parsed.seen.length) write(fresh);
  return fresh;
}

function load() {
  try {
    return unstored ?? localStorage.getItem(KEY);
  } catch {
    return unstored;
  }
}

/** Text that is damaged, or not ours, counts as empty; so does an entry. @param {string | null} json @returns {Stored} */
function parse(json) {
  try {
    const { v, orders, seen } = JSON.parse(json ?? '{}');
    if (v !== 1) return empty();
    const isText = (/** @type {unknown} */ it) => typeof it === 'string';
    const isEntry = (/** @type {any} */ it) => Array.isArray(it) && Number.isInteger(it[0]) && isText(it[1]);
    const isOrder = (/** @type {any} */ it) => isEntry(it) && Array.isArray(it[2]) && it[2].every(isText);
    return { v, orders: listOf(orders).filter(isOrder), seen: listOf(seen).filter(isEntry) };
  } catch {
    return empty();
  }
}

/** @param {any} value */
function listOf(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {Stored} stored */
function write(stored) {
  const json = JSON.stringify({ ...stored, orders: stored.orders.slice(-ORDERS), seen: stored.seen.slice(-SEEN) });
  try {
    localStorage.setItem(KEY, json);
    unstored = null;
  } catch {
    unstored = json;
  }
}

function today() {
  return Math.floor(Date.now() / DAY);
}
