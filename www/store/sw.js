/**
 * Keeps the whole shop, suggestions included, working without its server; never mixes two versions of the site.
 * xtask puts this file into the site's root, so that it rules over store, package and model alike.
 */

const PREFIX = 'pairwell-store-';
const CACHE = PREFIX + (new URL(self.location.href).searchParams.get('v') ?? 'unversioned');

/** Names that carry their content's digest never change what they mean. */
const HASHED = /-[0-9a-f]{16}\.pw$/;

/** What says which files are current: asked for afresh as long as anybody answers. */
const MUTABLE = /\/(pairwell|precache)\.json$/;

/** How long a slow network may keep a mutable file, in milliseconds, when a stored one would do. */
const PATIENCE = 3000;

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const mine = event.request.method === 'GET' && url.href.startsWith(self.registration.scope);
  if (mine) event.respondWith(MUTABLE.test(url.pathname) ? fresh(event.request) : stored(event.request, url));
});

/** All files or none: a list that cannot be fetched completely leaves the old version in charge. */
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
 * Cache first: what was installed together is served together.
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
