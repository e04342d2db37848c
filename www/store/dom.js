/** Builds elements from a tag, properties and children; strings are text, not markup. */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [properties] of the element; others become attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) Object.assign(element, { [name]: value });
    else element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/**
 * The element with that id, which is in the page's markup.
 * @param {string} id
 */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * A product's picture in its reserved square.
 * @param {{image?: string, title: string}} product
 * @param {boolean} [urgent] in the first screen
 */
export function picture({ image, title }, urgent = false) {
  const frame = make('span', { className: 'picture' });
  if (!image) return frame;
  const img = make('img', { alt: '', width: 400, height: 400, decoding: 'async', loading: urgent ? 'eager' : 'lazy' });
  if (urgent) img.alt = title;
  img.addEventListener('error', () => img.remove());
  img.src = image;
  frame.append(img);
  return frame;
}
