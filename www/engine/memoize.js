/** Remembers what a lookup answered, within bounds, so that a cart's strings cross into wasm once; never outgrows its limit. */

/** Carts and picks repeat the same few items; beyond this many distinct ones forgetting all is cheaper than choosing. */
const LIMIT = 4096;

/**
 * @template K, V
 * @param {(key: K) => V} lookup
 * @returns {(key: K) => V}
 */
export function memoize(lookup) {
  /** @type {Map<K, V>} */
  const known = new Map();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return /** @type {V} */ (found);
    const answer = lookup(key);
    if (known.size >= LIMIT) known.clear();
    known.set(key, answer);
    return answer;
  };
}
