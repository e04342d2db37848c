/** Decodes a model's sections, bit by bit, without WebAssembly; never ranks. The twin of src/model/decode.rs, streams.rs and coder.rs. */
import { decode, insist, refuse } from './fallback-file.js';

/** Bits of an item number, of a row's length, of a level and of a prior, as in src/model/layout.rs. */
const ITEM = 24,
  COUNT = 6,
  LEVEL = 8,
  PRIOR = 9;
/** Bits of a gap's exponent, and the upper ones of its rest that have a context. */
const EXPONENT = 5,
  SHAPED = 3;
const MAX_SKU = 255;
const EVEN = 2 ** 31;
const WORD = 2 ** 32;

const fresh = (/** @type {number} */ size) => new Uint32Array(size).fill(EVEN);

/** Reads the bits of one section by adaptive arithmetic decoding; past the end it reads zeros, which `end` refuses. */
class Bits {
  #bytes;
  #at = 0;
  #low = 0;
  #high = WORD - 1;
  #value = 0;
  #even = fresh(1);

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
    for (let n = 0; n < 4; n++) this.#shift();
  }

  #shift() {
    this.#value = ((this.#value << 8) | (this.#bytes[this.#at++] ?? 0)) >>> 0;
  }

  get overrun() {
    return this.#at > this.#bytes.length;
  }

  /** What is left must be padding. */
  end() {
    insist(!this.overrun && this.#bytes.subarray(this.#at).every((byte) => byte === 0));
  }

  /**
   * @param {Uint32Array} contexts
   * @param {number} at
   */
  bit(contexts, at) {
    const state = contexts[at];
    const ones = Math.min(Math.max(state >>> 16, 16), 65520);
    const middle = this.#low + Math.floor(((this.#high - this.#low) * ones) / 65536);
    const bit = this.#value <= middle;
    if (bit) this.#high = middle;
    else this.#low = middle + 1;
    const count = state & 1023;
    const now = state >>> 10;
    const pace = Math.floor(131072 / (2 * count + 3));
    const next = now + Math.floor((((bit ? 2 ** 22 - 1 : 0) - now) * pace) / 65536);
    contexts[at] = (next << 10) | Math.min(count + 1, 255);
    while ((this.#low ^ this.#high) >>> 24 === 0) {
      this.#low = (this.#low << 8) >>> 0;
      this.#high = ((this.#high << 8) | 255) >>> 0;
      this.#shift();
    }
    return +bit;
  }

  /**
   * A number, highest bit first, each bit in the context of those before it.
   * @param {Uint32Array} contexts
   * @param {number} from
   * @param {number} bits
   */
  tree(contexts, from, bits) {
    let node = 1;
    for (let n = 0; n < bits; n++) node = node * 2 + this.bit(contexts, from + node);
    return node - (1 << bits);
  }

  /** Bits with even odds. @param {number} bits */
  plain(bits) {
    let value = 0;
    for (let n = 0; n < bits; n++) {
      this.#even[0] = EVEN;
      value = value * 2 + this.bit(this.#even, 0);
    }
    return value;
  }
}

/** A level's score units. @param {number} level */
const units = (level) => Math.round(2 ** (24 - (level % 16) / 16)) >> (level >> 4);

/** @param {Uint8Array} bytes */
export function readHead(bytes) {
  insist(bytes.length === 24);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 24);
  const [items, weights, shard, first, last] = [0, 4, 8, 12, 16].map((at) => view.getUint32(at, true));
  if (shard !== 0x10000) refuse('format-unsupported');
  insist(first === 0 && last === items && items <= 2 ** ITEM && weights <= items * (2 ** COUNT - 1));
  return { items, weights };
}

/**
 * @param {Uint8Array} bytes
 * @param {number} items
 */
export function readSkus(bytes, items) {
  const bits = new Bits(bytes);
  const contexts = fresh(256 << 8);
  /** @type {Map<string, number>} */
  const skus = new Map();
  const sku = new Uint8Array(MAX_SKU + 1);
  for (let item = 0; item < items; item++) {
    let length = 0;
    for (let before = 0; (before = bits.tree(contexts, before << 8, 8)) !== 0xff; sku[length++] = before) {
      insist(length < MAX_SKU);
    }
    insist(length > 0 && !bits.overrun);
    skus.set(decode(sku.subarray(0, length)), item);
    insist(skus.size > item);
  }
  bits.end();
  return skus;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} items
 */
export function readPriors(bytes, items) {
  const bits = new Bits(bytes);
  const contexts = fresh(1 << (PRIOR + PRIOR - 3));
  let symbol = 0;
  const priors = Int32Array.from({ length: items }, () => {
    symbol = bits.tree(contexts, (symbol >> 3) << PRIOR, PRIOR);
    return symbol > 255 ? -units(symbol - 256) : units(symbol);
  });
  bits.end();
  return priors;
}

/**
 * One bit an item.
 * @param {Uint8Array} bytes
 * @param {number} items
 */
export function readFlags(bytes, items) {
  const bits = new Bits(bytes);
  const contexts = fresh(2);
  let flag = 0;
  const all = Uint8Array.from({ length: items }, () => (flag = bits.bit(contexts, flag)));
  bits.end();
  return all;
}

/**
 * How much what a device remembers counts, and what is bought once; without the section it changes nothing.
 * @param {Uint8Array | undefined} bytes
 * @param {number} items
 */
export function readTaste(bytes, items) {
  if (!bytes) return { again: 0, share: 0, once: [] };
  insist(bytes.length >= 6);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [again, share] = [view.getUint32(0, true), view.getUint16(4, true)];
  insist(again <= 2 ** 24 && share <= 256);
  return { again, share, once: readFlags(bytes.subarray(6), items) };
}

/** Every item's neighbours and weights, row after row. */
export class Rows {
  /** Where each item's row begins, and where the last ends. */
  starts;
  neighbours;
  weights;
  #bits;
  #items;
  #count = fresh(1 << COUNT);
  #level = fresh(1 << LEVEL);
  #mutual;
  #exponent = fresh((2 + ITEM) << EXPONENT);
  #mantissa = fresh((1 + ITEM) << (SHAPED + 1));
  #quantum;
  /** Bits of a weight. */
  #depth;
  /** By item: the latest weight that names it, plus one; by weight: the one before it, who gave it, its quantum. */
  #latest;
  #before;
  #namer;
  #quanta;

  /**
   * @param {Uint8Array} bytes
   * @param {{items: number, weights: number}} head
   * @param {Uint8Array} [depth] one byte; usually a weight has four bits
   */
  constructor(bytes, { items, weights }, depth = Uint8Array.of(4)) {
    const [bits] = depth;
    insist(depth.length === 1 && bits > 1 && bits < 7);
    this.#depth = bits;
    this.#mutual = fresh(8 << bits);
    this.#quantum = fresh((1 + (1 << bits)) << bits);
    this.#bits = new Bits(bytes);
    this.#items = items;
    this.starts = new Uint32Array(items + 1);
    const column = () => new Uint32Array(weights);
    this.neighbours = column();
    this.weights = column();
    this.#before = column();
    this.#namer = column();
    this.#quanta = column();
    this.#latest = new Uint32Array(items);
    for (let item = 0; item < items; item++) {
      const end = this.starts[item] + this.#row(item);
      insist(end <= weights && !this.#bits.overrun);
      this.starts[item + 1] = end;
    }
    insist(this.starts[items] === weights);
    this.#bits.end();
  }

  /** Reads a row and tells its length. @param {number} item */
  #row(item) {
    const count = this.#bits.tree(this.#count, 0, COUNT);
    if (count === 0) return 0;
    const scale = units(this.#bits.tree(this.#level, 0, LEVEL));
    /** Neighbour, and the quantum it gave in return, plus one. @type {[number, number][]} */
    const row = [];
    this.#partners(item, count, row);
    this.#others(item, count, row);
    row.sort(([a], [b]) => a - b);
    row.forEach(([neighbour, partner], n) => {
      insist(n === 0 || neighbour !== row[n - 1][0]);
      this.#keep(
        item,
        this.starts[item] + n,
        neighbour,
        this.#bits.tree(this.#quantum, partner << this.#depth, this.#depth),
        scale,
      );
    });
    return count;
  }

  /**
   * Which of those that named this item it names in return, the latest first.
   * @param {number} item
   * @param {number} count
   * @param {[number, number][]} row
   */
  #partners(item, count, row) {
    for (let entry = this.#latest[item]; entry > 0 && row.length < count; entry = this.#before[entry - 1]) {
      const quantum = this.#quanta[entry - 1];
      const left = Math.min(count - row.length, 8) - 1;
      if (this.#bits.bit(this.#mutual, (left << this.#depth) | quantum))
        row.push([this.#namer[entry - 1], quantum + 1]);
    }
  }

  /**
   * The other neighbours, as gaps.
   * @param {number} item
   * @param {number} count
   * @param {[number, number][]} row
   */
  #others(item, count, row) {
    let least = 0;
    let before = 0;
    while (row.length < count) {
      const exponent = this.#bits.tree(this.#exponent, before << EXPONENT, EXPONENT);
      insist(exponent <= ITEM);
      const shaped = Math.min(exponent, SHAPED);
      const high = this.#bits.tree(this.#mantissa, exponent << (SHAPED + 1), shaped);
      const neighbour =
        least + ((((1 << shaped) | high) << (exponent - shaped)) | this.#bits.plain(exponent - shaped)) - 1;
      insist(neighbour < this.#items && neighbour !== item);
      row.push([neighbour, 0]);
      least = neighbour + 1;
      before = exponent + 1;
    }
  }

  /**
   * @param {number} item
   * @param {number} at
   * @param {number} neighbour
   * @param {number} quantum
   * @param {number} scale
   */
  #keep(item, at, neighbour, quantum, scale) {
    this.neighbours[at] = neighbour;
    this.weights[at] = (scale * (quantum + 1)) >> this.#depth;
    this.#quanta[at] = quantum;
    this.#namer[at] = item;
    // Only later rows can look back.
    if (neighbour > item) {
      this.#before[at] = this.#latest[neighbour];
      this.#latest[neighbour] = at + 1;
    }
  }
}
