/** Damages the demo's files in 2 000 ways and gives them to both engines: each is refused by a code or read whole, by both alike; never a trap, never without end. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { decoded, importFromPackage, modelFiles } from './package.mjs';
import { xxh64 } from './xxh64.mjs';

const { PairwellError, unpack } = await importFromPackage('index.js');
const glue = await importFromPackage('pairwell_wasm.js');
const javascript = await importFromPackage('javascript-engine.js');
const files = await modelFiles();
if (files.wasm) glue.startSync(files.wasm);
/** Both, where this run has WebAssembly. */
const CORES = files.wasm ? [glue, javascript] : [javascript];

const ENGINES = new Map(CORES.map((core) => [core, decoded(new core.Engine(files.model))]));

const FILES = 2000;
/** Steps after which the decoding of a file of a few thousand bytes is a hang. */
const MOST_STEPS = 20_000;
const WORK = 64;

/** What the engine says of a file that it refuses. */
const CODES = ['not-a-model', 'truncated', 'digest-mismatch', 'corrupt', 'format-unsupported', 'other-model'];

// The engine tells the console of each.
console.warn = () => {};

/** Numbers below a bound, the same in every run. */
let state = 20261130;
const roll = (/** @type {number} */ bound) => {
  state = (state * 48271) % 2147483647;
  return state % bound;
};

/** Ways to damage bytes. @type {((bytes: number[]) => number[])[]} */
const DAMAGE = [
  (bytes) => bytes.with(roll(bytes.length), roll(256)),
  (bytes) => bytes.map((byte, at) => (at === state % bytes.length ? byte ^ (1 << (state % 8)) : byte)),
  (bytes) => bytes.slice(0, roll(bytes.length)),
  (bytes) => [...bytes, ...Array.from({ length: 1 + roll(40) }, () => roll(256))],
  (bytes) => bytes.toSpliced(roll(bytes.length), 1 + roll(16)),
  (bytes) => bytes.toSpliced(roll(bytes.length), 0, ...Array.from({ length: 1 + roll(16) }, () => roll(256))),
  (bytes) => bytes.with(roll(Math.min(bytes.length, 200)), [0, 1, 127, 128, 255][roll(5)]),
  (bytes) => bytes.toSpliced(16 * (1 + roll(5)) + 8 + roll(8), 4, 255, 255, roll(256), roll(256)),
];

/** Whether a file is sealed again, so that the damage is behind its digest. @param {number[]} bytes @param {boolean} again */
function sealed(bytes, again) {
  const file = Uint8Array.from(bytes);
  if (!again || file.length < 24) return file;
  const view = new DataView(file.buffer);
  view.setBigUint64(8, xxh64(file.subarray(16), view.getBigUint64(0, true)), true);
  return file;
}

/** @param {{step: (work: number) => boolean}} opened @param {string} which */
function decode(opened, which) {
  for (let steps = 0; opened.step(WORK); steps++) assert.ok(steps < MOST_STEPS, `${which} is decoded without end`);
}

/** What comes of a file: a code, or all answers that are asked for. @param {any} core @param {string} kind @param {Uint8Array} bytes @param {string} which */
function outcome(core, kind, bytes, which) {
  const { Engine, Catalog } = core;
  try {
    if (kind === 'catalog') {
      const cards = new Catalog(bytes);
      decode(cards, which);
      return ['KF-1001', '', 'constructor'].map((sku) => cards.card(sku));
    }
    if (kind === 'rules') {
      // What is refused leaves an engine as it was.
      const engine = ENGINES.get(core);
      engine.rules(bytes);
      decode(engine, which);
      return [...engine.advise(Float64Array.of(4, 0, 1, 0, 1, -1, 0, 0, 0, 0, 0, 0, 0)), ...engine.policy()];
    }
    const engine = new Engine(bytes);
    decode(engine, which);
    const carts = [[], [0], [1, 2, 3], [engine.items - 1, 7]];
    return carts.flatMap((cart) => [
      ...engine.rank(Uint32Array.from(cart), Uint32Array.of(2), 12, Uint32Array.of(1, 1, 1)),
    ]);
  } catch (cause) {
    assert.ok(CODES.includes(cause.code), `${which}: ${cause.code}, ${cause}`);
    return cause.code;
  }
}

describe('of 2 000 damaged files', () => {
  for (const kind of /** @type {const} */ (['model', 'catalog', 'rules'])) {
    test(`each ${kind} is refused by a code or read whole, by both engines alike`, () => {
      const whole = [...files[kind]];
      const found = new Map();
      for (let n = 0; n < FILES / 3; n++) {
        let bytes = whole;
        for (let times = 1 + roll(3); times > 0; times--) bytes = DAMAGE[roll(DAMAGE.length)](bytes);
        const file = sealed(bytes, n % 4 > 0);
        const which = `${kind} ${n}`;
        const [one, ...others] = CORES.map((core) => outcome(core, kind, file, which));
        for (const other of others) assert.deepEqual(other, one, which);
        const said = typeof one === 'string' ? one : 'read';
        found.set(said, (found.get(said) ?? 0) + 1);
      }
      // Damage that is always found at the first byte would test nothing.
      assert.ok(found.size >= 3, JSON.stringify([...found]));
    });
  }
});

describe('a packed file', () => {
  /** A head that says how long the file is, and what follows. @param {number} says @param {number} has */
  function packed(says, has) {
    const bytes = new Uint8Array(has);
    const view = new DataView(bytes.buffer);
    bytes.set([0x89, 0x50, 0x57, 0x0a, 1, 0, 1, 0]);
    view.setUint32(24, 32, true);
    view.setUint32(28, says - 32, true);
    return new Uint8Array(gzipSync(bytes));
  }

  test('unpacks to what its head says', async () => {
    for (const length of [40, 1039, 1040, 1041, 100_000, 3_000_000])
      assert.equal((await unpack(packed(length, length))).length, length);
  });

  test('is not unpacked much further than its head says, whatever follows', async () => {
    for (const says of [40, 100_000]) {
      const bytes = await unpack(packed(says, 256 * 2 ** 20));
      assert.ok(bytes.length > says && bytes.length < says + 2 ** 18, `${bytes.length} bytes of ${says}`);
    }
    const other = new Uint8Array(gzipSync(new Uint8Array(64 * 2 ** 20).fill(60)));
    assert.ok((await unpack(other)).length < 2 ** 18, 'a page, packed');
  });

  test('that is damaged is refused', async () => {
    const file = packed(100_000, 100_000);
    await assert.rejects(unpack(file.subarray(0, 60)));
    assert.ok(new PairwellError('truncated') instanceof Error);
  });
});
