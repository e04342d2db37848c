/** Lists what experiments do in every engine: what is withheld, what is told, and that events arrive; never names an engine. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { murmur3 } from '../../../www/experiment/assign.js';
import { noErrors } from '../expected.mjs';
import { FALLBACK, shelf } from '../stage.mjs';

/** @typedef {import('../stage.mjs').Stage} Stage */

const WHOLE = 2 ** 32;
const FILE = 'experiments-0123456789abcdef.json';

/** Publishes an experiment with everybody in one arm, and collects what arrives. @param {Stage} stage @param {boolean} shown */
async function publish({ site }, shown) {
  const manifest = JSON.parse(await readFile(join(process.env.PAIRWELL_SITE ?? '', 'model/pairwell.json'), 'utf8'));
  const arms = [{ name: shown ? 'on' : 'off', share: 1, upto: WHOLE, shown }];
  const experiment = { name: 'autumn', control: 'off', layer: 'autumn', from: 0, to: WHOLE, arms };
  const text = JSON.stringify({ v: 1, experiments: [experiment] });
  const digest = [text, `/${text}`].map((it) => murmur3(it).toString(16).padStart(8, '0')).join('');
  site.pages.set('/model/pairwell.json', JSON.stringify({ ...manifest, experiments: { file: FILE, digest } }));
  site.pages.set(`/model/${FILE}`, text);
  /** @type {any[]} */
  const collected = [];
  site.routes = ({ method, url, body }) => {
    if (method !== 'POST' || url.pathname !== '/collect') return undefined;
    for (const line of body.split('\n').filter(Boolean)) collected.push(JSON.parse(line));
    return { status: 204 };
  };
  return collected;
}

/** @param {any[]} collected @param {number} count */
async function arrived(collected, count) {
  // Only what never comes is waited for so long.
  for (let waits = 0; collected.length < count && waits < 1500; waits++) {
    await new Promise((done) => setTimeout(done, 20));
  }
  return collected.map(({ seq, type, shown, items }) => ({ seq, type, shown, count: items.length }));
}

const trying = shelf('items="KF-1001" experiments="/collect"', FALLBACK);

/** @type {[string, (stage: Stage) => Promise<void>][]} */
export const EXPERIMENTS = [
  [
    'an arm that is shown tells what was seen, and a later page goes on counting',
    async (stage) => {
      const collected = await publish(stage, true);
      await stage.open(trying);
      await stage.reaches('ready');
      const events = await arrived(collected, 2);
      assert.deepEqual(events[0], { seq: 1, type: 'exposure', shown: true, count: 4 });
      assert.deepEqual([events[1].seq, events[1].type], [2, 'view']);
      await stage.visit();
      await stage.reaches('ready');
      assert.deepEqual(
        (await arrived(collected, 4)).map(({ seq }) => seq),
        [1, 2, 3, 4],
      );
      assert.equal(new Set(collected.map(({ device }) => device)).size, 1);
      await noErrors(stage);
    },
  ],

  [
    'an arm that is not shown leaves the page as it was, and tells what it would have shown',
    async (stage) => {
      const collected = await publish(stage, false);
      await stage.open(trying);
      await stage.reaches('empty');
      assert.deepEqual(await arrived(collected, 1), [{ seq: 1, type: 'exposure', shown: false, count: 4 }]);
      assert.ok(await stage.run(() => document.querySelector('#fallback').getBoundingClientRect().height > 0));
      await noErrors(stage);
    },
  ],
];
