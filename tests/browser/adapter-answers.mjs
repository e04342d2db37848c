/** Answers as the shops of adapters do that look at what they are asked: OpenCart, Vendure, Medusa; never keeps a cart itself. */

/** @typedef {import('./adapter-shops.mjs').Shop} Shop */

export const json = (value, { status = 200, headers = {} } = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify(value)),
});
export const html = (text, status = 200, headers = {}) => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  body: Buffer.from(text),
});
export const refused = ({ refused: { status, body } }) =>
  typeof body === 'string' ? html(body, status) : json(body, { status });
export const form = (body) => Object.fromEntries(new URLSearchParams(body));

/** The id of which no piece is left, everywhere. */
export const SOLD_OUT = '999';

/** The id that no shop knows. */
export const MISSING = '404';

/** The id of which a shop has no more than three. */
export const SCARCE = '20';

/** The Store API's cart. @param {Shop} shop */
export function wooCart(shop) {
  const items = shop.lines((line, id, quantity) => {
    const { sku, variation } = shop.goods?.find((it) => String(it.id) === id) ?? line;
    Object.assign(line, { id: +id, key: `key-${id}`, quantity, sku, variation: variation ? [{ value: 'x' }] : [] });
    Object.assign(line.prices, shop.prices);
  });
  return { ...shop.fixture.cart, items };
}

/**
 * What the Store API finds. A SKU finds products and variations; numbers find products, or variations alone if they are asked for.
 * @param {Shop} shop
 * @param {URLSearchParams} asked
 */
export function wooProducts(shop, asked) {
  const [skus, ids, parents] = ['sku', 'include', 'parent'].map((name) => asked.get(name)?.split(',') ?? []);
  const isVariation = asked.get('type') === 'variation';
  const sold = (/** @type {object} */ it) => {
    const product = { ...structuredClone(shop.fixture.product), ...it };
    Object.assign(product.prices, shop.prices);
    return { ...product, is_in_stock: product.sku !== shop.soldOut };
  };
  if (shop.goods)
    return shop.goods.map(sold).filter(({ id, sku, parent, variation }) => {
      if (shop.hidden.includes(String(id))) return false;
      if (skus.length > 0) return skus.includes(sku) || sku === asked.get('sku');
      return Boolean(variation) === isVariation && (ids.includes(String(id)) || parents.includes(String(parent)));
    });
  const isKind = (/** @type {string} */ id) => shop.variations.includes(id) === isVariation;
  const found = [...skus.map((sku) => ({ sku })), ...ids.filter(isKind).map((id) => ({ id: Number(id) }))];
  return found.filter(({ sku, id }) => !shop.hidden.includes(sku ?? String(id))).map(sold);
}

/** OpenCart's page of a product. @param {Shop} shop @param {URLSearchParams} asked */
export function openCartProduct({ fixture, hidden }, asked) {
  const id = asked.get('product_id') ?? '';
  if (asked.get('route') !== 'product/product' || hidden.includes(id)) return undefined;
  return html(fixture.product.replaceAll('{id}', id).replace('{options}', id === '42' ? fixture.option : ''));
}

/** What OpenCart answers to a change. @param {Shop} shop @param {string | null} route @param {Record<string, string>} fields */
export function openCartAnswers(shop, route, { product_id: id, quantity, key }) {
  const { refused, options, subscription, added, edited, emptied, noLine } = shop.fixture;
  const [, room, method] = /^(checkout|common)\/cart[.|](\w+)$/.exec(route ?? '') ?? [];
  if (!route?.includes(shop.separator)) return refused.body;
  if (method === 'add') {
    if (id === SOLD_OUT) return refused.body;
    if (id === '42' || id === '43') return id === '42' ? options : subscription;
    shop.add(id, quantity);
    return added;
  }
  const line = key.slice(1);
  if (!shop.cart.has(line)) return noLine;
  shop.set(line, method === 'edit' ? Number(quantity) : 0);
  return shop.cart.size > 0 || room === 'common' ? edited : emptied;
}

/** What Vendure answers to a mutation. @param {Shop} shop @param {string} query @param {any} variables */
export function vendureChanges(shop, query, variables) {
  const line = variables.line?.replace('line-', '');
  if (line) shop.set(line, variables.quantity ?? 0);
  if (query.includes('removeOrderLine')) return shop.fixture.removed;
  if (query.includes('adjustOrderLine')) return shop.fixture.adjusted;
  if (variables.id === SOLD_OUT) return shop.fixture.refused.body;
  if (variables.id === MISSING) return shop.fixture.missing;
  shop.add(variables.id, variables.id === SCARCE ? Math.min(variables.quantity, 3) : variables.quantity);
  return variables.id === SCARCE && variables.quantity > 3 ? shop.fixture.partly : shop.fixture.added;
}

/** What Medusa checks of every request: its key, and that it knows all parameters. @param {Shop} shop @param {any} asked */
export function medusaRefuses(shop, { url, headers }) {
  const { noKey, unknownField } = shop.fixture;
  if (headers['x-publishable-api-key'] !== 'pk_1') return refused({ refused: noKey });
  const known = url.pathname.endsWith('/products') ? ['q', 'id', 'limit', 'fields'] : ['fields'];
  const strange = [...url.searchParams.keys()].some((name) => !known.includes(name));
  return strange ? refused({ refused: unknownField }) : undefined;
}

/** @param {Shop} shop @param {URL} url */
export function medusaFinds({ fixture: { products } }, { searchParams }) {
  const [id, words] = [searchParams.get('id'), searchParams.get('q') ?? ''];
  const found = products.products.filter(
    (it) => it.id === (id ?? it.id) && JSON.stringify(it.variants).includes(words),
  );
  return { ...products, products: found };
}

/** @param {Shop} shop */
export function medusaTells(shop) {
  const { cart } = structuredClone(shop.fixture.cart);
  cart.completed_at = shop.ordered;
  cart.items = shop.lines((line, id, quantity) => Object.assign(line, { id: `cali_${id}`, variant_id: id, quantity }));
  return { cart };
}
