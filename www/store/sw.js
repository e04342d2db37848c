/**
 * The service worker: the whole shop, with its suggestions, works without its server; two versions of the site are never mixed.
 * xtask puts this file into the site's root, so that its scope covers store, package and model.
 */

const PREFIX = 'pairwell-store-';
const CACHE = PREFIX + (new URL(self.location.href).searchParams.get('v') ?? 'unversioned');

/** Files with a digest, or a shard's address, in their name never change. */
const HASHED = /-([0-9a-f]{16}|[a-z2-7]{8}-\d+)\.pw$/;

/** The files that name the current files: requested again as long as the server answers. */
const MUTABLE = /\/(pairwell|precache)\.json$/;

/** The timeout of a mutable file, in milliseconds, if a stored one exists. */
const PATIENCE = 3000;

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const mine = event.request.method === 'GET' && url.href.startsWith(self.registration.scope);
  if (mine) event.respondWith(MUTABLE.test(url.pathname) ? fresh(event.request) : stored(event.request, url));
});

/** Installs all files or none: if one cannot be fetched, the old version stays. */
async function install() {
  const list = await (await fetch(new URL('./store/precache.json', self.location.href), { cache: 'no-cache' })).json();
  const cache = await caches.open(CACHE);
  await cache.addAll(list.files.map((file) => new Request(new URL(file, self.location.href), { cache: 'no-cache' })));
  await cache.add(new URL('./store/precache.json', self.location.href).href);
  await self.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** Network first. @param {Request} request */
async function fresh(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (cause) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw cause;
  }
}

/**
 * Cache first: files that were installed together are served together.
 * @param {Request} request
 * @param {URL} url
 */
async function stored(request, url) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(url.pathname.endsWith('/') ? `${url.origin}${url.pathname}index.html` : request, {
    ignoreSearch: true,
  });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && HASHED.test(url.pathname)) await cache.put(request, response.clone());
  return response;
}
