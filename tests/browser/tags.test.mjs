/** Opens pages that begin from their tags: what `pairwell tags` prints, as elements and as a header, and what a tag's script asks for by itself. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { frames, waitForState } from './browser.mjs';
import { json } from './site.mjs';
import { printedTags } from './slow-line.mjs';
import { open, page, setStage, shelf, site } from './stage.mjs';

setStage();

/** What the command line prints for the demo's model. @param {...string} options */
async function printed(...options) {
  const model = join(process.env.PAIRWELL_SITE ?? '', 'model');
  const urls = ['--script-url', '../pkg/', '--model-url', '../model/', '--sku', 'KF-1001'];
  const { stdout } = await promisify(execFile)(process.env.PAIRWELL_BIN ?? '', ['tags', model, ...urls, ...options]);
  return stdout;
}

/** A file that a page preloads in vain: once the browser complains of it, it has complained of all others. */
const IN_VAIN = '../store/catalog.json';

/** Every file of the package and the model that was asked for, sorted. */
const asked = () => site.asked.filter((path) => /^\/(pkg|model)\//.test(path)).sort();

/** The files of the site that a page names in its tags, sorted. @param {string} text */
const named = (text) => [...text.matchAll(/\.\.(\/(?:pkg|model)\/[\w.-]+)/g)].map(([, path]) => path).sort();

/** Waits for the browser's word on the file that is preloaded in vain, and gives all warnings. */
async function warnings() {
  const isAbout = (/** @type {any} */ message) => message.text().includes('store/catalog.json');
  if (!page.warnings.some((text) => text.includes('store/catalog.json'))) {
    await page.waitForEvent('console', { predicate: isAbout });
  }
  await frames(page);
  return page.warnings.filter((text) => !text.includes('store/catalog.json'));
}

describe('a page with the tags that `pairwell tags` prints', () => {
  test('uses all that it preloads, and asks for each file once', async () => {
    const tags = await printed();
    const vain = `<link rel="preload" href="${IN_VAIN}" as="fetch" crossorigin>`;
    await open(shelf('store="none"'), { head: tags + vain, define: false });
    await waitForState(page, 'ready');
    assert.deepEqual(await warnings(), []);
    assert.deepEqual(page.problems, []);
    const files = asked().filter((path) => !path.endsWith('analytics.js'));
    assert.deepEqual(files, named(tags));
  });

  test('so does one whose host sends them as a header, bundle included', async () => {
    const header = await printed('--format', 'link-header', '--bundle');
    site.spoiled.set('/store/test.html', (answer) => {
      answer.headers.link = `${header.trim()}, <${IN_VAIN}>; rel=preload; as=fetch; crossorigin`;
    });
    const bundle = '<pairwell-bundle model="../model/" item="KF-1001" store="none"></pairwell-bundle>';
    const scripts = ['define', 'define-bundle'].map(
      (name) => `<script type="module" src="../pkg/${name}.js"></script>`,
    );
    await open(shelf('store="none"') + bundle, { head: scripts.join(''), define: false });
    await waitForState(page, 'ready');
    await waitForState(page, 'ready', 'pairwell-bundle');
    assert.deepEqual(await warnings(), []);
    assert.deepEqual(page.problems, []);
    const later = /(analytics|bundle-offers)\.js$/;
    assert.deepEqual(
      asked().filter((path) => !later.test(path)),
      named(header),
    );
  });

  test('has those that the slow line is measured with', async () => {
    assert.equal(await printed(), printedTags(process.env.PAIRWELL_SITE ?? ''));
  });
});

describe("a tag's script", () => {
  test('asks once for what two elements need', async () => {
    const scripts = ['define', 'define-bundle'].map(
      (name) => `<script type="module" src="../pkg/${name}.js"></script>`,
    );
    // Its partners are none of the popular items that the shelves claim.
    const bundle = '<pairwell-bundle model="../model" item="KF-2601"></pairwell-bundle>';
    await open(shelf() + shelf('placement="cart"') + bundle, { head: scripts.join(''), define: false });
    await waitForState(page, 'ready');
    await waitForState(page, 'ready', 'pairwell-bundle');
    assert.deepEqual(asked(), [...new Set(asked())]);
  });

  test('asks for nothing but scripts for an element that is far away, or has no box', async () => {
    const far = '<style>#far { height: 5000px } [hidden] { display: none }</style><div id="far"></div>';
    await open(`${shelf('hidden id="none"')}${far}${shelf()}`);
    await page.waitForFunction(() => customElements.get('pairwell-shelf'));
    await frames(page);
    assert.deepEqual(asked(), ['/pkg/core.js', '/pkg/define.js']);
  });

  test('asks for no file whose name leads out of the directory', async () => {
    for (const file of [
      '../store/catalog.json',
      'https://other.example/x.pw',
      '//other.example/x.pw',
      '%2e%2e/x',
      '.x',
    ]) {
      site.asked.length = 0;
      site.spoiled.set(
        'pairwell.json',
        json((manifest) => (manifest.catalog.file = file)),
      );
      const elsewhere = /** @type {string[]} */ ([]);
      await open(shelf('store="none"'));
      page.on('request', (request) => elsewhere.push(request.url()));
      await waitForState(page, 'error');
      assert.deepEqual(
        elsewhere.filter((url) => url.includes('example') || url.includes('catalog.json')),
        [],
        file,
      );
      assert.ok(!site.asked.some((path) => path.endsWith('.pw')), `${file}: ${site.asked}`);
    }
  });

  test('leaves every fault to the element: a manifest that is none, a package that is not whole', async () => {
    site.spoiled.set('pairwell.json', (answer) => (answer.body = Buffer.from('<!doctype html>')));
    await open(shelf('store="none"'));
    await waitForState(page, 'error');
    assert.deepEqual(page.problems, []);
    assert.equal(page.warnings.length, 1, String(page.warnings));
  });
});
