/** Unpacks gzip where the host cannot: browsers from before 2023, test environments, other JavaScript engines. */
// @ts-expect-error the bundler finds it among the project's tools
import { Gunzip } from 'fflate';

/** Bytes that are unpacked in one go: a thousand times as many at most. */
const STEP = 1024;

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {import('./unpack.js').Unpacked} file receives the parts until it has enough
 * @returns {Uint8Array<ArrayBuffer>} throws where they are damaged
 */
export function gunzip(bytes, file) {
  const stream = new Gunzip((/** @type {Uint8Array} */ part) => file.take(part));
  for (let at = 0; at < bytes.length && !file.isEnough; at += STEP)
    stream.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
  return file.whole;
}
