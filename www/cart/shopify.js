/** Reads and fills the cart of a Shopify theme by its Ajax API; never the checkout, which has no scripts of ours. */
import { PairwellError } from '../errors.js';
import { ask, hear, listed, listen, marked, page, text, together, within } from './shop.js';
import { SIGNS } from './signs.js';

/** @typedef {import('./contract.js').Item} Item */
/** @typedef {{id: number, sku?: string | null, available: boolean, price: number}} Variant */

const CHANGES = /\/cart\/(add|change|update|clear)(\.js)?([?#]|$)/;

/** Events that themes other than Dawn were seen to dispatch. */
const EVENTS = ['cart:updated', 'cart:update', 'cart:item-added', 'cart:refresh'];

/** Who publishes, in Dawn's own event; it leaves its own changes alone by this. */
const SOURCE = 'pairwell';

/** @type {import('./contract.js').Adapt} */
export default function adapt({ root, patience }) {
  const base = root ?? page.Shopify?.routes?.root ?? '/';
  const route = (/** @type {string} */ path) => marked(path, base);
  /** @type {Record<string, string>} */
  let rendered = {};

  /** What a product's page would sell, by the address that the catalog has. @param {Item} item */
  async function product({ url }) {
    const handle = within(url, /\/products\/([^/?#]+)/);
    if (!handle) return undefined;
    return (await ask(route(`products/${handle}.js`), { patience })).body;
  }

  /** @param {Item[]} items @param {number} quantity of each */
  async function put(items, quantity) {
    const ids = await Promise.all(items.map((item) => variantOf(item, product)));
    const json = { items: ids.map((id) => ({ id: Number(id), quantity })), ...sectionsWanted() };
    const { body } = await ask(route('cart/add.js'), { json, patience });
    rendered = body?.sections ?? {};
    return body;
  }

  return {
    name: 'shopify',
    itemKey: 'sku',
    detect: SIGNS.shopify,

    async read() {
      const { body } = await ask(route('cart.js'), { patience });
      return listed(body?.items, 'cart.js').map((line) => lineOf(line, body.currency));
    },

    watch(changed) {
      const published = page.subscribe?.('cart-update', (/** @type {any} */ event) => {
        if (event?.source !== SOURCE) changed();
      });
      return together(hear(CHANGES, changed), listen(document, EVENTS, changed), () => published?.());
    },

    add: (item, quantity) => put([item], quantity),

    // One request, which the shop takes as a whole or refuses as a whole.
    addAll: (items) => put(items, 1),

    async refresh() {
      const { body } = await ask(route('cart.js'), { patience });
      if (Object.keys(rendered).length > 0) show(body, rendered);
      await page.publish?.('cart-update', { source: SOURCE, cartData: body });
      document.dispatchEvent(new CustomEvent('cart:refresh', { bubbles: true, detail: body }));
    },

    products: (items) => offers(items, product),

    item: pageItem,

    consent: () => page.Shopify?.customerPrivacy?.analyticsProcessingAllowed?.(),
  };
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
 * Dawn's own drawer fills itself and the header's bubble from the sections, and opens.
 * @param {any} cart
 * @param {Record<string, string>} sections
 */
function show(cart, sections) {
  const drawer = cartElement();
  const [line] = cart.items ?? [];
  drawer?.classList.remove('is-empty');
  drawer?.renderContents?.({ ...cart, id: line?.id, key: line?.key, sections });
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
