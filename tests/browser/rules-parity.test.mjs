/** Compares the engine's rules with those of the ranker without WebAssembly, over random rules files and questions, number by number; never takes either on trust. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importFromPackage, modelFiles } from './package.mjs';
import { plainParts, randomParts, randomQuestion, ruleFile } from './rule-file.mjs';
import { train, trainOnHabits } from './trainer.mjs';
import * as wire from '../../www/engine/wire.js';

const glue = await importFromPackage('pairwell_wasm.js');
const fallback = await importFromPackage('fallback-rules.js');
const { xxh64 } = await importFromPackage('fallback-file.js');
const { model, wasm } = await modelFiles();
glue.startSync(wasm);
/** @param {Uint8Array} bytes */
const open = (bytes) => [new glue.Engine(bytes), new fallback.Engine(bytes)];
const both = open(model);
const [engine] = both;

/** Numbers below a bound, the same in every run. @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ bound) => {
    state = (state * 48271) % 2147483647;
    return state % bound;
  };
}

/** @param {(engine: any) => any} ask @param {string} about @param {any[]} [engines] */
function same(ask, about, engines = both) {
  const [theirs, ours] = engines.map(ask);
  assert.deepEqual(ours, theirs, about);
  return theirs;
}

const FILES = 150;
const QUESTIONS = 24;

/** @param {any[]} engines @param {number} files */
function compareFiles(engines, files) {
  const [{ digest, items }] = engines;
  const seen = {
    picks: 0,
    pinned: 0,
    byRule: 0,
    benefits: 0,
    offers: 0,
    upgrades: 0,
    tastes: 0,
    pins: 0,
    diverse: 0,
    dropped: new Set(),
  };
  for (let file = 0; file < files; file++) {
    const roll = dice(file + 1);
    const bytes = ruleFile(digest, randomParts(items, roll));
    for (const one of engines) one.rules(bytes);
    for (let n = 0; n < QUESTIONS; n++) {
      const question = randomQuestion(items, roll);
      const about = `file ${file}, question ${n}: ${question}`;
      const flat = same((one) => one.advise(question), about, engines);
      for (let at = 0; at < flat.length; at += wire.PICK_WIDTH + 2 * flat[at + wire.PICK_REASONS]) {
        seen.picks++;
        seen.pinned += +(wire.SOURCES[flat[at + wire.PICK_SOURCE]] === 'pinned');
        seen.byRule += +(flat[at + wire.PICK_RULE] >= 0);
        seen.benefits += +(flat[at + wire.PICK_BENEFIT] >= 0);
        seen.upgrades += question[1];
        seen.tastes += +(flat[at + wire.PICK_HISTORY] > 0);
        if (at < 60) same((one) => one.explain(question, flat[at]), about, engines);
      }
      const item = roll(items);
      const told = same((one) => one.explain(question, item), `${about}, item ${item}`, engines);
      seen.dropped.add(told[wire.EXPLANATION_DROPPED]);
      seen.diverse += +(told[wire.EXPLANATION_DIVERSITY] < 1);
      seen.pins += told[wire.EXPLANATION_IS_PINNED];
      seen.offers += same((one) => one.offers(question), about, engines).length;
    }
  }
  return seen;
}

describe('under rules the answers without WebAssembly are the same, to the last bit', () => {
  test(`for ${FILES} random rules files and ${FILES * QUESTIONS} questions`, () => {
    const seen = compareFiles(both, FILES);
    // What was never met was not compared.
    for (const [what, count] of Object.entries(seen))
      assert.ok((count.size ?? count) > 8, `${what}: ${count.size ?? count}`);
    // Every reason but what only this model lacks: things that nobody buys twice.
    for (let why = 0; why <= 22; why++) assert.ok(seen.dropped.has(why) || why === 11, `reason ${why} was compared`);
  });

  test('for a model with things that nobody buys twice', async () => {
    const [, bytes] = [...(await trainOnHabits())].find(([name]) => name.startsWith('model-'));
    const seen = compareFiles(open(new Uint8Array(bytes)), FILES);
    assert.ok(seen.dropped.has(11), 'what is owned was compared');
    assert.ok(seen.tastes > 100);
  });

  test('for a model of more items than are at hand by popularity', async () => {
    const sku = (/** @type {number} */ n) => `item ${n % 420}`;
    const lines = Array.from({ length: 420 }, (_, n) =>
      [sku(n), sku(7 * n + 1)].map((item) => [`order ${n}`, item]),
    ).flat();
    const [, bytes] = [...(await train(lines))].find(([name]) => name.startsWith('model-'));
    const engines = open(new Uint8Array(bytes));
    assert.ok(engines[0].items > 300);
    compareFiles(engines, 40);
  });

  test('for names and texts', () => {
    const parts = { ...plainParts(engine.items), facts: ['region:CH'], measures: ['usage:seats'] };
    parts.sets = [{ name: 'tea', items: [1, 2] }];
    parts.rules = [{ name: 'first', actions: [[0, 0, 0]] }];
    parts.benefits = [
      { set: 0, texts: { de: 'gut', 'fr-CH': 'bon', '': 'good' } },
      { set: 0, texts: { en: 'fine' } },
    ];
    parts.partners = [{ name: 'Harbour', set: 0 }];
    parts.bundles = [{ name: 'set', labels: { de: 'Paket' }, items: [1, 2], discount: 1250 }];
    parts.found = [{ name: 'found', items: [0, 2] }];
    Object.assign(parts.policy, { restAfter: 6, perPage: 12, perSession: 60 });
    for (const one of both) one.rules(ruleFile(engine.digest, parts));
    for (const name of ['region:CH', 'region:DE']) same((one) => one.fact(name), name);
    for (const name of ['usage:seats', 'usage:licences']) same((one) => one.measure(name), name);
    assert.equal(engine.measure('usage:seats'), 3);
    for (const language of ['de-AT', 'fr-ch', 'fr', 'en', '', 'EN_us']) {
      for (const n of [0, 1, 2]) {
        same((one) => one.benefit(n, language), `benefit ${n} in ${language}`);
        same((one) => one.bundle(n, language), `bundle ${n} in ${language}`);
      }
    }
    for (const n of [0, 1]) same((one) => [one.rule(n), one.partner(n)], `rule and partner ${n}`);
    assert.deepEqual([...same((one) => [...one.policy()], 'policy')], [6, 12, 60]);
  });
});

test('damaged rules files are refused by the same codes', (context) => {
  // The engine tells the console of each.
  context.mock.method(console, 'warn', () => {});
  const verdict = (/** @type {any} */ one, /** @type {Uint8Array} */ bytes) => {
    try {
      one.rules(bytes);
      return 'ok';
    } catch (refusal) {
      return refusal.code ?? String(refusal);
    }
  };
  const seen = new Set();
  for (let n = 0; n < 1200; n++) {
    const roll = dice(n + 7);
    const whole = ruleFile(n % 50 ? engine.digest : '0123456789abcdef', randomParts(engine.items, roll));
    const bytes = n % 5 ? whole : whole.slice(0, roll(whole.length));
    const view = new DataView(bytes.buffer);
    // Half of the changes fall on what the merchant says, which is the smallest part.
    const from = n % 2 ? Math.max(0, bytes.length - 400) : 0;
    if (n % 50 && bytes.length > from) bytes[from + roll(bytes.length - from)] = roll(n % 3 ? 256 : 12);
    if (n % 7 && bytes.length >= 16) view.setBigUint64(8, xxh64(view, 16, view.getBigUint64(0, true)), true);
    seen.add(same((one) => verdict(one, bytes), `round ${n}`));
  }
  assert.ok(seen.size >= 5, `codes met: ${[...seen]}`);
  for (const items of [engine.items - 1, engine.items + 1]) {
    assert.equal(
      same((one) => verdict(one, ruleFile(engine.digest, plainParts(items))), `${items} items`),
      'other-model',
    );
  }
});
