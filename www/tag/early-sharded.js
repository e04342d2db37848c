/** Starts from the tag of pages that load shards: asks for engine, manifest, root and the shards of an element's items, while its script still loads. */
import { directoryAt, fileUrl, neededFiles } from '../engine/needed.js';
import { placeOf, shardFile, shardsOf } from '../engine/place.js';
import { ask } from './start.js';

export { start } from './start.js';

/** Asks for all that the element is sure to ask for. @param {any} element */
export async function begin(element) {
  const at = (/** @type {string} */ name) => new URL(element.getAttribute(name), document.baseURI);
  await Promise.all([
    globalThis.WebAssembly &&
      ask(new URL('./pairwell_shards_bg.wasm', element.hasAttribute('wasm') ? at('wasm') : import.meta.url)),
    element.hasAttribute('store') || element.cart || import('../cart/signs.js'),
    beginModel(directoryAt(at('model')), element.cart ?? itemsOf(element)),
  ]);
}

/** The manifest, and what the items need as soon as it is there. @param {URL} directory @param {any[]} items */
async function beginModel(directory, items) {
  const manifest = await (await ask(fileUrl('pairwell.json', directory)))?.clone().json();
  const shards = globalThis.WebAssembly && shardsOf(manifest);
  if (!shards) return void neededFiles(manifest).map(({ file }) => ask(fileUrl(file, directory)));
  const places = new Set(items.map((item) => placeOf(String(item?.sku ?? item), shards.count)));
  const kinds = shards.cards ? /** @type {const} */ (['rows', 'cards']) : /** @type {const} */ (['rows']);
  const files = [...places].flatMap((n) => kinds.map((kind) => shardFile(shards, kind, n)));
  for (const file of [shards.root.file, ...files]) ask(fileUrl(file, directory));
}

/** The SKUs that an element's attributes name; what is not understood here, the element asks for. @param {Element} element */
function itemsOf(element) {
  const text = (element.getAttribute('items') ?? element.getAttribute('item') ?? '').trim();
  return text.startsWith('[') ? JSON.parse(text) : text.split(/[\s,]+/).filter(Boolean);
}
