/** Tells when an element comes near the window and when it is seen in it; never what to do then. */

/** How far outside the window is near. */
const NEAR = '400px';

/** The part that must be in the window for it to count as seen. */
const SEEN = 0.5;

/**
 * @param {Element} element
 * @param {() => void} near is called every time it comes near
 * @param {(seen: boolean) => void} look is called when it comes, goes, or is seen enough
 * @returns {() => void} ends it
 */
export function watchSight(element, near, look) {
  const approach = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) near();
    },
    { rootMargin: NEAR },
  );
  const sight = new IntersectionObserver((entries) => look(entries[entries.length - 1].intersectionRatio >= SEEN), {
    threshold: [0, SEEN],
  });
  for (const observer of [approach, sight]) observer.observe(element);
  return () => [approach, sight].forEach((observer) => observer.disconnect());
}
