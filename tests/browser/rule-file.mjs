/** Makes rules files to test with, as bytes from plain parts: the other end of what the engine decodes. */
import { xxh64 } from './xxh64.mjs';

/** What a rules file holds when nothing is said: every test changes what it is about. @param {number} items */
export function plainParts(items) {
  return {
    traits: Array.from({ length: items }, () => ({
      category: 0,
      brand: 0,
      group: 0,
      price: 0,
      class: 8,
      soldOut: false,
    })),
    /** @type {[number, number[]][]} */ curated: [],
    /** @type {[number, number[]][]} */ substitutes: [],
    /** @type {number[][]} */ complements: [],
    /** @type {any[]} */ found: [],
    /** @type {{name: string, items: number[]}[]} */ sets: [],
    /** @type {string[]} */ facts: [],
    /** @type {string[]} */ measures: [],
    /** @type {any[]} */ rules: [],
    /** @type {any[]} */ benefits: [],
    /** @type {any[]} */ bundles: [],
    /** @type {any[]} */ partners: [],
    policy: {
      diversity: 256,
      dearer: false,
      restAfter: 0,
      perPage: 0,
      perSession: 0,
      /** @type {number[]} */ silence: [],
      upgradeStep: 384,
    },
  };
}

/** @typedef {ReturnType<typeof plainParts>} Parts */

/** Bytes on their way. */
class Writer {
  /** @type {number[]} */
  bytes = [];

  /** @param {number | bigint} value */
  number(value) {
    let rest = BigInt(value);
    for (; rest >= 128n; rest >>= 7n) this.bytes.push(Number(rest & 127n) | 128);
    this.bytes.push(Number(rest));
  }

  /** @param {...(number | bigint | boolean)} values */
  numbers(...values) {
    for (const value of values) this.number(typeof value === 'boolean' ? +value : value);
  }

  /** @param {string} text */
  text(text) {
    const bytes = new TextEncoder().encode(text);
    this.number(bytes.length);
    this.bytes.push(...bytes);
  }

  /** @template T @param {T[]} list @param {(entry: T) => void} each */
  many(list, each) {
    this.number(list.length);
    for (const entry of list) each(entry);
  }

  /** @param {number[]} list */
  list(list) {
    this.many(list, (entry) => this.number(entry));
  }

  /** @param {number[]} list */
  ascending(list) {
    let next = 0;
    this.many(list, (entry) => {
      this.number(entry - next);
      next = entry + 1;
    });
  }

  /** @param {Record<string, string>} texts by language */
  texts(texts) {
    this.many(Object.entries(texts), ([language, text]) => [language, text].forEach((it) => this.text(it)));
  }

  /** @param {bigint} value */
  signed(value) {
    this.number(value < 0n ? ~value * 2n + 1n : value * 2n);
  }
}

/**
 * The bytes of a rules file.
 * @param {string} digest of the model
 * @param {Parts} parts
 */
export function ruleFile(digest, parts) {
  const head = new Writer();
  head.number(BigInt(`0x${digest}`));
  return seal([
    ['RHED', head.bytes],
    ['RLRN', learned(parts)],
    ['RSAY', said(parts)],
  ]);
}

/** @param {Parts} parts */
function learned({ traits, curated, substitutes, complements, found }) {
  const out = new Writer();
  out.many(traits, (item) => out.number(item.class * 2 + +item.soldOut));
  for (const column of /** @type {const} */ (['category', 'brand', 'group', 'price'])) {
    const used = traits.some((item) => item[column] > 0);
    out.numbers(used, ...(used ? traits.map((item) => item[column]) : []));
  }
  for (const list of [curated, substitutes]) {
    out.many(list, ([item, others]) => {
      out.number(item);
      out.list(others);
    });
  }
  out.many(complements, (list) => out.list(list));
  out.many(found, (bundle) => writeBundle(out, bundle));
  return out.bytes;
}

/** @param {Writer} out @param {any} bundle */
function writeBundle(out, { name, labels = {}, items, discount = 0 }) {
  out.text(name);
  out.texts(labels);
  out.ascending(items);
  out.number(discount);
}

/** @param {Parts} parts */
function said({ sets, facts, measures, rules, benefits, bundles, partners, policy }) {
  const out = new Writer();
  out.many(sets, ({ name, items }) => {
    out.text(name);
    out.ascending(items);
  });
  for (const names of [facts, measures]) out.many(names, (name) => out.text(name));
  out.many(rules, (rule) => writeRule(out, rule));
  out.many(benefits, (benefit) => {
    out.numbers(benefit.set, benefit.with !== undefined, ...(benefit.with === undefined ? [] : [benefit.with]));
    out.texts(benefit.texts);
  });
  out.many(bundles, (bundle) => writeBundle(out, bundle));
  out.many(partners, ({ name, set }) => {
    out.text(name);
    out.number(set);
  });
  out.numbers(policy.diversity, policy.dearer, policy.restAfter, policy.perPage, policy.perSession);
  out.ascending(policy.silence);
  out.number(policy.upgradeStep);
  return out.bytes;
}

/**
 * @param {Writer} out
 * @param {{name: string, when?: {negated: boolean, any: number[]}[], ranges?: [number, bigint, bigint][],
 *   actions: [kind: number, about: number, amount: number, sources?: number[]][]}} rule
 */
function writeRule(out, { name, when = [], ranges = [], actions }) {
  out.text(name);
  out.many(when, ({ negated, any }) => {
    out.numbers(negated);
    out.list(any);
  });
  out.many(ranges, ([measure, from, to]) => {
    out.number(measure);
    out.signed(from);
    out.signed(to);
  });
  out.many(actions, ([kind, about, amount, sources]) => {
    out.numbers(kind, about, amount);
    if (sources) out.list(sources);
  });
}

/** Frame, table and digest around sections. @param {[tag: string, bytes: number[]][]} sections */
function seal(sections) {
  const table = 16 + 16 * sections.length;
  const file = new Uint8Array(table + sections.reduce((sum, [, bytes]) => sum + bytes.length, 0));
  const view = new DataView(file.buffer);
  file.set([0x89, 0x50, 0x57, 0x0a, 1, 0, sections.length, 0]);
  let from = table;
  sections.forEach(([tag, bytes], n) => {
    file.set(new TextEncoder().encode(tag), 16 + 16 * n);
    [1, from, bytes.length].forEach((field, at) => view.setUint32(20 + 16 * n + 4 * at, field, true));
    file.set(bytes, from);
    from += bytes.length;
  });
  view.setBigUint64(8, xxh64(file.subarray(16), view.getBigUint64(0, true)), true);
  return file;
}
