/** Registers a tag's element as soon as its class is there, and begins before for those near the window; asks for each file once. */
import { NEAR } from '../element/visibility.js';
import { begun } from '../engine/needed.js';

/**
 * Begins for every element of that name that is near the window now, and registers the name, unless it is taken. What fails before, the
 * element meets again, and tells.
 * @param {string} name
 * @param {Promise<CustomElementConstructor>} loading
 * @param {(element: Element) => Promise<void>} begin
 */
export async function start(name, loading, begin) {
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

/** Asks for a file, unless somebody has. @param {URL} url */
export function ask({ href }) {
  if (!begun.has(href)) begun.set(href, fetch(href));
  return begun.get(href);
}
