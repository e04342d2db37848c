/** Asks a model some 900 odd questions, and loads and forgets models: every failure has a code, and what is forgotten is gone. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { importFromPackage, modelFiles, openModel } from './package.mjs';
import { Site } from './site.mjs';

const { Pairwell, PairwellError } = await importFromPackage('index.js');
const files = await modelFiles();
const ruled = await openModel();
const plain = Pairwell.fromBytes({ ...files, manifest: { ...files.manifest, rules: undefined } });
const [A] = ruled.suggest({}).map((/** @type {{sku: string}} */ pick) => pick.sku);

const bare = Object.assign(Object.create(null), { sku: A });
const trap = new Proxy({}, { get: () => raise(new TypeError('no')), ownKeys: () => raise(new RangeError('no')) });
function raise(/** @type {Error} */ error) {
  throw error;
}

/** Values that no page should pass, and some pages do. @type {unknown[]} */
const VALUES = [
  ...[0, -1, 1.5, 2 ** 31, 2 ** 32, 2 ** 53, NaN, Infinity, -Infinity, 7n, true, false, Symbol('x'), Symbol.iterator],
  ...['', ' ', A, '__proto__', 'constructor', 'a,b', '\u0000', '\ud800', 'x'.repeat(1e5), '[1', '{}'],
  ...[
    {},
    [],
    [[]],
    [[[]]],
    [{}],
    [null],
    [undefined],
    [NaN],
    [7n],
    [Symbol('x')],
    [() => 1],
    [bare],
    [trap],
    [[A, [A]]],
  ],
  ...[bare, trap, () => 1, new Date(NaN), new Date(), /x/, new Map([[A, 1]]), new Set([{}]), new Uint8Array(3)],
  ...[{ sku: {} }, { sku: bare }, { sku: Symbol('x') }, { [A]: {} }, { [A]: Symbol('x') }, { length: -1 }],
  ...[
    { toString: null, valueOf: null },
    { [Symbol.iterator]: 5 },
    { [Symbol.iterator]: () => ({}) },
    Promise.resolve(),
  ],
];

const KEYS =
  'cart exclude placement limit min kind segment answers locale region permissions signals usage stock shown now history seen'.split(
    ' ',
  );

describe('a question, however odd,', () => {
  for (const [name, pairwell] of /** @type {const} */ ([
    ['with rules', ruled],
    ['without', plain],
  ])) {
    test(`is answered or refused by a code, ${name}`, () => {
      let refused = 0;
      for (const [at, value] of VALUES.entries()) {
        const asked = KEYS.map((key) => /** @type {const} */ ([key, { cart: [A], [key]: value }]));
        for (const [key, query] of [/** @type {const} */ (['the query', value]), ...asked]) {
          for (const ask of ['suggest', 'bundles', 'explain']) {
            try {
              const answer = pairwell[ask](query, A);
              if (ask !== 'explain') assert.ok(Array.isArray(answer));
            } catch (cause) {
              const what = `${ask} of value ${at} as ${key}`;
              assert.ok(cause instanceof PairwellError, `${what}: ${cause?.stack}`);
              assert.equal(cause.code, 'question-invalid', `${what}: ${cause.message}`);
              refused++;
            }
          }
        }
        for (const ask of ['product', 'explain'])
          try {
            pairwell[ask](ask === 'product' ? value : {}, value);
          } catch (cause) {
            assert.ok(cause instanceof PairwellError, `${ask} of value ${at}: ${cause?.stack}`);
          }
      }
      assert.ok(refused > 50, `${refused} refused`);
    });
  }

  test('has no limit: the most is all', () => {
    for (const pairwell of [ruled, plain]) {
      const all = pairwell.suggest({ limit: pairwell.items });
      for (const limit of [2 ** 31, 2 ** 32, 2 ** 53, Infinity])
        assert.equal(pairwell.suggest({ limit }).length, all.length, String(limit));
    }
  });
});

describe('a model that is forgotten', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');

  test('is gone, and the next load fetches it again', async () => {
    const site = await Site.open();
    try {
      const options = { wasm: new URL('pairwell_wasm_bg.wasm', `${site.url('/pkg/')}`) };
      const address = (/** @type {number} */ n) => `${site.url('/model/')}?n=${n}`;
      const ROUNDS = 20;
      /** @type {WeakRef<object>[]} */
      const held = [];
      for (let n = 0; n < ROUNDS; n++) {
        held.push(new WeakRef(await Pairwell.load(address(n), options)));
        assert.equal(Pairwell.forget(address(n)), true);
        assert.equal(Pairwell.forget(address(n)), false, 'a second time there is nothing');
      }
      for (let round = 0; round < 5; round++) {
        await new Promise((done) => setTimeout(done));
        collect();
      }
      const left = held.filter((model) => model.deref()).length;
      assert.ok(left <= 2, `${left} of ${ROUNDS} are still held`);
      const asked = site.count('pairwell.json');
      await Pairwell.load(address(0), options);
      assert.equal(site.count('pairwell.json'), asked + 1);
      assert.equal(Pairwell.forget('http://['), false, 'what is no URL was never kept');
    } finally {
      await site.close();
    }
  });
});
