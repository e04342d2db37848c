/** Counts what a shelf costs a page: round trips, bytes, tasks, moved content, memory; times are measured by `cargo xtask bench page`. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, describe, test } from 'node:test';
import { launch, layoutShift, openPage, waitForState } from './browser.mjs';
import { Site } from './site.mjs';
import { PLAIN, PRELOADED, Waves, hostWell, loaded, slowDown, watch } from './slow-line.mjs';

/** All that may come before the first suggestion. With 75 473 bytes, 3 515 of them the shop's rules, and the round trips below, slow
 * 4G took 743 and 558 ms, where 600 and 450 are aimed at (`cargo xtask bench page`); each further thousand costs five. */
const MOST_BYTES = 75_900;
/** How often, at least, the page can do something else between starting the engine, decoding model, rules and cards, and drawing. */
const SLICES = 5;

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
  hostWell(site);
  page = await openPage(browser);
  await page.addInitScript(watch);
  devtools = await page.context().newCDPSession(page);
});
afterEach(async () => {
  await page.context().close();
  await site.close();
});

/** @param {string} path */
async function visit(path) {
  await page.goto(site.url(path), { waitUntil: 'commit' });
  await waitForState(page, 'ready');
  return loaded(page);
}

const CORE = /\/core\.js$/;
const MANIFEST = /\/pairwell\.json$/;
const MODULE = /_bg\.wasm$/;
const ENTRY = /\/define\.js$/;
/** What tells whose shop it is. */
const SIGNS = /\/signs\.js$/;
/** What the manifest names, and what asks under rules. */
const NAMED = [/\/model-\w+\.pw$/, /\/rules-\w+\.pw$/, /\/catalog-\w+\.pw$/, /\/pkg\/rules\.js$/];

describe('the first suggestion, with an empty cache,', () => {
  /** @type {[string, string, RegExp[][]][]} what, path, the files of each round trip */
  const CASES = [
    ['comes two round trips after the script', PLAIN, [[ENTRY], [CORE, MANIFEST, MODULE, SIGNS], NAMED]],
    [
      'needs only what comes with the script where the page has the printed tags',
      PRELOADED,
      [[ENTRY, CORE, MANIFEST, MODULE, ...NAMED], [SIGNS]],
    ],
  ];
  for (const [name, path, trips] of CASES) {
    test(`${name}, and few bytes`, async (context) => {
      const waves = new Waves(trips);
      // In the browser, before it counts connections: a host of today takes any number of requests at once.
      await page.route(/\/(pkg|model)\//, async (route) => {
        await waves.gate(new URL(route.request().url()).pathname);
        await route.continue();
      });
      const { files } = await visit(path).catch((cause) => {
        throw new Error(`there is no suggestion while these files wait for others: ${waves.missing}`, { cause });
      });
      const names = files.map((file) => new URL(file.name).pathname);
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      context.diagnostic(`${bytes} bytes`);
      files.forEach((file, n) => context.diagnostic(`  ${file.bytes} bytes: ${names[n]}`));
      assert.equal(new Set(names).size, names.length, 'nothing is fetched twice');
      assert.deepEqual(
        waves.strangers.filter((name) => names.includes(name)),
        [],
        'nothing else is waited for',
      );
      assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
    });
  }
});

test('on the second visit there is no round trip at all', async () => {
  await visit(PRELOADED);
  await page.goto('about:blank');
  await slowDown(devtools);
  const { files } = await visit(PRELOADED);
  assert.deepEqual(
    files.filter(({ bytes }) => bytes > 0).map(({ name }) => name),
    [],
    'everything is still there from the first visit',
  );
});

describe('a page', () => {
  test('with a shelf starts, decodes and draws in tasks of their own', async (context) => {
    await visit(PLAIN);
    const breaths = await page.evaluate(() => window.breaths);
    context.diagnostic(`${breaths} breaths`);
    assert.ok(breaths >= SLICES, `the page could do something else ${breaths} times before the first suggestion`);
  });

  test('moves nothing while it loads, on a slow line either', async () => {
    await slowDown(devtools);
    await visit(PLAIN);
    await page.waitForTimeout(300);
    assert.equal(await layoutShift(page), 0);
  });

  test('forgets what it showed: 1000 carts later the heap is within 1 MiB of where it was', async (context) => {
    await visit(PLAIN);
    await page.evaluate(rerank, 100);
    const before = await heap();
    await page.evaluate(rerank, 1000);
    const grown = (await heap()) - before;
    context.diagnostic(`grown by ${(grown / 1024).toFixed(0)} KiB (at most 1024)`);
    assert.ok(grown <= 2 ** 20, `${grown} bytes`);
  });
});

/** Changes the cart `times` times, and waits for each list. @param {number} times */
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
