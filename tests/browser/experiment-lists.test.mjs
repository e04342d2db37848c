/** Holds lists that are arranged for learning to their probabilities, and what is logged of them to what was shown. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { drafted, shuffled } from '../../www/experiment/learn.js';
import { waitForState } from './browser.mjs';
import { compiled, customerIn, enter, experiment, publish, told, trying } from './experiment-stage.mjs';
import { page, setStage } from './stage.mjs';

const picks = (/** @type {string} */ letters) => [...letters].map((sku) => ({ sku, score: 1, because: [] }));
const skus = (/** @type {{sku: string}[]} */ list) => list.map(({ sku }) => sku).join('');

describe('chance', () => {
  const { random } = Math;
  beforeEach(() => {
    // Mulberry32, from a fixed seed.
    let state = 20_260_101;
    Math.random = () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  });
  afterEach(() => {
    Math.random = random;
  });

  test('an ε-shuffle has the propensities that replay assumes', () => {
    const [rounds, eps, places, candidates] = [40_000, 0.25, 3, 'abcdef'];
    const at = new Map();
    let drawn = 0;
    const lists = new Map();
    for (let n = 0; n < rounds; n++) {
      const { picks: list, policy } = shuffled(picks(candidates), places, eps);
      assert.deepEqual(
        [policy.kind, policy.eps, policy.base, policy.candidates],
        ['shuffle', eps, [...'abc'], [...candidates]],
      );
      assert.equal(new Set(skus(list)).size, places, 'no item twice');
      if (!policy.shuffled) assert.equal(skus(list), 'abc');
      if (policy.shuffled) lists.set(skus(list), (lists.get(skus(list)) ?? 0) + 1);
      drawn += Number(policy.shuffled);
      [...skus(list)].forEach((sku, slot) => at.set(sku + slot, (at.get(sku + slot) ?? 0) + 1));
    }
    // Within five standard errors.
    const near = (
      /** @type {number} */ count,
      /** @type {number} */ share,
      /** @type {number} */ of,
      /** @type {string} */ what,
    ) =>
      assert.ok(Math.abs(count - share * of) < 5 * Math.sqrt(of * share * (1 - share)), `${what}: ${count} of ${of}`);
    near(drawn, eps, rounds, 'coin');
    for (const [place, sku] of [...candidates].flatMap((sku) => [0, 1, 2].map((slot) => [slot, sku]))) {
      const isBase = 'abc'[Number(place)] === sku;
      near(at.get(`${sku}${place}`), (isBase ? 1 - eps : 0) + eps / candidates.length, rounds, `${sku} at ${place}`);
    }
    assert.equal(lists.size, 6 * 5 * 4, 'every ordered draw was met');
    for (const [list, count] of lists) near(count, 1 / 120, drawn, list);
  });

  test('in a team draft each model drafts first in half of the rounds, its best item that is left', () => {
    const first = { a: 0, b: 0 };
    const lists = new Map();
    for (let n = 0; n < 4000; n++) {
      const { picks: list, policy } = drafted(picks('abcd'), picks('bxya'), 4, ['one', 'two']);
      assert.deepEqual([policy.kind, policy.a, policy.b], ['interleave', 'one', 'two']);
      const teams = /** @type {('a' | 'b')[]} */ (policy.teams);
      first[teams[0]]++;
      for (const round of [teams.slice(0, 2), teams.slice(2)]) assert.deepEqual([...round].sort(), ['a', 'b']);
      // A slow twin: who drafts, drafts the first that is left.
      const left = { a: [...'abcd'], b: [...'bxya'] };
      teams.forEach((team, slot) => {
        assert.equal(left[team][0], list[slot].sku);
        for (const of of [left.a, left.b]) if (of.includes(list[slot].sku)) of.splice(of.indexOf(list[slot].sku), 1);
      });
      lists.set(skus(list), true);
    }
    assert.ok(Math.abs(first.a - 2000) < 5 * Math.sqrt(1000), `${first.a} of 4000`);
    assert.ok(lists.size >= 3, [...lists.keys()].join());
  });

  test('short and equal lists are drafted to their end', () => {
    assert.equal(skus(drafted(picks('ab'), picks('ab'), 4, ['', '']).picks), 'ab');
    assert.equal(drafted(picks(''), picks('xyz'), 2, ['', '']).policy.teams?.toString(), 'b,b');
    assert.deepEqual(drafted([], [], 4, ['', '']).picks, []);
    assert.equal(shuffled(picks('ab'), 4, 1).picks.length, 2);
    assert.deepEqual(shuffled([], 4, 1).picks, []);
  });
});

describe('on a page', () => {
  setStage();

  test('a shuffled list is one of the candidates, and stays while nothing changes', async () => {
    const published = await compiled(experiment('autumn', '', 'shuffle = { eps = 1.0, candidates = 8 }'));
    publish(published);
    const customer = `customer="${customerIn(published, 'on')}"`;
    await enter(trying(customer));
    await waitForState(page, 'ready');
    const shown = () => page.$eval('pairwell-shelf', (shelf) => shelf.frame.cards.map(({ pick }) => pick.sku));
    const items = await shown();
    await page.$eval('pairwell-shelf', (shelf) => shelf.rerank());
    const exposure = await told('exposure');
    assert.deepEqual(await shown(), items, 'a list drawn anew is the same list');
    const { policy } = exposure;
    assert.deepEqual([policy.kind, policy.eps, policy.shuffled, exposure.items], ['shuffle', 1, true, items]);
    assert.deepEqual([policy.candidates.length, items.length], [8, 3], 'places of a cart shelf');
    assert.deepEqual(policy.base, policy.candidates.slice(0, 3));
    assert.ok(items.every((sku) => policy.candidates.includes(sku)));
    await enter(trying(`customer="${customerIn(published, 'off')}"`));
    const { policy: plain, items: others } = await told('exposure');
    assert.deepEqual([plain, others], [{ kind: 'plain' }, policy.base]);
    assert.deepEqual(page.problems, []);
  });

  test('an interleaved list says whose each item is', async () => {
    const published = await compiled(experiment('autumn', '', 'interleave = "./"'));
    publish(published);
    await enter(trying(`customer="${customerIn(published, 'on')}"`));
    const { policy, items, model } = await told('exposure');
    assert.deepEqual([policy.kind, policy.a, policy.b], ['interleave', model, model]);
    assert.equal(policy.teams.length, items.length);
    assert.ok(policy.teams.includes('a') && policy.teams.includes('b'), policy.teams.join());
    assert.deepEqual(page.problems, []);
  });
});
