/**
 * Keeps shelves from being pushy: counts on this device what was shown without a click, and how much in this session; never leaves it.
 *
 * What is kept is a SKU, how often it was seen, and the day; it is forgotten after 30 days. Without consent, or where a
 * browser keeps nothing, it lasts as long as the page.
 */
import { isAllowed } from './consent.js';
import { shownBefore } from '../element/claims.js';

/** @typedef {import('../engine/types.js').Pick} Pick */
/** @typedef {{restAfter: number, perPage: number, perSession: number}} Policy 0 is no limit */
/** @typedef {{element: HTMLElement, consent?: () => boolean | undefined}} Where */

const KEY = 'pairwell-shown';
const DAY = 86_400_000;
const LASTS = 30;
/** The most items that are remembered: the oldest go first. */
const MOST = 300;

/** How often each was seen without a click, and on which day last. @type {Record<string, [times: number, day: number]>} */
let seen = {};
/** What was seen in this session. @type {string[]} */
let session = [];
let isRead = false;

/**
 * How often items were shown without a click, but for those that the shopper is looking at: nothing rests under their eyes.
 * @param {Where} where
 * @param {readonly string[]} now
 */
export function timesShown(where, now) {
  read(where);
  return Object.fromEntries(
    Object.entries(seen).flatMap(([sku, [times]]) => (now.includes(sku) ? [] : [[sku, times]])),
  );
}

/**
 * How many picks may stand here, by the page's shelves before.
 * @param {any} shelf
 * @param {Policy | undefined} policy
 */
export function roomFor(shelf, policy) {
  return policy?.perPage ? Math.max(policy.perPage - shownBefore(shelf), 0) : Infinity;
}

/**
 * Picks within what a session may see; what it has seen already costs nothing more.
 * @param {Where} where
 * @param {Pick[]} picks
 * @param {Policy | undefined} policy
 */
export function withinSession(where, picks, policy) {
  if (!policy?.perSession) return picks;
  read(where);
  let room = policy.perSession - session.length;
  return picks.filter(({ sku }) => session.includes(sku) || room-- > 0);
}

/** A list was seen. @param {Where} where @param {readonly string[]} skus */
export function noteSeen(where, skus) {
  read(where);
  for (const sku of skus) {
    const [times = 0] = seen[sku] ?? [];
    // Put behind what was seen before it.
    delete seen[sku];
    seen[sku] = [times + 1, today()];
  }
  session = [...new Set([...session, ...skus])];
  write(where);
}

/** An item was clicked or added: it is welcome. @param {Where} where @param {string} sku */
export function noteClick(where, sku) {
  read(where);
  delete seen[sku];
  write(where);
}

/** @param {Where} where */
function read(where) {
  if (isRead || !isAllowed(where)) return;
  isRead = true;
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const fresh = Object.entries(kept).filter(([, entry]) => today() - /** @type {any} */ (entry)?.[1] < LASTS);
    seen = { .../** @type {typeof seen} */ (Object.fromEntries(fresh)), ...seen };
    session = [...new Set([...JSON.parse(sessionStorage.getItem(KEY) ?? '[]'), ...session])];
  } catch {
    // Forbidden or spoiled: it lasts as long as the page.
  }
}

/** @param {Where} where */
function write(where) {
  seen = Object.fromEntries(Object.entries(seen).slice(-MOST));
  try {
    if (!isAllowed(where)) return;
    localStorage.setItem(KEY, JSON.stringify(seen));
    sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // Full or forbidden: it lasts as long as the page.
  }
}

function today() {
  return Math.floor(Date.now() / DAY);
}
