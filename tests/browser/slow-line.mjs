/** Makes a test's server a good static host, and its line slow; counts round trips by holding answers back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

/** Slow 4G: 1.6 Mbit/s, 150 ms a round trip. */
const LATENCY = 150;
const BYTES_PER_SECOND = 200_000;

/** What a good static host sends, as docs/performance.md recommends. @type {[RegExp, string][]} */
const CACHING = [
  [/-[0-9a-f]{16}\.pw$/, 'max-age=31536000, immutable'],
  [/pairwell\.json$/, 'max-age=60, stale-while-revalidate=604800'],
  [/\.(js|wasm|svg|css)$/, 'max-age=86400'],
  [/./, 'no-cache'],
];

const SCRIPT = '<script type="module" src="../pkg/define.js"></script>';

/** @param {string} href @param {string} rest */
const link = (href, rest) =>
  `<link rel="${rest.startsWith('as') ? 'preload' : 'modulepreload'}" href="${href}"${rest && ` ${rest}`}>`;

/** What `pairwell tags` prints for a model directory; tags.test.mjs compares. @param {string} root of the site */
export function printedTags(root) {
  const { model, rules, catalog } = JSON.parse(readFileSync(join(root, 'model/pairwell.json'), 'utf8'));
  const named = ['pairwell.json', '../pkg/pairwell_wasm_bg.wasm', ...[model, rules, catalog].map(({ file }) => file)];
  const fetched = named.map((name) => link(name.startsWith('.') ? name : `../model/${name}`, 'as="fetch" crossorigin'));
  return [SCRIPT, link('../pkg/core.js', ''), ...fetched, link('../pkg/rules.js', '')]
    .map((tag) => `${tag}\n`)
    .join('');
}

/** A product's page. @param {string} head */
const body = (head) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>
${head}<style>pairwell-shelf:not([state=empty], [state=error]) { display: block; min-height: 28.5rem }</style>
<body><h1>A kettle</h1><pairwell-shelf model="../model/" limit="4"></pairwell-shelf><p id="below">Below</p>`;

/** Pages with one shelf: with its script alone, and with the tags that `pairwell tags` prints. */
export const PLAIN = '/store/plain.html';
export const PRELOADED = '/store/preload.html';
/** A page of the demo storefront, with shelf and bundle. */
export const STOREFRONT = '/store/product.html?sku=KF-1001';

/** A host compresses a file once. @type {Map<string, Buffer>} */
const compressed = new Map();

/** Lets a server answer as a good host does, and gives it the pages above. @param {import('./site.mjs').Site} site */
export function hostWell(site) {
  // What ends in nothing in particular: every answer.
  site.spoiled.set('', (answer, path) => {
    answer.headers['cache-control'] = CACHING.find(([name]) => name.test(path))?.[1] ?? '';
    if (answer.status !== 200 || path.endsWith('.pw')) return;
    answer.headers['content-encoding'] = 'br';
    const content = answer.body.toString('latin1');
    if (!compressed.has(content)) compressed.set(content, brotliCompressSync(answer.body));
    answer.body = /** @type {Buffer} */ (compressed.get(content));
  });
  site.pages.set(PLAIN, body(SCRIPT));
  site.pages.set(PRELOADED, body(printedTags(site.root)));
}

/** @param {any} devtools of the page */
export async function slowDown(devtools) {
  await devtools.send('Network.enable');
  const conditions = {
    offline: false,
    latency: LATENCY,
    downloadThroughput: BYTES_PER_SECOND,
    uploadThroughput: 94_000,
  };
  await devtools.send('Network.emulateNetworkConditions', conditions);
}

/** Nothing is in the browser's cache, and everything in the host's. @param {any} page @param {any} devtools */
export async function startAfresh(page, devtools) {
  await page.goto('about:blank');
  await devtools.send('Network.clearBrowserCache');
}

/** Runs in the page first: notes when the first suggestions stand, and how often a script let the page breathe before. */
export function watch() {
  const later = window.setTimeout;
  window.breaths = 0;
  window.setTimeout = /** @type {any} */ (
    (/** @type {any} */ work, /** @type {number} */ after = 0, /** @type {any[]} */ ...rest) => {
      if (!window.readyAt && after === 0) window.breaths++;
      return later(work, after, ...rest);
    }
  );
  new MutationObserver((records) => {
    const ready = records.some(({ target }) => /** @type {Element} */ (target).getAttribute('state') === 'ready');
    if (!ready || window.readyAt) return;
    window.readyAt = performance.now();
    // Heard without asking the page, which would be a task too.
    console.log('ready');
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['state'] });
}

/** The files that a page asked for before its first suggestion, and when it stood. @param {any} page */
export function loaded(page) {
  return page.evaluate(() => {
    const [{ domInteractive }] = /** @type {any[]} */ (performance.getEntriesByType('navigation'));
    const files = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType('resource'))
      .filter(({ name, startTime }) => /\/(pkg|model)\//.test(name) && startTime < window.readyAt)
      .map((it) => ({ name: it.name, bytes: it.transferSize }));
    return { took: window.readyAt - domInteractive, files };
  });
}

/**
 * Holds every answer of a wave back until all of the wave has been asked for. So a page gets ready only if its files need no more
 * round trips, one after the other, than there are waves; how long anything takes does not matter.
 */
export class Waves {
  /** Files of no wave. @type {string[]} */
  strangers = [];
  /** How often each file was asked for. @type {Map<string, number>} */
  asked = new Map();
  #waves;

  /** @param {RegExp[][]} waves how the files of each wave end */
  constructor(waves) {
    this.#waves = waves.map((names) => {
      let open = () => {};
      const opened = new Promise((resolve) => (open = () => resolve(undefined)));
      return { missing: new Set(names), names, open, opened };
    });
  }

  /** What still is to be asked for. */
  get missing() {
    return this.#waves.flatMap(({ missing }) => [...missing].map(String));
  }

  /** Answers when the file may be sent. @param {string} path */
  async gate(path) {
    this.asked.set(path, (this.asked.get(path) ?? 0) + 1);
    const wave = this.#waves.find(({ names }) => names.some((name) => name.test(path)));
    if (!wave) return void this.strangers.push(path);
    for (const name of wave.names) if (name.test(path)) wave.missing.delete(name);
    if (wave.missing.size === 0) wave.open();
    await wave.opened;
  }
}
