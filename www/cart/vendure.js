/** The adapter for Vendure: uses the active order, through the Shop API or the Remix storefront's own route. */
import { PairwellError } from '../engine/errors.js';
import { ask, hear, listed, marked, refuse, rescaled, text } from './shop.js';
import { SIGNS } from './signs.js';

/** The storefront's own route, without a `shopApi` setting. */
const STOREFRONT = 'api/active-order';

const ORDER = `query { activeOrder { currencyCode lines { id quantity unitPriceWithTax
  productVariant { id sku product { id } } } } }`;

const ADD = `mutation ($id: ID!, $quantity: Int!) { addItemToOrder(productVariantId: $id, quantity: $quantity) {
  __typename ... on ErrorResult { errorCode message } ... on InsufficientStockError { quantityAvailable } } }`;

const ADJUST = `mutation ($line: ID!, $quantity: Int!) { adjustOrderLine(orderLineId: $line, quantity: $quantity) {
  __typename ... on ErrorResult { errorCode message } } }`;

const REMOVE = `mutation ($line: ID!) { removeOrderLine(orderLineId: $line) {
  __typename ... on ErrorResult { errorCode message } } }`;

/** Vendure's error code for an unknown variant or line. */
const UNKNOWN = ['ENTITY_NOT_FOUND', 'USER_INPUT_ERROR'];

/** The header of a session token. */
const TOKEN = 'vendure-auth-token';

const FIND = 'query ($term: String!) { search(input: { term: $term, take: 20 }) { items { sku productVariantId } } }';

/** @type {import('./contract.js').Adapt} */
export default function adapt(settings) {
  const { query, order, variant, addByForm } = askVendure(settings);

  return {
    name: 'vendure',
    itemKey: 'sku',
    detect: SIGNS.vendure,

    async read() {
      const active = await order();
      if (active === null) return [];
      const currency = text(active?.currencyCode);
      const decimals = Number(settings.decimals ?? 2);
      return listed(active?.lines, 'activeOrder', 'productVariant').map(
        ({ quantity, unitPriceWithTax, productVariant: it }) => ({
          ids: { sku: text(it?.sku), variant: text(it?.id), product: text(it?.product?.id), id: text(it?.id) },
          quantity,
          // Vendure counts in hundredths, whatever the currency, unless its MoneyStrategy says otherwise.
          price: rescaled(unitPriceWithTax, decimals, currency),
          currency,
        }),
      );
    },

    // The storefront's loader requests its routes again after every change.
    watch: (changed) => hear(/\/(shop-api|api\/active-order)([?#]|$)|[?&]_data=|\.data([?#]|$)/, changed),

    async add(item, quantity) {
      const id = String(await variant(item));
      return settings.shopApi ? add(query, id, quantity) : addByForm(id, quantity);
    },

    remove: settings.shopApi && (async (item, quantity) => remove(query, String(await variant(item)), quantity)),

    // The storefront's router owns the drawer: a theme revalidates on `pairwell:refresh`.
    refresh: () => undefined,
  };
}

/**
 * The requests to Vendure, by the way that the page is set up for.
 * @param {import('./contract.js').Settings} settings
 */
function askVendure({ root, patience, shopApi, token, bearer }) {
  const session = keptIn(text(bearer));

  /**
   * @param {string} asked
   * @param {Record<string, unknown>} [variables]
   */
  async function query(asked, variables) {
    const { body, headers } = await ask(marked(shopApi), {
      json: { query: asked, variables },
      headers: { 'vendure-token': text(token), authorization: session.proof() },
      patience,
    });
    session.keep(headers.get(TOKEN));
    const [error] = body?.errors ?? [];
    if (error) {
      const code = UNKNOWN.includes(error.extensions?.code) ? 'cart-refused' : 'cart-unreachable';
      throw new PairwellError(code, `the Shop API says ${error.message}`);
    }
    return body?.data;
  }

  async function order() {
    const answer = shopApi ? await query(ORDER) : (await ask(marked(STOREFRONT, root), { patience })).body;
    return answer && 'activeOrder' in answer ? answer.activeOrder : answer;
  }

  /** @param {import('./contract.js').Item} item */
  async function variant(item) {
    if (item.key !== 'sku') return item.id;
    const found = shopApi ? listed((await query(FIND, { term: item.id }))?.search?.items, 'search') : [];
    const match = found.find((it) => it.sku === item.id);
    if (!match)
      throw new PairwellError('cart-refused', `no variant with the SKU ${item.id} (set "shopApi", or item-key)`);
    return match.productVariantId;
  }

  /**
   * Adds by the storefront's route, which answers a refusal with the unchanged order.
   * @param {string} id
   * @param {number} quantity
   */
  async function addByForm(id, quantity) {
    const before = countOf(await order(), id);
    const form = { action: 'addItemToOrder', variantId: id, quantity: String(quantity) };
    const { body } = await ask(marked(STOREFRONT, root), { form, patience });
    if (body?.activeOrder !== undefined && countOf(body.activeOrder, id) <= before)
      throw new PairwellError('cart-refused', `the order holds no more of the variant ${id} than before`);
    return body;
  }

  return { query, order, variant, addByForm };
}

/**
 * The session of a storefront that stores a token instead of a cookie: without it, we would have another order.
 * @param {string} [name] in localStorage
 */
function keptIn(name) {
  const stored = () => name && localStorage.getItem(name);
  return {
    proof: () => (stored() ? `Bearer ${stored()}` : undefined),
    keep: (/** @type {string | null} */ fresh) => name && fresh && localStorage.setItem(name, fresh),
  };
}

/**
 * The quantity of a variant in an order.
 * @param {any} order
 * @param {string} id
 */
function countOf(order, id) {
  const lines = (order?.lines ?? []).filter((/** @type {any} */ line) => String(line.productVariant?.id) === id);
  return lines.reduce((/** @type {number} */ sum, /** @type {any} */ line) => sum + line.quantity, 0);
}

/** @typedef {(asked: string, variables?: Record<string, unknown>) => Promise<any>} Query */

/**
 * When the stock is too low, Vendure adds what there is and refuses the rest: then these are removed too.
 * @param {Query} query
 * @param {string} variant
 * @param {number} quantity
 */
async function add(query, variant, quantity) {
  const { addItemToOrder: answer } = (await query(ADD, { id: variant, quantity })) ?? {};
  if (!answer) throw new PairwellError('cart-unreachable', 'the Shop API came without its answer');
  if (!answer.errorCode) return;
  if (answer.quantityAvailable > 0) await remove(query, variant, answer.quantityAvailable);
  throw refuse(answer.errorCode, answer.message);
}

/**
 * @param {Query} query
 * @param {string} variant
 * @param {number} quantity
 */
async function remove(query, variant, quantity) {
  const order = (await query(ORDER))?.activeOrder;
  const line = listed(order?.lines, 'activeOrder').find((it) => text(it.productVariant?.id) === variant);
  if (!line) return;
  const left = line.quantity - quantity;
  const answer = left > 0 ? query(ADJUST, { line: line.id, quantity: left }) : query(REMOVE, { line: line.id });
  const { adjustOrderLine, removeOrderLine } = (await answer) ?? {};
  const { errorCode, message } = adjustOrderLine ?? removeOrderLine ?? {};
  if (errorCode) throw refuse(errorCode, message);
}
