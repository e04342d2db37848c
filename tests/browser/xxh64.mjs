/** Computes XXH64, the digest that the tests' own files are sealed with, as the xxHash specification describes it. */

const [P1, P2, P3, P4, P5] = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
];
const u64 = (/** @type {bigint} */ value) => BigInt.asUintN(64, value);
const turned = (/** @type {bigint} */ value, /** @type {bigint} */ by) => u64(value << by) | (value >> (64n - by));
const round = (/** @type {bigint} */ lane, /** @type {bigint} */ word) => u64(turned(u64(lane + word * P2), 31n) * P1);

/** @param {Uint8Array} bytes @param {bigint} seed */
export function xxh64(bytes, seed) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lanes = [seed + P1 + P2, seed + P2, seed, seed - P1].map(u64);
  let at = 0;
  for (; at + 32 <= bytes.length; at += 32) {
    lanes.forEach((lane, n) => (lanes[n] = round(lane, view.getBigUint64(at + 8 * n, true))));
  }
  let hash = u64(seed + P5);
  if (at > 0) {
    hash = u64(lanes.reduce((sum, lane, n) => sum + turned(lane, [1n, 7n, 12n, 18n][n]), 0n));
    for (const lane of lanes) hash = u64((hash ^ round(0n, lane)) * P1 + P4);
  }
  hash = u64(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) {
    hash = u64(turned(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4);
  }
  if (at + 4 <= bytes.length) {
    hash = u64(turned(hash ^ u64(BigInt(view.getUint32(at, true)) * P1), 23n) * P2 + P3);
    at += 4;
  }
  for (; at < bytes.length; at++) hash = u64(turned(hash ^ u64(BigInt(bytes[at]) * P5), 11n) * P1);
  hash = u64((hash ^ (hash >> 33n)) * P2);
  hash = u64((hash ^ (hash >> 29n)) * P3);
  return hash ^ (hash >> 32n);
}
