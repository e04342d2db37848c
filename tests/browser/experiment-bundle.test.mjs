/** Holds bundles to what shelves promise in experiments, and the code that reports to coming late without losing a click. */
import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { waitForState } from './browser.mjs';
import { compiled, customerIn, enter, experiment, publish, told, trying, visit } from './experiment-stage.mjs';
import { page, setStage, site } from './stage.mjs';

setStage();

/** @type {Awaited<ReturnType<typeof compiled>>} */
let autumn;
before(async () => {
  autumn = await compiled(experiment());
});
beforeEach(() => publish(autumn));

const inArm = (/** @type {string} */ arm, published = autumn) => `customer="${customerIn(published, arm)}"`;

describe('what reports', () => {
  test('may come after the list: a click before is told with its exposure', async () => {
    /** @type {(() => void) | undefined} */
    let release;
    await enter('');
    await page.context().route('**/experiment/report.js', async (route) => {
      await new Promise((done) => (release = done));
      await route.continue();
    });
    await visit(trying(inArm('on')));
    await waitForState(page, 'ready');
    await page.locator('pairwell-shelf .add').first().click();
    await page.waitForFunction(() => window.heard.some(({ what }) => what === 'add'));
    assert.deepEqual(await page.evaluate(() => window.told), []);
    release?.();
    await page.waitForFunction(() => window.told.some(({ type }) => type === 'add'));
    const kinds = await page.evaluate(() => window.told.map(({ type }) => type));
    assert.deepEqual(kinds, ['exposure', 'view', 'add']);
    await page.context().unroute('**/experiment/report.js');
  });

  test('is not loaded where nothing may be kept', async () => {
    await enter(trying(`consent="denied" ${inArm('on')}`));
    await waitForState(page, 'ready');
    assert.ok(!site.asked.some((path) => path.includes('experiment/report.js')), site.asked.join());
  });
});

describe('a bundle', () => {
  const bundle = (/** @type {string} */ attributes) =>
    `<pairwell-bundle model="../model/" item="KF-1001" experiments="/collect" ${attributes}><p id="fallback">By hand</p></pairwell-bundle>`;
  const bundled = (/** @type {string} */ attributes) =>
    enter(bundle(attributes), { head: '<script type="module" src="../pkg/define-bundle.js"></script>' });
  const state = (/** @type {string} */ wanted) => waitForState(page, wanted, 'pairwell-bundle');

  test('is withheld where its arm is not shown, and tells what it would have shown', async () => {
    await bundled(inArm('on'));
    await state('ready');
    const { items, placement, shown, cart } = await told('exposure');
    const own = await page.$eval('pairwell-bundle', (it) => it.frame.cards.map(({ pick }) => pick.sku));
    assert.deepEqual([[...cart, ...items], placement, shown], [own, 'bundle', true]);
    assert.deepEqual((await told('view')).items, items);
    await bundled(inArm('off'));
    await state('empty');
    assert.ok(await page.isVisible('#fallback'), 'the page’s own content stays');
    const other = await told('exposure');
    assert.deepEqual([other.items, other.placement, other.shown], [items, 'bundle', false]);
    assert.deepEqual(page.problems, []);
  });

  test('tells an addition of each suggestion, and not of the page’s own item', async () => {
    await bundled(inArm('on'));
    await state('ready');
    const { items } = await told('exposure');
    await page.locator('pairwell-bundle .sum .add').click();
    await page.waitForFunction(
      (count) => window.told.filter(({ type }) => type === 'add').length === count,
      items.length,
    );
    const adds = await page.evaluate(() => window.told.filter(({ type }) => type === 'add'));
    assert.deepEqual(
      adds.map(({ sku, position }) => [sku, position]),
      items.map((sku, at) => [sku, at + 1]),
    );
  });

  test('takes settings of its arm, and part only where its placement does', async () => {
    const set = await compiled(
      experiment('autumn', 'placements = ["bundle"]', 'set = { limit = 1, heading = "Two for you" }'),
    );
    publish(set);
    await bundled(inArm('on', set));
    await state('ready');
    assert.equal((await told('exposure')).items.length, 1);
    assert.equal(await page.getAttribute('pairwell-bundle', 'heading'), 'Two for you');
    publish(await compiled(experiment('autumn', 'placements = ["product"]')));
    await bundled(inArm('off', set));
    await state('ready');
  });

  test('keeps the order of its offer where an arm shuffles lists', async () => {
    const set = await compiled(experiment('autumn', '', 'shuffle = { eps = 1.0, candidates = 8 }'));
    publish(set);
    await bundled(inArm('on', set));
    await state('ready');
    assert.deepEqual((await told('exposure')).policy, { kind: 'plain' });
  });
});
