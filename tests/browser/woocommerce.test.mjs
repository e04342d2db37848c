/** Holds the WooCommerce adapter to what real shops were seen to do: no SKUs, variable products, classic pages, refusals; on recorded answers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames, waitForState } from './browser.mjs';
import { MISSING, SOLD_OUT } from './adapter-answers.mjs';
import { adapt, add, addSeveral, enter, read, refusal, shop } from './adapter-stage.mjs';
import { page, setStage, site, titles } from './stage.mjs';
import { train } from './trainer.mjs';

setStage();

const offers = (items) => page.evaluate(async (list) => Object.fromEntries(await window.adapter.products(list)), items);
const sku = (id) => ({ key: 'sku', id });

/** A jQuery that keeps its events: `triggered` has their names, and handlers hear what the DOM event of that name says. */
function fakeJQuery() {
  window.triggered = [];
  window.jQuery = (target) => ({
    on: (names, act) => names.split(' ').forEach((name) => target.addEventListener(name.split('.')[0], act)),
    off: (names, act) => names.split(' ').forEach((name) => target.removeEventListener(name.split('.')[0], act)),
    trigger(name) {
      window.triggered.push(name);
      target.dispatchEvent(new Event(name));
    },
  });
}

describe('products without a SKU', () => {
  const goods = [
    { id: 35, sku: '' },
    { id: 36, sku: 'MUG' },
    { id: 37, sku: '35x' },
  ];

  test('are called by their number, in the cart, in offers and for adding', async () => {
    await adapt('woocommerce');
    shop.goods = goods;
    await add(sku('35'), 2);
    assert.deepEqual([...shop.cart], [['35', 2]]);
    const [line] = await read();
    assert.deepEqual([line.ids.sku, line.ids.id], [undefined, '35']);
    const found = await offers(['35', 'MUG'].map(sku));
    assert.deepEqual([found['35'].available, found.MUG.available], [true, true]);
  });

  test('are not mixed up with what has a SKU: its number is not its name, and a SKU may be a number', async () => {
    await adapt('woocommerce');
    shop.goods = [...goods, { id: 90, sku: '36' }];
    assert.equal((await offers([sku('37')]))['37'].available, false);
    await add(sku('36'));
    assert.deepEqual([...shop.cart], [['90', 1]]);
    assert.equal(await refusal(`window.adapter.add({ key: 'sku', id: '37' }, 1)`), 'cart-refused');
  });

  test('are found beside variations without one, and beside SKUs with commas and escaped signs', async () => {
    await adapt('woocommerce');
    shop.goods = [
      ...goods,
      { id: 51, parent: 50, variation: true, sku: '' },
      { id: 60, sku: 'A,B' },
      { id: 61, sku: 'C&amp;D' },
    ];
    const found = await offers(['35', '51', 'A,B', 'MUG'].map(sku));
    assert.ok(Object.values(found).every(({ available }) => available));
    shop.goods[5].sku = 'C&D';
    assert.equal((await offers([sku('C&D')]))['C&D'].available, true);
  });
});

describe('a cart with variations', () => {
  test('says their parents where the model is of products, and asks for them once', async () => {
    await adapt('woocommerce');
    shop.goods = [
      { id: 51, parent: 50, variation: true, sku: '' },
      { id: 35, sku: '' },
    ];
    await add({ key: 'id', id: '51' });
    await add({ key: 'id', id: '35' });
    const products = () =>
      page.evaluate(async () => (await window.adapter.read(new Set(['product']))).map(({ ids }) => ids.product));
    assert.deepEqual(await products(), ['50', '35']);
    const asked = shop.asked.length;
    assert.deepEqual(await products(), ['50', '35']);
    assert.equal(shop.asked.length, asked + 1);
  });
});

describe('the classic pages', () => {
  for (const [name, event] of [
    ['woocommerce-cart', 'wc_update_cart'],
    ['woocommerce-checkout', 'update_checkout'],
  ]) {
    test(`of ${name} renew their totals after an addition`, async () => {
      await adapt('woocommerce');
      await page.evaluate(fakeJQuery);
      await page.evaluate((it) => document.body.classList.add(it), name);
      await page.evaluate(() => window.adapter.refresh());
      assert.deepEqual(await page.evaluate(() => window.triggered), ['wc_fragment_refresh', event]);
    });
  }
});

describe('a refusal', () => {
  test('of a variation with any attribute is a choice to be made, alone and among several', async () => {
    await adapt('woocommerce');
    assert.equal(await refusal(`window.adapter.add({ key: 'id', id: '${MISSING}' }, 1)`), 'needs-options');
    assert.equal((await addSeveral(['17', MISSING].map((id) => ({ key: 'id', id })))).code, 'needs-options');
    assert.equal(shop.cart.size, 0);
  });

  test('of one of several takes nothing that was there before, where the shop drops the whole batch', async () => {
    await adapt('woocommerce');
    await add({ key: 'id', id: '17' }, 2);
    shop.isWhole = true;
    const { code } = await addSeveral(['17', SOLD_OUT].map((id) => ({ key: 'id', id })));
    assert.deepEqual([code, [...shop.cart]], ['cart-refused', [['17', 2]]]);
  });

  test('of a nonce that is too old is no answer about the item: it is sent again with a new one', async () => {
    await adapt('woocommerce');
    const { routes } = site;
    let isOld = true;
    site.routes = async (asked) => {
      const answer = await routes(asked);
      if (asked.method !== 'GET' || !asked.url.pathname.endsWith('/cart') || !isOld) return answer;
      isOld = false;
      return { ...answer, headers: { ...answer.headers, nonce: 'old' } };
    };
    await add({ key: 'id', id: '17' });
    assert.deepEqual([...shop.cart], [['17', 1]]);
  });
});

describe('the page of a variable product', () => {
  const VARIATIONS = [
    { variation_id: 51, sku: 'HOODIE-BLUE' },
    { variation_id: 52, sku: 'HOODIE-RED' },
  ];
  const form = (variations) =>
    `<div class="product product-type-variable post-50"><form class="variations_form cart" data-product_variations='${JSON.stringify(variations)}'>
      <input type="hidden" name="variation_id" value=""></form><p class="product_meta"><span class="sku">N/A</span></p></div>`;

  /** @param {unknown} variations false where there are too many for the page */
  async function enterProduct(variations) {
    await enter('woocommerce', form(variations));
    await page.evaluate(fakeJQuery);
    await page.evaluate(() => (document.body.className = 'single-product woocommerce postid-50'));
  }

  const choose = (id, event) =>
    page.evaluate(
      ([value, name]) => {
        document.querySelector('[name=variation_id]').value = value;
        window.jQuery(document.querySelector('form')).trigger(name);
      },
      [id, event],
    );

  /** What the page's product is ranked by, and what is never suggested on it. */
  const own = () =>
    page.evaluate(async () => {
      const { connect } = await import('../pkg/cart/hub.js');
      window.hub ??= await connect('woocommerce');
      window.leave ??= window.hub.join({
        changed: () => (window.changes = (window.changes ?? 0) + 1),
        failed: () => {},
      });
      const skus = (list) => list.map((entry) => entry.sku ?? entry);
      return [skus(window.hub.own(null)), window.hub.family(null)];
    });

  test('is about all of its variations until one is chosen, and again when it is taken back', async () => {
    await enterProduct(VARIATIONS);
    const all = ['50', 'HOODIE-BLUE', 'HOODIE-RED'];
    assert.deepEqual(await own(), [all, all]);
    await choose('52', 'found_variation');
    assert.deepEqual((await own())[0], ['HOODIE-RED']);
    assert.ok((await page.evaluate(() => window.changes)) > 0);
    await choose('', 'reset_data');
    assert.deepEqual((await own())[0], all);
  });

  test('with more variations than a page holds asks the shop for them', async () => {
    await enterProduct(false);
    shop.goods = [
      { id: 51, parent: 50, variation: true, sku: 'HOODIE-BLUE' },
      { id: 52, parent: 50, variation: true, sku: '' },
    ];
    await own();
    await page.waitForFunction(() => window.hub.family(null).length === 3);
    assert.deepEqual((await own())[1], ['50', 'HOODIE-BLUE', '52']);
  });

  test('of a model of products is about the product', async () => {
    await enterProduct(VARIATIONS);
    await own();
    assert.deepEqual(await page.evaluate(() => [window.hub.own('product'), window.hub.item('product')]), [
      ['50'],
      '50',
    ]);
  });

  test('is shown what goes with its variations, none of them, and anew for the one that is chosen', async () => {
    const orders = [
      'HOODIE-BLUE,SCARF',
      'HOODIE-RED,HAT',
      'HOODIE-RED,HAT,SOCKS',
      'HOODIE-BLUE,HOODIE-RED',
      'MUG',
      'MUG',
    ].flatMap((items, at) => items.split(',').map((it) => [`order-${at}`, it]));
    for (const [name, bytes] of await train(orders)) site.pages.set(`/store/bare/${name}`, bytes);
    await enterProduct(VARIATIONS);
    shop.goods = ['HOODIE-BLUE', 'HOODIE-RED', 'SCARF', 'HAT', 'SOCKS', 'MUG'].map((it, at) => ({
      id: 50 + at,
      sku: it,
      name: it,
    }));
    await page.evaluate(() => {
      const element = document.createElement('pairwell-shelf');
      element.setAttribute('model', './bare/');
      document.body.append(element);
    });
    await waitForState(page, 'ready');
    const all = await titles();
    assert.ok(all.includes('HAT') && all.includes('SCARF') && !all.join().includes('HOODIE'), all.join());
    for (const [id, first, second] of [
      ['51', 'SCARF', 'HAT'],
      ['52', 'HAT', 'SCARF'],
    ]) {
      await choose(id, 'found_variation');
      await page.waitForFunction(
        (order) => {
          const shown = [...document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('.title')];
          const [one, other] = order.map((title) => shown.findIndex((it) => it.textContent === title));
          return one >= 0 && (other < 0 || one < other);
        },
        [first, second],
      );
      assert.ok(!(await titles()).join().includes('HOODIE'));
    }
    await frames(page);
    assert.deepEqual(page.problems, []);
  });
});
