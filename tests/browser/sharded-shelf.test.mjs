/** Draws shelves from shards in Chromium, with answers held back, missing and damaged; counts requests and round trips, never time. */
import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { frames, layoutShift, readShelf, waitForState } from './browser.mjs';
import { SPOILERS, json } from './site.mjs';
import { Waves } from './slow-line.mjs';
import { placeOf, shardFile } from '../../www/engine/place.js';
import { heard, known, open, page, setStage, shelf, site } from './stage.mjs';
import { askedShards, openSharded, printedHead, publish, trainSharded } from './sharded-stage.mjs';

/** @type {Map<string, Buffer>} */
let files;

setStage();
before(async () => {
  files = await trainSharded();
});
beforeEach(() => publish(files));

const sharded = (attributes = '') => `<pairwell-shelf model="../shards/" ${attributes}></pairwell-shelf>`;

/** What a shelf of the whole model shows. @param {string} attributes */
async function whole(attributes) {
  await open(shelf(attributes).replace('../model/', '../shards/'));
  await waitForState(page, 'ready');
  return (await readShelf(page)).cards;
}

describe('a shelf from shards', () => {
  for (const attributes of [
    'items="KF-1001"',
    'items="KF-1001,KF-3007" limit="6"',
    '',
    'items="KF-4105" placement="cart"',
  ]) {
    test(`shows what a shelf of the whole model shows: ${attributes || 'no items'}`, async () => {
      const cards = await whole(attributes);
      await openSharded(sharded(attributes));
      await waitForState(page, 'ready');
      const shown = await readShelf(page);
      assert.deepEqual(shown.cards, cards);
      assert.ok((await layoutShift(page)) < 0.001);
      assert.deepEqual(await heard('error'), []);
      assert.equal((await heard('view')).length, 1);
    });
  }

  test('loads root, rows and cards of its item, in two round trips after the script, and no whole file', async () => {
    const waves = new Waves([
      [/define-sharded\.js$/],
      [/core\.js$/, /sharded-core\.js$/, /rules\.js$/, /pairwell_shards_bg\.wasm$/, /signs\.js$/, /pairwell\.json$/],
      [/root-\w+\.pw$/, /rows-\w+-\d+\.pw$/, /cards-\w+-\d+\.pw$/],
    ]);
    site.routes = async ({ url }) => void (/\/(pkg|shards)\//.test(url.pathname) && (await waves.gate(url.pathname)));
    await openSharded(sharded('items="KF-1001"'), { before: withoutIdle });
    await waitForState(page, 'ready');
    const late = waves.strangers.filter((path) => !path.endsWith('analytics.js'));
    assert.deepEqual(late, []);
    assert.deepEqual(
      [...waves.asked.values()].filter((times) => times > 1),
      [],
      'each once',
    );
    assert.equal(askedShards().length, 3);
  });

  test('with the tags that `pairwell tags --sku` prints, nothing is left for the second round trip', async () => {
    const head = await printedHead(files, 'KF-1001');
    await openSharded(sharded('items="KF-1001"'), { head, before: withoutIdle });
    await waitForState(page, 'ready');
    const asked = site.asked.filter((path) => /\/(pkg|shards)\//.test(path) && !/(signs|analytics)\.js$/.test(path));
    const named = [...head.matchAll(/(?:href|src)="\.\.([^"]+)"/g)].map(([, path]) => path);
    assert.deepEqual(asked.sort(), named.sort(), 'each once');
    assert.ok(named.length >= 9);
  });

  test('under a strict policy with Trusted Types', async () => {
    site.spoiled.set('sharded.html', SPOILERS.strictPolicyAndTrustedTypes);
    await openSharded(sharded('items="KF-1001"'));
    await waitForState(page, 'ready');
    assert.deepEqual(page.problems, []);
    assert.ok(askedShards().length >= 3);
  });

  test('draws from the whole model where WebAssembly is forbidden, with one manifest', async () => {
    const cards = await whole('items="KF-1001"');
    site.asked.length = 0;
    site.spoiled.set('sharded.html', SPOILERS.blocksWasm);
    await openSharded(sharded('items="KF-1001"'));
    await waitForState(page, 'ready');
    assert.deepEqual((await readShelf(page)).cards, cards);
    assert.equal(site.count('/pairwell.json'), 1);
  });

  test('draws from the whole model where the directory has no shards', async () => {
    const cards = await whole('items="KF-1001"');
    site.asked.length = 0;
    site.spoiled.set(
      '/shards/pairwell.json',
      json((manifest) => delete manifest.shards),
    );
    await openSharded(sharded('items="KF-1001"'));
    await waitForState(page, 'ready');
    assert.deepEqual((await readShelf(page)).cards, cards);
    assert.deepEqual(askedShards(), []);
    assert.equal(site.count('/pairwell.json'), 1);
  });
});

describe('while shards are to come', () => {
  test('the shelf keeps what it shows, then changes once', async () => {
    await openSharded(sharded('items="KF-1001"'), { before: withoutIdle });
    await waitForState(page, 'ready');
    await frames(page);
    const { cards: before, height } = await readShelf(page);
    await page.evaluate(noteLists);
    const held = holdBack(/(rows|cards)-/);
    const other = elsewhere();
    await page.$eval('pairwell-shelf', (element, sku) => element.setAttribute('items', sku), other);
    await held.asked;
    await frames(page);
    assert.deepEqual((await readShelf(page)).cards, before);
    held.release();
    await page.waitForFunction((sku) => document.querySelector('pairwell-shelf').query.cart?.[0] === sku, other);
    await frames(page, 30);
    const { cards, height: after } = await readShelf(page);
    assert.notDeepEqual(cards, before);
    assert.equal(after, height);
    assert.equal(await page.evaluate(() => window.lists.size), 2, 'the list before, and the one after');
    assert.deepEqual(await heard('error'), []);
    assert.deepEqual(cards, await whole(`items="${other}"`));
  });

  test('it shows what there is if they are late, and refines once they come, an item never twice', async () => {
    const held = holdBack(/rows-/);
    await openSharded(sharded('items="KF-1001"'));
    await waitForState(page, 'ready');
    const early = await readShelf(page);
    assert.ok(early.cards.length > 0);
    held.release();
    await page.waitForFunction((titles) => {
      const cards = [
        ...document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('.card:not(.ghost) .title'),
      ];
      return cards.map((card) => card.textContent).join() !== titles;
    }, early.cards.map(({ title }) => title).join());
    await frames(page, 30);
    const { cards } = await readShelf(page);
    assert.equal(new Set(cards.map(({ title }) => title)).size, cards.length);
    assert.deepEqual(await heard('error'), []);
    assert.deepEqual(cards, await whole('items="KF-1001"'));
  });
});

describe('a shard that does not come costs its suggestions, and one event', () => {
  for (const [how, code] of /** @type {const} */ ([
    ['missing', 'shard-unreachable'],
    ['truncated', 'shard-damaged'],
    ['oneByteChanged', 'shard-damaged'],
    ['html', 'shard-damaged'],
  ])) {
    for (const kind of ['rows', 'cards']) {
      test(`${kind}, ${how}`, async () => {
        const name = shardOf(kind, 'KF-1001');
        site.spoiled.set(name, SPOILERS[how]);
        await openSharded(sharded('items="KF-1001"'));
        await waitForState(page, 'ready');
        await frames(page, 30);
        assert.ok((await readShelf(page)).cards.length > 0);
        const errors = await heard('error');
        assert.deepEqual(
          errors.map((error) => error.code),
          [code],
        );
        assert.match(errors[0].message, new RegExp(name));
      });
    }
  }

  test('a damaged root has the whole model loaded', async () => {
    const cards = await whole('items="KF-1001"');
    const [root] = [...files.keys()].filter((name) => name.startsWith('root-'));
    site.spoiled.set(root, SPOILERS.oneByteChanged);
    await openSharded(sharded('items="KF-1001"'));
    await waitForState(page, 'ready');
    assert.deepEqual((await readShelf(page)).cards, cards);
  });
});

describe('a page with an old manifest', () => {
  test('goes on with what was published since, asked for once', async () => {
    await openSharded(sharded('items="KF-1001"'), { before: withoutIdle });
    await waitForState(page, 'ready');
    await frames(page, 30);
    const other = await trainSharded('--neighbours', '3', '--no-tune');
    for (const name of files.keys()) if (/\.pw$/.test(name)) site.pages.delete(`/shards/${name}`);
    publish(other);
    const sku = elsewhere();
    site.asked.length = 0;
    await page.$eval('pairwell-shelf', (element, sku) => element.setAttribute('items', sku), sku);
    await page.waitForFunction((sku) => document.querySelector('pairwell-shelf').query.cart?.[0] === sku, sku);
    await frames(page, 60);
    const { cards } = await readShelf(page);
    assert.equal(site.count('/pairwell.json'), 1);
    assert.deepEqual(await heard('error'), []);
    assert.deepEqual(cards, await whole(`items="${sku}"`));
  });
});

describe('when idle', () => {
  test('the shards of what is shown are fetched for the next page, each once', async () => {
    await openSharded(sharded('items="KF-1001"'));
    await waitForState(page, 'ready');
    const wanted = await page.evaluate(() =>
      document.querySelector('pairwell-shelf').frame.cards.map((it) => it.pick.sku),
    );
    const names = wanted.flatMap((sku) => [shardOf('rows', sku), shardOf('cards', sku)]);
    await page.waitForFunction((files) => {
      const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
      return files.every((file) => loaded.some((name) => name.endsWith(file)));
    }, names);
    const asked = askedShards();
    assert.equal(new Set(asked).size, asked.length);
  });

  for (const connection of [{ saveData: true }, { effectiveType: '2g' }, { effectiveType: 'slow-2g' }]) {
    test(`nothing is, with ${JSON.stringify(connection)}`, async () => {
      await openSharded(
        `<script>Object.defineProperty(navigator, 'connection', {value: ${JSON.stringify(connection)}})</script>${sharded('items="KF-1001"')}`,
      );
      await waitForState(page, 'ready');
      await page.evaluate(() => new Promise(requestIdleCallback));
      await frames(page, 30);
      assert.equal(askedShards().length, 3);
    });
  }
});

/** Runs in the page first: it is never idle. */
function withoutIdle() {
  window.requestIdleCallback = () => 0;
}

/** Runs in the page: notes each list that the shopper sees. */
function noteLists() {
  window.lists = new Set();
  const note = () => {
    const titles = document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('.card .title');
    window.lists.add([...titles].map((title) => title.textContent).join());
    requestAnimationFrame(note);
  };
  note();
}

/** Holds answers back until it is released. @param {RegExp} names */
function holdBack(names) {
  let [release, noted] = [() => {}, () => {}];
  const released = new Promise((done) => (release = () => done(undefined)));
  const asked = new Promise((done) => (noted = () => done(undefined)));
  site.routes = async ({ url }) => {
    if (!names.test(url.pathname)) return undefined;
    noted();
    return void (await released);
  };
  return { release, asked };
}

/** The manifest's entry of shards. */
const entries = () => JSON.parse(String(files.get('pairwell.json'))).shards;

/** The file of an item's shard. @param {string} kind @param {string} sku */
function shardOf(kind, sku) {
  return shardFile(entries(), /** @type {'rows'} */ (kind), placeOf(sku, entries().count));
}

/** An item of a shard that was not asked for yet. */
function elsewhere() {
  const asked = new Set(askedShards(/rows-/).map((path) => path.split('/').pop()));
  const other = known.find(({ sku }) => !asked.has(shardOf('rows', sku)));
  assert.ok(other, 'all shards were asked for');
  return other.sku;
}
