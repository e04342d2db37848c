/** Reads what a page says of the moment: attributes of an element, and what it was given as a property; never ranks. */

/** @typedef {'segment' | 'answers' | 'locale' | 'region' | 'permissions' | 'signals' | 'usage' | 'stock' | 'now' | 'history' | 'seen'} Word */
/** @typedef {Pick<import('./engine.js').Question, Word>} Context */

const LISTS = /** @type {const} */ (['segment', 'permissions', 'signals']);
const OBJECTS = /** @type {const} */ (['answers', 'usage', 'stock']);

/** The attributes that say it. */
export const SAID = [...LISTS, ...OBJECTS, 'region'];

/**
 * Attributes, then the property, which wins.
 * @param {HTMLElement} element
 * @param {Context} given
 * @param {string} language
 * @returns {Context}
 */
export function contextOf(element, given, language) {
  /** @type {Record<string, any>} */
  const said = { locale: language || undefined, region: element.getAttribute('region') ?? undefined };
  for (const name of LISTS) said[name] = wordsOf(element.getAttribute(name));
  for (const name of OBJECTS) said[name] = objectOf(element.getAttribute(name));
  return { ...said, ...given };
}

/** Words between commas. @param {string | null} text */
function wordsOf(text) {
  return text?.split(',').map((word) => word.trim()).filter(Boolean);
}

/** What is no JSON stays as it was written, to be complained of. @param {string | null} text */
function objectOf(text) {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return text;
  }
}
