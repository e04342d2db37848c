/** Sets the stage for tests of the cart adapters: a stand-in shop, its page, and an adapter in it as `window.adapter`; never asserts. */
import { PLATFORMS, openShop, shopPage } from './adapter-shops.mjs';
import { open, page, site } from './stage.mjs';

/** The shop of the page that was entered. @type {Awaited<ReturnType<typeof openShop>>} */
export let shop;

/**
 * Opens a page of that platform.
 * @param {string} name
 * @param {string} [content] of its body, beside the theme's own
 */
export async function enter(name, content = '') {
  shop = await openShop(name, site);
  const { head, body, theme } = shopPage(name);
  site.pages.set('/store/theme.js', theme);
  await open(body + content, { head, define: content !== '' });
}

/**
 * Makes the adapter in the page, as `window.adapter`.
 * @param {string} name
 * @param {number} [patience] in milliseconds: more than a busy machine keeps an answer waiting
 */
export async function adapt(name, patience = 10_000) {
  await enter(name);
  const make = async ([file, time]) => {
    const { default: adapter } = await import(`../pkg/cart/${file}.js`);
    const { pageJson } = await import('../pkg/cart/shop.js');
    window.adapter = adapter({ ...pageJson('store'), patience: time });
  };
  await page.evaluate(make, [name, patience]);
}

export const read = () => page.evaluate(() => window.adapter.read());
/** The code with which a call is refused. @param {string} call */
export const refusal = (call) => page.evaluate(`${call}.then(() => 'none', (cause) => cause.code ?? String(cause))`);
export const own = (name) => page.evaluate(`(async () => { ${PLATFORMS[name].own} })()`);
export const add = (item, quantity = 1) =>
  page.evaluate(([it, count]) => window.adapter.add(it, count), [item, quantity]);

/** How several are added: what refused them, and which stayed in the cart all the same. */
export const addSeveral = (items) =>
  page.evaluate(async (list) => {
    const { addSeveral: put } = await import('../pkg/cart/several.js');
    return put(window.adapter, list).then(
      () => ({ code: 'none' }),
      ({ code, added }) => ({ code, added }),
    );
  }, items);
