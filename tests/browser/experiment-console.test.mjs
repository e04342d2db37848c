/** Uses the experiment's console as an analyst would: goes through the days of the simulated experiment; never judges the figures. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { open, page, setStage, site } from './stage.mjs';

const folder = join(process.env.PAIRWELL_SITE ?? '', 'store/experiment');
/** @type {{planted: number, arrivals: number, days: any[]}} */
const { planted, days } = JSON.parse(await readFile(join(folder, 'days.json'), 'utf8'));

describe("the experiment's console", () => {
  setStage();

  async function enter() {
    await open('');
    await page.goto(site.url('/store/experiment.html'));
    await page.waitForFunction(() => document.getElementById('day').textContent !== '–');
  }
  const to = (/** @type {number} */ day) =>
    page.$eval(
      '#slider',
      (it, day) => {
        it.value = String(day);
        it.dispatchEvent(new Event('input', { bubbles: true }));
      },
      day,
    );
  const sentence = () => page.textContent('#sentence');

  test('the simulated month ends with a verdict that is right, and begins without one', () => {
    const last = days[days.length - 1];
    assert.equal(days[0].verdict, 'cannot_tell');
    assert.equal(last.verdict, 'better');
    assert.ok(last.relative.low > 0 && last.relative.low < planted && planted < last.relative.high);
    // Looked at on every day, none of them says the opposite of the truth.
    assert.ok(days.every(({ verdict }) => verdict === 'cannot_tell' || verdict === 'better'));
    assert.ok(days.every(({ relative }) => !relative || (relative.low < planted && planted < relative.high)));
  });

  test('begins with the last day, and says of each what its report said', async () => {
    await enter();
    assert.equal(await page.textContent('#day'), String(days.length));
    assert.equal(await sentence(), days[days.length - 1].sentence);
    for (const day of [1, 12, days.length - 3]) {
      await to(day);
      assert.equal(await sentence(), days[day - 1].sentence);
      const rows = await page.$$eval('#arms tr', (rows) => rows.map((row) => row.children[2].textContent));
      assert.deepEqual(
        rows,
        days[day - 1].arms.map(({ counted }) => counted.toLocaleString('en')),
      );
    }
    assert.deepEqual(page.problems, []);
  });

  test('draws the interval from the first day that is judged on', async () => {
    await enter();
    await to(1);
    assert.equal(await page.locator('#chart .band').count(), 0);
    assert.equal(await page.locator('#chart .truth').count(), 1);
    await to(days.length);
    const points = await page.$eval('#chart .line', (it) => it.getAttribute('d').split('L').length);
    assert.equal(points, days.filter(({ relative }) => relative).length);
  });

  test('the whole report is one click away, and opens', async () => {
    await enter();
    await page.click('text=The report of the last day');
    await page.waitForURL('**/experiment/report.html');
    assert.match(await page.textContent('body'), /Revenue/);
    assert.deepEqual(page.problems, []);
  });

  test('fits a phone', async () => {
    await enter();
    await page.setViewportSize({ width: 360, height: 740 });
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok((await over()) <= 0);
  });
});
