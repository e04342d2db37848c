/** Starts from the tag: asks for what an element near the window will need, while the element's own script still loads; decodes and draws nothing. */
import { begun, directoryAt, fileUrl, neededFiles } from '../engine/needed.js';
import { NEAR } from '../element/visibility.js';

/**
 * Begins for every element of that name that is near the window now, and registers the name, unless it is taken. What fails before, the
 * element meets again, and tells.
 * @param {string} name
 * @param {Promise<CustomElementConstructor>} loading
 */
export async function start(name, loading) {
  if (globalThis.IntersectionObserver) {
    const approach = new IntersectionObserver(
      (entries) => {
        approach.disconnect();
        for (const { isIntersecting, target } of entries) if (isIntersecting) begin(target).catch(() => {});
      },
      { rootMargin: NEAR },
    );
    for (const element of document.querySelectorAll(`${name}[model]`)) approach.observe(element);
  }
  const element = await loading;
  const registry = globalThis.customElements;
  if (registry && !registry.get(name)) registry.define(name, element);
}

/** Asks for all that the element is sure to ask for. @param {any} element */
async function begin(element) {
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

/** Asks for a file, unless somebody has. @param {URL} url */
function ask({ href }) {
  if (!begun.has(href)) begun.set(href, fetch(href));
  return begun.get(href);
}
