/** Hands a shelf's state over to its successor, when the shop removes the element and builds it again on the same page. */

/** @typedef {import('../engine/types.js').CartEntry} CartEntry */
/** @typedef {import('./card.js').AddState} AddState */
/** @typedef {import('./frame.js').Focus} Focus */

/**
 * @template T
 * @typedef {object} Handover
 * @property {readonly CartEntry[]} [cart]
 * @property {string} viewed the list of the last view event
 * @property {Map<string, AddState>} adds additions that are not done
 * @property {Set<string>} unchecked items that the shopper left out of a bundle
 * @property {Focus} [focus] where the keyboard was
 * @property {T | undefined} holder the element that shows it now
 * @property {number} left when the last holder was removed
 */

/** An element that comes back later than this, in milliseconds, starts fresh: a drawer is opened again, a page is visited again. */
const LASTS = 10_000;

/** The keyboard's place is kept only while a page is rebuilt, in milliseconds. */
const FOCUS_LASTS = 2000;

/** @type {Map<string, Handover<any>>} */
const handovers = new Map();

/**
 * The state of the element before this one, if it was removed just now, else a fresh state.
 * @template T
 * @param {string} key equal for an element and its successor
 * @param {T} holder
 * @returns {Handover<T>}
 */
export function takeOver(key, holder) {
  const now = performance.now();
  for (const [old, { holder, left }] of handovers) if (!holder && now - left > LASTS) handovers.delete(old);
  const known = handovers.get(key);
  const before = known?.holder ? undefined : known;
  /** @type {Handover<T>} */
  const handover = before ?? { viewed: '', adds: new Map(), unchecked: new Set(), holder, left: 0 };
  if (now - handover.left > FOCUS_LASTS) handover.focus = undefined;
  handover.holder = holder;
  handovers.set(key, handover);
  return handover;
}

/** @template T @param {Handover<T>} handover */
export function handOver(handover) {
  handover.holder = undefined;
  handover.left = performance.now();
}
