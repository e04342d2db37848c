/** Listens to what <pairwell-shelf> tells its page: view, select, add; never to its failures. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames, readShelf, waitForState } from './browser.mjs';
import { cart, heard, known, open, page, setStage, shelf, titles } from './stage.mjs';

setStage();

describe('what a page hears', () => {
  test('a view once per list, when it is really visible', async () => {
    await open(shelf(`items="${cart(1)}" list-id="xsell" placement="cart" store="page"`));
    await page.waitForFunction(() => window.heard.length > 0);
    await frames(page);
    const views = await heard('view');
    assert.equal(views.length, 1);
    const [{ listId, placement, store, skus, bubbles, composed }] = views;
    assert.deepEqual(
      { listId, placement, store, bubbles, composed },
      { listId: 'xsell', placement: 'cart', store: 'page', bubbles: true, composed: true },
    );
    assert.equal(skus.length, 3);
    await page.$eval('pairwell-shelf', (element, sku) => (element.cart = [sku]), known[60].sku);
    await page.waitForFunction(() => window.heard.length === 2);
  });

  test('a select with the position of the card', async () => {
    await open(shelf(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
    await page.locator('pairwell-shelf a').nth(2).click();
    const [event] = await heard('select');
    assert.equal(event.index, 2);
    assert.equal(event.listId, 'pairwell-product');
    assert.equal(event.product.title, (await titles())[2]);
    assert.deepEqual(await heard('add'), [], 'choosing is not adding');
  });

  test('an add, done at once when nobody answers it by a promise', async () => {
    await open(shelf(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    await page.locator('pairwell-shelf button').nth(1).click();
    const [event] = await heard('add');
    assert.equal(event.index, 1);
    assert.equal(event.cancelable, true);
    assert.equal(typeof event.product.price, 'number');
    const { cards, status } = await readShelf(page);
    assert.equal(cards[1].button, 'Added');
    assert.equal(status, `Added ${cards[1].title} to cart`);
    assert.deepEqual(await heard('select'), [], 'adding is not choosing');
  });

  test('an add that is pending until its promise has an answer', async () => {
    await open(shelf(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    await page.evaluate(() =>
      addEventListener('pairwell:add', (event) =>
        event.detail.respondWith(new Promise((resolve) => (window.answer = resolve))),
      ),
    );
    const button = page.locator('pairwell-shelf button').first();
    await button.click();
    assert.equal(await button.getAttribute('data-state'), 'pending');
    await button.click({ force: true });
    assert.equal((await heard('add')).length, 1, 'a second click while pending counts for nothing');
    await page.evaluate(() => window.answer());
    await page.waitForFunction(() =>
      document.querySelector('pairwell-shelf').shadowRoot.querySelector('[data-state=done]'),
    );
  });

  test('an add that fails, and may be tried again', async () => {
    await open(shelf(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    await page.evaluate(() =>
      addEventListener('pairwell:add', (event) => event.detail.respondWith(Promise.reject(new Error('sold out')))),
    );
    await page.locator('pairwell-shelf button').first().click();
    await page.waitForFunction(() =>
      document.querySelector('pairwell-shelf').shadowRoot.querySelector('[data-state=failed]'),
    );
    const [{ code, message }] = await heard('error');
    assert.equal(code, 'add-failed');
    assert.match(message, /sold out/);
    assert.match((await readShelf(page)).status, /could not be added/);
    assert.deepEqual(page.problems, []);
  });

  test('an add that the page cancels and takes over', async () => {
    await open(shelf(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    await page.evaluate(() => document.addEventListener('pairwell:add', (event) => event.preventDefault()));
    await page.locator('pairwell-shelf button').first().click();
    await frames(page);
    const { cards, status } = await readShelf(page);
    assert.equal(cards[0].button, 'Add');
    assert.equal(status, '');
  });
});
