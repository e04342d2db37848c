/** Registers the service worker that keeps the shop open without its server; never waits for it, never fails the page. */

/** One worker per version of the site: the version is in its address, so a new site brings a new worker. */
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
