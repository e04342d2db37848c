/** Reads and fills the active order of Vendure, by its Shop API or by its Remix storefront's own route; never signs anybody in. */
import { PairwellError } from '../errors.js';
import { ask, hear, listed, marked, text } from './shop.js';
import { SIGNS } from './signs.js';

/** The storefront's own route, where no `shopApi` is set. */
const STOREFRONT = 'api/active-order';

const ORDER = `query { activeOrder { currencyCode lines { id quantity unitPriceWithTax
  productVariant { id sku product { id } } } } }`;

const ADD = `mutation ($id: ID!, $quantity: Int!) { addItemToOrder(productVariantId: $id, quantity: $quantity) {
  __typename ... on ErrorResult { errorCode message } } }`;

const ADJUST = `mutation ($line: ID!, $quantity: Int!) { adjustOrderLine(orderLineId: $line, quantity: $quantity) {
  __typename ... on ErrorResult { errorCode message } } }`;

const REMOVE = `mutation ($line: ID!) { removeOrderLine(orderLineId: $line) {
  __typename ... on ErrorResult { errorCode message } } }`;

const FIND = 'query ($term: String!) { search(input: { term: $term, take: 20 }) { items { sku productVariantId } } }';

/** @type {import('./contract.js').Adapt} */
export default function adapt({ root, patience, shopApi, token }) {
  const headers = token ? { 'vendure-token': String(token) } : undefined;

  /**
   * @param {string} asked
   * @param {Record<string, unknown>} [variables]
   */
  async function query(asked, variables) {
    const { body } = await ask(marked(shopApi), { json: { query: asked, variables }, patience, headers });
    if (body?.errors?.length)
      throw new PairwellError('cart-unreachable', `the Shop API says ${body.errors[0].message}`);
    return body?.data;
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

  return {
    name: 'vendure',
    itemKey: 'sku',
    detect: SIGNS.vendure,

    async read() {
      const answer = shopApi ? await query(ORDER) : (await ask(marked(STOREFRONT, root), { patience })).body;
      const order = answer && 'activeOrder' in answer ? answer.activeOrder : answer;
      if (order === null) return [];
      return listed(order?.lines, 'activeOrder').map((line) => lineOf(line, text(order.currencyCode)));
    },

    // The storefront's routes are asked again by its own loader after every change.
    watch: (changed) => hear(/\/(shop-api|api\/active-order)([?#]|$)|[?&]_data=|\.data([?#]|$)/, changed),

    async add(item, quantity) {
      const id = String(await variant(item));
      if (!shopApi) {
        const form = { action: 'addItemToOrder', variantId: id, quantity: String(quantity) };
        return (await ask(marked(STOREFRONT, root), { form, patience })).body;
      }
      const { addItemToOrder: answer } = (await query(ADD, { id, quantity })) ?? {};
      if (answer?.errorCode) throw new PairwellError('cart-refused', `${answer.errorCode} ${answer.message}`);
      return answer;
    },

    remove: shopApi && (async (item, quantity) => remove(query, String(await variant(item)), quantity)),

    // The storefront's drawer belongs to its router: a theme revalidates when it hears `pairwell:refresh`.
    refresh: () => undefined,
  };
}

/** @param {any} line @param {string} [currency] @returns {import('./contract.js').Line} */
function lineOf({ quantity, unitPriceWithTax: price, productVariant: it }, currency) {
  const ids = { sku: text(it?.sku), variant: text(it?.id), product: text(it?.product?.id), id: text(it?.id) };
  return { ids, quantity, price, currency };
}

/**
 * @param {(asked: string, variables?: Record<string, unknown>) => Promise<any>} query
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
  if (errorCode) throw new PairwellError('cart-refused', `${errorCode} ${message}`);
}
