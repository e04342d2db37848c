/** Opens the developers' window as people do: reads, types, closes; never judges a ranking. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitForState } from './browser.mjs';
import { decoded, importFromPackage, loadCore, modelFiles } from './package.mjs';
import { plainParts, ruleFile } from './rule-file.mjs';
import { json } from './site.mjs';
import { cart, known, open, page, setStage, shelf, site } from './stage.mjs';

const { Pairwell } = await importFromPackage('index.js');
const files = await modelFiles();
const popular = Pairwell.fromBytes({ ...files, manifest: { ...files.manifest, rules: undefined } })
  .suggest({ limit: 40 })
  .map((pick) => pick.sku);
const { Engine } = await loadCore();
const engine = decoded(new Engine(files.model));

const text = (/** @type {string} */ selector) =>
  page.$eval('pairwell-inspector', (it, one) => it.shadowRoot.querySelector(one)?.textContent ?? '', selector);

describe('?pairwell=inspect', () => {
  setStage();

  /** The test page, with the question in its address. @param {string} body */
  async function inspected(body) {
    await open(body);
    await page.goto(site.url('/store/test.html?pairwell=inspect'));
    await page.waitForSelector('pairwell-inspector', { state: 'attached' });
  }

  test('is not loaded where nobody asks for it', async () => {
    await open(shelf(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    assert.equal(site.count('inspect.js'), 0);
    assert.equal(await page.$('pairwell-inspector'), null);
  });

  test('tells of each shelf what its picks are made of, and why others are not there', async () => {
    await inspected(
      shelf(`placement="cart" items="${cart(2)}" list-id="one"`) + shelf('placement="home" list-id="two"'),
    );
    await page.waitForFunction(
      () => document.querySelector('pairwell-inspector').shadowRoot.querySelectorAll('.tab').length === 2,
    );
    assert.match(await text('.moment'), new RegExp(`cart ${cart(2).join(', ')}`));
    const rows = await page.$eval('pairwell-inspector', (it) =>
      [...it.shadowRoot.querySelectorAll('.entry')].map((entry) => entry.querySelector('table').textContent),
    );
    assert.ok(rows.length > 3 && rows.every((row) => row.includes('popularity') && row.includes('ranked by')));
    assert.ok(rows.some((row) => row.includes('goes with')));
    await page.locator('pairwell-inspector .tab >> nth=1').click();
    assert.match(await text('.moment'), /cart empty/);
    assert.deepEqual(page.problems, []);
  });

  test('tells what is remembered of the shopper, and what they own', async () => {
    await inspected(shelf('placement="home"'));
    const [again, owned] = await page.$eval(
      'pairwell-shelf',
      (element, skus) => {
        const { pairwell } = element;
        const why = (sku) => pairwell.explain({ history: [[sku]] }, sku)?.dropped;
        const found = [skus.find((sku) => !why(sku)), skus.find((sku) => why(sku) === 'owned')];
        element.context = { history: [found] };
        return found;
      },
      known.map(({ sku }) => sku),
    );
    await page.waitForFunction(() =>
      /history/.test(document.querySelector('pairwell-inspector').shadowRoot.querySelector('.moment').textContent),
    );
    for (const [sku, told] of [
      [again, 'the shopper’s history'],
      [owned, 'the shopper owns it, and customers do not buy it again'],
    ]) {
      await page.locator('pairwell-inspector #query').fill(sku);
      await page.keyboard.press('Enter');
      assert.match(await text('.answer'), new RegExp(told));
    }
    assert.deepEqual(page.problems, []);
  });

  test('explains any SKU typed in', async () => {
    const [own] = cart(1);
    await inspected(shelf(`placement="cart" items="${own}"`));
    for (const [sku, why] of [
      [own, 'it is in the cart'],
      ['no-such-sku', 'the model does not know it'],
    ]) {
      await page.locator('pairwell-inspector #query').fill(sku);
      await page.keyboard.press('Enter');
      assert.match(await text('.answer'), new RegExp(why));
    }
  });

  test('says who pins, each rule by itself, and which cap keeps an item out', async () => {
    const [one, two, three, four, pinned] = popular.map((sku) => engine.item(sku));
    const parts = {
      ...plainParts(engine.items),
      sets: [
        { name: 'one', items: [one] },
        { name: 'two', items: [two, three].sort((a, b) => a - b) },
        { name: 'four', items: [four] },
      ],
      rules: [
        { name: 'staff choice', actions: [[4, pinned, 0]] },
        { name: 'double', actions: [[2, 0, 512]] },
        { name: 'a half', actions: [[2, 0, 128]] },
        { name: 'one of two', actions: [[7, 1, 1]] },
        { name: 'not four', actions: [[0, 2, 0]] },
      ],
    };
    const bytes = ruleFile(engine.digest, parts);
    const digest = new DataView(bytes.buffer).getBigUint64(8, true).toString(16).padStart(16, '0');
    site.pages.set('/model/rules-test.pw', Buffer.from(bytes));
    const rules = { file: 'rules-test.pw', bytes: bytes.length, digest };
    site.spoiled.set(
      'pairwell.json',
      json((manifest) => Object.assign(manifest, { rules })),
    );
    await inspected(shelf('placement="home" limit="3"'));
    for (const [sku, ...told] of [
      [popular[4], 'pinned by “staff choice”'],
      [popular[0], 'rule “double”× 2.00', 'rule “a half”× 0.50'],
      [popular[2], 'the set that it is in is at the cap of rule “one of two”'],
      [popular[3], 'rule “not four” excludes it'],
      [popular[20], 'other items rank higher'],
    ]) {
      await page.locator('pairwell-inspector #query').fill(sku);
      await page.keyboard.press('Enter');
      const answer = await text('.answer');
      for (const words of told) assert.ok(answer.includes(words), `${words}: ${answer}`);
    }
    assert.deepEqual(page.problems, []);
  });

  test('closes by its button and by Escape, and stays closed', async () => {
    for (const close of [
      () => page.locator('pairwell-inspector .close').click(),
      async () => {
        await page.locator('pairwell-inspector .close').focus();
        await page.keyboard.press('Escape');
      },
    ]) {
      await inspected(shelf(`items="${cart(1)}"`));
      await close();
      await page.$eval('pairwell-shelf', (it) => it.setAttribute('limit', '2'));
      await page.waitForFunction(
        () => document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('.card:not(.ghost)').length === 2,
      );
      assert.equal(await page.$('pairwell-inspector'), null);
    }
  });
});
