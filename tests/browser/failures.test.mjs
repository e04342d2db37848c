/** Breaks every file a shelf needs, in every way hosts break them, and looks whether the page stays; never good files. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { frames, readShelf, waitForState } from './browser.mjs';
import { withoutWasm } from './package.mjs';
import { SPOILERS, json } from './site.mjs';
import { FALLBACK, cart, heard, open, page, setStage, shelf, site } from './stage.mjs';

setStage();

describe('a shelf whose files are bad leaves the page as it was and says why', () => {
  const only =
    (/** @type {RegExp} */ name, /** @type {import('./site.mjs').Spoiler} */ spoil) =>
    (/** @type {import('./site.mjs').Answer} */ answer, /** @type {string} */ path) =>
      name.test(path) && spoil(answer, path);
  const model = (/** @type {keyof typeof SPOILERS} */ how) => only(/model-\w+\.pw$/, SPOILERS[how]);
  const catalog = (/** @type {keyof typeof SPOILERS} */ how) => only(/catalog-\w+\.pw$/, SPOILERS[how]);
  const manifest = (/** @type {(manifest: any) => void} */ change) => json(change);
  const otherDigest = (/** @type {any} */ it) => (it.model.digest = '0123456789abcdef');

  /** @type {[string, string, string, any][]} name, code, end of the path, spoiler */
  const CASES = [
    ['no manifest', 'manifest-unreachable', 'pairwell.json', SPOILERS.missing],
    ['a page instead of the manifest', 'manifest-invalid', 'pairwell.json', SPOILERS.html],
    ['a manifest cut short', 'manifest-invalid', 'pairwell.json', SPOILERS.truncated],
    ['a manifest of another format', 'format-unsupported', 'pairwell.json', manifest((it) => (it.format = 99))],
    ['a manifest without a model', 'manifest-invalid', 'pairwell.json', manifest((it) => delete it.model)],
    ['a manifest that names another digest', 'digest-mismatch', 'pairwell.json', manifest(otherDigest)],
    ['no model', 'model-unreachable', '.pw', model('missing')],
    ['a model cut short', 'truncated', '.pw', model('truncated')],
    ['a model with one byte changed', 'digest-mismatch', '.pw', model('oneByteChanged')],
    ['a page instead of the model', 'not-a-model', '.pw', model('html')],
    ['no catalog', 'catalog-unreachable', '.pw', catalog('missing')],
    ['a catalog with one byte changed', 'catalog-invalid', '.pw', catalog('oneByteChanged')],
    ['no engine', 'wasm-unreachable', '.wasm', SPOILERS.missing],
    ['a page instead of the engine', 'wasm-not-wasm', '.wasm', SPOILERS.html],
    ['a page served as the engine', 'wasm-not-wasm', '.wasm', SPOILERS.htmlUnderItsOwnType],
    ['an engine cut short', 'wasm-corrupt', '.wasm', SPOILERS.truncated],
    ['a policy that forbids WebAssembly, and no stand-in', 'wasm-blocked', 'test.html', SPOILERS.blocksWasm],
  ];

  // Without WebAssembly nobody asks for the module.
  const cases = withoutWasm ? CASES.filter(([, code]) => !code.startsWith('wasm-')) : CASES;
  for (const [name, code, end, spoil] of cases) {
    test(`${name}: ${code}`, async () => {
      site.spoiled.set(end, spoil);
      // The JavaScript engine would answer where WebAssembly is forbidden.
      if (!withoutWasm) site.spoiled.set('javascript-engine.js', SPOILERS.missing);
      await open(shelf(`items="${cart(1)}"`, FALLBACK));
      await expectUntouched(code);
    });
  }

  test('no WebAssembly in the browser, nor its stand-in: wasm-unsupported', async () => {
    site.spoiled.set('javascript-engine.js', SPOILERS.missing);
    await open(shelf('', FALLBACK), {
      before: () => Object.defineProperty(globalThis, 'WebAssembly', { value: undefined }),
    });
    await expectUntouched('wasm-unsupported');
  });

  test('no model attribute: no-model', async () => {
    await open(`<pairwell-shelf>${FALLBACK}</pairwell-shelf>`);
    await expectUntouched('no-model');
  });

  test('a model that comes back is loaded on the next try', async () => {
    site.spoiled.set('pairwell.json', SPOILERS.missing);
    await open(shelf('', FALLBACK));
    await expectUntouched('manifest-unreachable');
    site.spoiled.clear();
    await page.$eval('pairwell-shelf', (element) => element.replaceWith(element.cloneNode(true)));
    await waitForState(page, 'ready');
  });

  if (!withoutWasm) {
    test('an engine that lies elsewhere is found by the attribute', async () => {
      site.pages.set(
        '/assets/engine.wasm',
        await readFile(join(process.env.PAIRWELL_PKG ?? '', 'pairwell_wasm_bg.wasm')),
      );
      await open(shelf('wasm="/assets/engine.wasm"'));
      await waitForState(page, 'ready');
      assert.deepEqual(
        site.asked.filter((path) => path.endsWith('.wasm')),
        ['/assets/engine.wasm'],
      );
    });

    test('an engine under the wrong MIME type still runs, and the console names the type', async () => {
      site.spoiled.set('.wasm', SPOILERS.wrongType);
      await open(shelf());
      await waitForState(page, 'ready');
      assert.equal(
        page.warnings.filter((text) => text.includes('"text/plain"') && text.includes('"application/wasm"')).length,
        1,
      );
    });
  }

  /** @param {string} code */
  async function expectUntouched(code) {
    await waitForState(page, 'error');
    await frames(page);
    const errors = await heard('error');
    assert.deepEqual(
      errors.map((event) => event.code),
      [code],
      errors[0]?.message,
    );
    assert.ok(errors[0].bubbles && errors[0].composed && errors[0].message.length > 20);
    assert.ok(await page.isVisible('#fallback'));
    assert.equal((await readShelf(page)).cards.length, 0);
    const [shelfHeight, fallbackHeight] = await page.evaluate(() =>
      ['pairwell-shelf', '#fallback'].map(
        (selector) => document.querySelector(selector).getBoundingClientRect().height,
      ),
    );
    assert.ok(
      shelfHeight - fallbackHeight <= 40,
      `nothing but the fallback and its margins takes space: ${shelfHeight}`,
    );
    assert.deepEqual(
      page.problems.filter((text) => !/Failed to load resource|Content Security Policy|WebAssembly/.test(text)),
      [],
    );
  }
});
