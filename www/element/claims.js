/** Remembers which shelf of the page shows what, so that no two show the same item; the one that stands first goes first. */

/** @typedef {HTMLElement & {rerank: () => void}} Shelf */

/** What each shows, and how many of it are suggestions. @type {Map<Shelf, {skus: Set<string>, count: number}>} */
const shown = new Map();

/** What lies over the page, as a cart's drawer: it may repeat what stands behind it. */
const LAYER = 'dialog, [role=dialog], [aria-modal=true], [popover]';

/** What shelves before this one show, on the page or in the drawer where it stands: not for it. @param {Shelf} shelf */
export function taken(shelf) {
  const before = [...shown].filter(
    ([other]) => layerOf(other) === layerOf(shelf) && precedes(other, shelf) && isRendered(other),
  );
  return before.flatMap(([, { skus }]) => [...skus]);
}

/**
 * Says what a shelf shows from now on; shelves behind it choose again where that concerns them.
 * @param {Shelf} shelf
 * @param {string[]} skus none when it shows nothing, or is gone
 * @param {number} [count] how many of them are suggestions, and not the page's own item
 */
export function claim(shelf, skus, count = skus.length) {
  const before = shown.get(shelf)?.count ?? 0;
  shown.delete(shelf);
  if (skus.length === 0) return;
  for (const [other, theirs] of shown)
    if (precedes(shelf, other) && (count !== before || skus.some((sku) => theirs.skus.has(sku)))) other.rerank();
  shown.set(shelf, { skus: new Set(skus), count });
}

/** How many suggestions the page's shelves before this one show. @param {Shelf} shelf */
export function shownBefore(shelf) {
  const before = [...shown].filter(([other]) => precedes(other, shelf) && isRendered(other));
  return before.reduce((sum, [, { count }]) => sum + count, 0);
}

/**
 * What lies over the page comes after it.
 * @param {Element} one
 * @param {Element} other
 */
function precedes(one, other) {
  const [mine, theirs] = [layerOf(one), layerOf(other)];
  if (mine !== theirs && !(mine && theirs)) return !mine;
  return one !== other && Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/** @param {Element} element */
function layerOf(element) {
  return element.closest(LAYER);
}

/** A shelf in a closed drawer keeps nothing from the others. @param {Shelf} shelf */
function isRendered(shelf) {
  return shelf.getClientRects().length > 0;
}
