/** Shops in a real django-oscar: its pages, its forms, its basket's own script; never a mock. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GOODS } from './goods.mjs';
import { open } from './oscar.mjs';
import { walkThrough } from './suite.mjs';

const visit = walkThrough({
  name: 'a django-oscar shop',
  made: 'PAIRWELL_OSCAR',
  open,
  store: 'oscar',
  key: 'product',
  scripts: '/static/pairwell/',
  model: '/static/pairwell-model/',
  cart: '/en-gb/basket/',
  empty: { page: '/de/basket/', heading: 'Gerade beliebt' },
  product: (shop, kind) => `/en-gb${shop.pages[GOODS[kind]]}`,
  id: (shop, kind) => shop.ids[GOODS[kind]],

  async buy(page) {
    await page.locator('#add_to_basket_form button[type="submit"]').click();
    await page.waitForSelector('#messages .alert-success');
  },

  // The second is shown where the window is narrow.
  async shows(page, _, sum) {
    await page.locator('.basket-mini', { hasText: sum }).waitFor();
    await page.locator('.btn-cart', { hasText: sum }).waitFor({ state: 'attached' });
  },

  async follow(page) {
    await page.locator('.basket-mini button', { hasText: 'View basket' }).click();
    await page.waitForURL('**/basket/');
  },

  held: (page) =>
    page.$$eval('#basket_formset .basket-items', (rows) =>
      rows.map((row) => [
        row.querySelector('h3').textContent.trim(),
        Number(row.querySelector('input[name$="quantity"]').value),
      ]),
    ),

  remove: (page, title) =>
    page.locator('#basket_formset .basket-items', { hasText: title }).getByText('Remove').click(),

  gaveBack: /^POST \/en-gb\/basket\/$/,
  refusal: /no stock available/,
});

describe('a django-oscar shop alone', () => {
  test('is about a product on that product’s page only', async () => {
    const is = (kind) => ({ product: visit.shop.ids[GOODS[kind]], id: visit.shop.ids[GOODS[kind]] });
    await visit.shopper.visit('/en-gb/catalogue/');
    assert.ok((await visit.page.locator('form[action*="/basket/add/"]').count()) > 3);
    assert.equal(await visit.adapter('item'), undefined);
    await visit.to('kettle');
    assert.deepEqual(await visit.adapter('item'), is('kettle'));
    // Nobody can buy it, so its page has no form to tell.
    await visit.to('honey');
    assert.deepEqual(await visit.adapter('item'), is('honey'));
  });
});
