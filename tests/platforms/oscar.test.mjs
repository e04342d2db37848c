/** Shops in a real django-oscar: its own buttons, its own basket, and a shelf between them; never a mock. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { GOODS } from './goods.mjs';
import { open } from './oscar.mjs';
import { required } from './programs.mjs';
import { Shopper } from './shopper.mjs';

/** @type {Awaited<ReturnType<typeof open>>} */
let shop;
/** @type {Shopper} */
let shopper;

const DRIPPER = 'Rill cone dripper, 2–4 cups, cream';
const PAPERS = 'Cone papers for Rill 2–4 cups, 100';
const KETTLE = 'Heron gooseneck kettle, steel';
const HONEY = 'Wildflower honey, 340 g';

/** The page of a product. @param {keyof typeof GOODS} kind @param {string} [language] */
const productPage = (kind, language = 'en-gb') => `/${language}${shop.pages[GOODS[kind]]}`;

/** What Oscar's basket page holds, as title and quantity. */
const basket = () =>
  shopper.page.$$eval('#basket_formset .basket-items', (rows) =>
    rows.map((row) => [
      row.querySelector('h3').textContent.trim(),
      Number(row.querySelector('input[name$="quantity"]').value),
    ]),
  );
const rows = (count) =>
  shopper.page.waitForFunction(
    (wanted) => document.querySelectorAll('#basket_formset .basket-items').length === wanted,
    count,
  );
/** Adds the page's product by Oscar's own button. */
const buy = async () => {
  await shopper.page.locator('#add_to_basket_form button[type="submit"]').click();
  await shopper.page.waitForSelector('#messages .alert-success');
};
const titles = async () => (await shopper.suggestions()).cards.map((card) => card.title);

before(async () => {
  shop = await open(required('PAIRWELL_OSCAR'));
  shopper = await Shopper.of(shop.origin);
});
after(async () => {
  await shopper?.leave();
  await shop?.close();
});
beforeEach(() => shopper.come());
afterEach((context) => {
  if (!context.passed) console.log(shop.server.log.split('\n').slice(-40).join('\n'));
});

describe('a django-oscar shop', () => {
  test('sells what goes with a product, next to it', async () => {
    await shopper.visit(productPage('dripper'));
    const shelf = await shopper.suggestions();
    assert.equal(shelf.heading, 'Goes well with this');
    const [first] = shelf.cards;
    assert.deepEqual(
      { title: first.title, price: first.price, url: first.url },
      { title: PAPERS, price: '£6.50', url: shop.origin + productPage('papers') },
    );
    assert.match(first.reason, /Rill cone dripper/);
    assert.deepEqual(shopper.problems, []);
  });

  test('finds in its basket what was added by its own button and by the shelf', async () => {
    await shopper.visit(productPage('dripper'));
    await buy();
    assert.ok((await titles()).includes(PAPERS));
    await shopper.mark();
    await shopper.add(PAPERS);
    await shopper.page.locator('.basket-mini', { hasText: '£27.50' }).waitFor();
    assert.match(await shopper.page.locator('.btn-cart').textContent(), /£27\.50/, 'and where the window is narrow');
    assert.ok(await shopper.same(), 'the page is not loaded again');
    await shopper.until(PAPERS, false);
    await shopper.page.locator('.basket-mini button', { hasText: 'View basket' }).click();
    await rows(2);
    assert.deepEqual(await basket(), [
      [DRIPPER, 1],
      [PAPERS, 1],
    ]);
    assert.deepEqual(shopper.problems, []);
  });

  test('shows on its basket page at once what the shelf adds, and the shelf what Oscar’s script removes', async () => {
    await shopper.visit(productPage('dripper'));
    await buy();
    await shopper.visit('/en-gb/basket/');
    assert.equal((await shopper.suggestions()).heading, 'Goes well with your cart');
    await shopper.mark();
    await shopper.add(PAPERS);
    await rows(2);
    await shopper.until(PAPERS, false);
    await shopper.page.locator('#basket_formset .basket-items', { hasText: PAPERS }).getByText('Remove').click();
    await rows(1);
    await shopper.until(PAPERS, true);
    assert.deepEqual(await basket(), [[DRIPPER, 1]]);
    assert.ok(await shopper.same(), 'the page is not loaded again');
    assert.deepEqual(shopper.problems, []);
  });

  test('fills an empty basket from the shelf on its page, in another language too', async () => {
    await shopper.visit('/de/basket/');
    const shelf = await shopper.suggestions();
    const [{ title }] = shelf.cards;
    assert.equal(shelf.heading, 'Gerade beliebt');
    await shopper.add(title);
    await rows(1);
    assert.deepEqual(await basket(), [[title, 1]]);
    await shopper.until(title, false);
  });

  test('refuses what has just been sold out, and the shelf says so', async () => {
    await shopper.visit(productPage('teapot'));
    assert.ok(!(await titles()).includes(HONEY), 'the catalog says that there is none');
    await shop.sellOut(GOODS.infuser);
    const { cards } = await shopper.suggestions();
    const { title } = cards.find((card) => card.title.startsWith('Basket infuser'));
    await shopper.add(title);
    await shopper.page.waitForFunction(() => window.heard.some(({ what }) => what === 'error'));
    const [error] = await shopper.page.evaluate(() => window.heard.filter(({ what }) => what === 'error'));
    assert.equal(error.code, 'add-failed');
    assert.match((await shopper.suggestions()).status, /infuser/);
    await shopper.visit('/en-gb/basket/');
    assert.deepEqual(await basket(), []);
  });

  test('is about a product on that product’s page only', async () => {
    const item = () =>
      shopper.page.evaluate(async () => {
        const { default: adapt } = await import('/static/pairwell/cart/oscar.js');
        return adapt({}).item();
      });
    await shopper.visit('/en-gb/catalogue/');
    assert.ok((await shopper.page.locator('form[action*="/basket/add/"]').count()) > 3);
    assert.equal(await item(), undefined);
    await shopper.visit(productPage('kettle'));
    assert.deepEqual(await item(), { product: shop.ids[GOODS.kettle], id: shop.ids[GOODS.kettle] });
    // Nobody can buy it, so its page has no form to tell.
    await shopper.visit(productPage('honey'));
    assert.deepEqual(await item(), { product: shop.ids[GOODS.honey], id: shop.ids[GOODS.honey] });
  });
});
