/** Gives Pairwell.fromBytes and Pairwell.from each wrong input, and reads whether the error says what it is; never a page. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { importFromPackage, modelFiles } from './package.mjs';

const { Pairwell, unpack } = await importFromPackage('index.js');
const { manifest, model, catalog, rules, wasm } = await modelFiles();
const javascript = await importFromPackage('javascript-engine.js');
const page = new TextEncoder().encode('<!doctype html><title>Our shop</title>');
const packed = (/** @type {string} */ name) =>
  readFile(join(process.env.PAIRWELL_SITE ?? '', 'model', manifest[name].file));

/** @param {() => unknown} act @param {string} code @param {RegExp} words @param {RegExp} [never] */
function refuses(act, code, words, never = /report this bug|error page|undefined/) {
  assert.throws(act, (error) => {
    assert.equal(error.name, 'PairwellError');
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    assert.doesNotMatch(error.message, never);
    return true;
  });
}

describe('fromBytes says what it was given', () => {
  // Before any engine is started: the cases run in this order.
  const MISTAKES = [
    ['no engine', () => ({ model }), 'wasm-unreachable', /pass the bytes of pairwell_wasm_bg\.wasm/],
    ['the address of the engine', () => ({ model, wasm: './engine.wasm' }), 'wasm-not-wasm', /got a string/],
    ['a page in place of the engine', () => ({ model, wasm: page }), 'wasm-not-wasm', /begins 3c 21 64 6f/],
    ['a packed engine', () => ({ model, wasm: gzipSync(wasm) }), 'wasm-not-wasm', /packed with gzip/],
    [
      'half an engine',
      () => ({ model, wasm: wasm.subarray(0, 20_000) }),
      'wasm-corrupt',
      /not the whole .*CompileError/,
    ],
    ['another module', () => ({ model, wasm: wasm.subarray(0, 8) }), 'wasm-corrupt', /not the whole/],
    ['something else as core', () => ({ model, core: {} }), 'wasm-unsupported', /javascript-engine\.js, got Object/],
    ['no model', () => ({ wasm }), 'not-a-model', /model: expected the file's bytes as a Uint8Array, got nothing/],
    ['a packed model', () => ({ model: gzipSync(model), wasm }), 'not-a-model', /model is packed with gzip: .*unpack/],
    [
      'a packed catalog',
      () => ({ model, catalog: gzipSync(catalog), wasm }),
      'catalog-invalid',
      /catalog is packed with gzip/,
    ],
    [
      'the text of a manifest',
      () => ({ manifest: JSON.stringify(manifest), model, wasm }),
      'manifest-invalid',
      /no number "format"/,
    ],
  ];
  for (const [name, files, code, words] of MISTAKES) {
    test(`${name}: ${code}`, () => refuses(() => Pairwell.fromBytes(files()), code, words));
  }

  test('no WebAssembly: wasm-unsupported', async () => {
    const portable = await importFromPackage('portable.js');
    const { WebAssembly } = globalThis;
    Reflect.deleteProperty(globalThis, 'WebAssembly');
    try {
      refuses(() => portable.Pairwell.fromBytes({ model }), 'wasm-unsupported', /javascript-engine\.js as `core`/);
    } finally {
      Object.assign(globalThis, { WebAssembly });
    }
  });

  test('and takes any bytes, a compiled module, or the engine as JavaScript', async () => {
    const buffer = Uint8Array.from(model).buffer;
    assert.equal(Pairwell.fromBytes({ model: buffer, wasm: await WebAssembly.compile(wasm) }).items, 159);
    assert.equal(Pairwell.fromBytes({ model: Buffer.from(model) }).items, 159);
    assert.equal(Pairwell.fromBytes({ model, core: javascript }).items, 159);
  });
});

test('from opens files as they lie in the directory, and unpacked ones', async () => {
  const files = { manifest, model, catalog: await packed('catalog'), rules: await packed('rules') };
  const titles = (/** @type {any} */ pairwell) =>
    pairwell.suggest({ cart: ['KF-1001'] }).map(({ product }) => product.title);
  const opened = titles(await Pairwell.from({ ...files, wasm }));
  assert.equal(opened.length, 4);
  assert.deepEqual(titles(await Pairwell.from({ manifest, model, catalog, rules, core: javascript })), opened);
});

test('useRules takes packed rules', async () => {
  const pairwell = Pairwell.fromBytes({ manifest, model, wasm });
  await pairwell.useRules(new Uint8Array(await packed('rules')), manifest.rules);
  assert.equal(pairwell.suggest({ cart: ['KF-1001'] }).length, 4);
});

/** A view of a buffer that went to someone else. */
function detached() {
  const bytes = Uint8Array.from(rules);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

/** What is no file, and what the error says of it. @type {[name: string, given: unknown, words: RegExp][]} */
const NO_FILES = [
  ['undefined', undefined, /got nothing/],
  ['null', null, /got nothing/],
  ['a number', 5, /got a number/],
  ['a string', 'rules.pw', /got a string/],
  ['a symbol', Symbol('rules'), /got a symbol/],
  ['a list', [1, 2, 3], /got Array/],
  ['an object without a prototype', Object.create(null), /got an object/],
  ['a response', new Response(rules), /got Response/],
  ['a detached view', detached(), /its buffer is detached/],
  ['a detached buffer', detached().buffer, /its buffer is detached/],
  ['the beginning of a packed file', gzipSync(rules).subarray(0, 40), /cannot be unpacked/],
];

describe('what is no file is a PairwellError that says so', () => {
  for (const [name, given, words] of NO_FILES) {
    const rejects = (/** @type {Promise<unknown>} */ promise, /** @type {string} */ code) =>
      assert.rejects(promise, { name: 'PairwellError', code, message: words });
    test(name, async () => {
      await rejects(Pairwell.fromBytes({ manifest, model, wasm }).useRules(given), 'rules-invalid');
      await rejects(unpack(given), 'corrupt');
      if (given) await rejects(Pairwell.from({ manifest, model, rules: given, wasm }), 'rules-invalid');
    });
  }

  test('and so is what is no set of files', async () => {
    for (const given of [undefined, null, 5, 'model']) {
      refuses(() => Pairwell.fromBytes(given), 'not-a-model', /files: expected an object, as \{model: bytes\}, got/);
      await assert.rejects(Pairwell.from(given), { name: 'PairwellError', code: 'not-a-model' });
    }
  });

  test('and what is no URL, or no options', async () => {
    await assert.rejects(Pairwell.load('http://[', null), { name: 'PairwellError', code: 'manifest-unreachable' });
    await assert.rejects(Pairwell.load('data:,', null), { name: 'PairwellError' });
  });
});
