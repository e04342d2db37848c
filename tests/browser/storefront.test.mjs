/** Shops in the demo storefront as a person would, online and with the server gone; never calls the store's own code. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames, layoutShift, readShelf, waitForState } from './browser.mjs';
import { SPOILERS, json } from './site.mjs';
import { openEmpty, page, setStage, site } from './stage.mjs';

setStage();

/** @param {object} [options] of the browser context */
async function enter(options) {
  await openEmpty(options);
  await page.goto(site.url('/'));
  await page.waitForURL('**/store/**');
  await waitForState(page, 'ready', '[placement=home]');
}

const titles = async (placement) => (await readShelf(page, `[placement=${placement}]`)).cards.map((card) => card.title);
const inCart = () => page.$$eval('#drawer .line a', (links) => links.map((link) => link.textContent));
const count = () => page.textContent('#cart-count');

/** Waits until a shelf shows another list than before. */
async function changed(placement, before) {
  const read = ([name, old]) => {
    const shown = [
      ...document.querySelector(`[placement=${name}]`).shadowRoot.querySelectorAll('.card:not(.ghost) .title'),
    ];
    return shown.length > 0 && shown.map((title) => title.textContent).join() !== old;
  };
  await page.waitForFunction(read, [placement, before.join()]);
  return titles(placement);
}

describe('the storefront', () => {
  test('leads a shopper from the home page to an order, with suggestions on every page', async () => {
    site.spoiled.set('.html', SPOILERS.strictPolicy);
    await enter();
    const popular = await titles('home');
    assert.equal(popular.length, 4);

    await page.click('#grid a >> nth=1');
    await page.waitForURL('**/product.html?sku=*');
    await waitForState(page, 'ready', '[placement=product]');
    const product = await page.textContent('#title');
    const beside = await titles('product');
    assert.ok(!beside.includes(product));

    await page.click('#add');
    await waitForState(page, 'ready', '#drawer [placement=cart]');
    assert.deepEqual(await inCart(), [product]);
    const withOne = await titles('cart');
    await page.locator('#drawer pairwell-shelf button').first().click();
    const withTwo = await changed('cart', withOne);
    assert.ok(!withTwo.includes(withOne[0]), 'what was added is suggested no more');
    assert.deepEqual(await inCart(), [product, withOne[0]]);
    assert.equal(await count(), '2');

    await page.click('#drawer a.button');
    await page.waitForURL('**/checkout.html');
    await waitForState(page, 'ready', '[placement=checkout]');
    const [last] = await titles('checkout');
    await page.locator('[placement=checkout] button').first().click();
    await changed('checkout', [last]);
    assert.equal(await page.locator('#lines .line').count(), 3);

    await page.click('#place');
    await page.waitForURL('**/thanks.html');
    await waitForState(page, 'ready', '[placement=post-purchase]');
    assert.equal(await page.locator('#lines .line').count(), 3);
    assert.equal(await count(), '0');
    assert.deepEqual(page.problems, []);
  });

  test('remembers a shopper who wants it, on this device, and forgets them when told', async () => {
    site.spoiled.set('.html', SPOILERS.strictPolicy);
    await enter();
    const popular = await titles('home');
    const reasons = async () => (await readShelf(page, '[placement=home]')).cards.map(({ reason }) => reason);
    const buy = async (sku) => {
      await page.goto(site.url(`/store/product.html?sku=${sku}`));
      await page.locator('#facts:not(.pending) #add').click();
      await page.goto(site.url('/store/checkout.html'));
      await page.click('#place');
      await page.waitForURL('**/thanks.html');
      await waitForState(page, 'ready', '[placement=post-purchase]');
    };
    const goHome = async () => {
      await page.goto(site.url('/store/'));
      await waitForState(page, 'ready', '[placement=home]');
    };
    await buy('KF-1012');
    await goHome();
    assert.deepEqual(await titles('home'), popular, 'unless asked to, it remembers nobody');

    await page.check('#remember');
    await buy('KF-3009');
    await goHome();
    assert.equal((await readShelf(page, '[placement=home]')).heading, 'For you');
    assert.ok((await reasons()).includes('You bought this before'));
    const kept = () => page.evaluate(() => JSON.parse(localStorage.getItem('pairwell-taste')));
    const { orders, seen } = await kept();
    assert.deepEqual([orders.map(([, , skus]) => skus), seen.map(([, sku]) => sku)], [[['KF-3009']], ['KF-3009']]);

    const own = await titles('home');
    await page.click('#forget');
    await changed('home', own);
    assert.equal((await readShelf(page, '[placement=home]')).heading, 'Popular right now');
    assert.deepEqual(new Set(await reasons()), new Set(['Popular right now']));
    assert.equal(await kept(), null);
    assert.match(await page.textContent('#forgotten'), /forgotten/);
    await page.uncheck('#remember');
    await goHome();
    assert.equal(await page.isChecked('#remember'), false);
    assert.deepEqual(page.problems, []);
  });

  test('re-ranks every shelf of the page at once when the cart changes', async () => {
    await enter();
    const before = await titles('home');
    await page.locator('[placement=home] button').first().click();
    const now = await changed('home', before);
    assert.ok(!now.includes(before[0]));
    assert.equal(await count(), '1');
    await page.click('#cart-button');
    await waitForState(page, 'ready', '#drawer [placement=cart]');
    assert.deepEqual(await inCart(), [before[0]]);
    await page.click('#drawer .line button >> nth=0');
    assert.deepEqual(await changed('home', now), before, 'as it was, when it is taken out again');
  });

  test('filters its products by category and by word', async () => {
    await enter();
    const all = await page.locator('#grid li').count();
    await page.locator('#categories button').nth(1).click();
    const some = await page.locator('#grid li').count();
    assert.ok(some > 0 && some < all);
    await page.fill('#search', 'no such thing');
    assert.equal(await page.textContent('#found'), '0 products');
  });

  test('keeps working, suggestions included, when its server is gone', async () => {
    await enter({ serviceWorkers: 'allow' });
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    await site.close();
    await page.reload();
    await waitForState(page, 'ready', '[placement=home]');
    const before = await titles('home');
    assert.equal(before.length, 4);
    await page.locator('[placement=home] button').first().click();
    await changed('home', before);

    await page.locator('#grid a').nth(5).click();
    await page.waitForURL('**/product.html?sku=*');
    await waitForState(page, 'ready', '[placement=product]');
    assert.equal((await titles('product')).length, 4);
    assert.ok(await page.$eval('#picture img', (image) => image.decode().then(() => image.naturalWidth > 0)));
    await page.goto(site.url('/store/checkout.html'));
    await waitForState(page, 'ready', '[placement=checkout]');
    assert.equal(await page.locator('#lines .line').count(), 1);
  });

  test('moves to a new version as a whole, or not at all', async () => {
    const caches = () => page.evaluate(async () => (await window.caches.keys()).sort());
    await enter({ serviceWorkers: 'allow' });
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    const [first] = await caches();

    site.spoiled.set(
      'store/precache.json',
      json((list) => Object.assign(list, { version: 'broken', files: [...list.files, './gone.js'] })),
    );
    await page.reload();
    await waitForState(page, 'ready', '[placement=home]');
    await page.waitForFunction(async () => !(await navigator.serviceWorker.getRegistration()).installing);
    assert.ok((await caches()).includes(first), 'the old version stays in charge');
    assert.ok(await page.evaluate(() => !navigator.serviceWorker.controller.scriptURL.includes('broken')));

    site.spoiled.set(
      'store/precache.json',
      json((list) => Object.assign(list, { version: 'second' })),
    );
    await page.reload();
    await page.waitForFunction(() => navigator.serviceWorker.controller?.scriptURL.includes('second'));
    await page.waitForFunction(async () => (await window.caches.keys()).join() === 'pairwell-store-second');
    await page.reload();
    await waitForState(page, 'ready', '[placement=home]');
  });

  test('shows items by their SKU when only the orders are known', async () => {
    site.spoiled.set('catalog.json', (answer) => (answer.body = Buffer.from('[]')));
    await enter();
    await page.locator('#grid li').nth(47).waitFor();
    const [title, href] = await page.$eval('#grid a', (link) => [link.textContent, link.getAttribute('href')]);
    assert.equal(href, `./product.html?sku=${title}`);
    await page.click('#grid a >> nth=0');
    await page.waitForURL('**/product.html?sku=*');
    await waitForState(page, 'ready', '[placement=product]');
    assert.equal(await page.textContent('#title'), title);
  });

  test('goes on without a service worker, without storage and without its suggestions', async () => {
    site.spoiled.set('pairwell.json', (answer) => (answer.status = 404));
    await openEmpty();
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('no storage', 'SecurityError');
        },
      });
    });
    await page.goto(site.url('/store/'));
    await waitForState(page, 'error', '[placement=home]');
    await page.locator('#grid button').first().click();
    assert.equal(await count(), '1');
    assert.equal((await page.evaluate(() => window.heard)).filter((event) => event.what === 'error').length, 1);
  });

  for (const [name, width] of [
    ['a desktop', 1280],
    ['a phone', 360],
  ]) {
    test(`moves nothing about while its pages load on ${name}`, async () => {
      await enter({ viewport: { width, height: 800 } });
      await page.locator('[placement=home] button').first().click();
      const pages = ['index.html', 'checkout.html', 'thanks.html'];
      pages.push(await page.locator('#grid a').nth(3).getAttribute('href'));
      for (const path of pages) {
        await page.goto(site.url(`/store/${path}`));
        await waitForState(page, 'ready', 'main :is(pairwell-shelf, pairwell-bundle)');
        await frames(page);
        const shift = await layoutShift(page);
        assert.ok(shift < 0.005, `${path}: cumulative layout shift ${shift}`);
        assert.ok(
          await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
          `${path} fits the window`,
        );
      }
    });
  }
});
