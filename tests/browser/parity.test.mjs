/** Compares the native engine's answers to 200 carts with the wasm engine's, in Node and in Chromium; never computes one. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, openPage } from './browser.mjs';
import { importFromPackage, jsonLines, modelFiles } from './package.mjs';
import { Site } from './site.mjs';

const carts = (await jsonLines('PAIRWELL_CARTS')).map((line) => line.cart);
const expected = (await jsonLines('PAIRWELL_EXPECTED')).map(({ suggestions, unknown }) => ({
  suggestions: suggestions.map(plain),
  unknown,
}));

/** What all three must agree on: every name, every number to its last bit, in order. */
function plain({ sku, score, because }) {
  return { sku, score, because: because.map(({ sku: cause, share }) => ({ sku: cause, share })) };
}

/** @param {{suggestions: object[], unknown: string[]}[]} answers */
function compare(answers) {
  assert.equal(answers.length, expected.length);
  answers.forEach((answer, at) => assert.deepEqual(answer, expected[at], `cart ${JSON.stringify(carts[at])}`));
}

test('there are 200 carts, and most have something suggested', () => {
  assert.equal(carts.length, 200);
  assert.ok(expected.filter((answer) => answer.suggestions.length > 0).length >= 190);
});

describe('the same answers', () => {
  let browser;
  let site;
  before(async () => {
    [browser, site] = await Promise.all([launch(), Site.open()]);
  });
  after(() => Promise.all([browser.close(), site.close()]));

  test('in Node, through the shim', async () => {
    const { Pairwell } = await importFromPackage('index.js');
    const pairwell = Pairwell.fromBytes(await modelFiles());
    compare(
      carts.map((cart) => {
        const picks = pairwell.suggest({ cart, min: 0 });
        return { suggestions: picks.map(plain), unknown: picks.unknown };
      }),
    );
  });

  test('in Node, by the glue alone', async () => {
    const { Engine, initSync } = await importFromPackage('pairwell_wasm.js');
    const { model, wasm, manifest } = await modelFiles();
    initSync({ module: wasm });
    const engine = new Engine(model);
    compare(
      carts
        .map((cart) => engine.suggest({ cart, limit: manifest.defaults?.limit }))
        .map(({ suggestions, unknown }) => ({ suggestions: suggestions.map(plain), unknown })),
    );
  });

  test('in Chromium', async () => {
    site.pages.set('/parity.html', '<!doctype html><title>Parity</title>');
    const page = await openPage(browser);
    await page.goto(site.url('/parity.html'));
    compare(
      await page.evaluate(async (asked) => {
        const { Pairwell } = await import('./pkg/index.js');
        const pairwell = await Pairwell.load('./model/');
        return asked.map((cart) => {
          const picks = pairwell.suggest({ cart, min: 0 });
          const suggestions = picks.map(({ sku, score, because }) => ({ sku, score, because }));
          return { suggestions, unknown: picks.unknown };
        });
      }, carts),
    );
    assert.deepEqual(page.problems, []);
  });
});
