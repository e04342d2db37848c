/** Looks at <pairwell-bundle> under a merchant's rules: what the cart holds, quiet, whose items they are; and at shelves beside and over it; never computes an answer. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitForState } from './browser.mjs';
import { number, numbers, plain, plainTraits, policy, popular, serve, set, title } from './ruled-stage.mjs';
import { heard, open, page, setStage, shelf } from './stage.mjs';

/** The page's item, a product with several partners of its own, and what orders hold beside it. */
const own = 'KF-2601';
const [first, second, third] = plain
  .suggest({ cart: [own], limit: 20 })
  .filter((pick) => pick.because.length > 0)
  .map((pick) => pick.sku);
const price = (/** @type {string[]} */ ...skus) => skus.reduce((sum, sku) => sum + plain.product(sku).price, 0);
const starter = (/** @type {string[]} */ ...skus) => ({
  bundles: [{ name: 'starter', labels: { '': 'Starter set' }, items: numbers([own, ...skus]), discount: 1000 }],
});
const [EXCLUDE, PIN] = [0, 4];

setStage();

const TAG = 'pairwell-bundle';
const bundle = (more = '') => `<${TAG} model="../model/" item="${own}" ${more}></${TAG}>`;
const script = '<script type="module" src="../pkg/define-bundle.js"></script>';

/** Opens a page whose bundle knows that cart from the start. @param {unknown[]} cart */
async function enter(cart, markup = bundle()) {
  const fill = `<script>document.querySelector('${TAG}').cart = ${JSON.stringify(cart)}</script>`;
  await open(`${markup}${cart.length > 0 ? fill : ''}`, { head: script });
}

const read = () =>
  page.$eval(TAG, (it) => {
    const text = (/** @type {string} */ part) => it.shadowRoot.querySelector(`.${part}`)?.textContent ?? '';
    const cards = [...it.shadowRoot.querySelectorAll('.card:not(.ghost)')];
    return {
      titles: cards.map((card) => card.querySelector('.link').textContent),
      checked: cards.map((card) => card.querySelector('.check').checked),
      partners: cards.map((card) => card.querySelector('.partner').textContent),
      reasons: cards.map((card) => card.querySelector('.reason').textContent),
      hints: cards.map((card) => card.querySelector('.reason').title),
      amount: Number(text('amount').replace(/\D/g, '')),
      discount: text('discount'),
    };
  });
const titlesOf = (/** @type {string} */ selector) =>
  page.$eval(selector, (it) =>
    [...it.shadowRoot.querySelectorAll('.card:not(.ghost) .link')].map((a) => a.textContent),
  );
const states = (/** @type {string} */ shelfState, /** @type {string} */ bundleState) =>
  Promise.all([waitForState(page, shelfState), waitForState(page, bundleState, TAG)]);

describe("a merchant's bundle and the cart", () => {
  test('what the cart holds is not offered again: the rest is, at the bundle price', async () => {
    serve(starter(first, second));
    await enter([first]);
    await waitForState(page, 'ready', TAG);
    const seen = await read();
    assert.deepEqual(new Set(seen.titles), new Set([own, second].map(title)));
    assert.equal(seen.discount, 'With what is in your cart: Starter set, −10%');
    assert.equal(seen.amount, Math.round(price(own, second) * 0.9));
  });

  test("where only the page's item is missing it is one more for the bundle price", async () => {
    serve(starter(first, second));
    await enter([first, second]);
    await waitForState(page, 'ready', TAG);
    const seen = await read();
    assert.deepEqual([seen.titles, seen.checked], [[title(own)], [true]]);
    assert.equal(seen.discount, 'One more for the bundle price: Starter set, −10%');
    assert.equal(seen.amount, Math.round(price(own) * 0.9));
    assert.deepEqual(await heard('view'), [], "the page's own item is no suggestion");
  });

  test("the page's item in the cart is not offered a second time", async () => {
    serve(starter(first, second));
    await enter([own]);
    await waitForState(page, 'ready', TAG);
    assert.deepEqual(new Set((await read()).titles), new Set([first, second].map(title)));
    await page.waitForFunction(() => window.heard.some((it) => it.what === 'view'));
    assert.equal((await heard('view'))[0].skus.length, 2);
  });

  test('what is added to the cart later goes from the bundle', async () => {
    serve(starter(first, second));
    await enter([]);
    await waitForState(page, 'ready', TAG);
    assert.equal((await read()).discount, 'Starter set −10%');
    await page.$eval(TAG, (it, sku) => (it.cart = [sku]), second);
    await page.waitForFunction(
      (gone) =>
        ![...document.querySelector('pairwell-bundle').shadowRoot.querySelectorAll('.link')].some(
          (it) => it.textContent === gone,
        ),
      title(second),
    );
    assert.deepEqual(new Set((await read()).titles), new Set([own, first].map(title)));
  });

  test("the page's own offer leaves out what the cart holds, and its price, which is for all", async () => {
    serve({});
    await enter([first]);
    await page.$eval(TAG, (it, skus) => (it.bundle = { skus, label: 'Save 10 %', price: 1 }), [first, second]);
    await page.waitForFunction(
      () => document.querySelector('pairwell-bundle').shadowRoot.querySelector('.discount').textContent,
    );
    const seen = await read();
    assert.deepEqual(seen.titles, [own, second].map(title));
    assert.equal(seen.amount, price(own, second));
  });
});

describe('rules hear of the whole cart', () => {
  /** @type {[string, object, object][]} */
  const CASES = [
    [
      'its plan',
      { facts: ['plan:monthly'], when: [{ negated: false, any: [1] }] },
      { sku: 'elsewhere', plan: 'monthly' },
    ],
    ['its value', { ranges: [[0, 7000n, 2n ** 63n - 1n]] }, { sku: 'elsewhere', price: 7000 }],
    [
      'its items',
      { when: [{ negated: false, any: [2] }], sets: [set([first]), set([popular[9]])] },
      { sku: popular[9] },
    ],
  ];
  for (const [what, { facts = [], sets = [set([first])], ...conditions }, line] of CASES) {
    test(what, async () => {
      serve({ facts, sets, rules: [{ name: 'it', ...conditions, actions: [[EXCLUDE, 0, 0]] }], ...starter(first) });
      await enter([]);
      await waitForState(page, 'ready', TAG);
      assert.ok((await read()).titles.includes(title(first)));
      await enter([line]);
      await waitForState(page, 'ready', TAG);
      const seen = await read();
      assert.ok(!seen.titles.includes(title(first)), `${seen.titles}`);
      assert.equal(seen.titles[0], title(own));
    });
  }
});

describe('a bundle is no more pushy than a shelf', () => {
  const beside = (/** @type {number} */ limit) => shelf(`placement="home" limit="${limit}"`);

  test("the page's own item is not counted, and what is beside it is", async () => {
    serve({ ...starter(first, second), ...policy({ perPage: 2 }) });
    await enter([], `${bundle()}${beside(4)}`);
    await states('empty', 'ready');
    assert.equal((await read()).titles.length, 3);
  });

  test('the shelf that stands first goes first', async () => {
    serve({ ...starter(first, second), ...policy({ perPage: 2 }) });
    await enter([], `${beside(4)}${bundle()}`);
    await states('ready', 'empty');
    assert.equal((await titlesOf('pairwell-shelf')).length, 2);
  });

  test('a bundle that has no room gives way to as many as there is room for', async () => {
    serve({ ...starter(first, second, third), ...policy({ perPage: 2 }) });
    await enter([]);
    await waitForState(page, 'ready', TAG);
    const seen = await read();
    assert.deepEqual([seen.titles.length, seen.discount], [3, '']);
  });

  test('a session that has seen enough sees no bundle', async () => {
    serve({ ...starter(first, second), ...policy({ perSession: 1 }) });
    await enter([]);
    await waitForState(page, 'ready', TAG);
    const seen = await read();
    assert.deepEqual([seen.titles.length, seen.discount], [2, '']);
  });

  test('what was shown often enough rests in a bundle too', async () => {
    serve({ ...starter(first), ...policy({ restAfter: 1 }) });
    await enter([]);
    await waitForState(page, 'ready', TAG);
    await page.waitForFunction(() => window.heard.some((it) => it.what === 'view'));
    const kept = await page.evaluate(() => Object.keys(JSON.parse(localStorage.getItem('pairwell-shown') ?? '{}')));
    assert.deepEqual(kept, [first], "the page's item is not counted");
    await page.reload();
    await waitForState(page, 'ready', TAG);
    assert.ok(!(await read()).titles.includes(title(first)));
  });
});

describe('what a card of a bundle says', () => {
  const text = 'Made for one another, and the merchant has a lot to say of that, as merchants do';
  const parts = {
    sets: [set([first]), set([own])],
    benefits: [{ set: 0, texts: { '': text } }],
    partners: [
      { name: 'Harbour', set: 0 },
      { name: 'Loam & Ember', set: 1 },
    ],
  };
  const check = async () => {
    await waitForState(page, 'ready', TAG);
    const { titles, partners, reasons, hints } = await read();
    const at = titles.indexOf(title(first));
    assert.deepEqual([partners[at], reasons[at], hints[at]], ['From Harbour', text, text]);
    assert.equal(partners[0], 'From Loam & Ember');
    assert.equal(reasons[0], '', 'nobody needs to be told why the page is about its item');
  };

  test('whose items they are, and what the merchant says, in a bundle of the merchant', async () => {
    serve({ ...parts, ...starter(first, second) });
    await enter([]);
    await check();
  });

  test('in suggestions', async () => {
    serve(parts);
    await enter([]);
    await check();
  });

  test('even where it would never have been suggested: least liked of all, as a variant', async () => {
    const traits = plainTraits();
    traits[number(own)].group = traits[number(first)].group = 1;
    serve({ ...parts, traits, ...starter(first) });
    await enter([]);
    await check();
  });
});

describe('a drawer over the page', () => {
  const drawer = `<dialog id="drawer">${shelf('placement="cart" limit="3" list-id="drawer"')}</dialog>`;
  const show = (/** @type {string} */ sku) =>
    page.evaluate((held) => {
      document.querySelector('pairwell-shelf').cart = [held];
      document.querySelector('dialog').showModal();
    }, sku);

  test('may repeat what stands behind it: one more for the bundle price', async () => {
    serve({ ...starter(first), rules: [{ name: 'it', actions: [[PIN, number(first), 0]] }] });
    await enter([], `${bundle()}${drawer}`);
    await waitForState(page, 'ready', TAG);
    await show(own);
    await waitForState(page, 'ready');
    const reason = await page.$eval('pairwell-shelf', (it) => it.shadowRoot.querySelector('.card .reason').textContent);
    assert.equal(reason, 'One more for the bundle price: Starter set, −10%');
    assert.ok((await read()).titles.includes(title(first)), 'the page keeps what it shows');
  });

  test('comes after the page in what a page may show, wherever it is written', async () => {
    serve(policy({ perPage: 2 }));
    await enter([], `${drawer}${bundle()}`);
    await waitForState(page, 'ready', TAG);
    await show(own);
    await waitForState(page, 'empty');
    assert.equal((await read()).titles.length, 3);
  });
});
