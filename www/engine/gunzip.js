/** Unpacks gzip where the host cannot: browsers from before 2023, test environments, other JavaScript engines. */
import { sizeIn } from './unpack.js';
// @ts-expect-error the bundler finds it among the project's tools
import { Gunzip } from 'fflate';

/** Bytes that are unpacked in one go: a thousand times as many at most. */
const STEP = 1024;

/** The most bytes that a file's head and table take: 64 sections. */
const HEAD = 16 + 64 * 16;

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {Uint8Array<ArrayBuffer>} throws where they are damaged */
export function gunzip(bytes) {
  /** @type {Uint8Array[]} */
  const parts = [];
  let [length, size] = [0, Infinity];
  const stream = new Gunzip((/** @type {Uint8Array} */ part) => {
    parts.push(part);
    length += part.length;
  });
  for (let at = 0; at < bytes.length && length <= size; at += STEP) {
    stream.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
    if (size === Infinity && length >= HEAD) size = sizeIn(joined(parts, length));
  }
  // The last four bytes say how long it is.
  const said = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0, true);
  if (length <= size && length !== said) throw new Error(`unpacks to ${length} bytes of ${said}`);
  return joined(parts, length);
}

/** @param {Uint8Array[]} parts @param {number} length of all */
function joined(parts, length) {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
