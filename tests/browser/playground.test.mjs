/** Uses the rules playground as a merchant would: types rules, says who shops, reads findings; never judges a ranking. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { waitForState } from './browser.mjs';
import { importFromPackage, modelFiles } from './package.mjs';
import { open, page, setStage, site } from './stage.mjs';

const { startSync } = await importFromPackage('pairwell_wasm.js');
const { Pairwell } = await importFromPackage('index.js');
const files = await modelFiles();
startSync(files.wasm);
const pairwell = Pairwell.fromBytes({ ...files, manifest: { ...files.manifest, rules: undefined } });
const title = (/** @type {string} */ sku) => pairwell.product(sku).title;

describe('the rules playground', () => {
  setStage();
  const titles = () =>
    page.$eval('#shelf', (it) =>
      [...it.shadowRoot.querySelectorAll('.card:not(.ghost) .link')].map((a) => a.textContent),
    );
  const verdict = (/** @type {RegExp} */ wanted) =>
    page.waitForFunction((it) => new RegExp(it).test(document.getElementById('verdict').textContent), wanted.source);

  /** The playground, its sample in force. */
  async function play() {
    await open('');
    await page.goto(site.url('/store/rules.html'));
    await verdict(/^In force/);
    await waitForState(page, 'ready', '#shelf');
  }

  /** Says something of the shopper. @param {string} id @param {string} value */
  async function say(id, value) {
    await page.$eval('#who', (it) => it.setAttribute('open', ''));
    await page.fill(`#${id}`, value);
  }
  const shows = (/** @type {string} */ title) =>
    page.waitForFunction(
      (it) => document.getElementById('shelf').shadowRoot.querySelector('.card:not(.ghost) .link')?.textContent === it,
      title,
    );

  test("begins with the sample shop's rules, and the shelf obeys them", async () => {
    await play();
    assert.equal(
      await page.inputValue('#text'),
      await readFile(new URL('../../sample/rules.toml', import.meta.url), 'utf8'),
    );
    assert.equal(await page.locator('#findings .error').count(), 0);
    assert.doesNotMatch(await page.textContent('#findings'), /unknown here/, 'tags are known');
    assert.equal((await titles())[0], title('KF-2101'));
    assert.ok(await page.isHidden('#training'));
    assert.deepEqual(page.problems, []);
  });

  test('follows what is said of the shopper, in a form that is folded at first', async () => {
    await play();
    assert.ok(await page.isHidden('#segment'));
    const rule = (/** @type {string} */ when) => `[[rule]]\nwhen = { ${when} }\npin = { items = ["KF-5009"] }\n`;
    for (const [when, id, value] of [
      ['segment = ["trade"]', 'segment', 'trade'],
      ['answers = { milk = ["oat"] }', 'answers', 'milk=oat'],
      ['usage = { seats = { from = 0.8 } }', 'usage', 'seats=0.9'],
      ['region = ["CH"]', 'region', 'ch'],
      ['locale = ["de"]', 'locale', 'de-CH'],
      ['plan = ["any"]', 'plan', 'monthly'],
      ['dates = { from = 2031-01-01, to = 2031-01-02 }', 'now', '2031-01-02T10:00'],
    ]) {
      await page.fill('#text', rule(when));
      await verdict(/^In force/);
      assert.notEqual((await titles())[0], title('KF-5009'), when);
      await say(id, value);
      await shows(title('KF-5009'));
      assert.match(await page.textContent('#said'), /1 set/);
      await say(id, '');
    }
    await page.fill(
      '#text',
      '[[rule]]\npin = [{ items = ["KF-5009"] }, { items = ["KF-2101"] }]\n[[restricted]]\nitems = ["KF-5009"]\nneeds = "club"\n',
    );
    await shows(title('KF-2101'));
    await say('permissions', 'club');
    await shows(title('KF-5009'));
    await say('stock', 'KF-5009=0');
    await shows(title('KF-2101'));
    await page.selectOption('#kind', 'upsell');
    await page.waitForFunction(() => document.getElementById('shelf').getAttribute('placement') === 'product');
    assert.deepEqual(page.problems, []);
  });

  test('says what needs training, and what wins', async () => {
    await play();
    const sample = await page.inputValue('#text');
    await page.fill('#text', sample.replace('above = 180', 'above = 90'));
    await page.waitForSelector('#training:not([hidden])');
    await page.fill('#text', '[[rule]]\nexclude = { items = ["KF-2101"] }\n[[rule]]\npin = { items = ["KF-2101"] }\n');
    await verdict(/1 warning/);
    assert.ok(await page.isHidden('#resolution'));
    await page.click('#findings a');
    assert.match(await page.textContent('#resolution li:nth-child(3)'), /^exclude/);
    assert.ok(await page.isVisible('#resolution'));
  });

  test('keeps the inspector off the shelf and its controls', async () => {
    await open('');
    await page.goto(site.url('/store/rules.html?pairwell=inspect'));
    await waitForState(page, 'ready', '#shelf');
    await page.waitForSelector('#window pairwell-inspector', { state: 'attached' });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const box = (/** @type {string} */ selector) => page.locator(selector).boundingBox();
      const [panel, above, form] = await Promise.all([box('pairwell-inspector .panel'), box('.stage'), box('#moment')]);
      assert.ok(
        panel.y >= above.y + above.height - 1 && panel.y >= form.y + form.height,
        `${width}: ${JSON.stringify([panel, above])}`,
      );
      assert.ok(panel.x >= 0 && panel.x + panel.width <= width, `${width}: ${JSON.stringify(panel)}`);
    }
  });

  test('follows what is typed, and keeps the rules before where there is an error', async () => {
    await play();
    const sample = await page.inputValue('#text');
    await page.fill('#text', sample.replace('pin = { items = ["KF-2101"] }', 'pin = { items = ["KF-1001"] }'));
    await shows(title('KF-1001'));
    const before = await titles();
    await page.fill('#text', `${sample}\n[[rule]]\npim = { items = ["KF-1001"] }\n`);
    await verdict(/error/);
    const line = sample.split('\n').length + 2;
    assert.match(await page.textContent('#findings .error'), new RegExp(`error ${line}:`));
    assert.equal(await page.textContent('#numbers .error'), String(line));
    assert.deepEqual(await titles(), before);
    await page.click('#findings .error');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'text');
  });

  test('warns of a SKU that the shop does not have, at its line', async () => {
    await play();
    await page.fill('#text', '[[rule]]\npin = { items = ["KF-0000", "KF-1001"] }\n');
    await verdict(/1 warning/);
    assert.match(await page.textContent('#findings .warning'), /KF-0000/);
  });

  test('is quiet on a signal, exports the file, and resets', async () => {
    await play();
    await say('signals', 'complaint');
    await waitForState(page, 'empty', '#shelf');
    assert.ok(await page.isVisible('#silence'));
    const top = (/** @type {string} */ selector) => page.$eval(selector, (it) => it.getBoundingClientRect().top);
    assert.equal(await top('#silence'), await top('.stage'), 'where the shelf would be');
    await say('signals', '');
    await page.fill('#text', '# mine\n');
    await verdict(/^In force/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#export')]);
    assert.equal(download.suggestedFilename(), 'rules.toml');
    assert.equal(await readFile(await download.path(), 'utf8'), '# mine\n');
    await page.reload();
    assert.equal(await page.inputValue('#text'), '# mine\n');
    await page.click('#reset');
    await page.waitForFunction(() => /Kettle & Finch/.test(document.getElementById('text').value));
  });
});
