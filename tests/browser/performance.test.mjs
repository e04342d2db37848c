/** Measures what a shelf costs a page: round trips and bytes on a slow line, long tasks, moved content, memory; never fails on a slow machine. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, describe, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { launch, layoutShift, openPage, waitForState } from './browser.mjs';
import { Site } from './site.mjs';

/** Slow 4G: 1.6 Mbit/s, 150 ms a round trip. */
const LATENCY = 150;
const BYTES_PER_MS = 200;
/** A busy machine is slow; what takes this many times longer than the figure aimed at is slow by itself. */
const PATIENCE = 4;
/** How often the first suggestion is waited for, unless it comes in time before. */
const VISITS = 4;
/** All that may come before the first suggestion: so much, in the round trips below, keeps a quiet machine within the figures. With
 * 73 561 bytes, 3 516 of them the shop's rules, 877 and 585 ms were measured, of 900 and 600; each further thousand costs five. */
const MOST_BYTES = 75_000;
/** The processor of which the figure speaks is so many times slower than this one. */
const SLOWER = 4;
/** How often the longest task is looked for. */
const RUNS = 4;

/** What a good static host sends, as docs/performance.md recommends. @type {[RegExp, string][]} */
const CACHING = [
  [/-[0-9a-f]{16}\.pw$/, 'max-age=31536000, immutable'],
  [/pairwell\.json$/, 'max-age=60, stale-while-revalidate=604800'],
  [/\.(js|wasm|svg|css)$/, 'max-age=86400'],
  [/./, 'no-cache'],
];

const PRELOAD = `
<link rel="modulepreload" href="../pkg/core.js">
<link rel="preload" href="../pkg/pairwell_wasm_bg.wasm" as="fetch" crossorigin>
<link rel="preload" href="../model/pairwell.json" as="fetch" crossorigin>`;

const body = (head = '') => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>${head}
<script type="module" src="../pkg/define.js"></script>
<style>pairwell-shelf:not([state=empty], [state=error]) { display: block; min-height: 27rem }</style>
<body><h1>A kettle</h1><pairwell-shelf model="../model/" limit="4"></pairwell-shelf><p id="below">Below</p>`;

/** A host compresses a file once. @type {Map<string, Buffer>} */
const compressed = new Map();

let browser;
/** @type {Site} */
let site;
let page;
let devtools;

before(async () => {
  browser = await launch();
});
after(() => browser.close());
beforeEach(async () => {
  site = await Site.open();
  // What ends in nothing in particular: every answer.
  site.spoiled.set('', (answer, path) => {
    answer.headers['cache-control'] = CACHING.find(([name]) => name.test(path))?.[1] ?? '';
    if (answer.status !== 200 || path.endsWith('.pw')) return;
    answer.headers['content-encoding'] = 'br';
    const content = answer.body.toString('latin1');
    if (!compressed.has(content)) compressed.set(content, brotliCompressSync(answer.body));
    answer.body = compressed.get(content);
  });
  site.pages.set('/store/plain.html', body());
  site.pages.set('/store/preload.html', body(PRELOAD));
  page = await openPage(browser);
  await page.addInitScript(watch);
  devtools = await page.context().newCDPSession(page);
});
afterEach(async () => {
  await page.context().close();
  await site.close();
});

/** Runs in the page first: when the first suggestions stand. */
function watch() {
  new MutationObserver((records) => {
    const ready = records.some(({ target }) => target.getAttribute('state') === 'ready');
    if (!ready || window.readyAt) return;
    window.readyAt = performance.now();
    // Heard without asking the page, which would be a task too.
    console.log('ready');
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['state'] });
}

async function slowDown() {
  await devtools.send('Network.enable');
  const [download, upload] = [BYTES_PER_MS * 1000, 94_000];
  const conditions = { offline: false, latency: LATENCY, downloadThroughput: download, uploadThroughput: upload };
  await devtools.send('Network.emulateNetworkConditions', conditions);
}

/** Nothing is in the browser's cache, and everything in the host's. */
async function startAfresh() {
  await page.goto('about:blank');
  await devtools.send('Network.clearBrowserCache');
}

/**
 * Visits a page and answers what the network did for the suggestions.
 * @param {string} path
 */
async function visit(path) {
  await page.goto(site.url(path));
  await waitForState(page, 'ready');
  return page.evaluate(() => {
    const { domInteractive } = performance.getEntriesByType('navigation')[0];
    const files = performance
      .getEntriesByType('resource')
      .filter(({ name, startTime }) => /\/(pkg|model)\//.test(name) && startTime < window.readyAt)
      .map((it) => ({ name: it.name, start: it.startTime, end: it.responseEnd, bytes: it.transferSize }));
    return { took: window.readyAt - domInteractive, files: files.sort((a, b) => a.start - b.start) };
  });
}

/** The longest chain of files of which each was asked for only after the one before had come. */
function waves(files) {
  const depth = [];
  files.forEach(({ start }, at) => {
    const earlier = files.map((file, n) => (n < at && file.end <= start + 2 ? depth[n] : 0));
    depth[at] = 1 + Math.max(0, ...earlier);
  });
  return Math.max(0, ...depth);
}

describe('the first suggestion on slow 4G', () => {
  /** @type {[string, string, number, number][]} what, path, the most waves, the figure in ms */
  const CASES = [
    ['with an empty cache', '/store/plain.html', 4, 900],
    ['with the preload tags that the docs recommend', '/store/preload.html', 2, 600],
  ];
  for (const [name, path, most, figure] of CASES) {
    test(`${name}: ${most} round trips and few bytes, ${figure} ms`, async (context) => {
      await visit(path);
      await startAfresh();
      await slowDown();
      let [took, files] = [Infinity, []];
      // The least of some visits: what else this machine does makes a visit longer, never shorter.
      for (let visits = 0; visits < VISITS && took > figure; visits++) {
        if (visits > 0) await startAfresh();
        const visited = await visit(path);
        if (visited.took < took) ({ took, files } = visited);
      }
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      context.diagnostic(`${took.toFixed(0)} ms after the page was parsed (aim ${figure}), ${bytes} bytes`);
      for (const { name: url, start, end, bytes: sent } of files) {
        context.diagnostic(`  ${start.toFixed(0)}–${end.toFixed(0)} ms, ${sent} bytes: ${new URL(url).pathname}`);
      }
      assert.equal(new Set(files.map((file) => file.name)).size, files.length, 'nothing is fetched twice');
      assert.ok(waves(files) <= most, `${waves(files)} round trips`);
      assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
      assert.ok(took <= figure * PATIENCE, `${took} ms`);
    });
  }

  test('on the second visit: no round trip at all, 100 ms', async (context) => {
    await visit('/store/preload.html');
    await page.goto('about:blank');
    await slowDown();
    const { took, files } = await visit('/store/preload.html');
    context.diagnostic(`${took.toFixed(0)} ms after the page was parsed (aim 100)`);
    assert.deepEqual(
      files.filter(({ bytes }) => bytes > 0).map(({ name }) => name),
      [],
      'everything is still there from the first visit',
    );
    assert.ok(took <= 100 * PATIENCE, `${took} ms`);
  });
});

describe('a page', () => {
  for (const [what, path] of [
    ['with a shelf', '/store/plain.html'],
    ["of the demo storefront's, with shelf and bundle,", '/store/product.html?sku=KF-1001'],
  ]) {
    test(`${what} loads without a task over 50 ms on a processor four times slower`, async (context) => {
      const runs = [];
      for (let run = 0; run < RUNS; run++) runs.push(await longestTask(path));
      const least = Math.min(...runs.map(({ time }) => time)) * SLOWER;
      for (const { time, within } of runs) context.diagnostic(`${(time * SLOWER).toFixed(0)} ms: ${within}`);
      assert.ok(least <= 50, `the longest task takes ${least.toFixed(0)} ms`);
    });
  }

  test('moves nothing while it loads, on a slow line either', async () => {
    await slowDown();
    await visit('/store/plain.html');
    await page.waitForTimeout(300);
    assert.equal(await layoutShift(page), 0);
  });

  test('forgets what it showed: 1000 carts later the heap is within 1 MiB of where it was', async (context) => {
    await visit('/store/plain.html');
    await page.evaluate(rerank, 100);
    const before = await heap();
    await page.evaluate(rerank, 1000);
    const grown = (await heap()) - before;
    context.diagnostic(`grown by ${(grown / 1024).toFixed(0)} KiB (at most 1024)`);
    assert.ok(grown <= 2 ** 20, `${grown} bytes`);
  });
});

/**
 * The main thread's longest task while a page loads, in processor time: what other programs of a busy machine take is none of it.
 * They can only add (by caches gone cold), so of several runs the least is what the page costs.
 * @param {string} path
 */
async function longestTask(path) {
  const visitor = await openPage(browser);
  const own = await visitor.context().newCDPSession(visitor);
  await visitor.addInitScript(watch);
  const events = [];
  own.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await own.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', 'v8'] } });
  const ready = visitor.waitForEvent('console', (message) => message.text() === 'ready');
  await visitor.goto(site.url(path));
  await ready;
  // The list is painted, and told of.
  await new Promise((later) => setTimeout(later, 800));
  const ended = new Promise((complete) => own.once('Tracing.tracingComplete', complete));
  await own.send('Tracing.end');
  await ended;
  await visitor.context().close();
  return longest(events);
}

/** @param {any[]} events of a trace */
function longest(events) {
  const { pid, tid } = events.find(({ name }) => name === 'v8.evaluateModule');
  const own = events.filter((event) => event.ph === 'X' && event.pid === pid && event.tid === tid);
  const tasks = own.filter(({ name }) => name === 'ThreadControllerImpl::RunTask');
  const task = tasks.reduce((most, one) => (one.tdur > most.tdur ? one : most));
  const inside = ({ ts, dur, tdur }) => ts >= task.ts && ts + dur <= task.ts + task.dur && tdur > 1000;
  const names = own.filter((event) => event !== task && inside(event)).map((it) => it.name);
  return { time: task.tdur / 1000, within: `${task.args?.src_func}: ${[...new Set(names)].join(', ')}` };
}

/** Changes the cart so many times, each time to another one, and waits for each list. @param {number} times */
async function rerank(times) {
  const { Pairwell } = await import('../pkg/index.js');
  const pairwell = await Pairwell.load('../model/');
  const skus = pairwell.suggest({ limit: 150, min: 0 }).map((pick) => pick.sku);
  const shelf = /** @type {any} */ (document.querySelector('pairwell-shelf'));
  for (let n = 0; n < times; n++) {
    shelf.cart = [skus[n % skus.length], skus[(n * 7 + 3) % skus.length]];
    await new Promise((done) => setTimeout(done));
  }
}

/** Bytes in use after a collection, buffers of the engine included. */
async function heap() {
  await devtools.send('HeapProfiler.enable');
  for (let n = 0; n < 3; n++) await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await devtools.send('Runtime.getHeapUsage');
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}
