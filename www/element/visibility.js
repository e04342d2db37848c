/** Watches whether an element is near the window, and whether it is visible in it. */

/** The distance from the window that counts as near. */
const NEAR = '400px';

/** The share of the element that must be in the window for it to count as visible. */
const VISIBLE = 0.5;

/**
 * @param {Element} element
 * @param {() => void} near is called each time it comes near
 * @param {(isVisible: boolean) => void} change is called when its visible share changes
 * @returns {() => void} stops watching
 */
export function watchVisibility(element, near, change) {
  const approach = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) near();
    },
    { rootMargin: NEAR },
  );
  const visibility = new IntersectionObserver(
    (entries) => change(entries[entries.length - 1].intersectionRatio >= VISIBLE),
    { threshold: [0, VISIBLE] },
  );
  for (const observer of [approach, visibility]) observer.observe(element);
  return () => [approach, visibility].forEach((observer) => observer.disconnect());
}
