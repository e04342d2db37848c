/** Compares the native engine's answers to 200 carts with the wasm engine's, in Node and in Chromium; never computes one. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, openPage } from './browser.mjs';
import { importFromPackage, jsonLines, modelFiles, openModel } from './package.mjs';
import { Site } from './site.mjs';

const carts = (await jsonLines('PAIRWELL_CARTS')).map((line) => line.cart);
const expected = (await jsonLines('PAIRWELL_EXPECTED')).map(named);
const alone = (await jsonLines('PAIRWELL_EXPECTED_ALONE')).map(named);

/** What all must agree on: every name, every number to its last bit, in order. */
function plain({ sku, score, because, rule, source, evidence, benefit, partner }) {
  const reasons = because.map(({ sku: cause, share }) => ({ sku: cause, share }));
  return { sku, score, because: reasons, rule, source, evidence, benefit, partner };
}

/** @param {{suggestions: any[], unknown: string[]}} answer */
function named({ suggestions, unknown }) {
  return { suggestions: suggestions.map(plain), unknown };
}

/** @param {{suggestions: any[], unknown: string[]}[]} answers @param {object[]} [wanted] */
function compare(answers, wanted = expected) {
  assert.equal(answers.length, wanted.length);
  answers.forEach((answer, at) => assert.deepEqual(named(answer), wanted[at], `cart ${JSON.stringify(carts[at])}`));
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
    const pairwell = await openModel();
    compare(
      carts.map((cart) => {
        const picks = pairwell.suggest({ cart, min: 0 });
        return { suggestions: picks, unknown: picks.unknown };
      }),
    );
  });

  test('in Node, from the model without its rules', async () => {
    const { Pairwell } = await importFromPackage('index.js');
    const { manifest, model, wasm } = await modelFiles();
    const pairwell = Pairwell.fromBytes({ manifest: { ...manifest, rules: undefined }, model, wasm });
    compare(
      carts.map((cart) => {
        const picks = pairwell.suggest({ cart, min: 0 });
        return { suggestions: picks, unknown: picks.unknown };
      }),
      alone,
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
          // Arrays with properties of their own lose them on the way out of the page.
          return { suggestions: [...picks], unknown: picks.unknown };
        });
      }, carts),
    );
    assert.deepEqual(page.problems, []);
  });
});
