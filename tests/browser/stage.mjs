/** Sets the stage for tests of <pairwell-shelf>: a browser, a server and a page with a given body; never asserts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach } from 'node:test';
import { launch, openPage, readShelf } from './browser.mjs';
import { Site } from './site.mjs';

/** The server of the running test. @type {Site} */
export let site;
/** The page that open() or openEmpty() opened. @type {any} */
export let page;
/** The sample shop's catalog, row by row. @type {Record<string, string>[]} */
export let known;

let browser;

/** Gives every test of a file a server of its own, and one browser to all. */
export function setStage() {
  before(async () => {
    browser = await launch();
    known = JSON.parse(await readFile(join(process.env.PAIRWELL_SITE ?? '', 'store/catalog.json'), 'utf8'));
  });
  after(() => browser.close());
  beforeEach(async () => {
    site = await Site.open();
  });
  afterEach(async () => {
    await page?.context().close();
    await site.close();
  });
}

/** Opens a page that is still empty, in place of the one before. @param {object} [options] of the browser context */
export async function openEmpty(options) {
  await page?.context().close();
  page = await openPage(browser, options);
}

/**
 * Opens a page of the shop with that body.
 * @param {string} body
 * @param {{head?: string, define?: boolean, before?: () => void}} [options]
 */
export async function open(body, { head = '', define = true, before: prepare } = {}) {
  const script = define ? '<script type="module" src="../pkg/define.js"></script>' : '';
  const markup = `<!doctype html><html lang="en"><title>Test</title>${head}${script}<body>${body}</body></html>`;
  site.pages.set('/store/test.html', markup);
  await openEmpty();
  if (prepare) await page.addInitScript(prepare);
  await page.goto(site.url('/store/test.html'));
}

/** What a page showed before the shelf came. */
export const FALLBACK = '<p id="fallback">Hand-picked by our staff</p>';

export const shelf = (attributes = '', children = '') =>
  `<pairwell-shelf model="../model/" ${attributes}>${children}</pairwell-shelf>`;

/** SKUs of the first few products. @param {number} count */
export const cart = (count) => known.slice(0, count).map((item) => item.sku);

/** The pairwell events of one kind so far. @param {string} what */
export const heard = (what) => page.evaluate((wanted) => window.heard.filter((event) => event.what === wanted), what);

export const titles = async (selector) => (await readShelf(page, selector)).cards.map((card) => card.title);
