/** Gives pages what strangers may write: names in a manifest, SKUs, placements, stored values of every wrong shape; the shelf goes on, and asks nobody else. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { frames, readShelf, waitForState } from './browser.mjs';
import { policy, popular, serve } from './ruled-stage.mjs';
import { json } from './site.mjs';
import { FALLBACK, cart, heard, open, page, setStage, shelf, site } from './stage.mjs';
import { train } from './trainer.mjs';

setStage();

/** Whatever a page asked for but the site, since it was opened. */
function watchRequests() {
  const asked = [];
  page.context().on('request', (request) => asked.push(new URL(request.url())));
  return () => asked.filter(({ origin }) => origin !== site.origin).map(String);
}

describe('a manifest that names a file elsewhere', () => {
  const NAMES = [
    ...[
      'https://elsewhere.test/x.pw',
      '//elsewhere.test/x.pw',
      '\\\\elsewhere.test\\x.pw',
      'data:,x',
      'blob:x',
      'c:x.pw',
    ],
    ...[
      '../x.pw',
      '/x.pw',
      'a/b.pw',
      'a\\b.pw',
      '..',
      '.x',
      '%2e%2e',
      '%2e%2e%2fx',
      '\t//elsewhere.test/x',
      ' ..',
      'x?y',
      'x#y',
      '',
    ],
    ...[null, 5, ['model.pw'], {}],
  ];
  /** Makes a manifest name a file. @param {string} key @param {unknown} name */
  function misname(key, name) {
    site.spoiled.set(
      'pairwell.json',
      json((manifest) => (manifest[key].file = name)),
    );
    site.asked.length = 0;
  }

  /** What was asked of the site besides pages, the package and the manifest. */
  const others = () => site.asked.filter((path) => !/^\/(store|pkg)\/|^\/model\/pairwell\.json$|^\/favicon/.test(path));

  for (const key of ['model', 'catalog', 'rules']) {
    test(`is refused before anybody is asked: ${key}`, async () => {
      await open(FALLBACK, { define: false });
      const elsewhere = watchRequests();
      for (const name of NAMES) {
        misname(key, name);
        const code = await page.evaluate(async () => {
          const { Pairwell } = await import('../pkg/index.js');
          return Pairwell.load('../model/').then(
            () => 'loaded',
            (error) => error.code,
          );
        });
        assert.equal(code, 'manifest-invalid', String(name));
        assert.deepEqual([...elsewhere(), ...others()], [], String(name));
        assert.ok(site.asked.includes('/model/pairwell.json'), 'the manifest was asked for anew');
      }
    });

    test(`leaves an element's page as it was: ${key}`, async () => {
      misname(key, 'https://elsewhere.test/x.pw');
      await open(shelf(`items="${cart(1)}"`, FALLBACK), { define: false });
      const elsewhere = watchRequests();
      await page.evaluate(() => import('../pkg/define.js'));
      await waitForState(page, 'error');
      const [{ code }] = await heard('error');
      assert.equal(code, 'manifest-invalid');
      assert.deepEqual([...elsewhere(), ...others()], []);
      assert.ok(await page.isVisible('#fallback'));
    });
  }

  test('is refused when a packed file is longer than it says, before it is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20));
    site.spoiled.set('.pw', (answer, path) => {
      if (/catalog-/.test(path)) answer.body = bomb;
    });
    await open(shelf(`items="${cart(1)}"`, FALLBACK));
    await waitForState(page, 'error');
    const [{ code, message }] = await heard('error');
    assert.equal(code, 'catalog-invalid');
    assert.match(message, /expected \d+ bytes/);
  });
});

/** What every object has. */
const INHERITED = [...Object.getOwnPropertyNames(Object.prototype), 'length', 'then'];

describe('a word of a stranger that every object knows', () => {
  let files;
  before(async () => {
    const lines = INHERITED.flatMap((sku, n) =>
      [sku, INHERITED[(n + 1) % INHERITED.length], INHERITED[(n + 2) % INHERITED.length]].map((it) => [`${n}`, it]),
    );
    const catalog = INHERITED.map((sku) => [sku, `Title of ${sku}`, `/p/${sku}`, '', '100', 'EUR', 'true']);
    files = await train(lines, catalog);
  });

  test('is a SKU like any other', async () => {
    for (const [name, bytes] of files) site.pages.set(`/names/${name}`, bytes);
    const attributes = `model="../names/" remember consent="granted" limit="6" items='${JSON.stringify(INHERITED.slice(0, 1))}'`;
    await open(`<pairwell-shelf ${attributes} stock='{"__proto__": 3}'></pairwell-shelf>`);
    for (const sku of INHERITED) {
      await page.$eval('pairwell-shelf', (it, name) => (it.cart = [name]), sku);
      await waitForState(page, 'ready');
      await frames(page, 2);
    }
    const { cards } = await readShelf(page);
    assert.ok(cards.length >= 2 && cards.every(({ title }) => title.startsWith('Title of ')), JSON.stringify(cards));
    await page.locator('pairwell-shelf .add').first().click();
    await page.reload();
    await waitForState(page, 'ready');
    assert.deepEqual(page.problems, []);
  });

  test('is a placement, a heading, a language or a kind like any other', async () => {
    await open('');
    for (const word of INHERITED) {
      const attributes = [
        'placement',
        'kind',
        'lang',
        'segment',
        'list-id',
        'region',
        'item-key',
        'permissions',
        'signals',
      ];
      // An element of its own for each, in one page.
      await page.evaluate(
        (markup) => (document.body.innerHTML = markup),
        shelf(
          `items="${cart(1)}" ${attributes.map((name) => `${name}="${word}"`).join(' ')} answers='{"${word}": "${word}"}'`,
        ),
      );
      await waitForState(page, 'ready');
      assert.equal((await readShelf(page)).heading, 'Popular right now', word);
      assert.deepEqual(page.problems, [], word);
    }
  });

  test('names no shop', async () => {
    await open(shelf(`items="${cart(1)}" store="constructor"`));
    await waitForState(page, 'ready');
    assert.equal((await heard('error'))[0].code, 'store-unknown');
  });
});

describe('what is remembered on a device', () => {
  const today = Math.floor(Date.now() / 86_400_000);
  const order = [today, 'm', ['KF-1001']];
  const WRONG = [
    ...[
      '',
      '{',
      'null',
      'true',
      '0',
      '7',
      '"x"',
      '[]',
      '{}',
      '[null]',
      '[[]]',
      '[[[]]]',
      '[7]',
      '{"a": null}',
      '{"a": 7}',
      '{"a": []}',
    ],
    ...[
      '{"a": {}}',
      '{"a": "x"}',
      '{"a": [1]}',
      '{"a": ["x", "y"]}',
      '{"a": [null, null]}',
      '{"__proto__": [1, 1]}',
      '{"a": {"item_id": 5}}',
    ],
    ...[
      { a: [1, today + 400] },
      { a: [-1, today] },
      { a: { 1: today } },
      { a: [{}, today] },
      { a: [1e308, today] },
      { a: [3, today + 0.5] },
    ],
    ...[
      { v: 1 },
      { v: 2, orders: [order] },
      { v: 1, orders: {}, seen: 5 },
      { v: 1, orders: [null, 7, [], [today]], seen: [null, [today]] },
    ],
    ...[
      {
        v: 1,
        orders: [
          [today, 'm', 'x'],
          [today, 'm', [7]],
          [today, 'm', null],
          ['x', 'm', []],
        ],
        seen: [
          ['x', 'y'],
          [today, 5],
        ],
      },
    ],
    ...[
      { v: 1, orders: [[today + 400, 'm', ['KF-1001']]], seen: [[today + 40, 'KF-1001']] },
      { v: 1, orders: null, seen: null },
    ],
    ...[
      { a: { item_id: 'a', price: 'x' } },
      { a: { item_id: 'a', item_list_id: {}, item_list_name: 1 } },
      [{ item_id: 'a' }],
      { a: [[1], today] },
    ],
  ].map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));

  test(`never makes a shelf fail: ${WRONG.length} wrong shapes`, async () => {
    serve(policy({ restAfter: 3, perPage: 12, perSession: 40 }));
    await open('');
    for (const value of WRONG) {
      const body = shelf(`items="${popular[0]}" placement="home" remember consent="granted"`);
      site.pages.set('/store/remembering.html', `<script type="module" src="../pkg/define.js"></script>${body}`);
      await page.evaluate((text) => {
        for (const key of ['pairwell-shown', 'pairwell-taste', 'pairwell-selected'])
          for (const storage of [localStorage, sessionStorage]) storage.setItem(key, text);
      }, value);
      await page.goto(site.url('/store/remembering.html'));
      await waitForState(page, 'ready');
      await page.evaluate(() => {
        // What was clicked is stored too; the page stays.
        document.addEventListener('click', (event) => event.preventDefault());
        document.querySelector('pairwell-shelf').shadowRoot.querySelector('a').click();
      });
      await frames(page, 3);
      assert.deepEqual(page.problems, [], value);
      assert.deepEqual(await heard('error'), [], value);
    }
  });

  test('is forgotten if its day is yet to come', async () => {
    serve(policy({ restAfter: 3 }));
    await open('');
    await page.evaluate(
      ([day, sku]) =>
        localStorage.setItem('pairwell-shown', JSON.stringify({ [sku]: [9, day + 400], gone: [9, day + 400] })),
      [today, popular[0]],
    );
    await page.goto(site.url('/store/test.html'));
    await page.setContent(
      `<script type="module" src="../pkg/define.js"></script>${shelf('placement="home" consent="granted"')}`,
    );
    await waitForState(page, 'ready');
    await page.waitForFunction(() => !localStorage.getItem('pairwell-shown').includes('gone'));
    const kept = JSON.parse(await page.evaluate(() => localStorage.getItem('pairwell-shown')));
    assert.deepEqual(kept[popular[0]], [1, today]);
  });
});
