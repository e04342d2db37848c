/** Times what a shelf costs a page in Chromium: `node page.mjs SITE LARGE_MODEL`; prints JSON. Run by `cargo xtask bench page`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, openPage, waitForState } from '../../tests/browser/browser.mjs';
import { Site } from '../../tests/browser/site.mjs';
import {
  PLAIN,
  PRELOADED,
  STOREFRONT,
  hostWell,
  loaded,
  slowDown,
  startAfresh,
  watch,
} from '../../tests/browser/slow-line.mjs';

/** How often each figure is measured. The smallest is printed, since other programs only add time. */
const VISITS = 5;
/** The target is for a processor slower than this one by this factor. */
const SLOWER = 4;

const [root, largeModel] = process.argv.slice(2);
const browser = await launch();
const site = await Site.open(root);
hostWell(site);

/** @param {(page: any, devtools: any) => Promise<number>} measure */
async function least(measure) {
  const times = [];
  for (let n = 0; n < VISITS; n++) {
    const page = await openPage(browser);
    await page.addInitScript(watch);
    times.push(await measure(page, await page.context().newCDPSession(page)));
    await page.context().close();
  }
  return Math.min(...times);
}

/** @param {any} page @param {string} path */
async function visit(page, path) {
  await page.goto(site.url(path));
  await waitForState(page, 'ready');
  return (await loaded(page)).took;
}

/** Milliseconds to the first suggestion after the page was parsed, on slow 4G. @param {string} path @param {boolean} again */
const onSlowLine = (path, again) =>
  least(async (page, devtools) => {
    await visit(page, path);
    if (again) await page.goto('about:blank');
    else await startAfresh(page, devtools);
    await slowDown(devtools);
    return visit(page, path);
  });

/**
 * The main thread's longest task while a page loads, in processor time: what other programs of a busy machine take is none of it.
 * @param {string} path
 */
const longestTask = (path) =>
  least(async (page, devtools) => {
    const events = /** @type {any[]} */ ([]);
    devtools.on('Tracing.dataCollected', ({ value }) => events.push(...value));
    await devtools.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel', 'v8'] } });
    const ready = page.waitForEvent('console', (message) => message.text() === 'ready');
    await page.goto(site.url(path));
    await ready;
    // The list is painted, and told of.
    await new Promise((later) => setTimeout(later, 800));
    const ended = new Promise((complete) => devtools.once('Tracing.tracingComplete', complete));
    await devtools.send('Tracing.end');
    await ended;
    const { pid, tid } = events.find(({ name }) => name === 'v8.evaluateModule');
    const own = events.filter((event) => event.ph === 'X' && event.pid === pid && event.tid === tid);
    const tasks = own.filter(({ name }) => name === 'ThreadControllerImpl::RunTask');
    return (SLOWER * Math.max(...tasks.map(({ tdur = 0 }) => tdur))) / 1000;
  });

/** Milliseconds from importing the package to the first suggestion, with a model of 5 000 items. */
async function coldStart() {
  site.routes = async ({ url: { pathname } }) => {
    const [, file] = /^\/large\/([\w.-]+)$/.exec(pathname) ?? [];
    return file && { status: 200, body: await readFile(join(largeModel, file)) };
  };
  site.pages.set('/store/empty.html', '<!doctype html><title>Empty</title>');
  return least(async (page) => {
    await page.goto(site.url('/store/empty.html'));
    return page.evaluate(async () => {
      const before = performance.now();
      const { Pairwell } = await import('../pkg/index.js');
      const pairwell = await Pairwell.load('/large/');
      const picks = pairwell.suggest({ cart: [], limit: 4 });
      if (picks.length === 0) throw new Error('there is no suggestion');
      return performance.now() - before;
    });
  });
}

const figures = {
  empty: await onSlowLine(PLAIN, false),
  preloaded: await onSlowLine(PRELOADED, false),
  again: await onSlowLine(PRELOADED, true),
  shelfTask: await longestTask(PLAIN),
  storefrontTask: await longestTask(STOREFRONT),
  cold: await coldStart(),
};
console.log(JSON.stringify({ browser: browser.version(), ...figures }));
await site.close();
await browser.close();
