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
