/** Warns developers in the console about a page's mistakes, once each; pages without mistakes never load it. */

const warned = new Set();

/** @param {string} message */
export function warnOnce(message) {
  if (!warned.has(message)) console.warn(`pairwell: ${message}`);
  warned.add(message);
}

/**
 * Warns of an unknown key in a query, and suggests the most similar one.
 * @param {string} key
 * @param {string[]} known
 */
export function warnOfKey(key, known) {
  const meant = known.map((name) => /** @type {const} */ ([name, distance(name, key.toLowerCase())]));
  const [name] = meant.reduce((best, one) => (one[1] < best[1] ? one : best));
  warnOnce(`a query has no key "${key}": did you mean "${name}"?`);
}

/** The edit distance. @param {string} one @param {string} other */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + Number(one[i - 1] !== other[j - 1])));
    }
    row = next;
  }
  return row[other.length];
}
