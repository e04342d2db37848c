/** Caches the answers of a lookup, up to a limit, so that a cart's strings cross into wasm once. */

/** Carts and picks repeat the same few items. Beyond this many, clearing the cache is cheaper than choosing what to evict. */
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
