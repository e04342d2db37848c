/** Holds single cart adapters to what their platforms alone do, on recorded answers; never on a real platform. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames } from './browser.mjs';
import { MISSING, SCARCE, SOLD_OUT } from './adapter-answers.mjs';
import { adapt, add, read, refusal, shop } from './adapter-stage.mjs';
import { open, page, setStage, site } from './stage.mjs';

setStage();

describe('a Medusa shop', () => {
  test('is asked for nothing that it does not know, and finds the variant by its SKU', async () => {
    await adapt('medusa');
    await add({ key: 'sku', id: 'PAPER-100' }, 2);
    assert.deepEqual([...shop.cart], [['variant_17', 2]]);
    assert.equal((await read())[0].ids.sku, 'PAPER-100');
    assert.deepEqual(page.problems, []);
  });

  test('refuses a variant and a SKU that are not there, and a product has to be chosen of', async () => {
    await adapt('medusa');
    assert.equal(await refusal(`window.adapter.add({ key: 'variant', id: '${MISSING}' }, 1)`), 'cart-refused');
    assert.equal(await refusal(`window.adapter.add({ key: 'sku', id: 'PAPER-1' }, 1)`), 'cart-refused');
    assert.equal(await refusal(`window.adapter.add({ key: 'product', id: 'prod_8' }, 1)`), 'needs-options');
    assert.equal(shop.cart.size, 0);
  });

  test('has nothing in a cart that was ordered', async () => {
    await adapt('medusa');
    await add({ key: 'variant', id: '17' });
    shop.ordered = '2026-11-20T15:20:52.039Z';
    assert.deepEqual(await read(), []);
  });

  test('is not heard again for what the shelf itself added', async () => {
    await adapt('medusa');
    await page.evaluate(() => {
      window.changes = 0;
      window.adapter.watch(() => window.changes++);
    });
    await add({ key: 'variant', id: '17' });
    await frames(page);
    assert.equal(await page.evaluate(() => window.changes), 0);
  });
});

describe('the Shop API of Vendure', () => {
  test('finds the variant by its SKU', async () => {
    await adapt('vendure');
    await add({ key: 'sku', id: 'PAPER-100' });
    assert.deepEqual([...shop.cart], [['17', 1]]);
  });

  test('refuses a variant and a SKU that are not there', async () => {
    await adapt('vendure');
    assert.equal(await refusal(`window.adapter.add({ key: 'variant', id: '${MISSING}' }, 1)`), 'cart-refused');
    assert.equal(await refusal(`window.adapter.add({ key: 'sku', id: 'PAPER-1' }, 1)`), 'cart-refused');
  });

  test('gives back what it took of more than there is', async () => {
    await adapt('vendure');
    await add({ key: 'variant', id: SCARCE }, 1);
    assert.equal(await refusal(`window.adapter.add({ key: 'variant', id: '${SCARCE}' }, 9)`), 'cart-refused');
    assert.deepEqual([...shop.cart], [[SCARCE, 1]]);
  });

  test('knows the storefront’s session by the token that it keeps, and keeps the one that it is given', async () => {
    await adapt('vendure');
    const { routes } = site;
    const proofs = [];
    site.routes = async (asked) => {
      const answer = await routes(asked);
      if (asked.url.pathname !== '/shop-api') return answer;
      proofs.push(asked.headers.authorization);
      return {
        ...answer,
        headers: { ...answer.headers, ...(proofs.length === 1 && { 'vendure-auth-token': 'fresh' }) },
      };
    };
    const kept = await page.evaluate(async () => {
      const { default: make } = await import('../pkg/cart/vendure.js');
      const adapter = make({ shopApi: '/shop-api', bearer: 'session' });
      await adapter.read();
      await adapter.read();
      return localStorage.getItem('session');
    });
    assert.deepEqual([kept, proofs], ['fresh', [undefined, 'Bearer fresh']]);
  });
});

describe('a WooCommerce shop', () => {
  const offered = (ids) =>
    page.evaluate(
      async (wanted) => [...(await window.adapter.products(wanted.map((id) => ({ key: 'id', id })))).keys()],
      ids,
    );

  test('is asked for variations where products are not found by their ids', async () => {
    await adapt('woocommerce');
    assert.deepEqual(await offered(['17', '18']), ['17', '18']);
    assert.equal(shop.asked.length, 1);
    shop.variations = ['19'];
    assert.deepEqual(await offered(['17', '19']), ['17', '19']);
    assert.equal(shop.asked.length, 3);
  });

  test('gives its proof with its answers: the one that a cached page holds is too old', async () => {
    await adapt('woocommerce');
    await page.evaluate(async () => {
      window.wcBlocksMiddlewareConfig = { storeApiNonce: 'stale' };
      const { default: make } = await import('../pkg/cart/woocommerce.js');
      window.adapter = make({});
    });
    await add({ key: 'id', id: '17' });
    assert.deepEqual([...shop.cart], [['17', 1]]);
  });
});

describe('a Shopify shop', () => {
  test('shows the line that was added, in the theme’s own notification', async () => {
    await adapt('shopify');
    await page.evaluate(() => {
      document.querySelector('cart-drawer').renderContents = (state) => (window.state = state);
    });
    await add({ key: 'variant', id: '17' });
    await page.evaluate(() => window.adapter.refresh());
    const { key, sections } = await page.evaluate(() => window.state);
    assert.deepEqual([key, Object.keys(sections)], [shop.fixture.line.key, ['cart-drawer', 'cart-icon-bubble']]);
  });
});

describe('an OpenCart shop', () => {
  const asked = (end) => shop.asked.filter((it) => it.endsWith(end)).length;

  test('of 4.0.1 and before is asked behind a bar, as its own forms do', async () => {
    await adapt('opencart');
    shop.separator = '|';
    await page.evaluate(() => {
      const form = document.body.appendChild(document.createElement('form'));
      form.setAttribute('action', 'index.php?route=common/currency|save');
    });
    await add({ key: 'product', id: '17' }, 2);
    assert.deepEqual(await read(), [{ ids: { product: '17', id: '17' }, quantity: 2 }]);
    await page.evaluate(() => window.adapter.remove({ key: 'product', id: '17' }, 1));
    assert.deepEqual([...shop.cart], [['17', 1]]);
  });

  test('says of an item whether it has to be chosen or is not there', async () => {
    await adapt('opencart');
    for (const id of ['42', '43'])
      assert.equal(await refusal(`window.adapter.add({ key: 'product', id: '${id}' }, 1)`), 'needs-options');
    assert.equal(await refusal(`window.adapter.add({ key: 'product', id: '${SOLD_OUT}' }, 1)`), 'cart-refused');
  });

  test('with speaking addresses is asked once which product stands behind one', async () => {
    await adapt('opencart');
    shop.speaking = true;
    await add({ key: 'product', id: '17' }, 2);
    for (let round = 0; round < 2; round++)
      assert.deepEqual(await read(), [{ ids: { product: '17', id: '17' }, quantity: 2 }]);
    await page.reload();
    await page.evaluate(async () => {
      const { default: make } = await import('../pkg/cart/opencart.js');
      window.adapter = make({});
    });
    assert.equal((await read())[0].ids.product, '17');
    assert.equal(asked('/papers-17'), 1);
  });

  test('keeps an item that stands in its cart with several choices', async () => {
    await adapt('opencart');
    await add({ key: 'product', id: '17' });
    shop.fixture.line += shop.fixture.line;
    assert.equal(await refusal(`window.adapter.remove({ key: 'product', id: '17' }, 1)`), 'cart-refused');
    assert.deepEqual([...shop.cart], [['17', 1]]);
  });
});

describe('the Remix storefront of Vendure', () => {
  test('adds by its own route, and is seen to refuse by the order that it answers', async () => {
    await open('', { define: false });
    const lines = [{ quantity: 2, unitPriceWithTax: 1890, productVariant: { id: '17', sku: 'PAPER-100' } }];
    const answer = () => ({
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ activeOrder: { currencyCode: 'EUR', lines } })),
    });
    const forms = [];
    site.routes = ({ method, url, body }) => {
      if (url.pathname !== '/api/active-order') return undefined;
      const form = Object.fromEntries(new URLSearchParams(body));
      if (method === 'POST') forms.push(form);
      if (form.variantId === '17') lines[0].quantity += Number(form.quantity);
      return answer();
    };
    await page.evaluate(async () => {
      const { default: make } = await import('../pkg/cart/vendure.js');
      window.adapter = make({});
    });
    await add({ key: 'variant', id: '17' });
    assert.deepEqual(forms, [{ action: 'addItemToOrder', variantId: '17', quantity: '1' }]);
    assert.equal((await read())[0].quantity, 3);
    assert.equal(await refusal(`window.adapter.add({ key: 'variant', id: '18' }, 1)`), 'cart-refused');
  });
});

describe('the dataLayer as a cart', () => {
  test('follows GA4’s events, whichever way they are pushed', async () => {
    await open('', { define: false });
    const carts = await page.evaluate(async () => {
      window.dataLayer = [
        { event: 'view_cart', ecommerce: { currency: 'EUR', items: [{ item_id: 'A', price: 1.5 }] } },
      ];
      window.gtag = function gtag() {
        window.dataLayer.push(arguments);
      };
      const { default: make } = await import('../pkg/cart/page.js');
      const adapter = make({});
      let changes = 0;
      adapter.watch(() => changes++);
      const seen = [await adapter.read()];
      window.gtag('event', 'add_to_cart', { items: [{ item_id: 'B', quantity: 2 }] });
      seen.push(await adapter.read());
      window.dataLayer.push(
        { event: 'remove_from_cart', ecommerce: { items: [{ item_id: 'A' }] } },
        { ecommerce: null },
      );
      seen.push(await adapter.read());
      return { seen: seen.map((lines) => lines.map((line) => [line.ids.sku, line.quantity, line.price])), changes };
    });
    assert.deepEqual(
      carts.seen,
      [
        [['A', 1, 150]],
        [
          ['A', 1, 150],
          ['B', 2, null],
        ],
        [['B', 2, null]],
      ].map((lines) => lines.map(([id, n, p]) => [id, n, p ?? undefined])),
    );
    assert.equal(carts.changes, 2);
  });
});
