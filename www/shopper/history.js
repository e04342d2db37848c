/**
 * Remembers on this device what its shopper bought and looked at, where the shop's page asks for it and the shopper agrees; never
 * leaves the device, never keeps more than SKUs, days and a digest of an order's number.
 *
 * An order seen again, as when its page is reloaded, is the same order: by its number where the page says one, else by its SKUs.
 * Where storage is full or forbidden, what is remembered lasts as long as the page.
 */
import { mayRemember } from './consent.js';
import { parseItems, skuOf } from '../engine/items.js';
import { placeOf } from '../element/placements.js';

/**
 * @typedef {import('./consent.js').Asked} Asked
 * @typedef {import('../engine/types.js').CartEntry} CartEntry
 * @typedef {{history: string[][], seen: string[]}} Taste orders and items looked at, both with the latest last
 * @typedef {{order?: readonly CartEntry[], id?: string | number, seen?: string}} News id: the order's number, if there is one
 * @typedef {{v: 1, orders: [day: number, mark: string, skus: string[]][], seen: [day: number, sku: string][]}} Kept
 */

const KEY = 'pairwell-taste';
const DAY = 86_400_000;
/** How many days they are remembered, and how many at most. */
const [ORDER_LASTS, SEEN_LASTS] = [365, 30];
const [ORDERS, SKUS, SEEN] = [20, 60, 40];

/** What is kept where the browser keeps nothing. @type {string | null} */
let held = null;
/** What was read last, as it was written. @type {string | null} */
let text = null;
/** @type {Kept} */
let known = blank();
/** The order and the item that this page has told of: drawing a shelf anew is no second visit. */
const told = { order: '', seen: '' };
/** News that nobody has agreed to yet. @type {Map<string, () => boolean>} */
const waiting = new Map();
/** Whom consent was asked of last. @type {Asked | undefined} */
let asked;

/** @returns {Kept} */
function blank() {
  return { v: 1, orders: [], seen: [] };
}

/**
 * What this device remembers. A shop that asks without an element answers for consent, but a refusal in Consent Mode is heeded,
 * and ends in forgetting.
 * @param {Asked} [where]
 * @returns {Taste}
 */
export function recall(where = {}) {
  const { orders, seen } = isWelcome(where) ? read() : blank();
  // The order that a page thanks for is what is ranked for there; what is remembered is what came before.
  const thanked = where.element && placeOf(where.element).basis === 'order' ? told.order : '';
  const before = orders.filter(([, mark]) => mark !== thanked);
  return { history: before.map(([, , skus]) => skus), seen: seen.map(([, sku]) => sku) };
}

/**
 * Remembers an order, or an item that was looked at, unless the shopper refused.
 * @param {News} news
 * @param {Asked} [where]
 * @returns {boolean} whether it is remembered now
 */
export function remember({ order = [], id, seen }, where = {}) {
  if (!isWelcome(where)) return false;
  const kept = read();
  const skus = [...new Set(order.map(skuOf))].filter(Boolean).slice(0, SKUS);
  if (skus.length > 0) noteOrder(kept, skus, markOf(skus, id));
  if (seen)
    kept.seen = [...kept.seen.filter(([, sku]) => sku !== seen), /** @type {[number, string]} */ ([today(), seen])];
  write(kept);
  return true;
}

/** Forgets everything, here and in the browser's storage. */
export function forget() {
  held = null;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Forbidden: then nothing is there.
  }
}

/**
 * What a shelf that is being drawn tells: the order that its page thanks for, or the item that its page is about.
 * @param {Asked & {element: HTMLElement}} where
 * @param {import('../cart/hub.js').Hub | undefined} hub
 * @param {readonly CartEntry[]} basis what the shelf is ranked for
 */
export function note(where, hub, basis) {
  const { element } = where;
  const { basis: kind, item } = placeOf(element);
  if (kind === 'order' && basis.length > 0) {
    const id = element.getAttribute('order-id') ?? hub?.orderNumber();
    once('order', markOf(basis.map(skuOf), id), { order: basis, id }, where);
  }
  const [written] = parseItems(element.getAttribute('items'));
  const seen = item
    ? written === undefined
      ? hub?.item(element.getAttribute('item-key'))
      : skuOf(written)
    : undefined;
  if (seen) once('seen', seen, { seen }, where);
}

/**
 * Once; what nobody has agreed to yet is tried again when the page is left.
 * @param {'order' | 'seen'} kind
 * @param {string} what
 * @param {News} news
 * @param {Asked & {element: HTMLElement}} where
 */
function once(kind, what, news, where) {
  if (what === told[kind]) return;
  const isTold = () => where.element.hasAttribute('remember') && remember(news, where);
  if (isTold()) told[kind] = what;
  else waiting.set(kind, isTold);
}

/** Whether the shopper agrees; a refusal ends in forgetting, at the latest when the page is left. @param {Asked} where */
function isWelcome(where) {
  if (!asked) globalThis.addEventListener?.('pagehide', leave);
  asked = where;
  const may = mayRemember(where);
  if (may === false) forget();
  return may === true;
}

function leave() {
  for (const isTold of waiting.values()) isTold();
  waiting.clear();
  isWelcome(asked ?? {});
}

/** @param {Kept} kept @param {string[]} skus @param {string} mark */
function noteOrder({ orders }, skus, mark) {
  const at = orders.findIndex((order) => order[1] === mark);
  if (at < 0) orders.push([today(), mark, skus]);
  else orders[at] = [orders[at][0], mark, skus];
}

/** What an order is known by. @param {string[]} skus @param {string | number} [id] */
function markOf(skus, id) {
  const text = id === undefined || id === '' ? [...new Set(skus)].sort().join('\n') : `#${id}`;
  let hash = 0;
  for (const letter of text) hash = (Math.imul(hash, 31) + /** @type {number} */ (letter.codePointAt(0))) | 0;
  return `${text.length}.${(hash >>> 0).toString(36)}`;
}

/** What is kept, without what is too old. Other tabs write too, so it is looked up each time. */
function read() {
  const now = stored();
  if (now !== text) known = parse(now);
  text = now;
  // A day to come was written under a wrong clock.
  const fresh =
    (/** @type {number} */ lasts) =>
    (/** @type {[number, ...any]} */ [day]) =>
      Math.abs(today() - day) < lasts;
  const kept = {
    ...known,
    orders: known.orders.filter(fresh(ORDER_LASTS)),
    seen: known.seen.filter(fresh(SEEN_LASTS)),
  };
  if (kept.orders.length < known.orders.length || kept.seen.length < known.seen.length) write(kept);
  return kept;
}

function stored() {
  try {
    return held ?? localStorage.getItem(KEY);
  } catch {
    return held;
  }
}

/** Whatever stands there, never fails: what is not ours, or spoiled, is nothing. @param {string | null} json @returns {Kept} */
function parse(json) {
  try {
    const { v, orders, seen } = JSON.parse(json ?? '{}');
    if (v !== 1) return blank();
    const isText = (/** @type {unknown} */ it) => typeof it === 'string';
    const isOrder = (/** @type {any} */ it) => it[0] >= 0 && isText(it[1]) && it[2].every(isText);
    return {
      v,
      orders: orders.filter(isOrder),
      seen: seen.filter((/** @type {any} */ it) => it[0] >= 0 && isText(it[1])),
    };
  } catch {
    return blank();
  }
}

/** @param {Kept} kept */
function write(kept) {
  const json = JSON.stringify({ ...kept, orders: kept.orders.slice(-ORDERS), seen: kept.seen.slice(-SEEN) });
  try {
    localStorage.setItem(KEY, json);
    held = null;
  } catch {
    held = json;
  }
}

function today() {
  return Math.floor(Date.now() / DAY);
}
