/** Fills the carts of stand-in shops from <pairwell-bundle>: all in one go, or nothing, or an honest word; never an adapter on its own. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openShop, shopPage } from './adapter-shops.mjs';
import { waitForState } from './browser.mjs';
import { heard, known, open, page, setStage, site } from './stage.mjs';

setStage();

/** @type {Awaited<ReturnType<typeof openShop>>} */
let shop;

describe('a bundle in a shop', () => {
  const TAG = 'pairwell-bundle';
  /** A product with two partners of its own and more. */
  const own = () => 'KF-5001';
  const titlesInBundle = () =>
    page.$eval(TAG, (it) =>
      [...it.shadowRoot.querySelectorAll('.card:not(.ghost) .title')].map((el) => el.textContent),
    );
  const skuOf = (title) => known.find((item) => item.title === title).sku;
  const sum = (state) => page.waitForSelector(`${TAG} .sum [data-state=${state}]`);
  const press = () => page.locator(`${TAG} .sum .add`).click({ force: true });

  /** @param {string} name @param {string} [head] of the page */
  async function enterBundle(name, item = `item="${own()}"`) {
    shop = await openShop(name, site);
    const { head, body, theme } = shopPage(name);
    site.pages.set('/store/theme.js', theme);
    const script = '<script type="module" src="../pkg/define-bundle.js"></script>';
    const markup = `${body}<${TAG} model="../model/" ${item} list-id="together"></${TAG}>`;
    await open(markup, { head: `${head}${script}`, define: false });
  }

  test('adds all that is checked by the shop’s own route, and says so before it suggests others', async () => {
    await enterBundle('woocommerce');
    await waitForState(page, 'ready', TAG);
    const shown = await titlesInBundle();
    await page.evaluate(() => addEventListener('pairwell:refresh', (event) => (window.told = event.detail), true));
    shop.fixture.product.id = undefined;
    await press();
    await sum('done');
    assert.deepEqual((await page.evaluate(() => window.told)).skus, shown.map(skuOf));
    assert.deepEqual(await titlesInBundle(), shown, 'what is told of is still there');
    assert.deepEqual(shop.asked.filter((it) => it.includes('batch')).length, 1);
    assert.deepEqual(await heard('error'), []);
  });

  test('leaves out what the shop’s cart holds, and says nothing was added where the shop gives it back', async () => {
    await enterBundle('evershop');
    await waitForState(page, 'ready', TAG);
    const [, second] = await titlesInBundle();
    await page.evaluate(
      (sku) => fetch('/api/cart/mine/items', { method: 'POST', body: JSON.stringify({ sku, qty: 1 }) }),
      skuOf(second),
    );
    await page.waitForFunction(
      (gone) =>
        ![...document.querySelector('pairwell-bundle').shadowRoot.querySelectorAll('.title')].some(
          (it) => it.textContent === gone,
        ),
      second,
    );
    shop.mood = 'fail';
    await press();
    await sum('failed');
    assert.equal(await page.locator(`${TAG} .sum .add`).textContent(), 'Nothing was added. Retry');
    assert.ok((await heard('error')).some(({ code }) => code === 'add-failed'));
  });

  test('says how many are in the cart where the shop keeps what it took, and cannot add them twice', async () => {
    await enterBundle('evershop');
    await waitForState(page, 'ready', TAG);
    const shown = (await titlesInBundle()).map(skuOf);
    site.routes = refuseOne(site.routes, shown[2]);
    await press();
    await sum('partly');
    const button = page.locator(`${TAG} .sum .add`);
    assert.equal(await button.textContent(), `Only 2 of ${shown.length} are in the cart`);
    await press();
    assert.deepEqual(
      [...shop.cart.entries()],
      [
        [shown[0], 1],
        [shown[1], 1],
      ],
    );
    assert.deepEqual(
      (await heard('error')).map(({ code }) => code),
      ['added-partly'],
    );
    assert.match((await heard('error'))[0].message, new RegExp(`^${shown[0]},${shown[1]} `));
  });

  /** The shop will not sell that item, nor take back another. */
  const refuseOne = (routes, sku) => (asked) =>
    asked.body.includes(`"sku":"${sku}"`) || asked.method === 'DELETE'
      ? {
          status: 400,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from('{"error": {"message": "no"}}'),
        }
      : routes(asked);

  test('is about the product of the page, at the shop’s prices of now, and tells GA4', async () => {
    const ld = JSON.stringify({ '@type': 'Product', sku: own() });
    shop = await openShop('woocommerce', site);
    const { head, body, theme } = shopPage('woocommerce');
    site.pages.set('/store/theme.js', `${theme}; window.dataLayer = [];`);
    const script = '<script type="module" src="../pkg/define-bundle.js"></script>';
    const markup = `${body}<script type="application/ld+json">${ld}</script><${TAG} model="../model/"></${TAG}>`;
    await open(markup, { head: `${head}${script}`, define: false });
    await waitForState(page, 'ready', TAG);
    const shown = await titlesInBundle();
    assert.equal(skuOf(shown[0]), own());
    const amount = await page.$eval(TAG, (it) => it.shadowRoot.querySelector('.amount').textContent);
    assert.match(amount, new RegExp(`${((shown.length * 1890) / 100).toFixed(2)}$`));
    await page.waitForFunction(() => window.dataLayer.some((it) => it.event === 'view_item_list'));
    await press();
    await page.waitForFunction(() => window.dataLayer.some((it) => it.event === 'add_to_cart'));
    const { ecommerce } = await page.evaluate(() => window.dataLayer.find((it) => it.event === 'add_to_cart'));
    assert.deepEqual(
      ecommerce.items.map((it) => [it.item_id, it.index]),
      shown.map((title, at) => [skuOf(title), at]),
    );
  });
});
