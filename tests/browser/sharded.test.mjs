/** Asks a model in shards through the package's API, in Chromium, and holds its answers against the whole model's; never draws an element. */
import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { jsonLines } from './package.mjs';
import { page, setStage, site } from './stage.mjs';
import { askedShards, openSharded, publish, trainSharded } from './sharded-stage.mjs';

/** @type {{cart: string[], history?: string[][], seen?: string[]}[]} */
const questions = await jsonLines('PAIRWELL_CARTS');
/** @type {Map<string, Buffer>} */
let files;

setStage();
before(async () => {
  files = await trainSharded();
});
beforeEach(async () => {
  publish(files);
  await openSharded('', { head: '' });
});

/** Answers to each question, whole and in shards, in the page. @param {object[]} queries */
function compared(queries) {
  return page.evaluate(async (asked) => {
    const at = (/** @type {string} */ name) => import(new URL(`../pkg/${name}`, location.href).href);
    const [{ Pairwell }, { load }] = await Promise.all([at('index.js'), at('sharded.js')]);
    const [whole, sharded] = await Promise.all([
      Pairwell.load('../shards', { products: true }),
      load('../shards', { products: true }),
    ]);
    await whole.products();
    const told = (/** @type {any} */ model, /** @type {any} */ query) => ({
      picks: [...model.suggest(query)],
      unknown: model.suggest(query).unknown,
      bundles: model.bundles(query),
      explained: model.suggest(query).map((/** @type {any} */ pick) => model.explain(query, pick.sku)),
    });
    const answers = [];
    for (const query of asked) {
      await sharded.prepare(query);
      const { pending } = sharded.suggest(query);
      answers.push({ pending: pending !== undefined, whole: told(whole, query), sharded: told(sharded, query) });
    }
    return { answers, digests: [whole.digest, sharded.digest], policies: [whole.policy, sharded.policy] };
  }, queries);
}

describe('a model in shards answers as the whole model does, once the shards of a query are there', () => {
  test('to 200 carts with what the shopper bought and saw before: picks, products, reasons, bundles, explanations', async () => {
    const { answers, digests, policies } = await compared(questions.map((it) => ({ ...it, now: '2026-11-24T10:00' })));
    assert.equal(answers.length, 200);
    answers.forEach(({ pending, whole, sharded }, at) => {
      assert.deepEqual(sharded, whole, JSON.stringify(questions[at]));
      assert.equal(pending, false);
    });
    assert.equal(digests[1], digests[0]);
    assert.deepEqual(policies[1], policies[0]);
    const names = askedShards();
    assert.equal(new Set(names).size, names.length, 'each is asked for once');
    assert.deepEqual(page.problems, []);
  });
});
