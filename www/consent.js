/** Says whether a shopper has agreed to be remembered: by the element, the platform's banner, or Google's Consent Mode; never asks anybody. */

const page = /** @type {any} */ (globalThis);

/**
 * What the element says, then the platform's banner, then Google's Consent Mode; where nobody asks, nobody minds.
 * @param {{element: HTMLElement, consent?: () => boolean | undefined}} where consent: what the platform's own banner was told
 */
export function isAllowed({ element, consent }) {
  const said = element.getAttribute('consent');
  if (said === 'granted' || said === 'denied') return said === 'granted';
  return consent?.() ?? consentMode() ?? said !== 'required';
}

/** The last that Consent Mode was told of analytics. @returns {boolean | undefined} */
function consentMode() {
  const known = page.google_tag_data?.ics?.entries?.analytics_storage;
  const state = known?.update ?? known?.default;
  if (typeof state === 'boolean') return state;
  const entries = /** @type {any[]} */ (Array.isArray(page.dataLayer) ? page.dataLayer : []);
  const told = entries.filter((entry) => entry?.[0] === 'consent' && entry[2]?.analytics_storage);
  return told.length > 0 ? told[told.length - 1][2].analytics_storage === 'granted' : undefined;
}
