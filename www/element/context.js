/** Reads what an element's attributes and properties tell the merchant's rules; reports to the console what cannot be read, and ignores it. */
import { parseQuery, report } from '../engine/parse-query.js';

/** @import { Context, Query } from '../engine/types.js' */

/** The last page view, and what was drawn for it: all shelves of a page explore, or none. */
let drawn = { href: '-', draw: 0 };

function draw() {
  // A test environment may have none.
  const { href = '' } = globalThis.location ?? {};
  if (href !== drawn.href) drawn = { href, draw: Math.random() };
  return drawn.draw;
}

/**
 * What a page says about the visit: attributes, then the property, which wins.
 * @param {HTMLElement} element
 * @param {Context} given
 * @param {string} language
 * @returns {Context}
 */
export function contextOf(element, given, language) {
  /** @type {Record<string, unknown>} */
  const context = { locale: language || undefined, region: element.getAttribute('region'), draw: draw() };
  for (const name of ['segment', 'permissions', 'signals']) context[name] = listIn(element.getAttribute(name));
  for (const name of ['answers', 'usage', 'stock']) context[name] = objectIn(element.getAttribute(name));
  return readable({ ...context, ...given }, element.localName);
}

/**
 * The part of a query that can be read; the console names the rest.
 * @param {Query} query
 * @param {string} element its name
 */
export function readable(query, element) {
  return parseQuery(query, ({ message }) => report((it) => it.warnOnce(`<${element}> ignores ${message}`)));
}

/** @param {string | null} text */
function listIn(text) {
  const words = text?.split(',').map((word) => word.trim());
  return words?.filter(Boolean);
}

/** Text that is not JSON stays as it is, so that the console can show it. @param {string | null} text */
function objectIn(text) {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return text;
  }
}
