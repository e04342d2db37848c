/** Looks at shelves and bundles on a page under a merchant's rules: what the page may say, what cards then say, and that nobody is pestered; never computes an answer. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readShelf, waitForState } from './browser.mjs';
import { number, plain as pairwell, plainTraits, policy, popular, serve, set, title } from './ruled-stage.mjs';
import { heard, open, page, setStage, shelf } from './stage.mjs';

const pin = (/** @type {string} */ sku, position = 0) => [4, number(sku), position];

/** The SKUs that a shelf shows now. */
const skus = (selector = 'pairwell-shelf') =>
  page.$eval(selector, (it) =>
    [...it.shadowRoot.querySelectorAll('.card:not(.ghost) .link')].map((a) => a.textContent),
  );
const text = (/** @type {string} */ part) =>
  page.$eval('pairwell-shelf', (it, name) => it.shadowRoot.querySelector(`.card [part~=${name}]`)?.textContent, part);
const atHome = (more = '') => shelf(`placement="home" limit="3" ${more}`);

describe('what a page says', () => {
  setStage();
  const target = popular[25];
  const when = (/** @type {number} */ fact) => [{ negated: false, any: [2 * fact + 1] }];

  /** @type {[string, string, Record<string, unknown>][]} */
  const SAID = [
    ['segment="new, vip"', 'segment:vip', {}],
    ['region="ch"', 'region:CH', {}],
    ['permissions="age-18"', 'permission:age-18', {}],
    [`answers='{"milk":"oat"}'`, 'answer:milk=oat', {}],
    ['', 'answer:milk=oat', { answers: { milk: 'oat' } }],
    ['', 'locale:en', {}],
    ['', 'placement:home', {}],
  ];
  for (const [attributes, fact, context] of SAID) {
    test(`${attributes || JSON.stringify(context)} reaches the rules as ${fact}`, async () => {
      serve({ facts: [fact, 'other'], rules: [{ name: 'it', when: when(0), actions: [pin(target)] }] });
      await open(atHome(attributes));
      await page.$eval('pairwell-shelf', (it, given) => Object.assign(it, { context: given }), context);
      await waitForState(page, 'ready');
      assert.equal((await skus())[0], title(target));
      assert.deepEqual(page.problems, []);
    });
  }

  test('a signal silences at once, and its end lets speak again', async () => {
    serve({ facts: ['signal:complaint'], ...policy({ silence: [0] }) });
    await open(atHome());
    await waitForState(page, 'ready');
    await page.$eval('pairwell-shelf', (it) => it.setAttribute('signals', 'complaint'));
    await waitForState(page, 'empty');
    await page.$eval('pairwell-shelf', (it) => it.removeAttribute('signals'));
    await waitForState(page, 'ready');
  });

  test('what no JSON is says nothing', async () => {
    serve({});
    await open(atHome('answers="milk" usage="[" stock="null"'));
    await waitForState(page, 'ready');
    assert.deepEqual(await heard('error'), []);
  });

  test('live stock wins over the file', async () => {
    serve({});
    await open(atHome(`stock='{"${popular[0]}": 0}'`));
    await waitForState(page, 'ready');
    assert.ok(!(await skus()).includes(title(popular[0])));
  });

  test("the cart's lines bring quantity, price and plan", async () => {
    const line = { sku: 'elsewhere', quantity: 3, price: 700, plan: 'monthly' };
    const ranges = [
      [0, 2100n, 2100n],
      [1, 3n, 3n],
    ];
    serve({ facts: ['plan:only'], rules: [{ name: 'it', when: when(0), ranges, actions: [pin(target)] }] });
    const lines = `<script type="application/json" data-pairwell="cart">[${JSON.stringify(line)}]</script>`;
    await open(lines + shelf('placement="cart" store="page" limit="3"'));
    await waitForState(page, 'ready');
    assert.equal((await skus())[0], title(target));
  });

  test('a product page may ask for better versions', async () => {
    const traits = plainTraits();
    popular.slice(0, 3).forEach((sku, n) => Object.assign(traits[number(sku)], { category: 1, price: 100 + 20 * n }));
    serve({ traits });
    await open(shelf(`placement="product" kind="upsell" items="${popular[0]}"`));
    await waitForState(page, 'ready');
    assert.deepEqual(new Set(await skus()), new Set(popular.slice(1, 3).map(title)));
    assert.equal(await text('reason'), `In place of ${title(popular[0])}`);
  });
});

describe('what a card says', () => {
  setStage();
  const [cart, pick, third] = popular;

  test("the merchant's own words go before the reason, as text, and a partner is named", async () => {
    const benefits = [{ set: 0, texts: { '': '<b>dry</b>' } }];
    serve({
      sets: [set([pick])],
      rules: [{ name: 'it', actions: [pin(pick)] }],
      benefits,
      partners: [{ name: 'Harbour', set: 0 }],
    });
    await open(shelf(`placement="cart" items="${cart}"`));
    await waitForState(page, 'ready');
    assert.equal(await text('benefit'), '<b>dry</b>');
    assert.equal(await text('partner'), 'From Harbour');
  });

  test('the one item that completes a bundle says what it saves', async () => {
    serve({
      rules: [{ name: 'it', actions: [pin(pick)] }],
      bundles: [{ name: 'starter', labels: { '': 'Starter set' }, items: set([cart, pick]).items, discount: 1000 }],
    });
    await open(shelf(`placement="cart" items="${cart}"`));
    await waitForState(page, 'ready');
    assert.equal(await text('reason'), 'One more for the bundle price: Starter set, −10%');
  });

  test("<pairwell-bundle> shows the merchant's bundle at its price", async () => {
    const bundle = {
      name: 'starter',
      labels: { de: 'Paket', '': 'Starter set' },
      items: set([cart, pick, third]).items,
      discount: 1000,
    };
    serve({ bundles: [bundle] });
    const script = '<script type="module" src="../pkg/define-bundle.js"></script>';
    await open(`<pairwell-bundle model="../model/" item="${cart}"></pairwell-bundle>`, { head: script });
    await waitForState(page, 'ready', 'pairwell-bundle');
    assert.deepEqual(new Set(await skus('pairwell-bundle')), new Set([cart, pick, third].map(title)));
    const [amount, before, label] = await page.$eval('pairwell-bundle', (it) =>
      ['.amount', '.before', '.discount'].map((one) => it.shadowRoot.querySelector(one).textContent),
    );
    const sum = [cart, pick, third].reduce((all, sku) => all + pairwell.product(sku).price, 0);
    assert.deepEqual(
      [amount, before].map((it) => Number(it.replace(/\D/g, ''))),
      [Math.round(sum * 0.9), sum],
    );
    assert.equal(label, 'Starter set −10%');
  });
});

describe('nobody is pestered', () => {
  setStage();
  const seen = async (/** @type {number} */ times) => {
    await page.waitForFunction((n) => window.heard.filter((it) => it.what === 'view').length >= n, times);
  };
  /** Opens the page again in the same profile. */
  const again = async () => {
    await page.reload();
    await waitForState(page, 'ready');
    await seen(1);
  };

  test('what was seen often enough without a click rests, and a click makes it welcome again', async () => {
    serve(policy({ restAfter: 2 }));
    await open(atHome());
    await waitForState(page, 'ready');
    await seen(1);
    const first = await skus();
    // A click that leads nowhere.
    await page.$eval('pairwell-shelf', (it) => {
      const link = it.shadowRoot.querySelector('.card .link');
      link.addEventListener('click', (event) => event.preventDefault());
      link.click();
    });
    await again();
    assert.deepEqual(await skus(), first);
    await again();
    const later = await skus();
    assert.equal(later[0], first[0], 'clicked in between');
    assert.ok(!later.includes(first[1]) && !later.includes(first[2]), `${later}`);
  });

  test('it is forgotten after 30 days', async () => {
    serve(policy({ restAfter: 1 }));
    const old = Math.floor(Date.now() / 86_400_000);
    const kept = (/** @type {number} */ days) => JSON.stringify({ [popular[0]]: [9, old - days] });
    await open(atHome());
    await waitForState(page, 'ready');
    for (const [days, rests] of [
      [29, true],
      [31, false],
    ]) {
      await page.evaluate((value) => localStorage.setItem('pairwell-shown', value), kept(days));
      await again();
      assert.equal(!(await skus()).includes(title(popular[0])), rests, `${days} days`);
    }
  });

  test('without consent nothing is kept', async () => {
    serve(policy({ restAfter: 1 }));
    await open(atHome('consent="denied"'));
    await waitForState(page, 'ready');
    await seen(1);
    const first = await skus();
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
    await again();
    assert.deepEqual(await skus(), first);
  });

  test('where storage is forbidden shelves work all the same', async () => {
    serve(policy({ restAfter: 1, perSession: 50 }));
    await open(atHome(), {
      before: () => {
        const forbidden = {
          get: () => {
            throw new DOMException('no', 'SecurityError');
          },
        };
        Object.defineProperty(window, 'localStorage', forbidden);
        Object.defineProperty(window, 'sessionStorage', forbidden);
      },
    });
    await waitForState(page, 'ready');
    await seen(1);
    assert.deepEqual(await heard('error'), []);
    assert.deepEqual(page.problems, []);
  });

  test('a page holds no more picks than the merchant says, over all shelves', async () => {
    serve(policy({ perPage: 4 }));
    await open(atHome('list-id="one"') + atHome('list-id="two"') + atHome('list-id="three"'));
    await page.waitForFunction(() => document.querySelectorAll('pairwell-shelf[state=empty]').length === 1);
    await page.waitForFunction(() => document.querySelectorAll('pairwell-shelf[state=ready]').length === 2);
    const counts = await page.$$eval('pairwell-shelf', (all) =>
      all.map((it) => it.shadowRoot.querySelectorAll('.card:not(.ghost)').length),
    );
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      4,
    );
  });

  test('a session sees no more picks than the merchant says; what it has seen stays', async () => {
    serve(policy({ perSession: 4 }));
    await open(atHome());
    await waitForState(page, 'ready');
    await seen(1);
    const first = await skus();
    await page.$eval('pairwell-shelf', (it) => it.setAttribute('limit', '6'));
    await seen(2);
    assert.deepEqual((await skus()).slice(0, 3), first);
    assert.equal((await skus()).length, 4);
    await again();
    assert.equal((await readShelf(page)).cards.length, 3);
  });
});
