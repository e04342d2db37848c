/** Lets each shelf claim its items, so that no two shelves of a page show the same one. The first shelf on the page goes first. */

/** @typedef {HTMLElement & {rerank: () => void}} Shelf */

/** The items of each shelf, and how many of them are suggestions. @type {Map<Shelf, {skus: Set<string>, count: number}>} */
const claims = new Map();

/** A layer over the page, such as a cart drawer, may repeat items of the page behind it. */
const LAYER = 'dialog, [role=dialog], [aria-modal=true], [popover]';

/** The items of the shelves before this one, in the same layer. @param {Shelf} shelf */
export function claimedBefore(shelf) {
  return before(shelf).flatMap(([other, { skus }]) => (layerOf(other) === layerOf(shelf) ? [...skus] : []));
}

/** The claims of the shelves before this one that are rendered: one in a closed drawer does not count. @param {Shelf} shelf */
export function before(shelf) {
  return [...claims].filter(([other]) => precedes(other, shelf) && other.getClientRects().length > 0);
}

/**
 * Claims the items of a shelf. Later shelves rank again if they show one of these.
 * @param {Shelf} shelf
 * @param {string[]} skus empty when it shows nothing, or is removed
 * @param {number} [count] how many of them are suggestions, not the page's own item
 */
export function claim(shelf, skus, count = skus.length) {
  const counted = claims.get(shelf)?.count ?? 0;
  claims.delete(shelf);
  if (skus.length === 0) return;
  for (const [other, theirs] of claims)
    if (precedes(shelf, other) && (count !== counted || skus.some((sku) => theirs.skus.has(sku)))) other.rerank();
  claims.set(shelf, { skus: new Set(skus), count });
}

/**
 * A layer over the page comes after the page.
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
