/** Remembers which shelf of the page shows what, so that no two show the same item; the one that stands first goes first. */

/** @typedef {HTMLElement & {rerank: () => void}} Shelf */

/** @type {Map<Shelf, Set<string>>} */
const shown = new Map();

/** What shelves before this one show: not for it. @param {Shelf} shelf */
export function taken(shelf) {
  const before = [...shown].filter(([other]) => precedes(other, shelf) && isRendered(other));
  return before.flatMap(([, skus]) => [...skus]);
}

/**
 * Says what a shelf shows from now on; shelves behind it that show some of it choose again.
 * @param {Shelf} shelf
 * @param {string[]} skus none when it shows nothing, or is gone
 */
export function claim(shelf, skus) {
  shown.delete(shelf);
  if (skus.length === 0) return;
  for (const [other, theirs] of shown)
    if (precedes(shelf, other) && skus.some((sku) => theirs.has(sku))) other.rerank();
  shown.set(shelf, new Set(skus));
}

/**
 * @param {Node} one
 * @param {Node} other
 */
function precedes(one, other) {
  return one !== other && Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/** How many items the page's other shelves show. @param {Shelf} shelf */
export function shownElsewhere(shelf) {
  const others = [...shown].filter(([other]) => other !== shelf && isRendered(other));
  return others.reduce((sum, [, skus]) => sum + skus.size, 0);
}

/** A shelf in a closed drawer keeps nothing from the others. @param {Shelf} shelf */
function isRendered(shelf) {
  return shelf.getClientRects().length > 0;
}
