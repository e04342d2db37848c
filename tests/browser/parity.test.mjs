/** Compares the native engine's answers to 200 carts, with and without a shopper's past, with those of this run's engine, in Node and in Chromium; never computes one. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, openPage } from './browser.mjs';
import { importFromPackage, jsonLines, modelFiles, openModel, otherModel } from './package.mjs';
import { Site } from './site.mjs';

/** @type {{cart: string[], history?: string[][], seen?: string[]}[]} */
const questions = await jsonLines('PAIRWELL_CARTS');
const expected = (await jsonLines('PAIRWELL_EXPECTED')).map(named);
const alone = (await jsonLines('PAIRWELL_EXPECTED_ALONE')).map(named);
const other = (await jsonLines('PAIRWELL_EXPECTED_OTHER')).map(named);

/** What all must agree on: every name, every number to its last bit, in order. */
function plain({ sku, score, because, taste, rule, source, evidence, benefit, partner }) {
  const reasons = because.map(({ sku: cause, share }) => ({ sku: cause, share }));
  return { sku, score, because: reasons, taste, rule, source, evidence, benefit, partner };
}

/** @param {{suggestions: any[], unknown: string[]}} answer */
function named({ suggestions, unknown }) {
  return { suggestions: suggestions.map(plain), unknown };
}

/** @param {{suggestions: any[], unknown: string[]}[]} answers @param {object[]} [wanted] */
function compare(answers, wanted = expected) {
  assert.equal(answers.length, wanted.length);
  answers.forEach((answer, at) => assert.deepEqual(named(answer), wanted[at], JSON.stringify(questions[at])));
}

/** @param {any} pairwell */
function answersOf(pairwell) {
  return questions.map((question) => {
    const picks = pairwell.suggest({ ...question, min: 0 });
    return { suggestions: picks, unknown: picks.unknown };
  });
}

test('there are 200 carts, most have something suggested, and many something for a shopper with a history', () => {
  assert.equal(questions.length, 200);
  assert.ok(expected.filter((answer) => answer.suggestions.length > 0).length >= 190);
  for (const answers of [expected, alone, other]) {
    const personal = answers.filter(({ suggestions }) => suggestions.some(({ taste }) => taste > 0));
    assert.ok(personal.length >= 60, `${personal.length}`);
  }
});

describe('the same answers', () => {
  let browser;
  let site;
  before(async () => {
    [browser, site] = await Promise.all([launch(), Site.open()]);
  });
  after(() => Promise.all([browser.close(), site.close()]));

  test('in Node, through the shim', async () => {
    compare(answersOf(await openModel()));
  });

  test('in Node, from the model without its rules', async () => {
    const { Pairwell } = await importFromPackage('index.js');
    const { manifest, ...files } = await modelFiles();
    compare(answersOf(Pairwell.fromBytes({ ...files, manifest: { ...manifest, rules: undefined } })), alone);
  });

  test('in Node, from a model with weights of five bits', async () => {
    const { Pairwell } = await importFromPackage('index.js');
    const { wasm, core } = await modelFiles();
    const { model } = await otherModel();
    compare(answersOf(Pairwell.fromBytes({ model, wasm, core })), other);
  });

  test('in Node, before rules are given and after', async () => {
    const { Pairwell } = await importFromPackage('index.js');
    const { model, rules, wasm, core } = await modelFiles();
    const pairwell = Pairwell.fromBytes({ model, wasm, core });
    compare(answersOf(pairwell), alone);
    await pairwell.useRules(rules);
    compare(answersOf(pairwell));
  });

  test('in Chromium', async () => {
    site.pages.set('/parity.html', '<!doctype html><title>Parity</title>');
    const page = await openPage(browser);
    await page.goto(site.url('/parity.html'));
    compare(
      await page.evaluate(async (asked) => {
        const { Pairwell } = await import('./pkg/index.js');
        const pairwell = await Pairwell.load('./model/');
        return asked.map((question) => {
          const picks = pairwell.suggest({ ...question, min: 0 });
          // Arrays with properties of their own lose them on the way out of the page.
          return { suggestions: [...picks], unknown: picks.unknown };
        });
      }, questions),
    );
    assert.deepEqual(page.problems, []);
  });
});
