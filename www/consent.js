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
  return consent?.() ?? consentMode('analytics_storage')?.granted ?? said !== 'required';
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
  const modes = ['analytics_storage', 'personalization_storage'].flatMap((kind) => consentMode(kind) ?? []);
  const denied = modes.filter(({ granted }) => !granted);
  if (denied.some(({ answered }) => answered)) return false;
  return (denied.length === 0 && (modes.length > 0 || said !== 'required')) || undefined;
}

/** The last that Consent Mode was told of a kind of storage. @param {string} kind */
function consentMode(kind) {
  const { update, default: before } = page.google_tag_data?.ics?.entries?.[kind] ?? {};
  const state = update ?? before;
  if (typeof state === 'boolean') return { granted: state, answered: update !== undefined };
  const entries = /** @type {any[]} */ (Array.isArray(page.dataLayer) ? page.dataLayer : []);
  const told = entries.filter((entry) => entry?.[0] === 'consent' && entry[2]?.[kind]);
  const last = told[told.length - 1];
  return last && { granted: last[2][kind] === 'granted', answered: last[1] === 'update' };
}
