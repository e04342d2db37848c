/** Reads SKUs: of an attribute (a JSON array, or words between commas or spaces), of a cart's entry; never fails, whatever was written. */

/**
 * @param {string | null} text
 * @returns {import('./engine.js').CartEntry[]}
 */
export function parseItems(text) {
  const trimmed = (text ?? '').trim();
  return fromJson(trimmed) ?? trimmed.split(/[\s,]+/).filter(Boolean);
}

/** @param {string} text */
function fromJson(text) {
  if (!text.startsWith('[')) return undefined;
  try {
    const entries = JSON.parse(text);
    return Array.isArray(entries) ? entries : undefined;
  } catch {
    return undefined;
  }
}

/** @param {import('./engine.js').CartEntry} entry */
export function skuOf(entry) {
  return String(typeof entry === 'object' && entry ? entry.sku : entry);
}
