/** Calls the package from Node as a server or a build would: loading, asking, refusing; never opens a browser. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { importFromPackage, modelFiles, openModel } from './package.mjs';
import { SPOILERS, Site } from './site.mjs';

const { Pairwell, PairwellError } = await importFromPackage('index.js');
const files = await modelFiles();
const pairwell = await openModel();
const popular = pairwell.suggest({ limit: 40 }).map((pick) => pick.sku);

describe('suggest', () => {
  test('takes SKUs and cart lines alike', () => {
    const names = popular.slice(0, 3);
    const lines = names.map((sku) => ({ sku, quantity: 1 }));
    assert.deepEqual(pairwell.suggest({ cart: lines }), pairwell.suggest({ cart: names }));
  });

  test('tells the SKUs it does not know, each of which is one more item in the cart', () => {
    const sku = 'KF-2601';
    const picks = pairwell.suggest({ cart: ['no-such', sku, { sku: 'nor-this' }] });
    assert.deepEqual(picks.unknown, ['no-such', 'nor-this']);
    assert.deepEqual([...picks], [...pairwell.suggest({ cart: [sku, 'any', 'other'] })]);
    // What an item says depends on how many there are.
    const [alone] = pairwell.suggest({ cart: [sku] });
    const beside = picks.find((pick) => pick.sku === alone.sku);
    assert.ok(beside && beside.score !== alone.score, `${beside?.score}`);
    assert.deepEqual(pairwell.suggest({ cart: [sku] }).unknown, []);
  });

  test('never suggests what is in the cart or excluded, and fills up to the limit all the same', () => {
    const cart = popular.slice(0, 2);
    const all = pairwell.suggest({ cart, limit: 8 });
    const rest = pairwell.suggest({ cart, limit: 4, exclude: all.slice(0, 4).map((pick) => pick.sku) });
    // Not simply those that came after: which categories stand already decides what is next.
    assert.equal(rest.length, 4);
    assert.ok(rest.every((pick) => !cart.includes(pick.sku) && !all.slice(0, 4).some((one) => one.sku === pick.sku)));
    assert.ok(all.every((pick) => !cart.includes(pick.sku)));
  });

  test('answers nothing rather than fewer than the minimum', () => {
    assert.equal(pairwell.suggest({ cart: popular.slice(0, 1), limit: 3, min: 4 }).length, 0);
    assert.equal(pairwell.suggest({ cart: popular.slice(0, 1), limit: 3, min: 3 }).length, 3);
  });

  test('gives reasons whose shares belong to the cart, the largest first', () => {
    const cart = popular.slice(0, 10);
    for (const { because } of pairwell.suggest({ cart, limit: 20 })) {
      const shares = because.map((reason) => reason.share);
      assert.deepEqual(
        shares,
        shares.toSorted((a, b) => b - a),
      );
      assert.ok(shares.every((share) => share > 0 && share <= 1));
      assert.ok(because.every((reason) => cart.includes(reason.sku)));
    }
  });

  test('carries the product when the catalog is there', () => {
    const [pick] = pairwell.suggest({ cart: popular.slice(0, 1) });
    assert.equal(pick.product.sku, pick.sku);
    assert.equal(typeof pick.product.title, 'string');
    assert.ok(Number.isInteger(pick.product.price));
    const bare = { model: files.model, core: files.core };
    assert.equal(Pairwell.fromBytes(bare).suggest({ cart: [] })[0].product, undefined);
  });

  test('survives nonsense', () => {
    const odd = [null, undefined, 7, '', {}, { sku: null }, '\ud800'];
    assert.equal(pairwell.suggest({ cart: odd }).unknown.length, odd.length);
    assert.equal(pairwell.suggest({ cart: popular, limit: 0, min: 0 }).length, 0);
    assert.ok(pairwell.suggest({ cart: popular, limit: 1e9 }).length <= pairwell.items);
  });
});

describe('load', () => {
  let site;
  const wasm = () => ({ wasm: site.url('/pkg/pairwell_wasm_bg.wasm') });
  before(async () => {
    site = await Site.open();
  });
  after(() => site.close());

  test('gives the same promise for the same directory, with or without its closing slash', async () => {
    const first = Pairwell.load(site.url('/model'), wasm());
    assert.equal(Pairwell.load(new URL(site.url('/model/')), wasm()), first);
    const loaded = await first;
    assert.equal(loaded.digest, files.manifest.model.digest);
    assert.deepEqual(
      [...loaded.suggest({ cart: popular.slice(0, 5) })].map((pick) => pick.sku),
      pairwell.suggest({ cart: popular.slice(0, 5) }).map((pick) => pick.sku),
    );
  });

  test('brings the catalog when asked, once', async () => {
    const loaded = await Pairwell.load(site.url('/model/'), wasm());
    assert.equal(loaded.hasProducts, false);
    assert.equal(loaded.suggest()[0].product, undefined);
    const [cards, again] = await Promise.all([loaded.products(), loaded.products()]);
    assert.ok(cards > 0 && cards === again);
    assert.ok(loaded.suggest()[0].product.title);
    assert.equal(site.asked.filter((path) => path.includes('/catalog-')).length, 1);
  });

  test('may be tried again after a failure', async () => {
    site.spoiled.set('pairwell.json', SPOILERS.missing);
    const failed = Pairwell.load(site.url('/model/?retry'), wasm());
    await assert.rejects(failed, (error) => error instanceof PairwellError && error.code === 'manifest-unreachable');
    site.spoiled.clear();
    assert.notEqual(Pairwell.load(site.url('/model/?retry'), wasm()), failed);
    await Pairwell.load(site.url('/model/?retry'), wasm());
  });

  test('refuses an address that is none, and a server that is not there', async () => {
    await assert.rejects(Pairwell.load('http://'), { code: 'manifest-unreachable' });
    await assert.rejects(Pairwell.load(/** @type {any} */ (Symbol('model'))), { code: 'manifest-unreachable' });
    await assert.rejects(Pairwell.load('http://127.0.0.1:1/', wasm()), { code: 'manifest-unreachable' });
  });
});

describe('fromBytes', () => {
  /** @type {[string, string, (bytes: Uint8Array) => Uint8Array][]} */
  const CASES = [
    ['a file that is no model', 'not-a-model', () => new TextEncoder().encode('<!doctype html>'.repeat(20))],
    ['a model cut short', 'truncated', (bytes) => bytes.slice(0, bytes.length - 1)],
    [
      'a model with one byte changed',
      'digest-mismatch',
      (bytes) => bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 1 : byte)),
    ],
  ];
  for (const [name, code, spoil] of CASES) {
    test(`refuses ${name}: ${code}`, () => {
      assert.throws(
        () => Pairwell.fromBytes({ ...files, model: spoil(files.model) }),
        (error) => {
          assert.ok(error instanceof PairwellError);
          assert.equal(error.code, code, error.message);
          return true;
        },
      );
    });
  }

  test('says which version a file of another format has', () => {
    const model = files.model.map((byte, at) => (at === 4 ? 7 : byte));
    const refused = { code: 'format-unsupported', message: /\(format version 7\)/ };
    assert.throws(() => Pairwell.fromBytes({ ...files, model }), refused);
  });

  test('refuses a manifest of another format, and one that names another model', () => {
    const named = (change) => ({ ...files, manifest: { ...structuredClone(files.manifest), ...change } });
    assert.throws(() => Pairwell.fromBytes(named({ format: 2 })), { code: 'format-unsupported' });
    const model = { ...files.manifest.model, digest: '0'.repeat(16) };
    assert.throws(() => Pairwell.fromBytes(named({ model })), { code: 'digest-mismatch' });
  });
});

describe('on a server', () => {
  test('every module of the shelf can be imported, and nothing is registered', async () => {
    await importFromPackage('define.js');
    const { PairwellShelf } = await importFromPackage('shelf.js');
    assert.equal(typeof PairwellShelf, 'function');
    assert.equal(globalThis.customElements, undefined);
  });
});
