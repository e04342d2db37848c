/** Shops in a real EverShop: its own buttons, its own cart, and a shelf between them; never a mock. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { open } from './evershop.mjs';
import { GOODS } from './goods.mjs';
import { required } from './programs.mjs';
import { Shopper } from './shopper.mjs';

/** @type {Awaited<ReturnType<typeof open>>} */
let shop;
/** @type {Shopper} */
let shopper;

const DRIPPER = 'Rill cone dripper, 2–4 cups, cream';
const PAPERS = 'Cone papers for Rill 2–4 cups, 100';
const HONEY = 'Wildflower honey, 340 g';
const INFUSER = 'Basket infuser, fine steel';

/** The page of a product. @param {keyof typeof GOODS} kind */
const productPage = (kind) => shop.pages[GOODS[kind]];
const titles = async () => (await shopper.suggestions()).cards.map((card) => card.title);

/** Adds the page's product by EverShop's own button, and closes the mini cart that opens. */
async function buy() {
  await shopper.page.getByRole('button', { name: 'Add to cart', exact: true }).click();
  await shopper.page.getByRole('dialog').getByText(/View Cart/).waitFor();
  await shopper.page.keyboard.press('Escape');
  await shopper.page.getByRole('dialog').waitFor({ state: 'hidden' });
}
/** Waits until the header's cart counts so many. @param {number} count */
const counts = (count) =>
  shopper.page.locator('.mini__cart__wrapper button').getByText(String(count), { exact: true }).waitFor();
/** A line of EverShop's cart page. @param {string} title */
const line = (title) => shopper.page.locator('.cart__item', { hasText: title });
/** SKUs that EverShop's cart page holds, one of each. */
const cart = () =>
  shopper.page.$$eval('.cart__item', (rows) => rows.map((row) => /SKU (KF-\d{4})/.exec(row.textContent)?.[1]).sort());

before(async () => {
  shop = await open(required('PAIRWELL_EVERSHOP'));
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

describe('an EverShop', () => {
  test('sells what goes with a product, below it', async () => {
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

  test('finds in its cart what was added by its own button and by the shelf', async () => {
    await shopper.visit(productPage('dripper'));
    assert.ok((await titles()).includes(PAPERS));
    await buy();
    await counts(1);
    await shopper.mark();
    await shopper.add(PAPERS);
    await counts(2);
    await shopper.until(PAPERS, false);
    await shopper.page.locator('.mini__cart__wrapper button').first().click();
    const drawer = shopper.page.getByRole('dialog');
    for (const title of [DRIPPER, PAPERS]) await drawer.getByText(title).waitFor();
    assert.ok(await shopper.same(), 'the page is not loaded again');
    await drawer.getByText('View Cart').click();
    await shopper.page.waitForURL('**/cart');
    assert.deepEqual(await cart(), [GOODS.dripper, GOODS.papers]);
    assert.deepEqual(shopper.problems, []);
  });

  test('shows on its cart page at once what the shelf there adds, and the shelf what EverShop removes', async () => {
    await shopper.visit(productPage('dripper'));
    await buy();
    await shopper.visit('/cart');
    assert.equal((await shopper.suggestions()).heading, 'Goes well with your cart');
    await shopper.mark();
    await shopper.add(PAPERS);
    await line(PAPERS).waitFor();
    await shopper.until(PAPERS, false);
    assert.deepEqual(await cart(), [GOODS.dripper, GOODS.papers]);
    await line(PAPERS).getByText('Remove').click();
    await line(PAPERS).waitFor({ state: 'detached' });
    await shopper.until(PAPERS, true);
    assert.deepEqual(await cart(), [GOODS.dripper]);
    assert.ok(await shopper.same(), 'the page is not loaded again');
    assert.deepEqual(shopper.problems, []);
  });

  test('fills an empty cart from the shelf on its page', async () => {
    await shopper.visit('/cart');
    const { heading, cards } = await shopper.suggestions();
    assert.equal(heading, 'Popular right now');
    await shopper.add(cards[0].title);
    await line(cards[0].title).waitFor();
    await counts(1);
    await shopper.until(cards[0].title, false);
    assert.deepEqual(shopper.problems, []);
  });

  test('refuses what has just been sold out, and the shelf says so', async () => {
    await shopper.visit(productPage('teapot'));
    const before = await titles();
    assert.ok(before.includes(INFUSER) && !before.includes(HONEY), 'the catalog knows what there is');
    await shop.sellOut(GOODS.infuser);
    await shopper.add(INFUSER);
    await shopper.page.waitForFunction(() => window.heard.some(({ what }) => what === 'error'));
    const [{ code, message }] = await shopper.page.evaluate(() => window.heard.filter(({ what }) => what === 'error'));
    assert.equal(code, 'add-failed');
    assert.match(message, /This item is out of stock/);
    assert.match((await shopper.suggestions()).status, /infuser/);
    await shopper.visit('/cart');
    assert.deepEqual(await cart(), []);
  });
});
