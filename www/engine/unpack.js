/** Unpacks gzip files, up to the size that the head of the file inside says. */
import { isPacked } from './fetch.js';

/** `\x89PW\n`, how every file begins, as a number. */
const MAGIC = 0x0a575089;

/** The most that is unpacked, whatever the head says; the command line has the same limit. */
const MOST = 2 ** 30;

/**
 * Unpacks a gzip file, which most hosts send as it is. Other bytes are returned unchanged.
 *
 * Of a file that unpacks to more than its head says, only the beginning is returned, which no decoder accepts.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function unpack(bytes) {
  if (!isPacked(bytes)) return bytes;
  try {
    const packed = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (new Response(bytes).body);
    const unpacked = packed
      .pipeThrough(new DecompressionStream('gzip'))
      .pipeThrough(new TransformStream(upToItsSize()));
    return new Uint8Array(await new Response(unpacked).arrayBuffer());
  } catch {
    // The file is damaged, comes in odd pieces, or nothing here unpacks it.
    return (await import('./gunzip.js')).gunzip(bytes);
  }
}

/** Ends a stream of parts that is longer than the first of them says. @returns {Transformer<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>} */
function upToItsSize() {
  /** @type {number | undefined} */
  let left;
  return {
    transform(part, out) {
      left = (left ?? sizeIn(part)) - part.length;
      out.enqueue(part);
      if (left < 0) out.terminate();
    },
  };
}

/** Where the last section ends, by the table at the beginning; throws if the table is not whole. @param {Uint8Array} bytes */
export function sizeIn({ buffer, byteOffset, length }) {
  const head = new DataView(buffer, byteOffset, length);
  if (head.getUint32(0, true) !== MAGIC) return 0;
  const last = 16 * head.getUint16(6, true) + 8;
  return Math.min(head.getUint32(last, true) + head.getUint32(last + 4, true), MOST);
}
