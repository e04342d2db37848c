/** Publishes a model anew while a browser or a CDN keeps the old manifest, and looks whether the shelf finds the new files; never waits for a cache. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readShelf, waitForState } from './browser.mjs';
import { SPOILERS } from './site.mjs';
import { cart, heard, open, page, setStage, shelf, site } from './stage.mjs';

const model = join(process.env.PAIRWELL_SITE ?? '', 'model');
const published = JSON.parse(await readFile(join(model, 'pairwell.json'), 'utf8'));

/** The manifest as it was before: these files had other names, and are still there. @param {string[]} names */
async function publishOld(names) {
  const old = structuredClone(published);
  for (const name of names) {
    old[name].file = `old-${old[name].file}`;
    site.pages.set(`/model/${old[name].file}`, await readFile(join(model, published[name].file)));
  }
  site.pages.set('/model/pairwell.json', JSON.stringify(old));
  site.spoiled.set('pairwell.json', (answer) => (answer.headers['cache-control'] = 'max-age=3600'));
  return old;
}

/** The shop publishes anew into an empty directory. @param {string[]} names @param {any} old @param {keyof typeof SPOILERS} how */
function publishNew(names, old, how) {
  site.pages.delete('/model/pairwell.json');
  for (const name of names) {
    site.pages.delete(`/model/${old[name].file}`);
    site.spoiled.set(old[name].file, (answer, path) => SPOILERS[how](Object.assign(answer, { status: 200 }), path));
  }
}

/** The page shows what it showed before, with products, and without an error. @param {any[]} cards */
async function expectSame(cards) {
  await waitForState(page, 'ready');
  assert.deepEqual((await readShelf(page)).cards, cards);
  assert.deepEqual(await heard('error'), []);
}

describe('a visitor whose browser keeps the old manifest gets the new model', () => {
  setStage();
  for (const how of /** @type {const} */ (['missing', 'html'])) {
    for (const name of ['model', 'catalog', 'rules']) {
      test(`when another ${name} was published, and the old one's address answers ${how === 'html' ? 'with a page' : '404'}`, async () => {
        const old = await publishOld([name]);
        await open(shelf(`items="${cart(2)}"`));
        await waitForState(page, 'ready');
        const { cards } = await readShelf(page);
        publishNew([name], old, how);
        await page.evaluate(() => (window.heard = []));
        site.asked.length = 0;
        // As a link does: what the browser keeps is used.
        await page.goto(site.url('/store/test.html?again'));
        await expectSame(cards);
        assert.equal(site.count('pairwell.json'), 1, 'asked once, past the cache');
      });
    }
  }

  test('when all was published anew, and a CDN keeps the manifest whatever the visitor asks', async () => {
    const names = ['model', 'catalog', 'rules'];
    const old = await publishOld(names);
    await open(shelf(`items="${cart(2)}"`));
    await waitForState(page, 'ready');
    const { cards } = await readShelf(page);
    publishNew(names, old, 'missing');
    const kept = { headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(old)) };
    site.routes = ({ url }) => (url.pathname === '/model/pairwell.json' && !url.search ? kept : undefined);
    await open(shelf(`items="${cart(2)}"`));
    await expectSame(cards);
  });
});
