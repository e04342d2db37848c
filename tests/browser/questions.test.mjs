/** Puts questions as pages put them, in values and attributes, well and badly; never looks at what is suggested beyond that. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readShelf, waitForState } from './browser.mjs';
import { importFromPackage, modelFiles, openModel } from './package.mjs';
import { heard, open, page, setStage, shelf } from './stage.mjs';

const { Pairwell, PairwellError } = await importFromPackage('index.js');
const files = await modelFiles();
const ruled = await openModel();
const plain = Pairwell.fromBytes({ ...files, manifest: { ...files.manifest, rules: undefined } });
const popular = ruled.suggest({ limit: 20 }).map((pick) => pick.sku);
const [A, B] = popular;
const now = '2026-11-24T10:00';
const skus = (/** @type {any} */ pairwell, /** @type {any} */ question) =>
  pairwell.suggest(question).map((pick) => pick.sku);

describe('a question', () => {
  /** @type {[unknown, unknown][]} what comes to the same */
  const SAME = [
    [null, {}],
    ...[
      'cart',
      'exclude',
      'placement',
      'limit',
      'min',
      'kind',
      'segment',
      'answers',
      'locale',
      'region',
      'permissions',
    ].map((key) => /** @type {[unknown, unknown]} */ ([{ [key]: null }, {}])),
    ...['signals', 'usage', 'stock', 'shown', 'history', 'seen'].map(
      (key) => /** @type {[unknown, unknown]} */ ([{ [key]: null }, {}]),
    ),
    [{ now: null, cart: [A] }, { cart: [A] }],
    [{ cart: A }, { cart: [A] }],
    [{ cart: { sku: A, quantity: null, price: null } }, { cart: [A] }],
    [{ cart: new Set([A, B]) }, { cart: [A, B] }],
    [{ exclude: A }, { exclude: [A] }],
    [{ limit: '3' }, { limit: 3 }],
    [{ region: 5, signals: 7, segment: [null, 8] }, {}],
    [{ answers: { milk: null }, usage: { seats: null } }, {}],
    [{ answers: { MILK: 'Oat' } }, { answers: { milk: ['oat'] } }],
    [{ stock: { [A]: null } }, {}],
    [{ stock: { [A]: '0' } }, { stock: { [A]: 0 } }],
    [{ history: [A, [B]] }, { history: [[A], [B]] }],
    [{ now: Date.parse(now) }, { now: new Date(Date.parse(now)) }],
    [{ now: now.replace('T', ' ') }, { now }],
  ];
  for (const [given, same] of SAME) {
    test(`${JSON.stringify(given)} is as good as ${JSON.stringify(same)}`, () => {
      assert.deepEqual(ruled.suggest(given), ruled.suggest(same));
      assert.deepEqual(ruled.bundles(given), ruled.bundles(same));
      assert.deepEqual(ruled.explain(given, A), ruled.explain(same, A));
      if (!JSON.stringify(given).includes('stock')) assert.deepEqual(skus(plain, given), skus(plain, same));
    });
  }

  test('a complaint silences, however it is written', () => {
    assert.deepEqual([...ruled.suggest({ signals: 'Complaint' })], []);
    assert.equal(ruled.explain({ signals: 'Complaint' }, A).signal, 'Complaint');
  });

  test('stock that is not known is neither there nor gone', () => {
    assert.equal(ruled.explain({ stock: { [A]: null } }, A).dropped, undefined);
    assert.equal(ruled.explain({ stock: { [A]: 0 } }, A).dropped, 'sold-out');
  });

  /** @type {[unknown, RegExp][]} */
  const REFUSED = [
    [{ cart: 7 }, /^cart: expected a list of SKUs, .* got 7: /],
    [{ cart: true }, /^cart: .* got true/],
    [{ exclude: {} }, /^exclude: .* got \{\}/],
    [{ limit: 'many' }, /^limit: expected a number, got "many"/],
    [{ signals: true }, /^signals: expected words, as \["vip"\], got true/],
    [{ region: ['CH'] }, /^region: expected a word, as "CH", got \["CH"\]/],
    [{ answers: 'oat' }, /^answers: .* got "oat"/],
    [{ usage: { seats: 'most' } }, /^usage: .* got \{"seats":"most"\}/],
    [{ stock: { A: 'some' } }, /^stock: .* got \{"A":"some"\}/],
    [{ shown: [1] }, /^shown: .* got \[1\]/],
    [{ now: 'yesterday' }, /^now: expected a Date, or a time as "2026-11-24T10:00", got "yesterday"/],
    [{ now: '2026-13-24' }, /^now: /],
    [{ now: new Date(NaN) }, /^now: /],
    [{ kind: 'upgrad' }, /^kind: expected "upsell", got "upgrad"/],
    [{ history: 5, seen: {} }, /^seen: /],
    [[A], /^a query: expected an object, as \{cart: \["A"\]\}, got \[/],
    [A, /^a query: /],
  ];
  for (const [given, message] of REFUSED) {
    test(`${JSON.stringify(given)} is refused, with what was expected and what came`, () => {
      for (const ask of [() => ruled.suggest(given), () => ruled.bundles(given), () => ruled.explain(given, A)]) {
        assert.throws(ask, (error) => {
          assert.ok(error instanceof PairwellError, String(error));
          assert.equal(error.code, 'question-invalid');
          assert.match(error.message, message);
          return true;
        });
      }
    });
  }

  test('without rules a cart that is no list is refused as well', () => {
    assert.throws(() => plain.suggest({ cart: 7 }), { code: 'question-invalid' });
    assert.deepEqual(skus(plain, { cart: null, limit: null, exclude: null }), skus(plain, {}));
  });

  test('an unknown key is reported once, with the likely one', async (t) => {
    const { mock } = t.mock.method(console, 'warn', () => {});
    assert.deepEqual(ruled.suggest({ placment: 'cart' }), ruled.suggest({}));
    ruled.suggest({ placment: 'checkout' });
    ruled.suggest({ Signal: 'complaint' });
    // The words are fetched when they are needed.
    while (mock.calls.length < 2) await new Promise((done) => setTimeout(done, 10));
    ruled.suggest({ placment: 'home' });
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    const told = mock.calls.map(({ arguments: [message] }) => message);
    assert.equal(told.length, 2);
    assert.match(told[0], /"placment".*"placement"/);
    assert.match(told[1], /"Signal".*"signals"/);
  });

  test('the kind "upgrade" is the old name of "upsell"', async (t) => {
    const { mock } = t.mock.method(console, 'warn', () => {});
    assert.deepEqual(skus(ruled, { kind: 'upgrade', cart: [A] }), skus(ruled, { kind: 'upsell', cart: [A] }));
    while (mock.calls.length === 0) await new Promise((done) => setTimeout(done, 10));
    assert.match(mock.calls[0].arguments[0], /"upgrade" is now called "upsell"/);
  });

  test('a name that is none is asked for as text', () => {
    assert.equal(ruled.explain({}, 5).dropped, 'unknown');
    assert.equal(ruled.product(5), undefined);
  });
});

describe('an element', () => {
  setStage();
  // Without WebAssembly the engine tells the console which one it is.
  const complaints = () =>
    page.warnings.filter((/** @type {string} */ it) => it.startsWith('pairwell: ') && !it.includes('wasm-unsupported'));
  const enter = async (/** @type {string} */ attributes) => {
    await open(shelf(`placement="home" limit="3" ${attributes}`));
    await waitForState(page, 'ready');
  };
  /** What is drawn next. @param {string} key @param {unknown} value */
  const put = (key, value) =>
    page.$eval(
      'pairwell-shelf',
      async (it, [name, what]) => {
        it[name] = what;
        await new Promise(requestAnimationFrame);
        await new Promise((drawn) => setTimeout(drawn));
      },
      [key, value],
    );

  test('ignores an attribute that is no JSON, and says once what is expected', async () => {
    await enter(`stock='{KF-2101:0}'`);
    await put('cart', [A]);
    await put('cart', []);
    assert.equal(complaints().length, 1);
    assert.match(complaints()[0], /<pairwell-shelf> ignores stock: expected .*\{"KF-1001": 0\}, got "\{KF-2101:0\}"/);
    assert.deepEqual(await heard('error'), []);
  });

  test('ignores what it cannot read of a context or a cart, and shows its list all the same', async () => {
    await enter('');
    const { cards } = await readShelf(page);
    for (const context of [null, { now: null }, { signals: true, placment: 'x' }, { now: 'yesterday' }, 7])
      await put('context', context);
    for (const held of [7, null]) await put('cart', held);
    assert.deepEqual((await readShelf(page)).cards, cards);
    assert.deepEqual(await heard('error'), []);
    assert.deepEqual(page.problems, []);
    const told = complaints().join('\n');
    for (const key of ['signals', '"placment"', 'now', 'cart']) assert.ok(told.includes(key), `${key} in ${told}`);
    assert.equal(complaints().length, 4);
  });

  test('uses the rest of the query', async () => {
    await enter(`stock='{"${A}": 0}' answers="milk"`);
    const { title } = ruled.product(A);
    assert.ok(!(await readShelf(page)).cards.some((card) => card.title === title));
    assert.equal(complaints().length, 1);
  });
});
