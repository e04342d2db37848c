/** Passes events of shelves to analytics.js, which it loads at the first one. */

/** @typedef {import('./analytics.js').Occurrence} Occurrence */

/** @type {typeof import('./analytics.js') | undefined} */
let analytics;

/**
 * @param {import('./analytics.js').Name} name
 * @param {Occurrence} occurrence
 */
export async function report(name, occurrence) {
  if (occurrence.element.getAttribute('analytics') === 'none') return;
  try {
    // Once loaded, events are not delayed: a click may leave the page.
    if (!analytics) {
      // Drawing the list comes first.
      await new Promise((drawn) => setTimeout(drawn));
      analytics = await import('./analytics.js');
    }
    analytics.report(name, occurrence);
  } catch (cause) {
    console.warn(`pairwell: analytics: ${cause}`);
  }
}

/** Call when consent has changed. */
export function reportWaiting() {
  analytics?.flush();
}

/**
 * @param {string[]} skus in the cart now
 * @param {Omit<Occurrence, 'list' | 'entries'>} where
 */
export async function reportCart(skus, where) {
  if (where.element.getAttribute('analytics') === 'none' || skus.length === 0) return;
  analytics ??= await import('./analytics.js').catch(() => undefined);
  analytics?.carry(skus, where);
}
