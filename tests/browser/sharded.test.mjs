/** Asks a model in shards through the package's API, in Chromium, and holds its answers against the whole model's; never draws an element. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, beforeEach, describe, test } from 'node:test';
import { keyOfList, placeOf, shardFile } from '../../www/engine/place.js';
import { jsonLines } from './package.mjs';
import { page, setStage, site } from './stage.mjs';
import { askedShards, openSharded, publish, trainMany, trainSharded } from './sharded-stage.mjs';

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

  test('to each of some carts alone, from fewer shards than there are', async () => {
    const { shards } = JSON.parse(String(files.get('pairwell.json')));
    let loaded = 0;
    for (const question of questions.slice(0, 12)) {
      await openSharded('', { head: '' });
      site.asked.length = 0;
      const { answers } = await compared([{ ...question, history: [], seen: [], now: '2026-11-24T10:00' }]);
      assert.deepEqual(answers[0].sharded, answers[0].whole, JSON.stringify(question));
      loaded += askedShards(/rows-/).length;
    }
    assert.ok(loaded < (12 * shards.count) / 2, `${loaded} shards in 12 views, of ${shards.count}`);
  });

  test('a place is what the native engine says, as tests/it/shards.rs reads it', async () => {
    const table = await readFile(new URL('../fixtures/places.tsv', import.meta.url), 'utf8');
    for (const line of table.trimEnd().split('\n')) {
      const [what, name, count, place] = line.split('\t');
      const [kind, number, block] = name.split(':').map(Number);
      const key = what === 'sku' ? name : keyOfList(kind, number, block);
      assert.equal(placeOf(key, Number(count)), Number(place), line);
    }
  });
});

describe('a page that goes on for long', () => {
  test('holds no more shards than its budget: one that it has not used for long is asked for again, and answers stay right', async () => {
    const many = await trainMany(1200);
    publish(many, '/many');
    const { shards } = JSON.parse(String(many.get('pairwell.json')));
    assert.ok(shards.count > 100, `${shards.count} shards`);
    /** The first item of each shard. @type {Map<number, string>} */
    const items = new Map();
    for (let n = 0; n < 1200; n++) {
      const place = placeOf(`item ${n}`, shards.count);
      if (!items.has(place)) items.set(place, `item ${n}`);
    }
    const skus = [...items.values()].slice(0, 100);
    const asked = (/** @type {string} */ sku) =>
      site.count(`/${shardFile(shards, 'rows', placeOf(sku, shards.count))}`);
    const answers = await page.evaluate(async (all) => {
      const at = (/** @type {string} */ name) => import(new URL(`../pkg/${name}`, location.href).href);
      const [{ Pairwell }, { load }] = await Promise.all([at('index.js'), at('sharded.js')]);
      const [whole, model] = await Promise.all([Pairwell.load('../many'), load('../many')]);
      const told = [];
      for (const sku of [...all, all.at(-1), all[0]]) {
        const query = { cart: [sku] };
        await model.prepare(query);
        told.push([[...model.suggest(query)], [...whole.suggest(query)]]);
      }
      return told;
    }, skus);
    for (const [found, wanted] of answers) assert.deepEqual(found, wanted);
    assert.equal(asked(skus[0]), 2, 'the first was let go of');
    assert.equal(asked(/** @type {string} */ (skus.at(-1))), 1, 'the last was not');
  });
});
