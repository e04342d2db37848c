/** Hands arms over from the experiment tools that shops use, in the shapes that those have, and tells Google Analytics of them. */
import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { waitForState } from './browser.mjs';
import { compiled, customerIn, enter, experiment, publish, told, trying } from './experiment-stage.mjs';
import { page, setStage } from './stage.mjs';

setStage();

/** @type {Awaited<ReturnType<typeof compiled>>} */
let autumn;
before(async () => {
  autumn = await compiled(experiment());
});
beforeEach(() => publish(autumn));

/**
 * The arm that a tool hands over is the one that the shelf takes.
 * @param {string} attributes
 * @param {Record<string, string>} arms
 * @param {() => void} [tool] runs in the page first
 */
async function check(attributes, arms, tool) {
  await enter(trying(`${attributes} customer="${customerIn(autumn, 'on')}"`), { before: tool });
  const exposure = await told('exposure');
  assert.deepEqual(
    [exposure.arms, exposure.experiments, exposure.shown],
    [{ ...exposure.arms, ...arms }, exposure.experiments, !Object.values(arms).includes('off')],
  );
  assert.ok(Object.keys(arms).every((name) => exposure.experiments.includes(name)));
  assert.deepEqual(page.problems, []);
}

describe('the arm comes from', () => {
  test('the attribute, of an experiment that is published', async () => {
    for (const arm of ['off', 'on']) await check(`arm="autumn:${arm}"`, { autumn: arm });
  });

  test('the attribute, of one that only the page knows', async () => {
    await check('arm="banner:off"', { banner: 'off' });
    await check('arm="banner:B, autumn:on"', { banner: 'B', autumn: 'on' });
  });

  test('Optimizely, which may decide later', async () => {
    await check('arm-from="optimizely:1234"', { 1234: 'off' }, () => {
      const state = {
        getCampaignStates: () => ({
          77: {
            id: '77',
            campaignName: 'Shelf',
            experiment: { id: '1234', name: 'Shelf test' },
            variation: { id: '9', name: 'off' },
            isInCampaignHoldback: false,
            audiences: [],
          },
        }),
      };
      window.optimizely = [];
      window.optimizely.push = ({ handler }) =>
        setTimeout(() => {
          window.optimizely.get = () => state;
          handler();
        }, 50);
    });
  });

  test('Optimizely, by name, and its holdback is not shown', async () => {
    await check('arm-from="optimizely:Shelf test"', { 'Shelf-test': 'off' }, () => {
      const campaign = { experiment: { id: '1', name: 'Shelf test' }, variation: null, isInCampaignHoldback: true };
      window.optimizely = { get: () => ({ getCampaignStates: () => ({ 7: campaign }) }), push() {} };
    });
  });

  test('VWO, at once or by its callback', async () => {
    await check('arm-from="vwo:12"', { 12: 'Control' }, () => {
      window._vwo_exp = {
        12: { name: 'Shelf', type: 'VISUAL_AB', comb_n: { 1: 'Control', 2: 'off' }, combination_chosen: 1 },
      };
    });
    await check('arm-from="vwo:12"', { 12: 'off' }, () => {
      window._vwo_exp = { 12: { name: 'Shelf', type: 'VISUAL_AB', comb_n: { 1: 'Control', 2: 'off' } } };
      window.VWO = { push: ([, applied]) => setTimeout(() => applied(['vS', '12', '2']), 50) };
    });
  });

  test('GrowthBook, there or still loading', async () => {
    await check('arm-from="growthbook:autumn"', { autumn: 'on' }, () => {
      const results = new Map([
        ['autumn', { experiment: { key: 'autumn' }, result: { variationId: 1, key: 'on', inExperiment: true } }],
      ]);
      window._growthbook = { getAllResults: () => results };
    });
    await check('arm-from="growthbook:autumn"', { autumn: 'off' }, () => {
      const results = new Map();
      const growthbook = { getAllResults: () => results, subscribe: (changed) => setTimeout(changed, 50) };
      window.growthbook_queue = {
        push(ready) {
          ready(growthbook);
          results.set('autumn', {
            experiment: { key: 'autumn' },
            result: { variationId: 0, key: 'off', inExperiment: true },
          });
        },
      };
    });
  });

  test('PostHog, with a variant or without', async () => {
    await check('arm-from="posthog:autumn"', { autumn: 'off' }, () => {
      window.posthog = {
        onFeatureFlags: (ready) => setTimeout(ready, 50),
        getFeatureFlagResult: () => ({ key: 'autumn', enabled: true, variant: 'off', payload: undefined }),
        getFeatureFlag: () => 'off',
      };
    });
    await check('arm-from="posthog:shelf"', { shelf: 'on' }, () => {
      window.posthog = { onFeatureFlags: (ready) => ready(), getFeatureFlag: () => true };
    });
  });

  test('nowhere, if the tool does not know the visitor: the hash decides', async () => {
    await enter(trying(`arm-from="growthbook:autumn" customer="${customerIn(autumn, 'off')}"`));
    assert.deepEqual((await told('exposure')).arms, { autumn: 'off' });
    await enter(trying(`arm-from="other:autumn" customer="${customerIn(autumn, 'off')}"`));
    await waitForState(page, 'empty');
    assert.match(page.warnings.join(), /arm-from="other:autumn": expected TOOL:EXPERIMENT/);
  });
});

describe('Google Analytics hears of an arm once a page', () => {
  const tagged = (/** @type {string} */ attributes) =>
    trying(`customer="${customerIn(autumn, 'on')}" ${attributes}`).replace('"/collect"', '"ga4"');
  const about = { experiment: 'autumn', arm: 'on', shown: true };

  test('by the data layer', async () => {
    await enter(tagged(''), { before: () => (window.dataLayer = []) });
    await page.waitForFunction(() => window.dataLayer.some(({ event }) => event === 'experience_impression'));
    await page.$eval('pairwell-shelf', (element) => (element.cart = ['KF-3009']));
    await page.waitForFunction(() => window.told.filter(({ type }) => type === 'exposure').length === 2);
    const pushed = await page.evaluate(() => window.dataLayer.filter(({ event }) => event === 'experience_impression'));
    assert.deepEqual(pushed, [{ event: 'experience_impression', exp_variant_string: 'PRW-autumn-on', ...about }]);
  });

  test('by gtag, which adds experiment and arm to later events', async () => {
    await enter(tagged('analytics="gtag"'), {
      before: () => {
        window.calls = [];
        window.gtag = (...call) => window.calls.push(call);
      },
    });
    await page.waitForFunction(() => window.calls.some(([, name]) => name === 'experience_impression'));
    const calls = await page.evaluate(() => window.calls.filter(([, name]) => name !== 'view_item_list'));
    assert.deepEqual(calls, [
      ['set', about],
      ['event', 'experience_impression', { exp_variant_string: 'PRW-autumn-on' }],
    ]);
  });
});
