/** Unpacks gzip files, up to the size that the head of the file inside says. */

/** The most bytes that a file's head and table take: 64 sections. */
const HEAD = 16 + 64 * 16;

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
  const file = new Unpacked();
  try {
    const packed = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (new Response(bytes).body);
    const reader = packed.pipeThrough(new DecompressionStream('gzip')).getReader();
    while (!file.isEnough) {
      const { done, value } = await reader.read();
      if (done) break;
      file.take(value);
    }
    reader.cancel().catch(() => {});
    return file.whole;
  } catch {
    // The file is damaged, or nothing here unpacks it.
    return (await import('./gunzip.js')).gunzip(bytes, new Unpacked());
  }
}

/** @param {Uint8Array} bytes */
export function isPacked(bytes) {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What has been unpacked so far. */
export class Unpacked {
  #head = new DataView(new ArrayBuffer(HEAD));
  /** @type {Uint8Array[]} */
  #parts = [];
  #length = 0;
  /** Whether it is more than the head says, so that the rest does not matter. */
  isEnough = false;

  /** @param {Uint8Array} part */
  take(part) {
    if (this.#length < HEAD) new Uint8Array(this.#head.buffer).set(part.subarray(0, HEAD - this.#length), this.#length);
    this.#parts.push(part);
    this.#length += part.length;
    this.isEnough = this.#length > Math.max(this.#size, HEAD);
  }

  get whole() {
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** Where the last section ends. */
  get #size() {
    const last = 16 * this.#head.getUint16(6, true);
    if (this.#head.getUint32(0, true) !== MAGIC || last + 16 > HEAD) return 0;
    return Math.min(this.#head.getUint32(last + 8, true) + this.#head.getUint32(last + 12, true), MOST);
  }
}
