/** The adapter for Shopify themes: uses the Ajax API. The checkout does not run our scripts. */
import { PairwellError } from '../engine/errors.js';
import { ask, hear, listed, listen, marked, page, refuse, rescaled, text, together, within } from './shop.js';
import { giveBack } from './several.js';
import { SIGNS } from './signs.js';

/** @typedef {import('./contract.js').Item} Item */
/** @typedef {{id: number, sku?: string | null, available: boolean, price: number}} Variant */

const CHANGES = /\/cart\/(add|change|update|clear)(\.js)?([?#]|$)/;

/** Events of themes other than Dawn. */
const EVENTS = ['cart:updated', 'cart:update', 'cart:item-added', 'cart:refresh'];

/** The standard event of a changed cart, which comes before the change; themes such as Horizon know no other. */
const LINES = 'shopify:cart:lines-update';

/** Our own events, which are not heard. @type {WeakSet<Event>} */
const OURS = new WeakSet();

/** The source that we name in Dawn's event, so that we ignore our own. */
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
      return linesOf(held).map((line) => lineOf(line, held.currency));
    },

    watch(changed, turned) {
      const published = page.subscribe?.('cart-update', (/** @type {any} */ event) => {
        if (event?.source !== SOURCE) changed();
      });
      const chosen = page.subscribe?.('variant-change', turned);
      const announced = (/** @type {any} */ event) => {
        if (!OURS.has(event)) Promise.resolve(event.promise).then(changed, changed);
      };
      return together(
        hear(CHANGES, changed),
        listen(document, EVENTS, (event) => OURS.has(event) || changed()),
        listen(document, [LINES], announced),
        listen(document, ['shopify:product:select'], turned),
        () => published?.(),
        () => chosen?.(),
      );
    },

    add: (item, quantity) => api.put([item], quantity),

    addAll: (items) => addAll(items, api, adapter),

    async remove(item, quantity) {
      const [line] = linesWith(await api.variant(item), await api.cart()).filter(isPlain);
      return line && api.change(line.key, Math.max(0, line.quantity - quantity));
    },

    async refresh() {
      const added = api.added();
      // The theme's own action has shown it.
      if (added?.isShown) return;
      const cartData = await api.cart();
      if (added?.sections) show(added);
      await page.publish?.('cart-update', { source: SOURCE, cartData });
      tell(new CustomEvent('cart:refresh', { bubbles: true, detail: cartData }));
      announce(added?.items ?? [], cartData);
    },

    products: (items) => offers(items, api.product),

    item: pageItem,

    consent: () => page.Shopify?.customerPrivacy?.analyticsProcessingAllowed?.(),
  };
  return adapter;
}

/**
 * The requests to the Ajax API.
 * @param {import('./contract.js').Settings} settings
 */
function ajaxApi({ root, patience }) {
  const base = root ?? page.Shopify?.routes?.root ?? '/';
  /** The answer to the last addition: its lines and the theme's new sections. @type {any} */
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
    if (page.Shopify?.actions?.updateCart?.isDefault?.() === false) {
      added = await act(ids, quantity);
      return;
    }
    const answer = await call('cart/add.js', {
      items: ids.map((id) => ({ id: Number(id), quantity })),
      ...sectionsWanted(),
    });
    listed(answer?.items, 'cart/add.js', 'variant_id');
    added = answer;
  }

  const change = (/** @type {string} */ key, /** @type {number} */ quantity) =>
    call('cart/change.js', { id: key, quantity });

  return { cart: () => call('cart.js'), product, variant, put, change, added: () => added };
}

/**
 * Adds by the standard action, where the theme has made it its own: the default one reloads pages of carts that it does not know.
 * @param {string[]} ids
 * @param {number} quantity of each
 */
async function act(ids, quantity) {
  const lines = ids.map((id) => ({ merchandiseId: gid(id), quantity }));
  const { userErrors = [] } = (await page.Shopify.actions.updateCart({ lines })) ?? {};
  if (userErrors.length > 0) throw refuse(`updateCart answered ${userErrors[0].code}`, userErrors[0].message);
  return { isShown: true };
}

/** @param {unknown} variant */
function gid(variant) {
  return `gid://shopify/ProductVariant/${variant}`;
}

/**
 * Tells themes of the standard events, which then fetch their sections.
 * @param {any[]} added
 * @param {any} cart of cart.js
 */
function announce(added, cart) {
  const amount = (/** @type {number} */ cents) => ({
    amount: (cents / 100).toFixed(2),
    currencyCode: cart.currency,
  });
  const told = {
    id: cart.token,
    totalQuantity: cart.item_count,
    cost: { totalAmount: amount(cart.total_price) },
    lines: linesOf(cart).map((line) => ({
      id: line.key,
      quantity: line.quantity,
      cost: { totalAmount: amount(line.final_line_price) },
    })),
    discountCodes: [],
  };
  const event = Object.assign(new Event(LINES, { bubbles: true }), {
    action: 'add',
    context: 'product',
    lines: added.map((line) => ({ merchandiseId: gid(line.variant_id), quantity: line.quantity })),
    promise: Promise.resolve({ cart: told, userErrors: [], warnings: [] }),
  });
  tell(event);
}

/** @param {Event} event of our own */
function tell(event) {
  OURS.add(event);
  document.dispatchEvent(event);
}

/**
 * Uses one request. Shopify sometimes refuses it and keeps a part, which is then removed.
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
      linesWith(id, cart).reduce((sum, line) => sum + line.quantity, 0);
    const taken = items.filter((_, at) => count(ids[at], after) > count(ids[at], before));
    throw await giveBack(adapter, taken, cause);
  }
}

/** @param {any} cart of cart.js */
function linesOf(cart) {
  return listed(cart?.items, 'cart.js', 'variant_id');
}

/** The lines of a variant. @param {string} id @param {any} cart */
function linesWith(id, cart) {
  return linesOf(cart).filter((line) => String(line.variant_id) === id);
}

/** Shopify counts in hundredths, whatever the currency: 1000 yen are 100000. @param {unknown} hundredths @param {string} [currency] */
function money(hundredths, currency) {
  return { price: rescaled(hundredths, 2, currency), currency };
}

/** Whether a line is like those that we add: items with properties or a subscription have separate lines. @param {any} line */
function isPlain({ properties, selling_plan_allocation: plan }) {
  return !plan && Object.keys(properties ?? {}).length === 0;
}

/**
 * @param {any} line
 * @param {string} currency
 * @returns {import('./contract.js').Line}
 */
function lineOf(line, currency) {
  const variant = text(line.variant_id);
  const ids = { sku: text(line.sku), variant, product: text(line.product_id), id: variant };
  return { ids, quantity: line.quantity, ...money(line.final_price ?? line.price, currency) };
}

/**
 * Dawn's drawer updates itself and the header's bubble from the sections, and opens; its notification shows the line with that key.
 * @param {any} added
 */
function show({ sections, ...added }) {
  const drawer = cartElement();
  drawer?.classList.remove('is-empty');
  drawer?.renderContents?.({ ...(added.items?.[0] ?? added), sections });
}

/** The page's product, from its URL, its form, or the theme's own analytics. */
function pageItem() {
  const form = /** @type {HTMLInputElement | null} */ (document.querySelector('form[action*="/cart/add"] [name="id"]'));
  const meta = page.ShopifyAnalytics?.meta;
  const named = new URLSearchParams(location.search).get('variant');
  const variant = text(named ?? form?.value ?? meta?.selectedVariantId);
  const product = text(meta?.product?.id);
  const ids = (/** @type {any} */ it) => ({ sku: text(it.sku), variant: text(it.id), product, id: text(it.id) });
  const variants = meta?.product?.variants?.map(ids) ?? [];
  const known = variants.find((/** @type {any} */ it) => it.id === variant);
  return variant || product ? { sku: known?.sku, variant, product, id: variant, variants } : undefined;
}

/** @returns {any} */
function cartElement() {
  return document.querySelector('cart-notification') ?? document.querySelector('cart-drawer');
}

/** The theme's sections that the answer to an addition should contain. */
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
  // What is hidden or deleted has no page.
  const gone = (/** @type {any} */ cause) => (cause.status === 404 ? { available: false } : Promise.reject(cause));
  const answers = await Promise.allSettled(
    items.map(async (item) => {
      const found = await product(item).catch(gone);
      return found && [item.id, offer(item, found)];
    }),
  );
  const good = answers.filter((answer) => answer.status === 'fulfilled');
  if (good.length === 0) throw /** @type {PromiseRejectedResult} */ (answers[0]).reason;
  return new Map(good.flatMap(({ value }) => (value ? [value] : [])));
}

/**
 * The variant of an item: by its own id, by its product's variant with that SKU, or by its product's only variant.
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
  if (product?.available === undefined) throw new PairwellError('cart-unreachable', `${item.url} came as no product`);
  const variants = /** @type {Variant[]} */ (Array.isArray(product.variants) ? product.variants : []);
  const own = variants.find((variant) => (item.key === 'sku' ? variant.sku : String(variant.id)) === item.id);
  const words = { title: text(product.title), url: text(product.url), image: text(product.featured_image) };
  const { available, price } = own ?? product;
  const hasOptions = !own && variants.length > 1;
  return { available, ...money(price, text(page.Shopify?.currency?.active)), hasOptions, ...words };
}
