/** Passes what happened on shelves on to the shop's analytics, which is fetched when there is something to tell; never decides what is told. */

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
    // No waiting once it is there: a click leads away from the page.
    if (!analytics) {
      // The list is drawn first.
      await new Promise((drawn) => setTimeout(drawn));
      analytics = await import('./analytics.js');
    }
    analytics.report(name, occurrence);
  } catch (cause) {
    console.warn(`pairwell: analytics: ${cause}`);
  }
}

/** Consent was given or taken back. */
export function reportWaiting() {
  analytics?.flush();
}

/**
 * @param {string[]} skus what is in the cart now
 * @param {Omit<Occurrence, 'list' | 'entries'>} where
 */
export async function reportCart(skus, where) {
  if (where.element.getAttribute('analytics') === 'none' || skus.length === 0) return;
  analytics ??= await import('./analytics.js').catch(() => undefined);
  analytics?.carry(skus, where);
}
