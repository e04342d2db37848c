/** Says whether a shopper has agreed to be remembered: by the element, the platform's banner, or Google's Consent Mode; never asks anybody. */

const page = /** @type {any} */ (globalThis);

/** @typedef {{element?: HTMLElement, consent?: () => boolean | undefined}} Asked consent: what the platform's own banner was told */

/**
 * What the element says, then the platform's banner, then Google's Consent Mode; where nobody asks, nobody minds.
 * @param {Asked} where
 */
export function isAllowed({ element, consent }) {
  const said = element?.getAttribute('consent');
  if (said === 'granted' || said === 'denied') return said === 'granted';
  return consent?.() ?? consentMode('analytics_storage')[0] ?? said !== 'required';
}

/**
 * Whether a device may remember its shopper: yes; no, they said so; undefined while nobody has answered. Consent Mode's
 * default is no answer: banners say "denied" by it on every page until they know better.
 * @param {Asked} where
 */
export function mayRemember({ element, consent }) {
  const said = element?.getAttribute('consent');
  if (said === 'granted' || said === 'denied') return said === 'granted';
  const told = consent?.();
  if (told !== undefined) return told;
  const modes = ['analytics_storage', 'personalization_storage'].map(consentMode);
  if (modes.some(([granted, answered]) => granted === false && answered)) return false;
  const granted = modes.flatMap(([state]) => state ?? []);
  return granted.includes(false) || (granted.length === 0 && said === 'required') ? undefined : true;
}

/**
 * The last that Consent Mode was told of a kind of storage, if it was, and whether that was more than its default.
 * @param {string} kind
 * @returns {[granted?: boolean, answered?: boolean]}
 */
function consentMode(kind) {
  const known = page.google_tag_data?.ics?.entries?.[kind];
  const state = known?.update ?? known?.default;
  if (typeof state === 'boolean') return [state, known.update !== undefined];
  const entries = /** @type {any[]} */ (Array.isArray(page.dataLayer) ? page.dataLayer : []);
  const told = entries.filter((entry) => entry?.[0] === 'consent' && entry[2]?.[kind]).pop();
  return told ? [told[2][kind] === 'granted', told[1] === 'update'] : [];
}
