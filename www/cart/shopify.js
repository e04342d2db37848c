/** Reads and fills the cart of a Shopify theme by its Ajax API; never the checkout, which has no scripts of ours. */
import { PairwellError } from '../engine/errors.js';
import { ask, hear, listed, listen, marked, page, text, together, within } from './shop.js';
import { giveBack } from './several.js';
import { SIGNS } from './signs.js';

/** @typedef {import('./contract.js').Item} Item */
/** @typedef {{id: number, sku?: string | null, available: boolean, price: number}} Variant */

const CHANGES = /\/cart\/(add|change|update|clear)(\.js)?([?#]|$)/;

/** Events that themes other than Dawn were seen to dispatch. */
const EVENTS = ['cart:updated', 'cart:update', 'cart:item-added', 'cart:refresh'];

/** Who publishes, in Dawn's own event; it leaves its own changes alone by this. */
const SOURCE = 'pairwell';

/** @typedef {ReturnType<typeof ajaxApi>} Api */

/** @type {import('./contract.js').Adapt} */
export default function adapt(settings) {
  const api = ajaxApi(settings);

  /** @type {import('./contract.js').Adapter} */
  const adapter = {
    name: 'shopify',
    itemKey: 'sku',
    detect: SIGNS.shopify,

    async read() {
      const held = await api.cart();
      return listed(held?.items, 'cart.js').map((line) => lineOf(line, held.currency));
    },

    watch(changed) {
      const published = page.subscribe?.('cart-update', (/** @type {any} */ event) => {
        if (event?.source !== SOURCE) changed();
      });
      return together(hear(CHANGES, changed), listen(document, EVENTS, changed), () => published?.());
    },

    add: (item, quantity) => api.put([item], quantity),

    addAll: (items) => addAll(items, api, adapter),

    async remove(item, quantity) {
      const [line] = linesOf(await api.variant(item), await api.cart()).filter(isPlain);
      return line && api.change(line.key, Math.max(0, line.quantity - quantity));
    },

    async refresh() {
      const cartData = await api.cart();
      const added = api.added();
      if (added?.sections) show(added);
      await page.publish?.('cart-update', { source: SOURCE, cartData });
      document.dispatchEvent(new CustomEvent('cart:refresh', { bubbles: true, detail: cartData }));
    },

    products: (items) => offers(items, api.product),

    item: pageItem,

    consent: () => page.Shopify?.customerPrivacy?.analyticsProcessingAllowed?.(),
  };
  return adapter;
}

/**
 * What the Ajax API can be asked.
 * @param {import('./contract.js').Settings} settings
 */
function ajaxApi({ root, patience }) {
  const base = root ?? page.Shopify?.routes?.root ?? '/';
  /** What the last addition was answered with: the lines, and the sections drawn anew. @type {any} */
  let added;

  /** @param {string} path @param {unknown} [json] @returns {Promise<any>} */
  const call = async (path, json) => (await ask(marked(path, base), { json, patience })).body;

  /** What a product's page would sell, by the address that the catalog has. @param {Item} item */
  async function product({ url }) {
    const handle = within(url, /\/products\/([^/?#]+)/);
    return handle && call(`products/${handle}.js`);
  }

  const variant = (/** @type {Item} */ item) => variantOf(item, product);

  /** @param {Item[]} items @param {number} quantity of each */
  async function put(items, quantity) {
    const ids = await Promise.all(items.map(variant));
    added = await call('cart/add.js', {
      items: ids.map((id) => ({ id: Number(id), quantity })),
      ...sectionsWanted(),
    });
    return added;
  }

  const change = (/** @type {string} */ key, /** @type {number} */ quantity) =>
    call('cart/change.js', { id: key, quantity });

  return { cart: () => call('cart.js'), product, variant, put, change, added: () => added };
}

/**
 * One request; yet Shopify was seen to refuse one and to keep a part of it, which goes back.
 * @param {Item[]} items
 * @param {Api} api
 * @param {import('./contract.js').Adapter} adapter
 */
async function addAll(items, api, adapter) {
  const before = await api.cart();
  try {
    return await api.put(items, 1);
  } catch (cause) {
    const after = await api.cart();
    const ids = await Promise.all(items.map(api.variant));
    const count = (/** @type {string} */ id, /** @type {any} */ cart) =>
      linesOf(id, cart).reduce((sum, line) => sum + line.quantity, 0);
    const taken = items.filter((_, at) => count(ids[at], after) > count(ids[at], before));
    throw await giveBack(adapter, taken, cause);
  }
}

/** The lines of a variant. @param {string} id @param {any} cart */
function linesOf(id, cart) {
  return listed(cart?.items, 'cart.js').filter((line) => String(line.variant_id ?? line.id) === id);
}

/** Whether a line is as we add them: what has properties or a subscription stands on a line of its own. @param {any} line */
function isPlain({ properties, selling_plan_allocation: plan }) {
  return !plan && Object.keys(properties ?? {}).length === 0;
}

/**
 * @param {any} line
 * @param {string} currency
 * @returns {import('./contract.js').Line}
 */
function lineOf(line, currency) {
  const variant = text(line.variant_id ?? line.id);
  const ids = { sku: text(line.sku), variant, product: text(line.product_id), id: variant };
  return { ids, quantity: line.quantity, price: line.final_price ?? line.price, currency };
}

/**
 * Dawn's own drawer fills itself and the header's bubble from the sections, and opens; its notification shows the line of that key.
 * @param {any} added
 */
function show({ sections, ...added }) {
  const drawer = cartElement();
  drawer?.classList.remove('is-empty');
  drawer?.renderContents?.({ ...(added.items?.[0] ?? added), sections });
}

/** What the page is about, by its address, its form, or what the theme tells its own analytics. */
function pageItem() {
  const form = /** @type {HTMLInputElement | null} */ (document.querySelector('form[action*="/cart/add"] [name="id"]'));
  const meta = page.ShopifyAnalytics?.meta;
  const named = new URLSearchParams(location.search).get('variant');
  const variant = text(named ?? form?.value ?? meta?.selectedVariantId);
  const product = text(meta?.product?.id);
  const known = meta?.product?.variants?.find((/** @type {any} */ it) => String(it.id) === variant);
  return variant || product ? { sku: text(known?.sku), variant, product, id: variant } : undefined;
}

/** @returns {any} */
function cartElement() {
  return document.querySelector('cart-notification') ?? document.querySelector('cart-drawer');
}

/** Sections of the theme that the answer to an addition brings along, drawn anew. */
function sectionsWanted() {
  /** @type {{id: string}[]} */
  const sections = cartElement()?.getSectionsToRender?.() ?? [];
  const ids = sections.map((section) => section.id);
  return ids.length > 0 ? { sections: ids, sections_url: location.pathname } : {};
}

/**
 * @param {Item[]} items
 * @param {(item: Item) => Promise<any>} product
 */
async function offers(items, product) {
  const ask = async (/** @type {Item} */ item) => ({ item, found: await product(item).catch(() => undefined) });
  const answers = await Promise.all(items.map(ask));
  return new Map(answers.flatMap(({ item, found }) => (found ? [[item.id, offer(item, found)]] : [])));
}

/**
 * The variant that an item is: it says so itself, or its product has it under that SKU, or has only one.
 * @param {Item} item
 * @param {(item: Item) => Promise<any>} product
 */
async function variantOf(item, product) {
  if (item.key === 'variant' || item.key === 'id') return item.id;
  const named = within(item.url, /[?&]variant=(\d+)/);
  if (named) return named;
  const variants = await variantsOf(item, product);
  const match = variants.find((variant) => item.key === 'sku' && variant.sku === item.id);
  if (match) return String(match.id);
  if (variants.length === 1) return String(variants[0].id);
  throw new PairwellError('needs-options', `${item.id}, ${variants.length} variants`);
}

/**
 * @param {Item} item
 * @param {(item: Item) => Promise<any>} product
 * @returns {Promise<Variant[]>}
 */
async function variantsOf(item, product) {
  const found = await product(item);
  return Array.isArray(found?.variants) ? found.variants : [];
}

/**
 * @param {Item} item
 * @param {any} product
 * @returns {import('./contract.js').Offer}
 */
function offer(item, product) {
  const variants = /** @type {Variant[]} */ (Array.isArray(product.variants) ? product.variants : []);
  const own = variants.find((variant) => (item.key === 'sku' ? variant.sku : String(variant.id)) === item.id);
  const words = { title: text(product.title), url: text(product.url), image: text(product.featured_image) };
  if (own) return { available: own.available, price: own.price, ...words };
  return { available: product.available !== false, price: product.price, hasOptions: variants.length > 1, ...words };
}
