/** Formats a discount as a percentage in the page's language. */

/** A percentage. @param {number} of @param {string} language */
export function percent(of, language) {
  const style = /** @type {const} */ ({ style: 'percent', maximumFractionDigits: 1 });
  try {
    return (of / 100).toLocaleString(language || undefined, style);
  } catch {
    // A lang attribute may have any value.
    return (of / 100).toLocaleString(undefined, style);
  }
}
