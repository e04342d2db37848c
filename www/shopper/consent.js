/** Reads whether a shopper has agreed to be recognized: from the element, the platform's banner, or Google's Consent Mode. */

const page = /** @type {any} */ (globalThis);

/**
 * @typedef {object} ConsentSource
 * @property {HTMLElement} [element] with its `consent` attribute
 * @property {() => boolean | undefined} [consent] the answer to the platform's own banner
 */

/**
 * Whether analytics events may be sent and views counted. The element's attribute comes first, then the platform's banner, then Google's
 * Consent Mode. Where none of them has an answer, it is allowed, unless the attribute is `required`.
 * @param {ConsentSource} source
 */
export function isAllowed({ element, consent }) {
  const said = element?.getAttribute('consent');
  if (said === 'granted' || said === 'denied') return said === 'granted';
  return consent?.() ?? consentMode('analytics_storage')[0] ?? said !== 'required';
}

/**
 * Consent Mode's state for a kind of storage, if it has one, and whether that is an answer and not only the default.
 * @param {string} kind
 * @returns {[granted?: boolean, isAnswer?: boolean]}
 */
export function consentMode(kind) {
  const known = page.google_tag_data?.ics?.entries?.[kind];
  const state = known?.update ?? known?.default;
  if (typeof state === 'boolean') return [state, known.update !== undefined];
  const entries = /** @type {any[]} */ (Array.isArray(page.dataLayer) ? page.dataLayer : []);
  const last = entries.filter((entry) => entry?.[0] === 'consent' && entry[2]?.[kind]).pop();
  return last ? [last[2][kind] === 'granted', last[1] === 'update'] : [];
}
