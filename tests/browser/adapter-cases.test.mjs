/** Holds single cart adapters to what their platforms alone do, on recorded answers; never on a real platform. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames, waitForState } from './browser.mjs';
import { MISSING, SCARCE, SOLD_OUT } from './adapter-answers.mjs';
import { adapt, add, read, refusal, shop } from './adapter-stage.mjs';
import { known, open, page, setStage, shelf, site, titles } from './stage.mjs';

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

describe('a Shopify theme of the standard events', () => {
  test('is told of an addition by the event that it redraws on, and our own is not heard', async () => {
    await adapt('shopify');
    const seen = await page.evaluate(async () => {
      let changes = 0;
      const events = [];
      window.adapter.watch(
        () => changes++,
        () => {},
      );
      document.addEventListener('shopify:cart:lines-update', (event) => events.push(event));
      await window.adapter.add({ key: 'variant', id: '17' }, 2);
      await window.adapter.refresh();
      const [{ action, lines, promise }] = events;
      return { action, lines, answer: await promise, changes };
    });
    assert.deepEqual([seen.action, seen.changes], ['add', 0]);
    assert.match(seen.lines[0].merchandiseId, /^gid:\/\/shopify\/ProductVariant\/\d+$/);
    assert.deepEqual([seen.answer.userErrors, seen.answer.cart.lines[0].quantity], [[], 2]);
    assert.deepEqual(seen.answer.cart.cost.totalAmount, { amount: '18.90', currencyCode: 'EUR' });
  });

  test('is heard when its own script has changed the cart, after the change', async () => {
    await adapt('shopify');
    const heard = await page.evaluate(async () => {
      let changes = 0;
      window.adapter.watch(
        () => changes++,
        () => {},
      );
      let done;
      const event = Object.assign(new Event('shopify:cart:lines-update', { bubbles: true }), {
        promise: new Promise((resolve) => (done = resolve)),
      });
      document.dispatchEvent(event);
      await Promise.resolve();
      const before = changes;
      done({ cart: null });
      await event.promise;
      await Promise.resolve();
      return [before, changes];
    });
    assert.deepEqual(heard, [0, 1]);
  });

  for (const isDefault of [false, true]) {
    test(`adds by the theme's action only if the theme has made it its own (${isDefault ? 'default' : 'own'})`, async () => {
      await adapt('shopify');
      const asked = await page.evaluate(async (usual) => {
        const calls = [];
        const updateCart = async ({ lines }) => {
          calls.push(...lines);
          const sold = lines.some(({ merchandiseId }) => merchandiseId.endsWith('/999'));
          return sold
            ? { cart: null, userErrors: [{ code: 'INVALID', message: 'Sold &amp; gone' }] }
            : { cart: {}, userErrors: [] };
        };
        window.Shopify.actions = { updateCart: Object.assign(updateCart, { isDefault: () => usual }) };
        await window.adapter.add({ key: 'variant', id: '17' }, 2);
        await window.adapter.refresh();
        const { words = '' } = await window.adapter.add({ key: 'variant', id: '999' }, 1).catch((cause) => cause);
        return { calls, words };
      }, isDefault);
      if (isDefault) assert.deepEqual(asked.calls, []);
      else assert.deepEqual(asked.calls[0], { merchandiseId: 'gid://shopify/ProductVariant/17', quantity: 2 });
      if (!isDefault) assert.equal(asked.words, 'Sold & gone');
      assert.deepEqual([...shop.cart], isDefault ? [['17', 2]] : []);
    });
  }

  test('says when the shopper has chosen another variant', async () => {
    await adapt('shopify');
    const turns = await page.evaluate(() => {
      let count = 0;
      window.adapter.watch(
        () => {},
        () => count++,
      );
      document.dispatchEvent(new Event('shopify:product:select', { bubbles: true }));
      return count;
    });
    assert.equal(turns, 1);
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

  const offers = (ids, currency = 'EUR') =>
    page.evaluate(
      async ([wanted, money]) =>
        Object.fromEntries(
          await window.adapter.products(wanted.map((id) => ({ key: 'product', id, currency: money }))),
        ),
      [ids, currency],
    );

  test('says by a product’s own page what it costs with tax, whether it has to be chosen and whether it is there', async () => {
    await adapt('opencart');
    shop.hidden = ['18'];
    const found = await offers(['17', '18', '42']);
    assert.deepEqual(
      ['17', '18', '42'].map((id) => [found[id].available, found[id].price, found[id].hasOptions]),
      [
        [true, 123_450, false],
        [false, undefined, false],
        [true, 123_450, true],
      ],
    );
    assert.equal(found['17'].title, '17" filter papers & more');
    const before = shop.asked.length;
    await offers(['17', '42']);
    assert.equal(shop.asked.length, before, 'once per visit');
  });

  test('reads prices as its languages and currencies write them', async () => {
    await adapt('opencart');
    const read = (shown) =>
      page.evaluate(async (all) => {
        const { priceIn } = await import('../pkg/cart/opencart.js');
        return all.map(([text, currency]) => priceIn(text, currency) ?? null);
      }, shown);
    const prices = [
      ['$1,234.50', 'USD', 123_450],
      ['1.234,50 €', 'EUR', 123_450],
      ['£28', 'GBP', 2800],
      ['¥2,800', 'JPY', 2800],
      ['28.500 KD', 'KWD', 28_500],
      ["CHF 1'234.50", 'CHF', 123_450],
      ['1 234,5 kr', 'SEK', 123_450],
      ['Call us', 'EUR', null],
    ];
    assert.deepEqual(
      await read(prices),
      prices.map(([, , expected]) => expected),
    );
  });

  test('shows the visitor’s currency, by the symbol in its menu', async () => {
    await adapt('opencart');
    await page.evaluate(() => {
      document.body.insertAdjacentHTML(
        'beforeend',
        `<form id="form-currency"><a><strong>£</strong> Currency</a><a href="EUR" class="dropdown-item">€ Euro</a>
          <a href="GBP" class="dropdown-item">£ Pound Sterling</a></form>`,
      );
    });
    assert.equal((await offers(['17']))['17'].currency, 'GBP');
  });

  test('renews its cart’s page and its checkout after an addition', async () => {
    await adapt('opencart');
    const loaded = await page.evaluate(async () => {
      document.body.insertAdjacentHTML('beforeend', '<div id="shopping-cart"></div><div id="checkout-confirm"></div>');
      const all = [];
      window.jQuery = (place) => ({ load: (url) => all.push([place, new URL(url).searchParams.get('route')]) });
      await window.adapter.refresh();
      return all;
    });
    assert.deepEqual(loaded, [
      ['#cart, #header-cart', 'common/cart.info'],
      ['#shopping-cart', 'checkout/cart.list'],
      ['#checkout-confirm', 'checkout/confirm.confirm'],
    ]);
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

describe('any page', () => {
  const detected = () => page.evaluate(async () => (await import('../pkg/cart/signs.js')).detect());
  const about = () =>
    page.evaluate(async () => {
      const { connect } = await import('../pkg/cart/hub.js');
      const hub = await connect('page');
      return [hub.item(null), hub.family(null)];
    });
  const ld = (value) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;

  test('of gtag.js without Tag Manager, or with JSON-LD alone, shows signs of what it sells', async () => {
    await open(ld({ '@type': 'Organization', name: 'Products & more' }), { define: false });
    assert.equal(await detected(), undefined);
    await open(ld({ '@graph': [{ '@type': ['Product'], sku: 'A' }] }), { define: false });
    assert.equal(await detected(), 'page');
    await open('', { define: false });
    await page.evaluate(() => {
      window.dataLayer = [];
      (function gtag() {
        window.dataLayer.push(arguments);
      })('event', 'view_item', { currency: 'EUR', items: [{ item_id: 'B', price: 2 }] });
    });
    assert.equal(await detected(), 'page');
  });

  test('is about what GA4’s view_item names, until the page is about something else', async () => {
    await open('', { define: false });
    await page.evaluate(() => (window.dataLayer = [{ event: 'view_item', ecommerce: { items: [{ item_id: 'B' }] } }]));
    assert.deepEqual(await about(), ['B', ['B']]);
    await page.evaluate(() => window.dataLayer.push({ event: 'page_view' }));
    assert.deepEqual((await about())[1], []);
  });

  test('is about the one offer of an AggregateOffer, or about all of several', async () => {
    const offers = (...skus) => ({ '@type': 'AggregateOffer', offers: skus.map((sku) => ({ '@type': 'Offer', sku })) });
    await open(ld({ '@type': 'Product', name: 'Mug', offers: offers('M1') }), { define: false });
    assert.deepEqual(await about(), ['M1', ['M1']]);
    await open(ld({ '@type': 'Product', sku: 'M', offers: offers('M1', 'M2') }), { define: false });
    assert.deepEqual(await about(), ['M', ['M', 'M1', 'M2']]);
  });

  test('with neither form nor listener says that nothing was added', async () => {
    const [inCart] = known;
    await open(
      `<script type="application/json" data-pairwell="cart">${JSON.stringify([inCart.sku])}</script>${shelf('placement="cart" store="page"')}`,
    );
    await waitForState(page, 'ready');
    await page.evaluate(() => document.addEventListener('pairwell:add', (event) => event.stopPropagation()));
    await page.locator('pairwell-shelf button').first().click();
    await page.locator('pairwell-shelf button[data-state=refused]').waitFor();
    // A listener that takes the item out of the event is one that adds it.
    await page.evaluate(() => document.addEventListener('pairwell:add', (event) => (window.taken = event.detail.sku)));
    await page.locator('pairwell-shelf button:not([data-state=refused])').first().click();
    await page.locator('pairwell-shelf button[data-state=done]').waitFor();
  });

  test('has no product of its own suggested, in its mini-cart neither', async () => {
    await open(shelf('placement="cart" items="" store="none" limit="1"'));
    await waitForState(page, 'ready');
    const [title] = await titles();
    const { sku } = known.find((item) => item.title === title);
    await open(`${ld({ '@type': 'Product', sku })}${shelf('placement="cart" limit="3"')}`);
    await waitForState(page, 'ready');
    assert.ok(!(await titles()).includes(title));
  });
});
