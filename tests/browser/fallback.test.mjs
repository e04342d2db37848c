/** Compares the ranker without WebAssembly with the wasm engine: answers, cards and refusals, in Node and on a page; never takes one on trust. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readShelf, waitForState } from './browser.mjs';
import { importFromPackage, jsonLines, modelFiles, otherModel } from './package.mjs';
import { SPOILERS } from './site.mjs';
import { cart, heard, open, page, setStage, shelf, site } from './stage.mjs';
import { trainOn, trainOnHabits } from './trainer.mjs';

const glue = await importFromPackage('pairwell_wasm.js');
const fallback = await importFromPackage('fallback.js');
const { xxh64 } = await importFromPackage('fallback-file.js');
const { model, catalog, wasm, manifest } = await modelFiles();
glue.startSync(wasm);

/** Numbers below a bound, the same in every run. @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ bound) => {
    state = (state * 48271) % 2147483647;
    return state % bound;
  };
}

/** @param {Uint8Array} bytes */
function bothEngines(bytes) {
  const engines = [new glue.Engine(bytes), new fallback.Engine(bytes)];
  assert.equal(engines[1].items, engines[0].items);
  assert.equal(engines[1].digest, engines[0].digest);
  return engines;
}

/**
 * @param {any[]} engines
 * @param {number} rounds
 */
function compareRandomCarts([engine, standIn], rounds) {
  const roll = dice(11);
  const some = (/** @type {number} */ most) => Uint32Array.from({ length: roll(most) }, () => roll(engine.items + 3));
  const past = () =>
    Uint32Array.from(Array.from({ length: roll(16) }, () => [roll(engine.items + 3), roll(4), roll(3)]).flat());
  let tastes = 0;
  for (let n = 0; n < rounds; n++) {
    const cart = n % 5 ? some(20) : Uint32Array.of();
    const asked = [cart, some(4), [4, 20, 0, 1e9, -1, 300][roll(n % 50 ? 2 : 6)], n % 2 ? past() : Uint32Array.of()];
    const answer = engine.rank(...asked);
    assert.deepEqual(standIn.rank(...asked), answer, `cart ${asked[0]}, past ${asked[3]}`);
    for (let at = 0; at < answer.length; at += 4 + 2 * answer[at + 3]) tastes += +(answer[at + 2] > 0);
  }
  return tastes;
}

describe('without WebAssembly the answers are the same, to the last bit', () => {
  test('for the 200 carts, by SKU', async () => {
    const [engine, standIn] = bothEngines(model);
    const items = (skus) => Uint32Array.from(skus.map((sku) => standIn.item(sku)).filter((item) => item !== undefined));
    for (const line of await jsonLines('PAIRWELL_CARTS')) {
      const chosen = items(line.cart);
      assert.deepEqual(standIn.rank(chosen, items([]), 10, items([])), engine.rank(chosen, items([]), 10, items([])));
    }
    for (let item = 0; item <= engine.items; item++) assert.equal(standIn.sku(item), engine.sku(item));
    assert.equal(standIn.item('no-such-sku'), undefined);
  });

  test('for random carts, exclusions, limits and pasts', () => {
    assert.ok(compareRandomCarts(bothEngines(model), 1000) > 100, 'what is remembered was compared');
  });

  test('for a model whose weights have five bits', async () => {
    assert.ok(
      compareRandomCarts(bothEngines((await otherModel()).model), 1000) > 100,
      'what is remembered was compared',
    );
  });

  test('for a model with things that nobody buys twice', async () => {
    const files = await trainOnHabits();
    const [, bytes] = [...files].find(([name]) => name.startsWith('model-'));
    const engines = bothEngines(new Uint8Array(bytes));
    const kettle = engines[0].item('kettle');
    const picks = (/** @type {any} */ engine, /** @type {number[]} */ past) =>
      engine.rank(Uint32Array.of(), Uint32Array.of(), 50, Uint32Array.from(past));
    for (const engine of engines) {
      const has = (/** @type {Float64Array} */ flat) => [...flat].includes(kettle);
      assert.ok(has(picks(engine, [kettle, 1, 0])), 'looked at');
      assert.ok(!has(picks(engine, [kettle, 1, 1])), 'bought');
    }
    compareRandomCarts(engines, 300);
  });

  // The data set is not everybody's to have: xtask names it where it is there.
  const { PAIRWELL_ONLINE_RETAIL: orders } = process.env;
  if (orders) {
    test('for random carts of Online Retail', async () => {
      const files = await trainOn(['--orders', orders]);
      const [, bytes] = [...files].find(([name]) => name.startsWith('model-'));
      compareRandomCarts(bothEngines(new Uint8Array(bytes)), 300);
    });
  }

  test('for every card of the catalog', () => {
    const [engine] = bothEngines(model);
    const [cards, others] = [new glue.Catalog(catalog), new fallback.Catalog(catalog)];
    assert.equal(others.items, cards.items);
    assert.equal(others.digest, manifest.catalog.digest);
    for (let item = 0; item < engine.items; item++) {
      const sku = engine.sku(item);
      assert.deepEqual(others.card(sku), cards.card(sku));
    }
    assert.equal(others.card('no-such-sku'), undefined);
  });
});

describe('without WebAssembly damaged bytes are refused by the same codes', () => {
  const seal = (/** @type {Uint8Array} */ bytes) => {
    const view = new DataView(bytes.buffer);
    if (bytes.length >= 16) view.setBigUint64(8, xxh64(view, 16, view.getBigUint64(0, true)), true);
    return bytes;
  };
  const flip = (/** @type {Uint8Array} */ bytes, /** @type {any} */ roll) => {
    bytes[roll(bytes.length)] ^= 1 << roll(8);
    return bytes;
  };
  /** @type {[string, (bytes: Uint8Array, roll: (bound: number) => number) => Uint8Array][]} */
  const DAMAGES = [
    ['cut short', (bytes, roll) => bytes.slice(0, roll(bytes.length + 1))],
    ['with a bit flipped', flip],
    ['with a bit flipped under a right digest', (bytes, roll) => seal(flip(bytes, roll))],
    [
      'with a byte of frame or head changed under a right digest',
      (bytes, roll) => seal(bytes.fill(roll(256), ...span(roll(120)))),
    ],
    ['with bytes after the end', (bytes, roll) => Uint8Array.from([...bytes, ...new Uint8Array(1 + roll(3))])],
  ];
  const span = (/** @type {number} */ at) => /** @type {const} */ ([at, at + 1]);
  const verdict = (Opened, bytes) => {
    try {
      new Opened(bytes);
      return 'ok';
    } catch (refusal) {
      return refusal.code ?? String(refusal);
    }
  };

  for (const [name, damage] of DAMAGES) {
    test(`a file ${name}`, async (context) => {
      const { model: others } = await otherModel();
      // The engine tells the console of each.
      context.mock.method(console, 'warn', () => {});
      const roll = dice(name.length);
      for (let n = 0; n < 300; n++) {
        for (const [kind, whole] of [
          ['Engine', model],
          ['Engine', others],
          ['Catalog', catalog],
        ]) {
          const bytes = damage(whole.slice(), roll);
          assert.equal(verdict(fallback[kind], bytes), verdict(glue[kind], bytes), `${kind}, round ${n}`);
        }
      }
    });
  }
});

describe('a page without WebAssembly', () => {
  setStage();
  const missing = { before: () => Object.defineProperty(globalThis, 'WebAssembly', { value: undefined }) };

  test('shows the same shelf, and says in the console what ranks', async () => {
    const markup = shelf(`items="${cart(3)}" limit="6"`);
    await open(markup);
    await waitForState(page, 'ready');
    const { cards } = await readShelf(page);
    assert.equal(site.count('fallback.js'), 0, 'never loaded where wasm runs');
    await open(markup, missing);
    await waitForState(page, 'ready');
    assert.deepEqual((await readShelf(page)).cards, cards);
    assert.equal(site.count('fallback.js'), 1);
    assert.deepEqual(await heard('error'), []);
    assert.ok(page.warnings.some((text) => text.includes('wasm-unsupported')));
  });

  test('because its policy forbids it shows the shelf all the same', async () => {
    site.spoiled.set('test.html', SPOILERS.blocksWasm);
    await open(shelf(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    assert.ok(page.warnings.some((text) => text.includes('wasm-blocked') && text.includes("'wasm-unsafe-eval'")));
  });
});
