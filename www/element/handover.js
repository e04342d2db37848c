/** Keeps what a shelf must not forget when the shop destroys its element and builds it again; never beyond the page. */

/** @typedef {import('../engine/types.js').CartEntry} CartEntry */
/** @typedef {import('./card.js').AddState} AddState */
/** @typedef {import('./frame.js').Focus} Focus */

/**
 * @typedef {{cart?: readonly CartEntry[], viewed: string, adds: Map<string, AddState>, unchecked: Set<string>, focus?: Focus,
 *   holder: T | undefined, left: number}} Memory viewed: the list that the page was told of; adds: those that are not done;
 *   unchecked: what the shopper left out of a bundle; focus: where the keyboard was; holder: the element that shows it now
 * @template T
 */

/** What comes back later than this, in milliseconds, is a new shelf: a drawer opened again, a page visited again. */
const LASTS = 10_000;

/** The keyboard's place is the shopper's only as long as a page takes to be rebuilt, in milliseconds. */
const FOCUS_LASTS = 2000;

/** @type {Map<string, Memory<any>>} */
const memories = new Map();

/**
 * What the element before this one knew, if it has just gone; else nothing yet.
 * @template T
 * @param {string} key equal for an element and its successor
 * @param {T} holder
 * @returns {Memory<T>}
 */
export function recall(key, holder) {
  const known = memories.get(key);
  const away = known && !known.holder ? performance.now() - known.left : Infinity;
  /** @type {Memory<T>} */
  const memory = known && away < LASTS ? known : { viewed: '', adds: new Map(), unchecked: new Set(), holder, left: 0 };
  if (away > FOCUS_LASTS) memory.focus = undefined;
  memory.holder = holder;
  memories.set(key, memory);
  return memory;
}

/** @template T @param {Memory<T>} memory */
export function leave(memory) {
  memory.holder = undefined;
  memory.left = performance.now();
}
