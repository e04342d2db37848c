/** Starts from the tag: asks for what an element near the window will need, while the element's own script still loads; decodes and draws nothing. */
import { directoryAt, fileUrl, neededFiles } from '../engine/needed.js';
import { ask } from './start.js';

export { start } from './start.js';

/** Asks for all that the element is sure to ask for. @param {any} element */
export async function begin(element) {
  const at = (/** @type {string} */ name) => new URL(element.getAttribute(name), document.baseURI);
  const wasm = element.hasAttribute('wasm') ? at('wasm') : new URL('./pairwell_wasm_bg.wasm', import.meta.url);
  await Promise.all([
    globalThis.WebAssembly && ask(wasm),
    element.hasAttribute('store') || element.cart || import('../cart/signs.js'),
    beginModel(directoryAt(at('model'))),
  ]);
}

/** The manifest, and what it names as soon as it is there. @param {URL} directory */
async function beginModel(directory) {
  const manifest = await (await ask(fileUrl('pairwell.json', directory)))?.clone().json();
  const files = neededFiles(manifest).map(({ file }) => ask(fileUrl(file, directory)));
  await Promise.all([...files, manifest.rules && import('../engine/ruled.js')]);
}
