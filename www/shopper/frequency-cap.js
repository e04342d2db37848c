/**
 * Frequency caps: counts on this device how often items were shown without a click, and how many in this session; nothing leaves the device.
 *
 * Stored are SKUs, the number of views and the last day, for 30 days. Without consent, or where the browser stores nothing, the counts last
 * as long as the page.
 */
import { before } from '../element/claims.js';
import { isAllowed } from './consent.js';

/** @typedef {import('../engine/types.js').Pick} Pick */
/** @typedef {{restAfter: number, perPage: number, perSession: number}} Policy 0 is no limit */
/** @typedef {{element: HTMLElement, consent?: () => boolean | undefined}} Where */

const KEY = 'pairwell-shown';
const DAY = 86_400_000;
const LASTS = 30;
/** The most items that are stored. The oldest are dropped first. */
const MOST = 300;

/** For each SKU: views without a click, and the day of the last one. @typedef {[times: number, day: number]} Count */

/** @type {Map<string, Count>} */
let seen = new Map();
/** SKUs that were seen in this session. @type {Set<string>} */
let session = new Set();
let isRead = false;

/**
 * Views without a click, by SKU. Items that are shown now are left out, so that the cap does not remove them under the shopper's eyes.
 * @param {Where} where
 * @param {readonly string[]} now
 */
export function timesShown(where, now) {
  read(where);
  return Object.fromEntries([...seen].flatMap(([sku, [times]]) => (now.includes(sku) ? [] : [[sku, times]])));
}

/**
 * The number of picks that the page's cap leaves for this shelf.
 * @param {any} shelf
 * @param {Policy | undefined} policy
 */
export function roomFor(shelf, policy) {
  if (!policy?.perPage) return Infinity;
  const suggested = before(shelf).reduce((sum, [, { count }]) => sum + count, 0);
  return Math.max(policy.perPage - suggested, 0);
}

/**
 * The picks that the session's cap allows. Items that were seen already do not count again.
 * @param {Where} where
 * @param {Pick[]} picks
 * @param {Policy | undefined} policy
 */
export function withinSession(where, picks, policy) {
  if (!policy?.perSession) return picks;
  read(where);
  let room = policy.perSession - session.size;
  return picks.filter(({ sku }) => session.has(sku) || room-- > 0);
}

/** Counts a list that was seen. @param {Where} where @param {readonly string[]} skus */
export function noteSeen(where, skus) {
  read(where);
  for (const sku of skus) {
    const [times] = seen.get(sku) ?? [0];
    // Moves it to the end: it is the newest.
    seen.delete(sku);
    seen.set(sku, [times + 1, today()]);
    session.add(sku);
  }
  write(where);
}

/** Resets the count of an item that was clicked or added. @param {Where} where @param {string} sku */
export function noteClick(where, sku) {
  read(where);
  seen.delete(sku);
  write(where);
}

/** @param {Where} where */
function read(where) {
  if (isRead || !isAllowed(where)) return;
  isRead = true;
  const kept = Object.entries(parsed(() => localStorage)).filter(isFresh);
  seen = new Map([.../** @type {[string, Count][]} */ (kept), ...seen]);
  const earlier = [parsed(() => sessionStorage)].flat().filter((sku) => typeof sku === 'string');
  session = new Set([...earlier, ...session]);
}

/** What a storage holds; nothing where it is forbidden or damaged: the counts last as long as the page. @param {() => Storage} storage @returns {any} */
function parsed(storage) {
  try {
    return JSON.parse(storage().getItem(KEY) ?? '[]') ?? [];
  } catch {
    return [];
  }
}

/** Whether an entry is one that this file wrote, and not too old. A day to come was written under a wrong clock. @param {[string, any]} entry */
function isFresh([, entry]) {
  const [times, day] = Array.isArray(entry) ? entry : [];
  return times > 0 && Number.isInteger(times) && Number.isInteger(day) && Math.abs(today() - day) < LASTS;
}

/** @param {Where} where */
function write(where) {
  seen = new Map([...seen].slice(-MOST));
  try {
    if (!isAllowed(where)) return;
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(seen)));
    sessionStorage.setItem(KEY, JSON.stringify([...session]));
  } catch {
    // Storage is full or forbidden: the counts last as long as the page.
  }
}

function today() {
  return Math.floor(Date.now() / DAY);
}
