/** Checks a `.pw` file's frame and cuts it into sections, without WebAssembly; never looks into one. The twin of src/model/container.rs. */

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * An error as the engine throws it.
 * @param {string} code
 * @returns {never}
 */
export function refuse(code) {
  throw Object.assign(new Error(`${code} (read without WebAssembly)`), { code });
}

/** @param {unknown} sound */
export function insist(sound) {
  if (!sound) refuse('corrupt');
}

/** Bytes that must be UTF-8. @param {Uint8Array} bytes */
export function decode(bytes) {
  try {
    return text.decode(bytes);
  } catch {
    return refuse('corrupt');
  }
}

const U64 = (/** @type {bigint} */ n) => BigInt.asUintN(64, n);
const turn = (/** @type {bigint} */ n, /** @type {bigint} */ by) => U64((n << by) | (n >> (64n - by)));
const [P1, P2, P3, P4, P5] = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
];
const round = (/** @type {bigint} */ lane, /** @type {bigint} */ word) => U64(turn(U64(lane + word * P2), 31n) * P1);

/**
 * XXH64 of what follows `at`.
 * @param {DataView} view
 * @param {number} at
 * @param {bigint} seed
 */
export function xxh64(view, at, seed) {
  const size = view.byteLength;
  let hash = seed + P5;
  const length = BigInt(size - at);
  if (at + 32 <= size) {
    const lanes = [seed + P1 + P2, seed + P2, seed, seed - P1];
    for (; at + 32 <= size; at += 32) {
      for (let n = 0; n < 4; n++) lanes[n] = round(lanes[n], view.getBigUint64(at + 8 * n, true));
    }
    hash = lanes.reduce((sum, lane, n) => sum + turn(U64(lane), [1n, 7n, 12n, 18n][n]), 0n);
    for (const lane of lanes) hash = U64((U64(hash) ^ round(0n, lane)) * P1 + P4);
  }
  hash = U64(hash + length);
  for (; at + 8 <= size; at += 8) hash = U64(turn(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4);
  for (; at + 4 <= size; at += 4) hash = U64(turn(hash ^ U64(BigInt(view.getUint32(at, true)) * P1), 23n) * P2 + P3);
  for (; at < size; at++) hash = U64(turn(hash ^ U64(BigInt(view.getUint8(at)) * P5), 11n) * P1);
  hash = U64((hash ^ (hash >> 33n)) * P2);
  hash = U64((hash ^ (hash >> 29n)) * P3);
  return hash ^ (hash >> 32n);
}

/**
 * Checks a file's frame.
 * @param {Uint8Array} bytes
 * @param {string[]} known the sections that this reader understands
 * @param {string[]} [optional] those that the file may be without; they come last
 */
export function open(bytes, known, optional = []) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytes.length;
  if ([0x89, 0x50, 0x57, 0x0a].some((byte, at) => at < size && bytes[at] !== byte)) refuse('not-a-model');
  if (size < 6) refuse('truncated');
  if (view.getUint16(4, true) !== 1) refuse('format-unsupported');
  if (size < 16) refuse('truncated');
  const table = readTable(view, 16 + 16 * view.getUint16(6, true));
  const end = table.reduce((last, { from, length }) => Math.max(last, from + length), 16 + 16 * table.length);
  if (size < end) refuse('truncated');
  const digest = view.getBigUint64(8, true);
  if (size > end || xxh64(view, 16, view.getBigUint64(0, true)) !== digest) refuse('digest-mismatch');
  checkTable(table, known);
  const sections = [...new Set([...known, ...optional])].map((tag) => {
    const entry = table.find((one) => one.tag === tag);
    insist(entry || optional.includes(tag));
    return entry && bytes.subarray(entry.from, entry.from + entry.length);
  });
  return {
    digest: digest.toString(16).padStart(16, '0'),
    sections: /** @type {Uint8Array[]} */ (sections),
  };
}

/**
 * @param {DataView} view
 * @param {number} end
 */
function readTable(view, end) {
  insist(end <= 16 + 16 * 64);
  if (view.byteLength < end) refuse('truncated');
  const table = [];
  for (let at = 16; at < end; at += 16) {
    const tag = String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, 4));
    const [flags, from, length] = [4, 8, 12].map((field) => view.getUint32(at + field, true));
    table.push({ tag, flags, from, length });
  }
  return table;
}

/**
 * @param {ReturnType<typeof readTable>} table
 * @param {string[]} known
 */
function checkTable(table, known) {
  let next = 16 + 16 * table.length;
  table.forEach(({ tag, flags, from, length }, n) => {
    insist(from === next);
    if (flags > 1 || (flags && !known.includes(tag))) refuse('format-unsupported');
    insist(table.findIndex((entry) => entry.tag === tag) === n);
    next += length;
  });
}
