/** Holds the shopper's history on a device to its promises: what is stored, when, under which consent, and what it does to shelves. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { readShelf, waitForState } from './browser.mjs';
import { cart, heard, known, open, page, setStage, shelf, site, titles } from './stage.mjs';
import { trainOnHabits } from './trainer.mjs';

setStage();

const KEY = 'pairwell-taste';
const DAY = 86_400_000;
const today = () => Math.floor(Date.now() / DAY);

/** What the browser keeps, or null. */
const kept = () => page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? 'null'), KEY);
const orders = async () => ((await kept())?.orders ?? []).map(([, , skus]) => skus);
const seen = async () => ((await kept())?.seen ?? []).map(([, sku]) => sku);
/** Coffee for cold brew, which is drunk up, and a dripper, which lasts: both speak for other items loudly enough to be their reason. */
const ORDER = ['KF-1012', 'KF-2003'];
/** Coffee and tea. */
const DRINKS = ['KF-1012', 'KF-3009'];
const home = (attributes = 'remember') => shelf(`placement="home" limit="4" ${attributes}`);
const thanks = (skus, attributes = 'remember') => shelf(`placement="post-purchase" items="${skus}" ${attributes}`);
const product = (sku, attributes = 'remember') => shelf(`placement="product" items="${sku}" ${attributes}`);

/** Another page of the shop, in the same browser. @param {string} body @param {string} [head] */
async function visit(body, head = '') {
  const script = '<script type="module" src="../pkg/define.js"></script>';
  site.pages.set(
    '/store/next.html',
    `<!doctype html><html lang="en"><title>Next</title>${head}${script}<body>${body}</body></html>`,
  );
  await page.goto(site.url('/store/next.html'));
  await waitForState(page, 'ready');
}

/** Enters the shop. @param {string} body @param {any} [options] */
async function enter(body, options) {
  await open(body, options);
  await waitForState(page, 'ready');
}

const noErrors = async () => {
  assert.deepEqual(await heard('error'), []);
  assert.deepEqual(page.problems, []);
};

describe('without the attribute', () => {
  test('nothing is kept, nothing is read, and the module is never asked for', async () => {
    await enter(thanks(cart(2), ''));
    await visit(product(cart(1), ''));
    await visit(home(''));
    assert.equal(await kept(), null);
    assert.equal(site.count('history.js'), 0);
    assert.equal((await readShelf(page)).heading, 'Popular right now');
  });
});

describe('with it', () => {
  test('an order is kept once, however often its page is seen, by its SKUs and a day alone', async () => {
    await enter(thanks(cart(2)));
    await page.reload();
    await waitForState(page, 'ready');
    await visit(thanks(cart(2).reverse()));
    const { v, orders, seen, ...rest } = await kept();
    assert.deepEqual([v, seen, rest], [1, [], {}]);
    assert.deepEqual(
      orders.map(([day, , skus]) => [day, skus.sort()]),
      [[today(), cart(2).sort()]],
    );
    assert.equal(site.count('history.js'), 3, 'loaded by the pages that ask');
  });

  test('another order is another, and so are equal ones whose numbers differ', async () => {
    const order = (/** @type {string} */ id) =>
      `<script type="application/json" data-pairwell="order">{"id": "${id}", "items": ${JSON.stringify(cart(2))}}</script>`;
    const page = shelf('placement="post-purchase" store="page" remember');
    await enter(thanks(cart(3)));
    for (const id of ['W-77001', 'W-77002', 'W-77002']) await visit(page, order(id));
    assert.deepEqual(await orders(), [cart(3), cart(2), cart(2)]);
    assert.ok(!JSON.stringify(await kept()).includes('7700'), 'an order cannot be told from what is kept');
    for (const id of ['7', '8', '8']) await visit(thanks(cart(1), `order-id="${id}" remember`));
    assert.equal((await orders()).length, 5);
  });

  test('an order is known by the number of its purchase event', async () => {
    const pushed = (/** @type {number} */ id) =>
      `<script>dataLayer = [{event: 'purchase', ecommerce: {transaction_id: ${id}, items: [{item_id: '${cart(1)}'}]}}]</script>`;
    await enter(home());
    for (const id of [5, 6, 6]) await visit(shelf('placement="post-purchase" store="page" remember'), pushed(id));
    assert.deepEqual(await orders(), [cart(1), cart(1)]);
  });

  test('items looked at are kept in their order, each where it was seen last', async () => {
    const [a, b, c] = cart(3);
    await enter(product(a));
    for (const sku of [b, a, c, c]) await visit(product(sku));
    assert.deepEqual(await seen(), [b, a, c]);
    await page.$eval('pairwell-shelf', (element) => (element.cart = ['KF-1001']));
    assert.deepEqual(await seen(), [b, a, c], 'a list drawn anew is no visit');
  });

  test('the page may be about what its shop says', async () => {
    await enter(shelf('placement="product" store="page" remember'), {
      head: `<script type="application/ld+json">{"@type": "Product", "sku": "${cart(1)}"}</script>`,
    });
    assert.deepEqual(await seen(), cart(1));
  });

  test('no more is kept than 20 orders of 60 SKUs, and 40 items looked at', async () => {
    await enter(home());
    await page.evaluate(async () => {
      const { remember } = await import('../pkg/history.js');
      for (let n = 0; n < 25; n++) remember({ order: Array.from({ length: 70 }, (_, at) => `S${n}-${at}`) });
      for (let n = 0; n < 45; n++) remember({ seen: `S${n}` });
    });
    const all = await orders();
    assert.deepEqual([all.length, all[0].length, all[0][0], all[19][59]], [20, 60, 'S5-0', 'S24-59']);
    assert.deepEqual([(await seen()).length, (await seen())[0], (await seen())[39]], [40, 'S5', 'S44']);
  });

  test('an order is forgotten after a year, what was looked at after a month, and on the disk too', async () => {
    await enter(home(''));
    const [a, b, c, d] = cart(4);
    const was = {
      v: 1,
      orders: [
        [today() - 365, 'x', [a]],
        [today() - 364, 'y', [b]],
      ],
      seen: [
        [today() - 30, c],
        [today() - 29, d],
      ],
    };
    await page.evaluate(([key, text]) => localStorage.setItem(key, text), [KEY, JSON.stringify(was)]);
    await visit(home());
    assert.deepEqual([await orders(), await seen()], [[[b]], [d]]);
  });

  test('what two tabs tell is kept of both', async () => {
    await enter(product(cart(1)));
    const [first, other] = [page, await page.context().newPage()];
    await other.goto(site.url('/store/test.html'));
    await waitForState(other, 'ready');
    const tell = (/** @type {any} */ tab, /** @type {object} */ news) =>
      tab.evaluate(async (it) => (await import('../pkg/taste.js')).remember(it), news);
    await tell(first, { order: ['A'] });
    await tell(other, { order: ['B'] });
    await tell(first, { seen: 'C' });
    assert.deepEqual([await orders(), (await seen()).at(-1)], [[['A'], ['B']], 'C']);
  });
});

describe('what is remembered', () => {
  test('makes the home shelf the shopper’s own, and says why', async () => {
    await enter(home());
    const everybody = await readShelf(page);
    assert.equal(everybody.heading, 'Popular right now');
    await visit(thanks(ORDER));
    await visit(home());
    const own = await readShelf(page);
    assert.equal(own.heading, 'For you');
    assert.notDeepEqual(own.cards, everybody.cards);
    const reasons = own.cards.map(({ reason }) => reason);
    const bought = known.filter(({ sku }) => ORDER.includes(sku)).map(({ title }) => title);
    own.cards.forEach(({ title, reason }) =>
      assert.equal(reason === 'You bought this before', bought.includes(title), title),
    );
    assert.ok(
      reasons.includes('You bought this before') && reasons.includes('Goes with what you bought'),
      reasons.join(),
    );
    assert.ok(
      !own.cards.some(({ title }) => title === known.find(({ sku }) => sku === ORDER[1]).title),
      'one dripper is enough',
    );
    await noErrors();
  });

  test('speaks in every placement with an empty cart, and by what was bought beside one', async () => {
    await enter(shelf('placement="cart" remember'));
    const before = await titles();
    await visit(thanks(DRINKS));
    await visit(shelf('placement="cart" remember'));
    assert.notDeepEqual(await titles(), before);
    assert.equal((await readShelf(page)).heading, 'For you');
    const [first, other] = DRINKS;
    await page.$eval('pairwell-shelf', (element, item) => (element.cart = [item]), first);
    await page.waitForFunction(() => document.querySelector('pairwell-shelf').query.cart.length === 1);
    const picks = await page.$eval('pairwell-shelf', (element) =>
      element.pairwell.suggest({ ...element.query, limit: 100 }).map(({ sku, taste }) => [sku, taste]),
    );
    const personal = picks.filter(([, taste]) => taste > 0);
    assert.deepEqual(
      personal.map(([sku]) => sku),
      [other],
      'what was bought together with it before, and no more',
    );
    assert.equal((await readShelf(page)).heading, 'Goes well with your cart');
  });

  test('tells what was only looked at apart from what was bought', async () => {
    await enter(product(ORDER[0]));
    await visit(home());
    const { heading, cards } = await readShelf(page);
    assert.equal(heading, 'For you');
    assert.ok(cards.some(({ reason }) => reason === 'Goes with what you looked at'));
    assert.ok(!cards.some(({ reason }) => reason.includes('bought')));
  });

  test('is told in the language of the page', async () => {
    await enter(thanks(cart(2)));
    await visit(`<div lang="de">${home()}</div>`);
    const { heading, cards } = await readShelf(page);
    assert.equal(heading, 'Für Sie');
    assert.ok(cards.some(({ reason }) => reason === 'Das hatten Sie schon einmal'));
  });

  test('leaves out the order that the page thanks for', async () => {
    await enter(thanks(cart(2)));
    for (const reloaded of [false, true]) {
      if (reloaded) await page.reload();
      await waitForState(page, 'ready');
      assert.deepEqual(await page.$eval('pairwell-shelf', (element) => element.query.history), []);
    }
    await visit(thanks(cart(4).slice(2)));
    assert.deepEqual(await page.$eval('pairwell-shelf', (element) => element.query.history), [cart(2)]);
  });

  test('gives way to what the page says, which needs no memory', async () => {
    await enter(home(''));
    const before = await titles();
    await page.$eval('pairwell-shelf', (element, history) => (element.context = { history }), [cart(2)]);
    await page.waitForFunction(
      () => document.querySelector('pairwell-shelf').shadowRoot.querySelector('h2').textContent === 'For you',
    );
    assert.notDeepEqual(await titles(), before);
    assert.equal(site.count('history.js'), 0);
    await visit(thanks(cart(3)));
    await visit(home());
    await page.$eval('pairwell-shelf', (element) => (element.context = { history: [] }));
    await page.waitForFunction(
      () => document.querySelector('pairwell-shelf').shadowRoot.querySelector('h2').textContent === 'Popular right now',
    );
  });

  test('reaches the page’s own cards, the bundle never', async () => {
    await enter(thanks(cart(2)));
    await visit(home());
    const tastes = await page.$eval('pairwell-shelf', (element) => {
      const told = [];
      element.renderCard = (pick, { reason }) => void told.push([pick.taste, reason]);
      element.rerank();
      return new Promise((done) => setTimeout(() => done(told.map(([taste, reason]) => [taste, reason.textContent]))));
    });
    assert.ok(
      tastes.some(([taste, reason]) => taste > 0 && taste <= 1 && reason === 'You bought this before'),
      JSON.stringify(tastes),
    );
  });
});

describe('what is bought once', () => {
  /** @type {Map<string, Buffer>} */
  let habits;
  before(async () => {
    habits = await trainOnHabits();
  });
  const offered = () => page.$eval('pairwell-shelf', (element) => element.frame.cards.map(({ pick }) => pick.sku));

  test('is not offered again to who has it', async () => {
    const own = (/** @type {string} */ attributes) =>
      `<pairwell-shelf model="../habits/" limit="60" ${attributes}></pairwell-shelf>`;
    await open('');
    for (const [name, file] of habits) site.pages.set(`/habits/${name}`, file);
    await visit(own('placement="home" remember'));
    assert.ok((await offered()).includes('kettle'));
    await visit(own('placement="post-purchase" items="kettle" remember'));
    await visit(own('placement="home" remember'));
    assert.ok(!(await offered()).includes('kettle'));
    assert.ok((await offered()).includes('beans'));
    await visit(own('placement="cart" items="beans" remember'));
    assert.ok(!(await offered()).includes('kettle'), 'beside a cart neither');
    await visit(own('placement="home"'));
    assert.ok((await offered()).includes('kettle'), 'to others it is');
  });
});

describe('the shopper’s word', () => {
  const denied = () => {
    window.dataLayer = [];
    window.gtag = function gtag() {
      window.dataLayer.push(arguments);
    };
    window.gtag('consent', 'default', { analytics_storage: 'denied' });
  };
  const answer = (/** @type {object} */ state) => page.evaluate((it) => window.gtag('consent', 'update', it), state);

  test('is waited for where the element says so', async () => {
    await enter(thanks(cart(2), 'remember consent="required"'));
    assert.equal(await kept(), null);
    await page.$eval('pairwell-shelf', (element) => element.setAttribute('consent', 'granted'));
    await page.waitForFunction((key) => localStorage.getItem(key), KEY);
    assert.deepEqual(await orders(), [cart(2)]);
  });

  test('is a refusal: nothing is kept, and what was kept goes', async () => {
    await enter(thanks(cart(2)));
    assert.equal((await orders()).length, 1);
    await visit(home('remember consent="denied"'));
    assert.equal(await kept(), null);
    assert.equal((await readShelf(page)).heading, 'Popular right now');
    await visit(thanks(cart(3), 'remember consent="denied"'));
    assert.equal(await kept(), null);
  });

  test('taken back on the page empties it at once', async () => {
    await enter(thanks(cart(2)));
    await page.$eval('pairwell-shelf', (element) => element.setAttribute('consent', 'denied'));
    await page.waitForFunction((key) => localStorage.getItem(key) === null, KEY);
  });

  test('is Consent Mode’s: its default lets nothing be kept or read, and takes nothing', async () => {
    await enter(home(''));
    const was = { v: 1, orders: [[today(), 'x', cart(2)]], seen: [] };
    await page.evaluate(([key, text]) => localStorage.setItem(key, text), [KEY, JSON.stringify(was)]);
    await page.addInitScript(denied);
    await visit(home());
    assert.equal((await readShelf(page)).heading, 'Popular right now');
    await visit(thanks(cart(3)));
    await visit(home(''));
    assert.deepEqual(await kept(), was);
  });

  test('given by Consent Mode on the page is heard when it is left', async () => {
    await enter(thanks(cart(2)), { before: denied });
    assert.equal(await kept(), null);
    await answer({ analytics_storage: 'granted' });
    await visit(home(''));
    assert.deepEqual(await orders(), [cart(2)]);
  });

  for (const kind of ['analytics_storage', 'personalization_storage']) {
    test(`denied by Consent Mode for ${kind} empties it when the page is left`, async () => {
      await enter(thanks(cart(2)));
      await page.evaluate(denied);
      await answer({ analytics_storage: 'granted' });
      await answer({ [kind]: 'denied' });
      await visit(home(''));
      assert.equal(await kept(), null);
    });
  }

  test('is Tag Manager’s own record where there is one', async () => {
    const record = (/** @type {any} */ update) => {
      window.google_tag_data = { ics: { entries: { analytics_storage: { default: false, update } } } };
    };
    await enter(thanks(cart(2)), { before: record });
    assert.equal(await kept(), null);
    await page.evaluate(record, true);
    await page.$eval('pairwell-shelf', (element) => element.rerank());
    await page.waitForFunction((key) => localStorage.getItem(key), KEY);
    await page.evaluate(record, false);
    await page.$eval('pairwell-shelf', (element) => element.rerank());
    await page.waitForFunction((key) => localStorage.getItem(key) === null, KEY);
  });

  test('forget() empties it, and shops may remember and recall themselves', async () => {
    await enter(home());
    const told = await page.evaluate(async () => {
      const taste = await import('../pkg/taste.js');
      const told = [taste.recall(), taste.remember({ order: [{ sku: 'A', quantity: 2 }, 'B', 'A'], id: 7 })];
      taste.remember({ seen: 'C' });
      told.push(taste.recall());
      taste.forget();
      return [...told, taste.recall()];
    });
    const none = { history: [], seen: [] };
    assert.deepEqual(told, [none, true, { history: [['A', 'B']], seen: ['C'] }, none]);
    assert.equal(await kept(), null);
  });
});

describe('storage that is', () => {
  /** @type {[string, string][]} */
  const SPOILED = [
    ['no JSON', '{"v": 1, "orders": [['],
    ['of another version', '{"v": 2, "orders": "everything"}'],
    ['of another shape', '{"v": 1, "orders": {"a": 1}, "seen": [null, 7]}'],
    ['of wrong entries', '{"v": 1, "orders": [["x", 1, "A"], [0, "m", [{}]]], "seen": [[null, "A"], ["", 4]]}'],
    ['null', 'null'],
  ];
  for (const [what, text] of SPOILED) {
    test(`${what} is nothing, and is written anew`, async () => {
      await enter(home(''));
      await page.evaluate(([key, it]) => localStorage.setItem(key, it), [KEY, text]);
      await visit(home());
      assert.equal((await readShelf(page)).heading, 'Popular right now');
      await visit(thanks(cart(2)));
      assert.deepEqual(await orders(), [cart(2)]);
      await noErrors();
    });
  }

  const both = () => thanks(cart(2)) + shelf('placement="home" id="home" remember');
  test('forbidden breaks nothing: it lasts as long as the page', async () => {
    const forbid = () => {
      const get = () => {
        throw new DOMException('no storage', 'SecurityError');
      };
      Object.defineProperty(window, 'localStorage', { get });
    };
    await open(both(), { before: forbid });
    await waitForState(page, 'ready', '#home');
    await page.$eval('#home', (element) => element.rerank());
    assert.equal((await readShelf(page, '#home')).heading, 'For you');
    await noErrors();
  });

  test('full breaks nothing either', async () => {
    const fill = () => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    };
    await open(both(), { before: fill });
    await waitForState(page, 'ready', '#home');
    await page.$eval('#home', (element) => element.rerank());
    assert.equal((await readShelf(page, '#home')).heading, 'For you');
    assert.equal(await kept(), null);
    await noErrors();
  });

  test('without its module a shelf shows what everybody likes', async () => {
    site.spoiled.set('history.js', (reply) => (reply.status = 404));
    await enter(home());
    const { heading, cards } = await readShelf(page);
    assert.deepEqual([heading, cards.length], ['Popular right now', 4]);
    assert.deepEqual(await heard('error'), []);
  });
});
