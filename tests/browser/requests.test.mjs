/** Walks through the whole demo shop and every element, and lists what was asked for: static files of the site by GET, nothing else, by origin and by path. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { frames, waitForState } from './browser.mjs';
import { SPOILERS } from './site.mjs';
import { openEmpty, page, setStage, site } from './stage.mjs';

/** @type {{url: URL, method: string, body: string | null}[]} */
let asked;
/** Every file of the site. @type {Set<string>} */
let files;

setStage();
before(async () => {
  const names = await readdir(process.env.PAIRWELL_SITE ?? '', { recursive: true });
  files = new Set(names.map((name) => `/${name}`));
});

/** @param {object} [options] of the browser context */
async function enter(options) {
  await openEmpty(options);
  asked = [];
  page
    .context()
    .on('request', (request) =>
      asked.push({ url: new URL(request.url()), method: request.method(), body: request.postData() }),
    );
}

/** Nothing but GETs of files that the site has; a query names a product of the page's own address, or a version. */
function expectStaticFilesOnly() {
  assert.ok(asked.length > 20, `${asked.length} requests`);
  for (const { url, method, body } of asked) {
    assert.equal(url.origin, site.origin, url.href);
    assert.equal(method, 'GET', url.href);
    assert.equal(body, null, url.href);
    const path = url.pathname.endsWith('/') ? `${url.pathname}index.html` : url.pathname;
    assert.ok(files.has(path) || path === '/favicon.ico', `${path} is no file of the site`);
    const isOwn = /\.html$/.test(path) || path === '/sw.js';
    assert.ok(isOwn || url.search === '', `${url.href} says something`);
  }
}

/** A shopper's whole visit. */
async function walk() {
  await page.goto(site.url('/store/index.html'));
  await waitForState(page, 'ready', '[placement=home]');
  await page.check('#remember');
  await page.goto(site.url('/store/product.html?sku=KF-1001'));
  await waitForState(page, 'ready', '[placement=product]');
  await page.locator('pairwell-bundle').scrollIntoViewIfNeeded();
  await waitForState(page, 'ready', 'pairwell-bundle');
  await page.locator('pairwell-bundle .sum .add').click();
  await page.locator('[placement=product]').scrollIntoViewIfNeeded();
  await page.locator('[placement=product] .add').first().click();
  await page.click('#cart-button');
  await waitForState(page, 'ready', '[placement=cart]');
  await page.locator('[placement=cart] .add').first().click();
  await frames(page);
  await page.goto(site.url('/store/checkout.html'));
  await waitForState(page, 'ready', '[placement=checkout]');
  await page.click('#place');
  await page.waitForURL('**/thanks.html');
  await waitForState(page, 'ready', '#after');
  await page.goto(site.url('/store/rules.html?pairwell=inspect'));
  await waitForState(page, 'ready', '#shelf');
  await frames(page, 30);
  await page.goto(site.url('/store/experiment.html'));
  await page.waitForFunction(() => document.getElementById('day').textContent !== '–');
}

describe('the shop asks for the static files that it is told to load, and for nothing else', () => {
  test('from the first page to the thanks, with every element and the playground', async () => {
    await enter();
    await walk();
    expectStaticFilesOnly();
    assert.deepEqual(page.problems, []);
  });

  test('with a service worker, under a strict policy with Trusted Types', async () => {
    site.spoiled.set('.html', SPOILERS.strictPolicyAndTrustedTypes);
    await enter({ serviceWorkers: 'allow' });
    await page.goto(site.url('/store/index.html'));
    await waitForState(page, 'ready', '[placement=home]');
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    await page.goto(site.url('/store/product.html?sku=KF-1001'));
    await waitForState(page, 'ready', '[placement=product]');
    expectStaticFilesOnly();
    assert.deepEqual(page.problems, []);
    assert.deepEqual(page.warnings, []);
  });
});
