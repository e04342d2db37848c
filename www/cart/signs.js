/** Recognizes a page's platform by the traces of its themes, without requests. */

/** The shop's global variables. */
export const page = /** @type {any} */ (globalThis);

const has = (/** @type {string} */ selector) => document.querySelector(selector) !== null;

/** Platforms in the order of checks: the most reliable first, `page` last. @type {Record<string, () => boolean>} */
export const SIGNS = {
  shopify: () => Boolean(page.Shopify?.routes ?? page.Shopify?.shop),
  woocommerce: () =>
    Boolean(page.wc_add_to_cart_params ?? page.wcSettings) ||
    has('body[class*="woocommerce"], .wc-block-mini-cart, .wp-block-woocommerce-cart'),
  evershop: () => Boolean(page.eContext) || has('#app[data-evershop], meta[name="generator"][content^="EverShop" i]'),
  opencart: () => has('[href*="route=checkout/cart"], [data-oc-toggle], script[src*="catalog/view/javascript/"]'),
  oscar: () => Boolean(page.oscar) || has('#basket_formset, form[action*="/basket/add/"]'),
  medusa: () => Boolean(pageJson('store')?.publishableKey),
  vendure: () =>
    Boolean(pageJson('store')?.shopApi) || Boolean(page.__remixContext?.state?.loaderData?.root?.activeChannel),
  page: () =>
    has('script[data-pairwell="cart"], script[data-pairwell="order"]') ||
    (Array.isArray(page.dataLayer) && page.dataLayer.some(isTrade)) ||
    [...document.querySelectorAll('script[type="application/ld+json"]')].some((script) =>
      /"(\w+:\/\/schema\.org\/)?Product(Group)?"/.test(script.textContent ?? ''),
    ),
};

/** Whether a dataLayer's entry is an e-commerce event, pushed for Tag Manager or by gtag.js. @param {any} entry */
function isTrade(entry) {
  return Boolean((entry?.ecommerce ?? (entry?.[0] === 'event' && entry[2]))?.items);
}

/** This page's platform: from the settings, else by the first match. */
export function detect() {
  const named = pageJson('store')?.store;
  if (typeof named === 'string') return named;
  return Object.keys(SIGNS).find((name) => SIGNS[name]());
}

/** JSON that the page holds for us: `<script type="application/json" data-pairwell="NAME">`. @param {string} name */
export function pageJson(name) {
  const script = document.querySelector(`script[type="application/json"][data-pairwell="${name}"]`);
  return script ? parseJson(script.textContent ?? '') : undefined;
}

/** @param {string} text */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
