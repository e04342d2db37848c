/** Watches whether an element is near the window, and whether it is visible in it. */

/** The distance from the window that counts as near. */
export const NEAR = '400px';

/** The share of the element that must be in the window for it to count as visible. */
const VISIBLE = 0.5;

/** An observer that has not reported after this many frames never will. */
const FRAMES = 5;

/**
 * @param {Element} element
 * @param {() => void} near is called each time it comes near
 * @param {(isVisible: boolean) => void} change is called when its visible share changes
 * @returns {() => void} stops watching
 */
export function watchVisibility(element, near, change) {
  let isWatched = false;
  const settle = () => {
    if (!isWatched) near();
  };
  if (!globalThis.IntersectionObserver) {
    setTimeout(settle);
    return () => (isWatched = true);
  }
  const approach = new IntersectionObserver(
    (entries) => {
      isWatched = true;
      if (entries.some((entry) => entry.isIntersecting)) near();
    },
    { rootMargin: NEAR },
  );
  const visibility = new IntersectionObserver(
    (entries) => change(entries[entries.length - 1].intersectionRatio >= VISIBLE),
    { threshold: [0, VISIBLE] },
  );
  for (const observer of [approach, visibility]) observer.observe(element);
  // A browser reports at the first frame. Test environments have observers that never do.
  afterFrames(FRAMES, settle);
  return () => {
    isWatched = true;
    for (const observer of [approach, visibility]) observer.disconnect();
  };
}

/** @param {number} count @param {() => void} act */
function afterFrames(count, act) {
  if (count) globalThis.requestAnimationFrame?.(() => afterFrames(count - 1, act));
  else setTimeout(act);
}
