/** Reads what shelves tell a shop's analytics: GA4 by dataLayer and gtag, consent, and the way from a click to the cart; never sends it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames, waitForState } from './browser.mjs';
import { cart, known, open, page, setStage, shelf, site } from './stage.mjs';

setStage();

const tag = (attributes = '') => shelf(`items="${cart(1)}" list-id="xsell" heading="More" ${attributes}`);

/** Runs in the page first: what every shop has, and a place to see our own event. */
function layer() {
  window.dataLayer = [];
  window.told = [];
  addEventListener('pairwell:analytics', (event) => window.told.push(event.detail));
}

/** Events of GA4 that arrived in the dataLayer, by object or by gtag. */
const sent = () =>
  page.evaluate(() =>
    window.dataLayer.flatMap((entry) => {
      if (entry[0] === 'event') return [{ name: entry[1], by: 'gtag', ...entry[2] }];
      return entry.event ? [{ name: entry.event, by: 'object', ...entry.ecommerce }] : [];
    }),
  );
const arrived = (name) =>
  page.waitForFunction((wanted) => window.dataLayer.some((it) => it.event === wanted || it[1] === wanted), name);
const ids = (items) => items.map((item) => item.item_id);

describe('GA4', () => {
  test('hears of a list once, when it is seen, with list and position on every item', async () => {
    await open(`<div class="far"></div>${tag()}`, { head: '<link rel="stylesheet" href="./far.css">', before: layer });
    site.pages.set('/store/far.css', '.far { height: 900px }');
    await page.reload();
    await waitForState(page, 'ready');
    await frames(page);
    assert.deepEqual(await sent(), [], 'ready is not seen');
    await page.evaluate(() => scrollTo(0, 900));
    await arrived('view_item_list');
    await page.evaluate(() => scrollTo(0, 0));
    await frames(page);
    await page.evaluate(() => scrollTo(0, 900));
    await frames(page);
    const [view, ...others] = await sent();
    assert.deepEqual(others, []);
    assert.deepEqual([view.item_list_id, view.item_list_name, view.items.length], ['xsell', 'More', 4]);
    view.items.forEach((item, index) => {
      const product = known.find((it) => it.sku === item.item_id);
      assert.deepEqual([item.item_list_id, item.item_list_name, item.index], ['xsell', 'More', index]);
      assert.deepEqual([item.item_name, item.price], [product.title, Number(product.price)]);
    });
    assert.deepEqual(
      await page.evaluate(() => window.dataLayer.map((entry) => Object.keys(entry)[0])),
      ['ecommerce', 'event'],
      'old items are cleared first',
    );
  });

  test('hears of an addition with value and currency, after it has come about', async () => {
    await open(tag(), { before: layer });
    await waitForState(page, 'ready');
    await page.evaluate(() =>
      addEventListener('pairwell:add', (event) =>
        event.detail.respondWith(new Promise((resolve) => (window.answer = resolve))),
      ),
    );
    await page.locator('pairwell-shelf button').nth(1).click();
    await frames(page);
    assert.ok(!(await sent()).some((event) => event.name === 'add_to_cart'));
    await page.evaluate(() => window.answer());
    await arrived('add_to_cart');
    const added = (await sent()).find((event) => event.name === 'add_to_cart');
    const [item] = added.items;
    assert.deepEqual([item.index, item.quantity, item.item_list_id, added.value], [1, 1, 'xsell', item.price]);
    assert.match(added.currency, /^[A-Z]{3}$/);
  });

  test('hears of no addition that failed', async () => {
    await open(tag(), { before: layer });
    await waitForState(page, 'ready');
    await arrived('view_item_list');
    await page.evaluate(() =>
      addEventListener('pairwell:add', (event) => event.detail.respondWith(Promise.reject(new Error('no')))),
    );
    await page.locator('pairwell-shelf button').first().click();
    await frames(page);
    assert.deepEqual(
      (await sent()).map((event) => event.name),
      ['view_item_list'],
    );
  });

  test('is reached by gtag where there is no Tag Manager, and by the dataLayer where there is', async () => {
    const gtag = () => {
      window.dataLayer = [];
      window.gtag = function send() {
        window.dataLayer.push(arguments);
      };
    };
    await open(tag(), { before: gtag });
    await arrived('view_item_list');
    assert.deepEqual(
      (await sent()).map((event) => event.by),
      ['gtag'],
    );
    const managed = `(${gtag})(); window.google_tag_manager = { 'GTM-TEST': {} };`;
    await open(tag(), { before: managed });
    await arrived('view_item_list');
    assert.deepEqual(
      (await sent()).map((event) => event.by),
      ['object'],
    );
  });

  test('hears nothing where the shop wants only our own event, or none', async () => {
    await open(tag('analytics="event"'), { before: layer });
    await page.waitForFunction(() => window.told.length > 0);
    assert.deepEqual(await sent(), []);
    await open(tag('analytics="none"'), { before: layer });
    await waitForState(page, 'ready');
    await frames(page);
    assert.deepEqual([await sent(), await page.evaluate(() => window.told)], [[], []]);
    assert.equal(site.count('analytics.js'), 1, 'not even the script');
  });
});

describe('before consent', () => {
  const denied = () => {
    window.told = [];
    addEventListener('pairwell:analytics', (event) => window.told.push(event.detail));
    window.dataLayer = [];
    window.gtag = function send() {
      window.dataLayer.push(arguments);
    };
    window.gtag('consent', 'default', { analytics_storage: 'denied' });
  };

  test('nothing is told or kept where the element requires it; what waited is told when it is given', async () => {
    await open(tag('consent="required"'), { before: layer });
    await waitForState(page, 'ready');
    await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
    await page.locator('pairwell-shelf a').first().click();
    await frames(page);
    assert.deepEqual([await sent(), await page.evaluate(() => window.told)], [[], []]);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    await page.$eval('pairwell-shelf', (element) => element.setAttribute('consent', 'granted'));
    await arrived('view_item_list');
    assert.deepEqual(
      (await sent()).map((event) => event.name),
      ['view_item_list', 'select_item'],
    );
  });

  test('Consent Mode decides, until it changes its mind', async () => {
    await open(tag(), { before: denied });
    await waitForState(page, 'ready');
    await frames(page);
    assert.deepEqual([await sent(), await page.evaluate(() => window.told)], [[], []]);
    await page.evaluate(() => window.gtag('consent', 'update', { analytics_storage: 'granted' }));
    await page.locator('pairwell-shelf button').first().click();
    await arrived('add_to_cart');
    assert.deepEqual(
      (await sent()).map((event) => event.name),
      ['view_item_list', 'add_to_cart'],
    );
  });

  test('Consent Mode gives what the element requires', async () => {
    await open(tag('consent="required"'), { before: denied });
    await waitForState(page, 'ready');
    await page.evaluate(() => window.gtag('consent', 'update', { analytics_storage: 'granted' }));
    await page.locator('pairwell-shelf button').first().click();
    await arrived('add_to_cart');
  });
});

describe('from a click to the cart', () => {
  const lines = (skus) =>
    `<script type="application/json" data-pairwell="cart" id="lines">${JSON.stringify(skus)}</script>`;

  /** Chooses the first card of a shelf, and answers its SKU. */
  async function choose() {
    await open(lines([]) + tag(), { before: layer });
    await arrived('view_item_list');
    await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
    await page.locator('pairwell-shelf a').first().click();
    const [{ items }] = (await sent()).filter((event) => event.name === 'select_item');
    return ids(items)[0];
  }

  test('the list is carried to the page where the shop’s own button adds the item', async () => {
    const sku = await choose();
    site.pages.set(
      '/store/test.html',
      String(site.pages.get('/store/test.html')).replace('id="lines">[]', `id="lines">${JSON.stringify([sku])}`),
    );
    await page.reload();
    await arrived('add_to_cart');
    const added = (await sent()).find((event) => event.name === 'add_to_cart');
    assert.deepEqual(
      [ids(added.items), added.item_list_id, added.items[0].index, added.items[0].item_list_id],
      [[sku], 'xsell', 0, 'xsell'],
    );
    await page.reload();
    await arrived('view_item_list');
    // Timers fire in order: what was to be sent after the page's own wait of 1500 ms has been sent before this one ends.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 1600)));
    assert.ok(!(await sent()).some((event) => event.name === 'add_to_cart'), 'and only once');
  });

  test('an addition that the shop reports itself is told to everybody but GA4', async () => {
    const sku = await choose();
    await page.evaluate((it) => {
      window.dataLayer.push({ event: 'add_to_cart', ecommerce: { items: [{ item_id: it }] } });
      document.getElementById('lines').textContent = JSON.stringify([it]);
    }, sku);
    await page.waitForFunction(() => window.told.some((detail) => detail.carried));
    assert.equal((await sent()).filter((event) => event.name === 'add_to_cart').length, 1);
  });

  test('storage that is forbidden or full stops nothing', async () => {
    const forbid = () => {
      window.dataLayer = [];
      for (const name of ['sessionStorage', 'localStorage'])
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException('no', 'SecurityError');
          },
        });
    };
    await open(tag(), { before: forbid });
    await arrived('view_item_list');
    await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
    await page.locator('pairwell-shelf a').first().click();
    await page.locator('pairwell-shelf button').first().click();
    await arrived('add_to_cart');
    const full = () => {
      window.dataLayer = [];
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    };
    await open(tag(), { before: full });
    await arrived('view_item_list');
    await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
    await page.locator('pairwell-shelf a').first().click();
    assert.deepEqual(page.problems, []);
  });
});
