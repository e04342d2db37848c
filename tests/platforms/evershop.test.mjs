/** Shops in a real EverShop: its mini cart in React, its cart page; never a mock. */
import { open } from './evershop.mjs';
import { GOODS } from './goods.mjs';
import { walkThrough } from './suite.mjs';

/** Waits until the header's cart shows this count. @param {any} page @param {number} count */
const counts = (page, count) =>
  page.locator('.mini__cart__wrapper button').getByText(String(count), { exact: true }).waitFor();

walkThrough({
  name: 'an EverShop',
  made: 'PAIRWELL_EVERSHOP',
  open,
  store: 'evershop',
  key: 'sku',
  scripts: '/pairwell/',
  model: '/pairwell-model/',
  cart: '/cart',
  empty: { page: '/cart', heading: 'Popular right now' },
  product: (shop, kind) => shop.pages[GOODS[kind]],
  id: (_, kind) => GOODS[kind],

  // The mini cart opens, and stands before everything else until it is closed.
  async buy(page) {
    await page.getByRole('button', { name: 'Add to cart', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByText(/View Cart/)
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  },

  async shows(page, titles) {
    await counts(page, titles.length);
    await page.locator('.mini__cart__wrapper button').first().click();
    for (const title of titles) await page.getByRole('dialog').getByText(title).waitFor();
  },

  async follow(page) {
    await page.getByRole('dialog').getByText('View Cart').click();
    await page.waitForURL('**/cart');
  },

  held: (page) =>
    page.$$eval('.cart__item', (rows) =>
      rows.map((row) => [
        row.querySelector('a').textContent,
        Number(row.querySelector('span.tabular-nums').textContent),
      ]),
    ),

  remove: (page, title) => page.locator('.cart__item', { hasText: title }).getByText('Remove').click(),

  gaveBack: /^DELETE \/api\/cart\/mine\/items\//,
  refusal: /This item is out of stock/,
});
