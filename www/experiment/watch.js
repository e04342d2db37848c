/** Tells when a list has been seen: half of the place that its shelf reserved was in the window for a second, whether it is shown or not. */

/** How long, in milliseconds. */
const DWELL = 1000;

/**
 * Both arms are measured alike: by a mark of no height at the top of the shelf, and by the height that was reserved before anything was drawn.
 * @param {HTMLElement} element
 * @param {number} height
 * @param {() => void} seen
 * @returns {() => void} call it when the list has changed
 */
export function watch(element, height, seen) {
  const half = Math.round(Math.min(height, innerHeight) / 2);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let isVisible = false;
  const restart = () => {
    clearTimeout(timer);
    if (isVisible && !document.hidden) timer = setTimeout(seen, DWELL);
  };
  const mark = document.createElement('div');
  element.shadowRoot?.prepend(mark);
  const observer = new IntersectionObserver(
    (entries) => {
      isVisible = entries[entries.length - 1].isIntersecting;
      restart();
    },
    { rootMargin: `${half}px 0px -${half}px` },
  );
  observer.observe(mark);
  document.addEventListener('visibilitychange', restart);
  return restart;
}
