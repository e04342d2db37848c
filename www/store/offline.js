/** Registers the service worker that makes the shop work offline; the page does not wait for it. */

/** The version is in the worker's URL, so a new version of the site gets a new worker. */
async function register() {
  if (!('serviceWorker' in navigator)) return;
  const list = await fetch(new URL('./precache.json', import.meta.url), { cache: 'no-cache' });
  if (!list.ok) return;
  const { version } = await list.json();
  const worker = new URL(`../sw.js?v=${encodeURIComponent(version)}`, import.meta.url);
  await navigator.serviceWorker.register(worker, { scope: new URL('../', import.meta.url).pathname });
}

export function stayOpenOffline() {
  register().catch((cause) => console.warn(`store: no offline shop: ${cause.message}`));
}
