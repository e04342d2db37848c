/** Holds every cart adapter to one contract, on stand-in shops with recorded shapes; never on a real platform. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames, waitForState } from './browser.mjs';
import { SOLD_OUT } from './adapter-answers.mjs';
import { PLATFORMS } from './adapter-shops.mjs';
import { adapt, add, addSeveral, enter, own, read, refusal, shop } from './adapter-stage.mjs';
import { heard, known, open, page, setStage, shelf, site, titles } from './stage.mjs';
import { train } from './trainer.mjs';

setStage();

for (const [name, { key, price, keeps = false }] of Object.entries(PLATFORMS)) {
  describe(`the adapter of ${name}`, () => {
    test('says its name and what it can do', async () => {
      await adapt(name);
      const shape = await page.evaluate(() => ({
        name: window.adapter.name,
        key: window.adapter.itemKey,
        functions: ['detect', 'read', 'watch', 'add', 'refresh'].map((it) => typeof window.adapter[it]),
      }));
      assert.equal(shape.name, name);
      assert.match(shape.key, /^(sku|variant|product|id)$/);
      assert.deepEqual([...new Set(shape.functions)], ['function']);
    });

    test('is the one that the page shows signs of', async () => {
      await adapt(name);
      const [own, first] = await page.evaluate(async () => {
        const { detect } = await import('../pkg/cart/signs.js');
        return [window.adapter.detect(), detect()];
      });
      assert.deepEqual([own, first], [true, name]);
    });

    test('is not taken for another on an empty page', async () => {
      await open('', { define: false });
      const detected = await page.evaluate(async (file) => {
        const { default: make } = await import(`../pkg/cart/${file}.js`);
        return make({}).detect();
      }, name);
      assert.equal(detected, false);
    });

    test('reads an empty cart, and lines with ids as strings and prices in minor units', async () => {
      await adapt(name);
      assert.deepEqual(await read(), []);
      await add({ key, id: '17' }, 2);
      if (name === 'page') await page.evaluate(() => window.put('17', 2));
      const [line, ...others] = await read();
      assert.deepEqual(others, []);
      assert.equal(line.ids[key], '17');
      assert.equal(line.quantity, 2);
      assert.ok(
        Object.values(line.ids).every((id) => id === undefined || typeof id === 'string'),
        JSON.stringify(line.ids),
      );
      assert.equal(line.price, price);
      if (price) assert.equal(line.currency, 'EUR');
    });

    test('adds by the shop’s own route', async () => {
      await adapt(name);
      await add({ key, id: '17' }, 1);
      await add({ key, id: '17' }, 2);
      await add({ key, id: '18' }, 1);
      assert.deepEqual(
        [...shop.cart],
        [
          ['17', 3],
          ['18', 1],
        ],
      );
      assert.deepEqual(page.problems, []);
    });

    test('adds several in one go', async () => {
      await adapt(name);
      assert.deepEqual(await addSeveral(['17', '18', '19'].map((id) => ({ key, id }))), { code: 'none' });
      assert.deepEqual(Object.fromEntries(shop.cart), { 17: 1, 18: 1, 19: 1 });
      assert.deepEqual(page.problems, []);
    });

    test(`${keeps ? 'says which it keeps' : 'gives all back'} when the shop refuses one of several`, async () => {
      await adapt(name);
      await add({ key, id: '17' }, 2);
      const { code, added } = await addSeveral(['17', '18', SOLD_OUT, '19'].map((id) => ({ key, id })));
      const now = Object.fromEntries(shop.cart);
      if (!keeps) assert.deepEqual([code, now], ['cart-refused', { 17: 2 }]);
      else assert.deepEqual([code, added, now], ['added-partly', ['17', '18'], { 17: 3, 18: 1 }]);
    });

    test('makes the shop’s own cart notice, or tells the theme', async () => {
      await adapt(name);
      await add({ key, id: '17' });
      await page.evaluate(() => window.adapter.refresh());
      const silent = ['evershop', 'vendure', 'medusa', 'page'].includes(name);
      if (!silent) await page.waitForFunction(() => window.noticed > 0);
    });

    test('notices what the shop’s own script does, until it is told to stop', async () => {
      await adapt(name);
      await page.evaluate(() => {
        window.changes = 0;
        window.stop = window.adapter.watch(() => window.changes++);
      });
      await own(name);
      await page.waitForFunction(() => window.changes > 0);
      await frames(page);
      const before = await page.evaluate(() => {
        window.stop();
        return window.changes;
      });
      await own(name);
      await frames(page);
      assert.equal(await page.evaluate(() => window.changes), before);
    });

    test('does not take its own reading for a change', async () => {
      await adapt(name);
      await page.evaluate(() => {
        window.changes = 0;
        window.adapter.watch(() => window.changes++);
      });
      for (let round = 0; round < 3; round++) await read();
      await frames(page);
      assert.equal(await page.evaluate(() => window.changes), 0);
    });

    test('rejects what the shop refuses, and leaves the cart as it was', async () => {
      await adapt(name);
      assert.equal(await refusal(`window.adapter.add({ key: '${key}', id: '${SOLD_OUT}' }, 1)`), 'cart-refused');
      assert.equal(shop.cart.size, 0);
    });

    test('rejects with cart-unreachable when the shop fails, is slow, or answers nonsense', async () => {
      await adapt(name, 1000);
      for (const mood of name === 'page' ? [] : ['fail', 'nonsense', 'slow']) {
        if (mood === 'nonsense' && (name === 'oscar' || name === 'opencart')) continue;
        shop.mood = mood;
        assert.equal(await refusal('window.adapter.read()'), 'cart-unreachable', mood);
      }
      shop.mood = 'slow';
      assert.equal(await refusal(`window.adapter.add({ key: '${key}', id: '17' }, 1)`), 'cart-unreachable');
    });
  });
}

describe('a shelf in a shop', () => {
  const tag = (attributes = '') => shelf(`placement="cart" ${attributes}`);
  const skus = (count) =>
    known
      .filter((item) => item.available !== 'false')
      .slice(0, count)
      .map((item) => item.sku);

  test('finds the cart by itself, ranks for it, and again at once when the shop changes it', async () => {
    await enter('evershop', tag());
    await waitForState(page, 'ready');
    const popular = await titles();
    const [sku] = skus(1);
    await page.evaluate(
      (it) => fetch('/api/cart/mine/items', { method: 'POST', body: JSON.stringify({ sku: it, qty: 1 }) }),
      sku,
    );
    await page.waitForFunction(
      (old) =>
        [...document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('.title')]
          .map((it) => it.textContent)
          .join() !== old,
      popular.join(),
    );
    assert.match(
      await page.$eval('pairwell-shelf', (it) => it.shadowRoot.querySelector('h2').textContent),
      /your cart/,
    );
    assert.deepEqual(await heard('error'), []);
  });

  test('adds by the adapter when nobody else does, tells the theme, and suggests it no more', async () => {
    await enter('evershop', tag());
    await waitForState(page, 'ready');
    await page.evaluate(() => addEventListener('pairwell:refresh', (event) => (window.told = event.detail), true));
    const [first] = await titles();
    await page.locator('pairwell-shelf button').first().click();
    await page.waitForFunction(
      (gone) =>
        ![...document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('.title')].some(
          (it) => it.textContent === gone,
        ),
      first,
    );
    const { sku } = known.find((item) => item.title === first);
    assert.deepEqual([...shop.cart], [[sku, 1]]);
    assert.deepEqual(await page.evaluate(() => window.told), { store: 'evershop', sku, skus: [sku], quantity: 1 });
  });

  test('leaves the adding to a page that cancels it or answers it', async () => {
    await enter('evershop', tag());
    await waitForState(page, 'ready');
    await page.evaluate(() => addEventListener('pairwell:add', (event) => event.preventDefault(), { once: true }));
    await page.locator('pairwell-shelf button').first().click();
    await page.evaluate(() =>
      addEventListener('pairwell:add', (event) => event.detail.respondWith(Promise.resolve()), { once: true }),
    );
    await page.locator('pairwell-shelf button').first().click();
    await frames(page);
    assert.equal(shop.cart.size, 0);
  });

  for (const mood of ['fail', 'slow', 'nonsense']) {
    test(`shows what it can when the cart's API is in a bad way (${mood}), and says so once`, async () => {
      site.pages.set('/store/none', '');
      await enter('medusa', tag() + tag('list-id="two"'));
      shop.mood = mood;
      await page.reload();
      await waitForState(page, 'ready');
      await page.waitForFunction(() => window.heard.some((event) => event.what === 'error'));
      await frames(page);
      assert.deepEqual(
        (await heard('error')).map((event) => event.code),
        ['cart-unreachable'],
      );
      assert.equal((await titles()).length, 3);
    });
  }

  test('drops what the shop says is sold out, and shows its price of now', async () => {
    await enter('woocommerce', tag('items=""'));
    await waitForState(page, 'ready');
    const [first] = await titles();
    await enter('woocommerce', '<i></i>');
    shop.soldOut = known.find((item) => item.title === first).sku;
    await page.evaluate(
      (markup) => document.body.append(document.createRange().createContextualFragment(markup)),
      tag(),
    );
    await waitForState(page, 'ready');
    assert.ok(!(await titles()).includes(first));
    assert.equal((await titles()).length, 3);
    const price = await page.$eval('pairwell-shelf', (it) => it.shadowRoot.querySelector('.price').textContent);
    assert.match(price, /18\.90/);
  });

  test('shows products as the shop describes them where the model has no catalog, markup as text', async () => {
    const orders = ['A,B,C', 'A,B', 'A,C', 'B,C', 'A,B,D', 'C,D'].flatMap((items, at) =>
      items.split(',').map((sku) => [`order-${at}`, sku]),
    );
    for (const [name, bytes] of await train(orders)) site.pages.set(`/store/bare/${name}`, bytes);
    await enter('woocommerce', '<i></i>');
    Object.assign(shop.fixture.product, {
      name: 'Tea &amp; <b>scones</b> &#8211; &#x1F375; &nosuch;',
      permalink: '/product/tea/',
      images: [{ src: '/store/finch.svg' }],
    });
    await page.evaluate(() => {
      const element = document.createElement('pairwell-shelf');
      element.setAttribute('model', './bare/');
      document.body.append(element);
    });
    await waitForState(page, 'ready');
    const card = await page.$eval('pairwell-shelf', (it) => {
      const [first] = it.shadowRoot.querySelectorAll('.card');
      const { href } = first.querySelector('a');
      return [first.querySelector('.title').textContent, new URL(href).pathname, first.querySelectorAll('img').length];
    });
    assert.deepEqual(card, ['Tea & <b>scones</b> – 🍵 &nosuch;', '/product/tea/', 1]);
  });

  test('links to an item that has options, as soon as the shop says so', async () => {
    await enter('woocommerce', tag());
    shop.fixture.product.has_options = true;
    await page.reload();
    await waitForState(page, 'ready');
    const link = page.locator('pairwell-shelf a.add').first();
    assert.match(await link.getAttribute('aria-label'), /^Choose options of /);
    assert.match(await link.getAttribute('href'), /^http/);
  });

  test('names a platform that does not exist, and works without', async () => {
    await open(shelf('store="no-such-shop"'));
    await waitForState(page, 'ready');
    assert.deepEqual(
      (await heard('error')).map((event) => event.code),
      ['store-unknown'],
    );
  });

  test('reads the order just made where the order is what counts', async () => {
    const order = JSON.stringify(skus(2));
    await open(
      `<script type="application/json" data-pairwell="order">${order}</script>${shelf('placement="post-purchase"')}`,
    );
    await waitForState(page, 'ready');
    const fromOrder = await titles();
    await open(shelf(`placement="post-purchase" items='${order}'`));
    await waitForState(page, 'ready');
    assert.deepEqual(fromOrder, await titles());
    assert.match(
      await page.$eval('pairwell-shelf', (it) => it.shadowRoot.querySelector('h2').textContent),
      /your order/,
    );
  });

  test('ranks for the page’s product and the cart together', async () => {
    const [inCart, shown] = skus(2);
    const ld = JSON.stringify({ '@graph': [{ '@type': ['Product', 'Thing'], sku: shown, offers: [{ price: 1 }] }] });
    const cart = JSON.stringify([inCart]);
    await open(
      `<script type="application/ld+json">${ld}</script><script type="application/json" data-pairwell="cart">${cart}</script>${shelf()}`,
    );
    await waitForState(page, 'ready');
    const both = await titles();
    await open(shelf(`items='${JSON.stringify([shown, inCart])}'`));
    await waitForState(page, 'ready');
    assert.deepEqual(both, await titles());
  });
});
