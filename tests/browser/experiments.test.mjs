/** Holds experiments on the page to their promises: who is in which arm, what is withheld and told, what is stored and sent, and when nothing is. */
import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { assign } from '../../www/experiment/assign.js';
import { readShelf, waitForState } from './browser.mjs';
import {
  answers,
  arrived,
  collected,
  compiled,
  customerIn,
  databases,
  enter,
  experiment,
  fileOf,
  publish,
  sealed,
  told,
  trying,
  visit,
} from './experiment-stage.mjs';
import { heard, page, setStage, shelf, site } from './stage.mjs';

setStage();

/** The experiment of most tests. @type {Awaited<ReturnType<typeof compiled>>} */
let autumn;
before(async () => {
  autumn = await compiled(experiment());
});
beforeEach(() => publish(autumn));

const inArm = (/** @type {string} */ arm, published = autumn) => `customer="${customerIn(published, arm)}"`;
const skusOf = (/** @type {string} */ selector = 'pairwell-shelf') =>
  page.$eval(selector, (element) => element.frame.cards.map(({ pick }) => pick.sku));

describe('arms', () => {
  test('are those that the command line gives', async () => {
    const layer = 'layer = "shelf"\ntraffic = 40';
    const hold = experiment('hold', 'holdout = true').replace('share = 50\nshown', 'share = 10\nshown');
    const toml = experiment('one', layer) + experiment('two', layer) + experiment('free') + hold;
    const { experiments, ids, arms } = await compiled(toml);
    const seen = new Set();
    ids.forEach((id, at) => {
      const own = Object.fromEntries(
        [...assign(experiments.experiments, id)].map(([{ name }, arm]) => [name, arm.name]),
      );
      assert.deepEqual(own, arms[at], id);
      for (const pair of Object.entries(own)) seen.add(pair.join('='));
    });
    assert.equal(seen.size, 8, 'every arm was met');
  });

  test('stay with a device over pages, and differ between devices', async () => {
    const met = new Set();
    for (let n = 0; n < 12 && met.size < 2; n++) {
      await enter(trying());
      const { arms, device } = await told('exposure');
      await visit(trying());
      const again = await told('exposure');
      assert.deepEqual([again.arms, again.device], [arms, device]);
      met.add(arms.autumn);
    }
    assert.equal(met.size, 2);
  });

  test('can be forced by the address, for a look that leaves no event', async () => {
    for (const [arm, state] of [
      ['off', 'empty'],
      ['on', 'ready'],
    ]) {
      await enter('');
      await visit(trying(inArm(arm === 'off' ? 'on' : 'off')), '', `?x=1&pairwell-arm=autumn:${arm}`);
      await waitForState(page, state);
      await page.waitForTimeout(1500);
      assert.deepEqual([collected, await page.evaluate(() => window.told)], [[], []]);
    }
  });
});

describe('an arm that is not shown', () => {
  test('ranks, shows nothing, and tells what it would have shown', async () => {
    await enter(trying(inArm('on')));
    await waitForState(page, 'ready');
    const items = await skusOf();
    await enter(trying(inArm('off'), '<p id="fallback">By hand</p>'));
    await waitForState(page, 'empty');
    assert.deepEqual(await page.$$eval('pairwell-shelf .card:not(.ghost)', (cards) => cards.length), 0);
    assert.ok(await page.isVisible('#fallback'), 'the page’s own content stays');
    const [exposure, ...rest] = await arrived(1);
    assert.deepEqual(rest, []);
    const { device, list, time, queued, model, hints, ...told } = exposure;
    // What drives the page counts as the shopper's hand.
    assert.deepEqual([hints.headless, typeof hints.pointer], [true, 'boolean']);
    assert.match(device, /^[\w-]{8,64}$/);
    assert.match(model, /^[0-9a-f]{16}$/);
    assert.ok(list && queued >= 0 && Math.abs(time - Date.now()) < 60_000);
    assert.deepEqual(told, {
      v: 1,
      type: 'exposure',
      seq: 1,
      arms: { autumn: 'off' },
      shown: false,
      experiments: ['autumn'],
      placement: 'cart',
      items,
      cart: ['KF-1001'],
      policy: { kind: 'plain' },
      before: { orders: 0, value: 0, views: 1 },
      customer: customerIn(autumn, 'off'),
    });
    assert.deepEqual(await heard('view'), []);
    assert.deepEqual(page.problems, []);
  });

  test('counts as met under the same condition as one that is shown', async () => {
    for (const arm of ['on', 'off']) {
      await enter(`<div class="far"></div>${trying(inArm(arm))}<div class="far"></div>`);
      site.pages.set('/store/far.css', '.far { height: 2000px }');
      await visit(
        `<div class="far"></div>${trying(`id="it" ${inArm(arm)}`)}<div class="far"></div>`,
        '<link rel="stylesheet" href="./far.css"><script>addEventListener("DOMContentLoaded", () => customElements.whenDefined("pairwell-shelf").then(() => window.held = it.getBoundingClientRect().height))</script>',
      );
      const scrollTo = (/** @type {number} */ share) =>
        page.evaluate((part) => {
          const { top } = document.querySelector('#it').getBoundingClientRect();
          window.scrollBy(0, top - innerHeight + Math.round(window.held * part));
        }, share);
      await page.waitForFunction(() => window.held > 100);
      await scrollTo(0.1);
      await waitForState(page, arm === 'on' ? 'ready' : 'empty');
      await scrollTo(0.45);
      await page.waitForTimeout(1300);
      assert.deepEqual(await page.evaluate(() => window.told), [], `${arm}: less than half is in the window`);
      await scrollTo(0.55);
      assert.equal((await told('exposure')).shown, arm === 'on');
    }
  });
});

describe('an arm that is shown', () => {
  test('tells exposure, view, click and addition, numbered by the device', async () => {
    await enter(trying(inArm('on')));
    await waitForState(page, 'ready');
    const items = await skusOf();
    await told('view');
    await page.locator('pairwell-shelf .add').nth(1).click();
    await told('add');
    await page.$eval('pairwell-shelf a', (link) => link.removeAttribute('href'));
    await page.locator('pairwell-shelf .title').first().click();
    await page.waitForFunction(() => window.heard.some(({ what }) => what === 'select'));
    const events = (await arrived(4)).filter(({ type }) => type !== 'exposure' || collected.length);
    const kinds = events.map(({ seq, type }) => [seq, type]);
    assert.deepEqual(kinds.slice(0, 3), [
      [1, 'exposure'],
      [2, 'view'],
      [3, 'add'],
    ]);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, at) => at + 1),
    );
    const [exposure, view, add] = events;
    assert.deepEqual([exposure.shown, exposure.items, view.items], [true, items, items]);
    assert.deepEqual([add.sku, add.position, add.quantity, add.list], [items[1], 2, 1, exposure.list]);
    const select = events.find(({ type }) => type === 'select');
    assert.equal(select.position, 1);
    assert.deepEqual(page.problems, []);
  });

  test('a click within the first second is no click without an exposure', async () => {
    await enter(trying(inArm('on')));
    await waitForState(page, 'ready');
    await page.locator('pairwell-shelf .add').first().click();
    const [first, , third] = await arrived(3);
    assert.deepEqual([first.type, third.type], ['exposure', 'add']);
  });

  test('an addition belongs to the list in which it was pressed, though the list changes before the shop confirms', async () => {
    await enter(trying(inArm('on')));
    await waitForState(page, 'ready');
    const items = await skusOf();
    await page.evaluate(() =>
      addEventListener('pairwell:add', ({ target, detail }) => {
        detail.respondWith(new Promise((done) => (window.confirm = done)));
        target.cart = ['KF-1001', detail.sku];
      }),
    );
    await page.locator('pairwell-shelf .add').nth(1).click();
    await page.waitForFunction(
      (was) => document.querySelector('pairwell-shelf').frame.cards[1]?.pick.sku !== was,
      items[1],
    );
    await page.evaluate(() => window.confirm());
    const add = await told('add');
    const [first] = await page.evaluate(() => window.told.filter(({ type }) => type === 'exposure'));
    assert.deepEqual([first.items, add.list, add.sku, add.position], [items, first.list, items[1], 2]);
    await page.waitForFunction(() => window.told.filter(({ type }) => type === 'exposure').length === 2);
  });

  test('a list that changes before it was seen is not told', async () => {
    await enter(trying(inArm('on')));
    await waitForState(page, 'ready');
    await page.$eval('pairwell-shelf', (element) => (element.cart = ['KF-3009']));
    const exposure = await told('exposure');
    assert.deepEqual(exposure.cart, ['KF-3009']);
    await page.$eval('pairwell-shelf', (element) => (element.cart = ['KF-1012']));
    await page.waitForFunction(() => window.told.filter(({ type }) => type === 'exposure').length === 2);
    const lists = await page.evaluate(() =>
      window.told.filter(({ type }) => type === 'exposure').map(({ list }) => list),
    );
    assert.notEqual(lists[0], lists[1]);
  });

  test('placements of an experiment are those that it names', async () => {
    publish(await compiled(experiment('autumn', 'placements = ["product"]')));
    await enter(trying(inArm('off')));
    await waitForState(page, 'ready');
    await page.waitForTimeout(1300);
    assert.deepEqual(collected, []);
  });
});

describe('nothing is asked for, stored, sent or changed', () => {
  const untouched = async () => {
    await page.waitForTimeout(1500);
    assert.deepEqual([await databases(), collected, await page.evaluate(() => window.told)], [[], [], []]);
  };

  test('without the attribute', async () => {
    await enter(shelf(`placement="cart" items="KF-1001" ${inArm('off')}`));
    await waitForState(page, 'ready');
    await untouched();
    assert.equal(site.asked.filter((path) => path.includes('experiment')).length, 0);
  });

  test('without consent', async () => {
    for (const [attributes, head] of [
      ['consent="denied"', ''],
      ['consent="required"', ''],
      ['', '<script>dataLayer = [["consent", "default", {analytics_storage: "denied"}]]</script>'],
    ]) {
      await enter('');
      await visit(trying(`${inArm('off')} ${attributes}`), head);
      await waitForState(page, 'ready');
      await untouched();
    }
  });

  test('with Global Privacy Control, whatever else was said', async () => {
    await enter(trying(`${inArm('off')} consent="granted"`), {
      before: () => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }),
    });
    await waitForState(page, 'ready');
    await untouched();
  });

  test('after a refusal, and what was stored is deleted', async () => {
    await enter(trying(inArm('on')));
    await arrived(2);
    assert.deepEqual(await databases(), ['pairwell']);
    collected.length = 0;
    await visit(trying(`${inArm('off')} consent="denied"`));
    await waitForState(page, 'ready');
    await untouched();
  });

  test('where no experiment is published', async () => {
    site.pages.delete('/model/pairwell.json');
    await enter(trying(inArm('off')));
    await waitForState(page, 'ready');
    await page.waitForTimeout(1300);
    assert.deepEqual(collected, []);
    assert.deepEqual(page.problems, []);
  });
});

describe('the queue', () => {
  /** Every event of a device once, without a gap. @param {any[]} events */
  const expectWhole = (events) => {
    assert.equal(new Set(events.map(({ device }) => device)).size, 1);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, at) => at + 1),
    );
  };

  test('waits while the address does not answer, over reloads', async () => {
    await enter(trying(inArm('on')));
    answers(503);
    await told('view');
    await visit(trying(inArm('on')));
    await told('view');
    assert.deepEqual(collected, []);
    answers(204);
    await visit(trying(inArm('on')));
    await told('view');
    const events = await arrived(6);
    expectWhole(events);
    assert.ok(events[0].queued >= 1000, `${events[0].queued} ms`);
    assert.deepEqual(new Set(events.map(({ type }) => type)), new Set(['exposure', 'view']));
  });

  test('waits while the device is offline', async () => {
    await enter(trying(inArm('on')));
    await waitForState(page, 'ready');
    await page.context().setOffline(true);
    await told('view');
    assert.deepEqual(collected, []);
    await page.context().setOffline(false);
    expectWhole(await arrived(2));
  });

  test('numbers the events of several tabs without doubling one', async () => {
    await enter(trying(inArm('on')));
    const tabs = [page, ...(await Promise.all([1, 2, 3].map(() => page.context().newPage())))];
    await Promise.all(tabs.slice(1).map((tab) => tab.goto(site.url('/store/next.html'))));
    await Promise.all(tabs.map((tab) => told('view', tab)));
    const carts = ['KF-1012', 'KF-3009', 'KF-2003'];
    for (const sku of carts) {
      await Promise.all(
        tabs.map((tab) =>
          tab
            .$eval('pairwell-shelf', (element, item) => (element.cart = [item]), sku)
            .then(() => tab.waitForTimeout(20)),
        ),
      );
      for (const tab of tabs) {
        await tab.bringToFront();
        await tab.waitForFunction(
          (item) => window.told.some(({ type, cart }) => type === 'exposure' && cart[0] === item),
          sku,
        );
      }
    }
    const events = await arrived(tabs.length * (1 + carts.length) * 2);
    expectWhole(events);
    const lists = events.filter(({ type }) => type === 'exposure').map(({ list }) => list);
    assert.equal(new Set(lists).size, tabs.length * (1 + carts.length));
  });

  test('keeps an event that the browser had no room for, and stores it with the next', async () => {
    await enter(trying(inArm('on')), {
      before: () => {
        window.isFull = true;
        const { add } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.add = function (value) {
          const request = add.call(this, value);
          if (window.isFull) this.transaction.abort();
          return request;
        };
      },
    });
    await waitForState(page, 'ready');
    await page.waitForTimeout(1500);
    assert.deepEqual([collected, await page.evaluate(() => window.told)], [[], []]);
    await page.evaluate(() => (window.isFull = false));
    await page.locator('pairwell-shelf .add').first().click();
    const events = await arrived(3);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['exposure', 'view', 'add'],
    );
    expectWhole(events);
    assert.deepEqual(page.problems, []);
  });

  test('has no part in a browser without a database, which shows the shelf as ever', async () => {
    await enter(trying(inArm('off')), {
      before: () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
    });
    await waitForState(page, 'ready');
    assert.deepEqual(page.problems, []);
  });

  test('keeps no shelf waiting where the database never answers', async () => {
    await enter(trying(inArm('off')), {
      before: () => {
        IDBFactory.prototype.open = () => ({});
      },
    });
    await waitForState(page, 'ready');
    assert.deepEqual(page.problems, []);
  });

  test('is not upset by what another script has stored', async () => {
    for (const poison of [
      null,
      7,
      'x',
      { id: '<b>', orders: 1, value: 1, views: 1 },
      { id: 'a', orders: 'many', value: 0, views: 0 },
    ]) {
      await enter('');
      await page.evaluate(
        (value) =>
          new Promise((done, failed) => {
            const request = indexedDB.open('pairwell', 1);
            request.onupgradeneeded = () => request.result.createObjectStore('pairwell', { autoIncrement: true });
            request.onsuccess = () => {
              const transaction = request.result.transaction('pairwell', 'readwrite');
              transaction.objectStore('pairwell').put(value, 0);
              transaction.oncomplete = () => done(request.result.close());
            };
            request.onerror = failed;
          }),
        poison,
      );
      await visit(trying(inArm('off')));
      await waitForState(page, 'empty');
      const { device, before } = await told('exposure');
      assert.match(device, /^[\d-]{7,64}$/);
      assert.deepEqual(before, { orders: 0, value: 0, views: 1 });
    }
    await enter('');
    await page.evaluate(
      () =>
        new Promise((done) => {
          const request = indexedDB.open('pairwell', 9);
          request.onsuccess = () => done(request.result.close());
        }),
    );
    await visit(trying(inArm('off')));
    await waitForState(page, 'ready');
    assert.deepEqual(page.problems, []);
  });

  test('nor by experiments that are none', async () => {
    for (const text of ['', '[]', '{"experiments": 7}', '{"experiments": [{"name": "autumn"}]}', '<!doctype html>']) {
      const other = { ...autumn, pages: new Map(autumn.pages) };
      sealed(other, text);
      publish(other);
      await enter(trying(inArm('off')));
      await waitForState(page, 'ready');
      assert.deepEqual(page.problems, []);
    }
  });
});

describe('a file of experiments', () => {
  test('that was changed after it was published counts as none', async () => {
    const other = { ...autumn, pages: new Map(autumn.pages) };
    const text = String(autumn.pages.get(fileOf(autumn)));
    const upto = text.replace(/"upto":\d+/, '"upto":4000000000');
    assert.notEqual(upto, text);
    other.pages.set(fileOf(autumn), upto);
    publish(other);
    await enter(trying(inArm('off')));
    await waitForState(page, 'ready');
    assert.deepEqual(await databases(), []);
    // With a digest of its own, the same file counts.
    sealed(other, upto);
    publish(other);
    await enter(trying(inArm('off')));
    await told('exposure');
    assert.deepEqual(page.problems, []);
  });

  test('may have any letters', async () => {
    const other = await compiled(experiment('autumn', '', 'set = { heading = "Für dich – 为你 🎁" }'));
    publish(other);
    await enter(trying(inArm('on', other)));
    await waitForState(page, 'ready');
    assert.equal((await readShelf(page)).heading, 'Für dich – 为你 🎁');
  });
});

describe('what arms set', () => {
  test('attributes of the shelf, and no others', async () => {
    const more = await compiled(experiment('autumn', '', 'set = { limit = 2, heading = "For your cup" }'));
    const text = String(more.pages.get(fileOf(more))).replace('"limit":"2"', '"limit":"2","onclick":"alert(1)"');
    assert.ok(text.includes('onclick'));
    sealed(more, text);
    publish(more);
    await enter(trying(inArm('on', more)));
    await waitForState(page, 'ready');
    const { heading, cards } = await readShelf(page);
    assert.deepEqual([heading, cards.length], ['For your cup', 2]);
    assert.equal(await page.getAttribute('pairwell-shelf', 'onclick'), null);
    assert.equal((await told('exposure')).items.length, 2);
  });

  test('another model, by its directory on the same host', async () => {
    const other = await compiled(experiment('autumn', '', 'model = "../model-b/"'));
    for (const [path, content] of other.pages) site.pages.set(path.replace('/model/', '/model-b/'), content);
    publish(other);
    const manifest = JSON.parse(String(other.pages.get('/model/pairwell.json')));
    for (const { file } of [manifest.model, manifest.rules, manifest.catalog]) {
      const content = await (await fetch(site.url(`/model/${file}`))).arrayBuffer();
      site.pages.set(`/model-b/${file}`, Buffer.from(content));
    }
    await enter(trying(inArm('on', other)));
    await told('exposure');
    assert.equal(await page.getAttribute('pairwell-shelf', 'model'), site.url('/model-b/'));
    assert.ok(site.asked.includes(`/model-b/${manifest.model.file}`));
    assert.equal((await arrived(2)).length, 2);
    assert.deepEqual(page.problems, []);
  });

  test('rules of their own', async () => {
    await enter(trying(inArm('on')));
    await waitForState(page, 'ready');
    const [first] = await skusOf();
    const ruled = await compiled(experiment('autumn', '', 'rules = "b.toml"'), {
      'b.toml': `[[rule]]\nexclude = { items = ["${first}"] }\n`,
    });
    publish(ruled);
    await enter(trying(inArm('on', ruled)));
    await waitForState(page, 'ready');
    const items = await skusOf();
    assert.ok(items.length > 0 && !items.includes(first), items.join());
    assert.deepEqual((await told('exposure')).items, items);
    assert.deepEqual(page.problems, []);
  });
});

describe('orders', () => {
  const buy = (/** @type {string} */ id, price = 9.95) =>
    page.evaluate(
      async ([order, each]) => {
        const { order: note } = await import('../pkg/order.js');
        return note({ id: order, currency: 'EUR', lines: [{ sku: 'KF-1001', quantity: 2, price: each }] });
      },
      [id, price],
    );

  test('are told once, with the device’s arms', async () => {
    await enter(trying(inArm('on')));
    await told('view');
    await visit('');
    assert.deepEqual([await buy('A-1'), await buy('A-1')], [true, false]);
    const events = await arrived(3);
    const { type, order, currency, lines, arms, seq, device } = events[2];
    assert.deepEqual(
      { type, order, currency, lines, arms, seq, device },
      {
        type: 'order',
        order: 'A-1',
        currency: 'EUR',
        lines: [{ sku: 'KF-1001', quantity: 2, price: 9.95 }],
        arms: { autumn: 'on' },
        seq: 3,
        device: events[0].device,
      },
    );
  });

  test('before the first exposure are known at each exposure, and later ones are not', async () => {
    publish(await compiled(experiment('autumn', 'placements = ["product"]')));
    await enter(trying());
    await waitForState(page, 'ready');
    await visit('');
    await buy('A-1');
    await buy('A-2', 30.5);
    const product = () => visit(shelf(`placement="product" items="KF-1001" experiments="/collect" ${inArm('on')}`));
    await product();
    const known = { orders: 2, value: 2 * 9.95 + 61, views: 2 };
    assert.deepEqual((await told('exposure')).before, known);
    await buy('A-3');
    await product();
    assert.deepEqual((await told('exposure')).before, known);
  });

  test('are not noted without consent', async () => {
    await enter('', { before: () => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }) });
    assert.equal(await buy('A-1'), false);
    assert.deepEqual(await databases(), []);
  });
});
