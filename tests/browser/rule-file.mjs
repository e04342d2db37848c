/** Makes rules files to test with: bytes from plain parts, and random parts for a model; never reads one. The other end of what the engine decodes. */
import { importFromPackage } from './package.mjs';

const { xxh64 } = await importFromPackage('fallback-file.js');

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
  view.setBigUint64(8, xxh64(view, 16, view.getBigUint64(0, true)), true);
  return file;
}

/** @typedef {(bound: number) => number} Roll numbers below a bound */

/**
 * Parts in which everything that the format knows may stand.
 * @param {number} items
 * @param {Roll} roll
 */
export function randomParts(items, roll) {
  const parts = plainParts(items);
  const list = (/** @type {number} */ most, /** @type {() => any} */ make) =>
    Array.from({ length: roll(most + 1) }, make);
  const some = (/** @type {number} */ most) => [...new Set(list(most, () => roll(items)))].sort((a, b) => a - b);
  const categories = 1 + roll(8);
  for (const item of parts.traits) {
    Object.assign(item, {
      category: roll(categories + 1),
      brand: roll(5),
      group: roll(6) ? 0 : roll(20),
      class: roll(16),
    });
    Object.assign(item, { price: roll(9) ? roll(9000) : 0, soldOut: !roll(3) });
  }
  const near = () =>
    some(12).map((item) => /** @type {[number, number[]]} */ ([item, some(5).filter((other) => other !== item)]));
  Object.assign(parts, { curated: near(), substitutes: near() });
  const most = Math.max(...parts.traits.map((item) => item.category));
  parts.complements = Array.from({ length: roll(most + 2) }, () => list(3, () => roll(most + 1)));
  const bundle = () => ({
    name: `bundle ${roll(99)}`,
    labels: roll(2) ? { '': 'Set', de: 'Paket' } : {},
    items: some(9).slice(0, 4),
    discount: roll(10001),
  });
  const bundles = () => list(6, bundle).filter((it) => it.items.length > 1);
  Object.assign(parts, { found: bundles(), bundles: bundles() });
  parts.sets = list(8, () => ({ name: `set ${roll(99)}`, items: some(roll(2) ? 4 : 40) }));
  parts.facts = ['placement:cart', 'segment:vip', 'region:CH', 'signal:complaint'].slice(0, roll(5));
  parts.measures = ['usage:seats'].slice(0, roll(2));
  const { length: sets } = parts.sets;
  if (sets > 0) {
    parts.rules = list(roll(2) ? 4 : 14, () => randomRule(parts, items, roll));
    parts.benefits = list(4, () => ({
      set: roll(sets),
      with: roll(2) ? roll(sets) : undefined,
      texts: { de: 'gut', '': 'good' },
    }));
    parts.partners = list(2, () => ({ name: `partner ${roll(9)}`, set: roll(sets) }));
  }
  parts.policy.diversity = roll(2) ? 256 : roll(257);
  Object.assign(parts.policy, { dearer: !roll(2), restAfter: roll(4), upgradeStep: 200 + roll(2000) });
  parts.policy.silence = roll(4) || parts.facts.length < 4 ? [] : [3];
  return parts;
}

/** @param {Parts} parts @param {number} items @param {Roll} roll */
function randomRule({ sets, facts, measures }, items, roll) {
  const atom = () => (facts.length > 0 && roll(2) ? 2 * roll(facts.length) + 1 : 2 * roll(sets.length));
  const when = roll(2) ? [] : [{ negated: !roll(3), any: Array.from({ length: 1 + roll(3) }, atom) }];
  const bounds = () =>
    /** @type {[bigint, bigint]} */ ([
      roll(2) ? BigInt(roll(3000)) : -(2n ** 63n),
      roll(2) ? BigInt(3000 + roll(20000)) : 2n ** 63n - 1n,
    ]);
  const ranges = roll(3) ? [] : [[roll(3 + measures.length), ...bounds()]];
  const actions = Array.from({ length: 1 + roll(3) }, () => randomAction(sets.length, items, roll));
  return { name: `rule ${roll(1e6)}`, when, ranges, actions };
}

/** @param {number} sets @param {number} items @param {Roll} roll */
function randomAction(sets, items, roll) {
  const set = roll(sets);
  const kinds = [
    () => [0, set, 0],
    () => [1, set, 0],
    () => [2, set, 1 + roll(roll(2) ? 700 : 65535)],
    () => [3, set, roll(2 ** 24)],
    () => [4, roll(items), roll(8)],
    () => [5, 0, roll(3)],
    () => [6, 0, roll(3)],
    () => [7, set, roll(3)],
    () => [8, 0, roll(2 ** 18)],
    () => [9, 0, roll(12)],
    () => [10, 0, 0, [0, 1, 2, 3].sort(() => roll(3) - 1).slice(0, roll(5))],
    () => [11, roll(20000), 1 + roll(900)],
    () => [12, roll(65536), 1 + roll(900)],
  ];
  // What empties the list stands less often, or nothing would be compared.
  const kind = roll(kinds.length);
  return kinds[(kind === 1 || kind === 9) && roll(4) ? 2 : kind]();
}

/**
 * A question as numbers, by src/rules/wire.rs.
 * @param {number} items
 * @param {Roll} roll
 */
export function randomQuestion(items, roll) {
  const list = (/** @type {number} */ most, /** @type {() => number[]} */ entry) => {
    const entries = Array.from({ length: roll(most + 1) }, entry);
    return [entries.length, ...entries.flat()];
  };
  const item = () => [roll(items + 2)];
  const line = () => [roll(20) ? roll(items) : 2 ** 32 - 1, 1 + roll(3), roll(2) ? -1 : roll(5000)];
  return Float64Array.from([
    [4, 1, 10, 0, items + 5, 4e9][roll(20) ? roll(3) : roll(6)],
    +!roll(5),
    ...list(6, line),
    ...list(3, item),
    ...list(4, () => [roll(5)]),
    ...list(3, () => [roll(5), roll(2) ? roll(30000) : roll(1200)]),
    ...list(6, item),
    ...list(2, item),
    ...list(4, () => [roll(items), roll(5)]),
    ...list(roll(3) ? 0 : 12, () => [roll(items + 2), roll(4), +!roll(3)]),
  ]);
}
