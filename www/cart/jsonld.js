/** Finds a page's product in its JSON-LD, in any shape that themes use; skips blocks that cannot be parsed. */
import { parseJson, text } from './shop.js';

/** Ids of the page's product, and of its variants where it names several. @returns {import('./contract.js').PageItem | undefined} */
export function pageProduct() {
  const scripts = [...document.querySelectorAll('script[type="application/ld+json"]')];
  const nodes = scripts.flatMap((script) => flatten(parseJson(script.textContent ?? '')));
  const found = nodes.find((node) => is(node, 'Product')) ?? nodes.find((node) => is(node, 'ProductGroup'));
  if (!found) return undefined;
  const offers = listOf(found.offers).flatMap((offer) => [offer, ...listOf(offer?.offers)]);
  const product = text(found.productID ?? found.productGroupID ?? found.inProductGroupWithID);
  const skus = new Set([...listOf(found.hasVariant), ...offers].flatMap((it) => text(it?.sku) ?? []));
  const [first] = skus;
  const sku = text(found.sku) ?? first;
  const variants = skus.size > 1 ? [...skus].map((it) => ({ sku: it, product, id: it })) : [];
  return sku || product ? { sku, product, variants } : undefined;
}

/** @param {any} value @returns {any[]} */
function listOf(value) {
  return [value ?? []].flat();
}

/** The nodes of a list, a graph or a single node. @param {any} json @returns {any[]} */
function flatten(json) {
  if (Array.isArray(json)) return json.flatMap(flatten);
  if (typeof json !== 'object' || json === null) return [];
  return [json, ...flatten(json['@graph']), ...flatten(json.mainEntity)];
}

/**
 * @param {any} node
 * @param {string} type
 */
function is(node, type) {
  return [node['@type']].flat().some((name) => String(name).replace(/^.*[/#]/, '') === type);
}
