/** Tells developers in the console what of a page's words was not understood, once each; never fails, never loads where all was. */

/** What the console has been told. */
const told = new Set();

/** @param {string} message */
export function warnOnce(message) {
  if (!told.has(message)) console.warn(`pairwell: ${message}`);
  told.add(message);
}

/**
 * A key of a question that means nothing, with the one that the fewest letters tell from it.
 * @param {string} key
 * @param {string[]} known
 */
export function warnOfKey(key, known) {
  const meant = known.map((name) => /** @type {const} */ ([name, distance(name, key.toLowerCase())]));
  const [name] = meant.reduce((best, one) => (one[1] < best[1] ? one : best));
  warnOnce(`nothing is known by "${key}" in a question: did you mean "${name}"?`);
}

/** How many letters must be put in, taken out or changed. @param {string} one @param {string} other */
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
