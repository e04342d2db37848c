/** Watches <pairwell-bundle> as a shopper and a page would: choosing, adding all or nothing, failing; never a shelf. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames, layoutShift, waitForState } from './browser.mjs';
import { SPOILERS, json } from './site.mjs';
import { FALLBACK, heard, known, open, page, setStage, site } from './stage.mjs';

setStage();

const HEAD = '<script type="module" src="../pkg/define-bundle.js"></script>';
const TAG = 'pairwell-bundle';
const bundle = (attributes = '', children = '') => `<${TAG} model="../model/" ${attributes}>${children}</${TAG}>`;
/** Shortbread: what goes with it is clear, and the merchant has no bundle of it. */
const own = () => 'KF-5001';
const enter = (markup, options = {}) => open(markup, { head: HEAD, define: false, ...options });

/** What the shopper sees of the bundle. */
const read = () =>
  page.$eval(TAG, (element) => {
    const text = (part) => element.shadowRoot.querySelector(`.${part}`)?.textContent.trim() ?? '';
    const cards = [...element.shadowRoot.querySelectorAll('.card:not(.ghost)')];
    return {
      titles: cards.map((card) => card.querySelector('.title').textContent),
      prices: cards.map((card) => card.querySelector('.price').textContent),
      heading: text('heading'),
      amount: text('amount'),
      before: text('before'),
      discount: text('discount'),
      button: text('sum .add'),
      status: text('status'),
    };
  });
const pounds = (text) => Math.round(Number(text.replace(/[^\d.]/g, '')) * 100);
const sum = (prices) => prices.reduce((all, price) => all + pounds(price), 0);
// A button that says it is disabled can be pressed all the same.
const press = () => page.locator(`${TAG} .sum .add`).click({ force: true });
const box = (index) => page.locator(`${TAG} .check`).nth(index);

describe('a bundle', () => {
  test("shows the page's item first, up to three that go with it, and what all cost together", async () => {
    await enter(bundle(`item="${own()}"`));
    await waitForState(page, 'ready', TAG);
    const seen = await read();
    assert.equal(seen.titles[0], known.find((item) => item.sku === own()).title);
    assert.ok(seen.titles.length > 1 && seen.titles.length <= 4);
    assert.equal(new Set(seen.titles).size, seen.titles.length);
    assert.equal(pounds(seen.amount), sum(seen.prices));
    assert.equal(seen.button, `Add all ${seen.titles.length} to cart`);
    assert.equal(seen.heading, 'Bought together');
    assert.equal(await layoutShift(page), 0);
    assert.deepEqual(page.problems, []);
  });

  test('adds up what is checked, by keyboard too, and says the sum to screen readers', async () => {
    await enter(bundle(`item="${own()}" limit="2"`));
    await waitForState(page, 'ready', TAG);
    const { prices } = await read();
    await box(1).focus();
    await page.keyboard.press('Space');
    let seen = await read();
    assert.equal(pounds(seen.amount), sum([prices[0], prices[2]]));
    assert.equal(seen.button, 'Add all 2 to cart');
    assert.equal(seen.status, `Total ${seen.amount}`);
    await box(0).uncheck();
    await box(2).uncheck();
    seen = await read();
    assert.equal(seen.amount, '');
    assert.equal(await page.locator(`${TAG} .sum .add`).getAttribute('aria-disabled'), 'true');
    await press();
    assert.deepEqual(await heard('add'), [], 'nothing chosen, nothing added');
  });

  test('tells the page once what is to be added, and says when all of it is in the cart', async () => {
    await enter(bundle(`item="${own()}" list-id="both" store="mine"`));
    await waitForState(page, 'ready', TAG);
    await page.evaluate(() =>
      addEventListener('pairwell:add', (event) =>
        event.detail.respondWith(new Promise((resolve) => (window.answer = resolve))),
      ),
    );
    await box(1).uncheck();
    await press();
    const [event] = await heard('add');
    assert.equal(event.cancelable && event.bubbles && event.composed, true);
    assert.deepEqual([event.listId, event.placement, event.store], ['both', 'bundle', 'mine']);
    const { titles } = await read();
    const title = (sku) => known.find((item) => item.sku === sku).title;
    const pickedSkus = await page.evaluate(() => window.heard.find((it) => it.what === 'add').skus);
    assert.deepEqual(
      pickedSkus.map(title),
      titles.filter((_, at) => at !== 1),
    );
    assert.equal((await read()).button, 'Adding to cart…');
    await press();
    assert.equal((await heard('add')).length, 1, 'a second press while pending counts for nothing');
    await page.evaluate(() => window.answer());
    await page.waitForSelector(`${TAG} [data-state=done]`);
    const { status, button } = await read();
    assert.equal(button, `All ${pickedSkus.length} are in the cart`);
    assert.equal(status, button);
  });

  test('says that nothing was added when the shop refuses, and may be tried again', async () => {
    await enter(bundle(`item="${own()}"`));
    await waitForState(page, 'ready', TAG);
    await page.evaluate(() =>
      addEventListener('pairwell:add', (event) => event.detail.respondWith(Promise.reject(new Error('sold out'))), {
        once: true,
      }),
    );
    await press();
    await page.waitForSelector(`${TAG} [data-state=failed]`);
    assert.equal((await read()).status, 'Nothing was added. Retry');
    const [{ code, message }] = await heard('error');
    assert.equal(code, 'add-failed');
    assert.match(message, /sold out/);
    await press();
    await page.waitForSelector(`${TAG} [data-state=done]`);
  });

  test('leaves the adding to a page that cancels the event', async () => {
    await enter(bundle(`item="${own()}"`));
    await waitForState(page, 'ready', TAG);
    await page.evaluate(() => document.addEventListener('pairwell:add', (event) => event.preventDefault()));
    await press();
    await frames(page);
    assert.match((await read()).button, /^Add all/);
  });

  test("shows the shop's own offer and its price for all, and only for all", async () => {
    await enter(bundle(`item="${own()}"`), {});
    await waitForState(page, 'ready', TAG);
    const skus = known.filter((item) => item.available === 'true' && item.sku !== own()).map((item) => item.sku);
    const offer = { skus: skus.slice(0, 2), label: 'Save 10 %', price: 1234 };
    await page.$eval(TAG, (element, value) => (element.bundle = value), offer);
    await page.waitForFunction(
      () => document.querySelector('pairwell-bundle').shadowRoot.querySelector('.discount').textContent,
    );
    let seen = await read();
    assert.equal(seen.titles.length, 3);
    assert.equal(pounds(seen.amount), 1234);
    assert.equal(pounds(seen.before), sum(seen.prices));
    assert.equal(seen.discount, 'Save 10 %');
    await box(2).uncheck();
    seen = await read();
    assert.deepEqual([seen.discount, seen.before], ['', '']);
    assert.equal(pounds(seen.amount), sum(seen.prices.slice(0, 2)));
  });

  test("tells of a view and of a card chosen, as a shelf does, and speaks the page's language", async () => {
    await enter(`<div lang="de">${bundle(`item="${own()}"`)}</div>`);
    await waitForState(page, 'ready', TAG);
    await page.waitForFunction(() => window.heard.length > 0);
    const [view] = await heard('view');
    const seen = await read();
    assert.equal(view.skus.length, seen.titles.length - 1);
    assert.equal(seen.heading, 'Zusammen gekauft');
    await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
    await page.locator(`${TAG} a`).nth(1).click();
    const [select] = await heard('select');
    assert.deepEqual([select.index, select.sku], [1, view.skus[0]]);
  });

  test('leaves out what the cart holds already, and keeps what was unchecked', async () => {
    await enter(bundle(`item="${own()}"`));
    await waitForState(page, 'ready', TAG);
    await box(0).uncheck();
    const [{ skus }] = await page.waitForFunction(() => window.heard.length > 0).then(() => heard('view'));
    await page.$eval(TAG, (element, sku) => (element.cart = [sku]), skus[0]);
    await page.waitForFunction(() => window.heard.filter((event) => event.what === 'view').length === 2);
    assert.ok(!(await heard('view'))[1].skus.includes(skus[0]));
    assert.equal(await box(0).isChecked(), false);
  });
});

describe('a bundle that the shop builds again', () => {
  test('keeps what was unchecked, the addition on its way, and the focus', async () => {
    await enter(`<div id="section">${bundle(`item="${own()}"`)}</div>`);
    await waitForState(page, 'ready', TAG);
    await page.evaluate(() => {
      addEventListener('pairwell:add', (event) =>
        event.detail.respondWith(new Promise((done, failed) => Object.assign(window, { done, failed }))),
      );
    });
    await box(1).uncheck();
    const { button } = await read();
    await press();
    const rebuild = () =>
      page.evaluate(() => {
        const section = document.getElementById('section');
        section.replaceChildren(section.firstElementChild.cloneNode(true));
      });
    const focused = () => page.$eval(TAG, (it) => it.shadowRoot.activeElement?.className);
    await rebuild();
    await waitForState(page, 'ready', TAG);
    assert.deepEqual([await box(0).isChecked(), await box(1).isChecked()], [true, false]);
    assert.equal((await read()).button, 'Adding to cart…');
    assert.equal(await focused(), 'add');
    await page.evaluate(() => window.failed(new Error('sold out')));
    await page.waitForSelector(`${TAG} .sum [data-state=failed]`);
    await box(1).check();
    assert.notEqual((await read()).button, button);
    await rebuild();
    await waitForState(page, 'ready', TAG);
    assert.equal(await focused(), 'check');
    await page.focus('body');
    await page.evaluate(() => document.querySelector('pairwell-bundle').shadowRoot.activeElement?.blur());
    await rebuild();
    await waitForState(page, 'ready', TAG);
    assert.equal(await focused(), undefined, 'a shopper who has left is not called back');
  });
});

describe('a bundle that has nothing good to show leaves the page as it was', () => {
  /** @type {[string, () => string, () => void, string][]} what, markup, sabotage, state */
  const CASES = [
    ['no item', () => bundle('', FALLBACK), () => {}, 'empty'],
    ['an unknown item', () => bundle('item="no-such"', FALLBACK), () => {}, 'empty'],
    [
      'no manifest',
      () => bundle(`item="${own()}"`, FALLBACK),
      () => site.spoiled.set('pairwell.json', SPOILERS.missing),
      'error',
    ],
    ['no catalog on the server', () => bundle(`item="${own()}"`, FALLBACK), () => spoilCatalog(), 'error'],
    ['no model attribute', () => `<${TAG} item="A">${FALLBACK}</${TAG}>`, () => {}, 'error'],
  ];
  const spoilCatalog = () =>
    site.spoiled.set(
      'pairwell.json',
      json((it) => (it.catalog.file = 'catalog-gone.pw')),
    );

  for (const [name, markup, sabotage, state] of CASES) {
    test(`${name}: ${state}`, async () => {
      sabotage();
      await enter(markup());
      await waitForState(page, state, TAG);
      await frames(page);
      assert.equal((await heard('error')).length, state === 'error' ? 1 : 0);
      assert.ok(await page.isVisible('#fallback'));
      assert.deepEqual((await read()).titles, []);
      assert.equal(await page.locator(`${TAG} .sum`).isVisible(), false);
    });
  }

  test('under a strict policy with Trusted Types it works', async () => {
    site.spoiled.set('test.html', SPOILERS.strictPolicyAndTrustedTypes);
    await enter(bundle(`item="${own()}"`));
    await waitForState(page, 'ready', TAG);
    assert.deepEqual(page.problems, []);
  });
});
