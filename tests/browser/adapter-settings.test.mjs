/** Holds every cart adapter to one contract with a shop's settings varied: decimals, tax, hidden stock, slow answers, refusals, bad answers; never on a real platform. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitForState } from './browser.mjs';
import { SOLD_OUT } from './adapter-answers.mjs';
import { MOODS, PLATFORMS } from './adapter-shops.mjs';
import { adapt, add, enter, read, refusal, shop } from './adapter-stage.mjs';
import { heard, known, open, page, setStage, shelf, titles } from './stage.mjs';

setStage();

/** One line of a cart, as each platform writes the price of an item in a currency; and what it is in minor units. */
const PRICES = {
  woocommerce: [
    ['pounds without decimals', { price: '28', currency_code: 'GBP', currency_minor_unit: 0 }, 2800],
    ['euros with two', { price: '2850', currency_code: 'EUR', currency_minor_unit: 2 }, 2850],
    ['euros with three', { price: '28495', currency_code: 'EUR', currency_minor_unit: 3 }, 2850],
    ['yen', { price: '2800', currency_code: 'JPY', currency_minor_unit: 0 }, 2800],
    ['yen with two', { price: '280000', currency_code: 'JPY', currency_minor_unit: 2 }, 2800],
    ['dinars with two', { price: '2850', currency_code: 'KWD', currency_minor_unit: 2 }, 28_500],
  ],
  shopify: [
    ['euros', { final_price: 2850, currency: 'EUR' }, 2850],
    ['yen, in hundredths', { final_price: 280_000, currency: 'JPY' }, 2800],
    ['dinars, in hundredths', { final_price: 2850, currency: 'KWD' }, 28_500],
  ],
  vendure: [
    ['euros', { unitPriceWithTax: 2850, currency: 'EUR' }, 2850],
    ['yen, in hundredths', { unitPriceWithTax: 280_000, currency: 'JPY' }, 2800],
  ],
  medusa: [
    ['euros', { unit_price: 28.5, currency: 'eur' }, 2850],
    ['yen', { unit_price: 2800, currency: 'jpy' }, 2800],
    ['dinars', { unit_price: 28.5, currency: 'kwd' }, 28_500],
  ],
  evershop: [
    ['euros', { finalPrice: { value: 28.5 }, currency: 'EUR' }, 2850],
    ['yen', { finalPrice: { value: 2800 }, currency: 'JPY' }, 2800],
  ],
};

/** Writes a price into the recorded answers. @type {Record<string, (fixture: any, price: any) => void>} */
const WRITE = {
  woocommerce: ({ line, product }, price) => [line, product].forEach((it) => Object.assign(it.prices, price)),
  shopify({ cart, line }, { currency, ...price }) {
    Object.assign(cart, { currency });
    Object.assign(line, price);
  },
  vendure({ cart, line }, { currency, ...price }) {
    cart.activeOrder.currencyCode = currency;
    Object.assign(line, price);
  },
  medusa({ cart, line }, { currency, ...price }) {
    cart.cart.currency_code = currency;
    Object.assign(line, price);
  },
  evershop({ cart, line }, { currency, ...price }) {
    cart.data.myCart.currency = currency;
    Object.assign(line, price);
  },
};

for (const [name, prices] of Object.entries(PRICES)) {
  describe(`prices of ${name}`, () => {
    for (const [what, price, expected] of prices) {
      test(`are minor units of the currency: ${what}`, async () => {
        await adapt(name);
        WRITE[name](shop.fixture, price);
        await add({ key: PLATFORMS[name].key, id: '17' });
        assert.equal((await read())[0].price, expected);
      });
    }
  });
}

describe('prices with and without tax', () => {
  test('are those that a WooCommerce shop shows, in its cart as on its cards', async () => {
    await adapt('woocommerce');
    await add({ key: 'id', id: '17' });
    for (const price of ['1588', '1890']) {
      shop.prices = { price, raw_prices: { precision: 6, price: '15882353' } };
      const [line] = await read();
      const offers = await page.evaluate(async () => [
        ...(await window.adapter.products([{ key: 'id', id: '17' }])).values(),
      ]);
      assert.deepEqual([line.price, offers[0].price], [Number(price), Number(price)]);
    }
  });
});

/** The item whose offers are asked for, and how the shop hides it. */
const STOCKS = {
  woocommerce: { key: 'sku', id: 'PAPER-100' },
  shopify: { key: 'sku', id: 'PAPER-100', url: '/products/filter-papers' },
};

const offered = (item) =>
  page.evaluate(
    (it) =>
      window.adapter.products([it]).then(
        (all) => all.get(it.id) ?? null,
        (cause) => cause.code,
      ),
    item,
  );

for (const [name, item] of Object.entries(STOCKS)) {
  describe(`the stock of ${name}`, () => {
    test('is what the shop says, and what it hides is unavailable', async () => {
      await adapt(name);
      assert.equal((await offered(item)).available, true);
      shop.hidden = ['PAPER-100', 'filter-papers'];
      assert.equal((await offered(item)).available, false);
    });

    for (const mood of Object.keys(MOODS).filter((it) => it !== 'slow'))
      test(`stays unknown after an answer that is not good (${mood})`, async () => {
        await adapt(name);
        shop.mood = mood;
        assert.equal(await offered(item), 'cart-unreachable');
      });
  });
}

for (const [name, { key }] of Object.entries(PLATFORMS)) {
  describe(`${name} in a bad way`, () => {
    for (const mood of ['html', 'half', 'strange', 'unauthorized']) {
      // The page's own form may be answered with any page.
      if (name === 'page' && mood !== 'unauthorized') continue;
      test(`is not taken for a cart, nor its answer for an addition (${mood})`, async () => {
        await adapt(name);
        await add({ key, id: '17' });
        shop.mood = mood;
        if (name !== 'page') assert.equal(await refusal('window.adapter.read()'), 'cart-unreachable');
        assert.equal(await refusal(`window.adapter.add({ key: '${key}', id: '18' }, 1)`), 'cart-unreachable');
      });
    }
  });

  describe(`a refusal of ${name}`, () => {
    test('is told in the shop’s own words, without its markup', async () => {
      await adapt(name);
      const said = (id) =>
        page.evaluate(
          ([kind, it]) =>
            window.adapter.add({ key: kind, id: it }, 1).then(
              () => 'none',
              (cause) => cause.words ?? '',
            ),
          [key, id],
        );
      const words = WORDS[name];
      assert.equal(await said(SOLD_OUT), words);
    });

    test('leaves slow answers time', async () => {
      await adapt(name);
      shop.delay = 1300;
      await add({ key, id: '17' });
      assert.equal(shop.cart.get('17'), 1);
      if (name !== 'page') assert.equal((await read()).length, 1);
    });
  });
}

/** What each shop says of an item that is sold out. */
const WORDS = {
  shopify: 'The maximum quantity of this item is already in your cart.',
  woocommerce: 'You cannot add "Filter papers" to the cart because the product is out of stock.',
  evershop: 'This item is out of stock',
  vendure: 'No items were added to the order due to insufficient stock',
  oscar: 'no stock available',
  opencart: 'Warning: Product can not be found!',
  medusa: 'Some variant does not have the required inventory',
  page: 'sold out',
};

describe('a shelf in a shop', () => {
  const tag = (attributes = '') => shelf(`placement="cart" items="" ${attributes}`);
  const patient = `<script type="application/json" data-pairwell="store">{"store": "woocommerce", "patience": 60000}</script>`;
  const prices = () =>
    page.$eval('pairwell-shelf', (it) =>
      [...it.shadowRoot.querySelectorAll('.price')].map((price) => price.textContent),
    );

  const pounds = { price: '77', currency_code: 'GBP', currency_minor_unit: 0 };
  const allInPounds = () =>
    page.waitForFunction(() =>
      [...document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('.price')].every((it) =>
        it.textContent.includes('£77'),
      ),
    );

  test('shows what it knows before a late answer, and takes it when it comes', async () => {
    const [first] = await popular();
    const { title } = known.find(({ sku }) => sku === first);
    await enter('woocommerce', patient);
    let release;
    Object.assign(shop, { gate: new Promise((open) => (release = open)), soldOut: first, prices: pounds });
    await put(tag());
    await waitForState(page, 'ready');
    assert.ok((await titles()).includes(title));
    assert.ok(!(await prices()).join().includes('£77'));
    release();
    await allInPounds();
    assert.ok(!(await titles()).includes(title));
    assert.deepEqual(await heard('error'), []);
  });

  for (const delay of [1300, 4000]) {
    test(`shows a shop's answer of ${delay} ms`, async () => {
      await enter('woocommerce', patient);
      Object.assign(shop, { delay, prices: pounds });
      await put(tag());
      await waitForState(page, 'ready');
      await allInPounds();
      assert.deepEqual(await heard('error'), []);
    });
  }

  test('becomes a link to its options when the shop says late that there are some', async () => {
    await enter('woocommerce', patient);
    shop.delay = 1300;
    shop.fixture.product.has_options = true;
    await put(tag());
    await waitForState(page, 'ready');
    await page.waitForSelector('pairwell-shelf a.add');
    assert.equal(await page.locator('pairwell-shelf button.add').count(), 0);
  });

  test('asks again for what had no answer, once the shop is well', async () => {
    await enter('woocommerce', patient);
    shop.mood = 'fail';
    await put(tag());
    await waitForState(page, 'ready');
    await page.waitForFunction(() => window.heard.some(({ what }) => what === 'error'));
    Object.assign(shop, { mood: 'good', prices: { price: '77', currency_code: 'GBP', currency_minor_unit: 0 } });
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.waitForFunction(() =>
      document.querySelector('pairwell-shelf').shadowRoot.querySelector('.price').textContent.includes('£77'),
    );
    assert.equal((await heard('error')).length, 1);
  });

  for (const mood of Object.keys(MOODS)) {
    test(`reports a shop in a bad way once, and shows what it can (${mood})`, async () => {
      await enter('woocommerce', mood === 'slow' ? patient.replace('60000', '900') : patient);
      shop.mood = mood;
      await put(tag() + tag('list-id="two"'));
      await waitForState(page, 'ready');
      await page.waitForFunction(() => window.heard.some(({ what }) => what === 'error'));
      assert.equal((await titles()).length, 3);
      assert.deepEqual(
        (await heard('error')).map(({ code }) => code),
        ['cart-unreachable'],
      );
    });
  }

  test('says a definite no in the shop’s own words, and offers no second try', async () => {
    await enter('evershop', tag());
    await waitForState(page, 'ready');
    const refuse = {
      status: 400,
      body: { error: { status: 400, message: 'Only 3 of &quot;this&quot; are <b>left</b>' } },
    };
    shop.refuses = refuse;
    await page.locator('pairwell-shelf button').first().click();
    const button = page.locator('pairwell-shelf button[data-state=refused]');
    await button.waitFor();
    assert.deepEqual(
      [await button.textContent(), await button.getAttribute('aria-disabled')],
      ['Not available', 'true'],
    );
    const text = (part) =>
      page.$eval('pairwell-shelf', (it, name) => it.shadowRoot.querySelector(name).textContent, part);
    assert.equal(await text('.reason'), 'Only 3 of "this" are left');
    assert.match(await text('.status'), /^Not available: .*\. Only 3 of "this" are left$/);
    assert.deepEqual(
      (await heard('error')).map(({ code }) => code),
      ['add-failed'],
    );
    await button.click({ force: true });
    assert.equal(shop.asked.filter((it) => it === 'POST /api/cart/mine/items').length, 1);
  });
});

/** The most popular items of the sample model, by SKU. */
async function popular() {
  await open(shelf('placement="home" store="none"'));
  await waitForState(page, 'ready');
  return (await titles()).map((title) => known.find((item) => item.title === title).sku);
}

/** Puts markup into the page that is open. @param {string} markup */
const put = (markup) =>
  page.evaluate((it) => document.body.append(document.createRange().createContextualFragment(it)), markup);
