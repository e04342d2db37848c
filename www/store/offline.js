/** Registers the service worker that makes the shop work offline; the page does not wait for it. */

/** The version is in the worker's URL, so a new version of the site gets a new worker. */
async function register() {
  if (!('serviceWorker' in navigator)) return;
  const list = await fetch(new URL('./precache.json', import.meta.url), { cache: 'no-cache' });
  if (!list.ok) return;
  const { version } = await list.json();
  const worker = new URL(`../sw.js?v=${encodeURIComponent(version)}`, import.meta.url).href;
  await navigator.serviceWorker.register(trusted(worker), { scope: new URL('../', import.meta.url).pathname });
}

/** Where the page requires Trusted Types, a worker's address comes from a policy: this one knows that worker only. @param {string} worker @returns {any} */
function trusted(worker) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  const policy = trustedTypes?.createPolicy('pairwell-store', {
    createScriptURL: (/** @type {string} */ url) => (url === worker ? url : ''),
  });
  return policy?.createScriptURL(worker) ?? worker;
}

export function stayOpenOffline() {
  register().catch((cause) => console.warn(`store: no offline shop: ${cause.message}`));
}
