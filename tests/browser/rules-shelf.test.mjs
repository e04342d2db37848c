/** Looks at shelves under a merchant's rules: that they show what the engine says for what is shown, why, and in words that can be read; never computes an answer. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames, readShelf, waitForState } from './browser.mjs';
import {
  another,
  number,
  plain,
  plainTraits,
  policy,
  popular,
  serve as serveRules,
  set,
  title,
} from './ruled-stage.mjs';
import { open, page, setStage, shelf } from './stage.mjs';

const [BOOST, ADD, PIN, CAP_SET, FILL] = [2, 3, 4, 7, 10];
const COMPLEMENTS = 2;

setStage();

/** Serves the demo's model with rules made of these parts, and answers what asks under them. @param {object} parts */
async function serve(parts) {
  const pairwell = another();
  await pairwell.useRules(serveRules(parts));
  return (/** @type {object} */ question) =>
    pairwell.suggest(question).map((/** @type {{sku: string}} */ pick) => title(pick.sku));
}

const shown = async (selector = 'pairwell-shelf') => (await readShelf(page, selector)).cards.map((card) => card.title);
const atCart = (/** @type {string} */ items, more = '') => shelf(`placement="cart" items="${items}" ${more}`);
const cartOf = popular[3];
/** Something that nobody buys with it. */
const pinned = popular.findLast(
  (sku) => plain.suggest({ cart: [cartOf], limit: 159 }).find((pick) => pick.sku === sku)?.because.length === 0,
);
const pinAt = (/** @type {number} */ position) => ({
  rules: [{ name: 'it', actions: [[PIN, number(pinned), position - 1]] }],
});

describe('a shelf shows what the engine says for what is shown', () => {
  for (const position of [1, 3, 6]) {
    test(`a pin at position ${position} of a shelf of four`, async () => {
      const ask = await serve(pinAt(position));
      await open(atCart(cartOf, 'limit="4"'));
      await waitForState(page, 'ready');
      assert.deepEqual(await shown(), ask({ cart: [cartOf], placement: 'cart', limit: 4 }));
      assert.equal((await shown())[0] === title(pinned), position === 1);
    });
  }

  test('where another shelf has taken the best', async () => {
    const ask = await serve(pinAt(6));
    await open(atCart(cartOf, 'limit="2" list-id="one" id="one"') + atCart(cartOf, 'limit="3" list-id="two" id="two"'));
    await page.waitForFunction(() => document.querySelectorAll('pairwell-shelf[state=ready]').length === 2);
    const exclude = ask({ cart: [cartOf], placement: 'cart', limit: 2 });
    assert.deepEqual(await shown('#one'), exclude);
    const skus = popular.filter((sku) => exclude.includes(title(sku)));
    assert.deepEqual(await shown('#two'), ask({ cart: [cartOf], placement: 'cart', limit: 3, exclude: skus }));
  });

  test('where the shop no longer sells some of it', async () => {
    const ask = await serve(pinAt(4));
    const wanted = { cart: [cartOf], placement: 'cart', limit: 4 };
    const gone = plain.suggest({ cart: [cartOf], limit: 2 }).map((pick) => pick.sku);
    await open(atCart(cartOf, 'limit="4"'));
    await waitForState(page, 'ready');
    await page.$eval(
      'pairwell-shelf',
      (it, skus) => {
        // As a shop's adapter answers that is asked live.
        const sift = (picks, limit) => ({ picks: picks.filter(({ sku }) => !skus.includes(sku)).slice(0, limit) });
        it.hub = {
          sift,
          cart: () => [],
          item: () => undefined,
          own: () => undefined,
          family: () => [],
          consent: () => undefined,
          name: 'test',
        };
        it.cart = it.getAttribute('items').split(',');
      },
      gone,
    );
    await page.waitForFunction(
      (name) => !document.querySelector('pairwell-shelf').shadowRoot.querySelector('.list').textContent.includes(name),
      title(gone[0]),
    );
    assert.deepEqual(await shown(), ask({ ...wanted, exclude: gone }));
    assert.equal((await shown())[3], title(pinned), 'at its place among what is shown');
  });

  test('where a session may see no more', async () => {
    await serve({ ...pinAt(2), ...policy({ perSession: 3 }) });
    await open(atCart(cartOf, 'limit="4"'));
    await waitForState(page, 'ready');
    assert.equal((await shown()).length, 3);
    assert.equal((await shown())[1], title(pinned));
  });
});

describe('better versions', () => {
  test("are of the page's item, whatever the cart begins with", async () => {
    const traits = plainTraits();
    const [own, better, held, wrong] = popular;
    for (const [n, sku] of [own, better].entries())
      Object.assign(traits[number(sku)], { category: 1, price: 100 + 20 * n });
    for (const [n, sku] of [held, wrong].entries())
      Object.assign(traits[number(sku)], { category: 2, price: 100 + 20 * n });
    await serve({ traits });
    await open(shelf(`placement="product" kind="upsell" items="${own}"`));
    for (const cart of [[], [held], [held, { sku: own, quantity: 2 }]]) {
      await page.$eval('pairwell-shelf', (it, lines) => (it.cart = lines), cart);
      await frames(page);
      await waitForState(page, 'ready');
      assert.deepEqual(await shown(), [title(better)], JSON.stringify(cart));
      assert.equal((await readShelf(page)).cards[0].reason, `In place of ${title(own)}`);
    }
  });

  test('are asked for by the new name, and by the old one with one note', async () => {
    const traits = plainTraits();
    const [own, better] = popular;
    for (const [n, sku] of [own, better].entries())
      Object.assign(traits[number(sku)], { category: 1, price: 100 + 20 * n });
    await serve({ traits });
    const notes = () => page.warnings.filter((/** @type {string} */ it) => it.includes('"upsell"')).length;
    for (const kind of ['upsell', 'upgrade']) {
      assert.equal(notes(), 0);
      await open(shelf(`placement="product" kind="${kind}" items="${own}"`));
      await waitForState(page, 'ready');
      assert.deepEqual(await shown(), [title(better)], kind);
    }
    // The console's texts load when they are needed.
    while (notes() === 0) await page.waitForTimeout(10);
    await page.$eval('pairwell-shelf', (it) => it.rerank());
    await frames(page);
    assert.equal(notes(), 1);
  });
});

describe('a reason is true', () => {
  const reasons = async (/** @type {string} */ markup) => {
    await open(markup);
    await waitForState(page, 'ready');
    const { cards } = await readShelf(page);
    return Object.fromEntries(cards.map((card) => [card.title, card.reason]));
  };
  /** @type {[string, string, string][]} */
  const CHOSEN = [
    ['en', 'Chosen by the shop', 'Popular right now'],
    ['de', 'Vom Shop ausgewählt', 'Gerade beliebt'],
    ['fr', 'Choisi par la boutique', 'Populaire en ce moment'],
    ['es', 'Elegido por la tienda', 'Popular ahora'],
    ['ja', 'ショップのおすすめ', 'いま人気の商品'],
    ['ar', 'من اختيار المتجر', 'الأكثر رواجًا الآن'],
  ];
  for (const [language, chosen, liked] of CHOSEN) {
    test(`of what the shop pins, and of what everybody likes: ${language}`, async () => {
      await serve(pinAt(1));
      const told = await reasons(`<div lang="${language}">${shelf('placement="home" limit="3"')}</div>`);
      assert.deepEqual(Object.values(told), [chosen, liked, liked]);
    });
  }

  test('what is pinned and bought with the cart is said to be', async () => {
    const bestOf = (/** @type {string} */ sku) =>
      plain.suggest({ cart: [sku], limit: 20 }).find((pick) => pick.because[0]?.share > 0.3);
    const cart = popular.find(bestOf);
    const { sku } = bestOf(cart);
    await serve({ rules: [{ name: 'it', actions: [[PIN, number(sku), 0]] }] });
    const told = await reasons(atCart(cart, 'limit="1"'));
    assert.ok(told[title(sku)].endsWith(`with ${title(cart)}`), told[title(sku)]);
  });

  /** Its category goes with that of the cart's items. */
  const complements = () => {
    const traits = plainTraits();
    for (const sku of popular.slice(0, 8)) traits[number(sku)].category = 1;
    traits[number(pinned)].category = 2;
    return { traits, complements: [[], [2]], rules: [{ name: 'it', actions: [[FILL, 0, 0, [COMPLEMENTS]]] }] };
  };

  test('what goes with the one item of a cart names it', async () => {
    await serve(complements());
    assert.deepEqual(await reasons(atCart(cartOf)), { [title(pinned)]: `Goes with ${title(cartOf)}` });
  });

  test('of several nobody knows which it was', async () => {
    await serve(complements());
    const cart = popular
      .slice(0, 6)
      .filter(
        (sku) =>
          !plain.suggest({ cart: [sku], limit: 159 }).some((pick) => pick.sku === pinned && pick.because.length > 0),
      );
    assert.ok(cart.length > 1);
    assert.deepEqual(await reasons(atCart(cart.join())), { [title(pinned)]: 'Goes well with your cart' });
    const order = await reasons(shelf(`placement="post-purchase" items="${cart}"`));
    assert.deepEqual(order, { [title(pinned)]: 'Goes well with your order' });
  });

  test('a service goes with its product', async () => {
    const rule = { name: 'service gift wrap', when: [{ negated: false, any: [2] }], actions: [[ADD, 0, 2 ** 24 - 1]] };
    await serve({ sets: [set([pinned]), set([cartOf])], rules: [rule] });
    assert.equal((await reasons(atCart(cartOf, 'limit="1"')))[title(pinned)], `Goes with ${title(cartOf)}`);
  });
});

describe('what must be read can be read', () => {
  const name = 'Loam & Ember Ceramics';
  const text = 'The paper your cone was shaped for, and no other';
  const parts = {
    sets: [set([pinned])],
    ...pinAt(1),
    partners: [{ name, set: 0 }],
    benefits: [{ set: 0, texts: { '': text } }],
  };
  /** Whether any of its text is cut off or outside of its card. */
  const look = (/** @type {string} */ part) =>
    page.$eval(
      'pairwell-shelf',
      (it, wanted) => {
        const element = it.shadowRoot.querySelector(`.card [part~=${wanted}]`);
        const range = document.createRange();
        range.selectNodeContents(element);
        const card = element.closest('.card').getBoundingClientRect();
        const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size;
        const [box, own] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
        const isInside = (one, other) =>
          one.left >= other.left - 1 && one.right <= other.right + 1 && one.bottom <= other.bottom + 1;
        return {
          text: element.textContent,
          title: element.title,
          lines,
          isWhole: isInside(box, own) && isInside(own, card),
        };
      },
      part,
    );

  /** @type {[string, string, number][]} */
  const PLACES = [
    ['checkout', 'limit="2"', 320],
    ['cart', 'limit="3"', 360],
    ['product', 'limit="4"', 320],
    ['product', 'limit="4"', 700],
    ['product', 'limit="4"', 1000],
  ];
  for (const [placement, more, width] of PLACES) {
    test(`whose item it is, and what the merchant says: ${placement}, ${width} pixels wide`, async () => {
      await serve(parts);
      await open(shelf(`placement="${placement}" items="${cartOf}" ${more}`));
      await page.setViewportSize({ width, height: 800 });
      await waitForState(page, 'ready');
      const label = await look('partner');
      assert.deepEqual([label.text, label.isWhole], [`From ${name}`, true], JSON.stringify(label));
      const benefit = await look('benefit');
      assert.deepEqual([benefit.text, benefit.title], [text, text]);
      assert.ok(benefit.isWhole, JSON.stringify(benefit));
    });
  }

  test('what is longer than its lines ends in an ellipsis, and a pointer is told all of it', async () => {
    const long = `${text}. `.repeat(4);
    await serve({ ...parts, benefits: [{ set: 0, texts: { '': long } }] });
    await open(atCart(cartOf));
    await page.setViewportSize({ width: 320, height: 800 });
    await waitForState(page, 'ready');
    const {
      title: hint,
      height,
      line,
    } = await page.$eval('pairwell-shelf', (it) => {
      const reason = it.shadowRoot.querySelector('.card [part~=benefit]');
      const { lineHeight } = getComputedStyle(reason);
      return { title: reason.title, height: reason.getBoundingClientRect().height, line: parseFloat(lineHeight) };
    });
    assert.equal(hint, long);
    assert.equal(Math.round(height / line), 3);
  });
});

describe('a new item', () => {
  const OWN_MEASURE = 3;
  const half = {
    sets: [{ ...set([pinned]), name: 'new items' }],
    measures: ['draw'],
    rules: [
      {
        name: 'new items',
        ranges: [[OWN_MEASURE, 0n, 499n]],
        actions: [
          [ADD, 0, 1 << 20],
          [BOOST, 0, 65280],
          [CAP_SET, 0, 1],
        ],
      },
    ],
    benefits: [{ set: 0, texts: { '': 'New', de: 'Neu' } }],
  };

  for (const [draw, before] of [
    [0.1, () => (Math.random = () => 0.1)],
    [0.9, () => (Math.random = () => 0.9)],
  ]) {
    test(`has the last place, and says so, at a share of page views: ${draw}`, async () => {
      const ask = await serve(half);
      const usual = ask({ cart: [cartOf], placement: 'cart', limit: 4 });
      await open(atCart(cartOf, 'limit="4"'), { before });
      await waitForState(page, 'ready');
      const isDrawn = draw < 0.5;
      assert.deepEqual(await shown(), isDrawn ? [...usual.slice(0, 3), title(pinned)] : usual);
      assert.deepEqual(await shown(), ask({ cart: [cartOf], placement: 'cart', limit: 4, draw }));
      const { cards } = await readShelf(page, 'pairwell-shelf');
      assert.equal(cards.at(-1).reason === 'New', isDrawn);
      const said = await page.$eval('pairwell-shelf', (it) => it.pairwell.suggest(it.query).at(-1).rule);
      assert.equal(said === 'new items', isDrawn);
    });
  }

  test('is the same for all that a page view asks, and drawn anew for the next address', async () => {
    await serve(half);
    const before = () => {
      const draws = [0.9, 0.1];
      Math.random = () => draws.shift() ?? 0.9;
    };
    await open(atCart(cartOf, 'limit="4" id="one"'), { before });
    await waitForState(page, 'ready');
    const usual = await shown();
    await page.evaluate(() => document.querySelector('pairwell-shelf').setAttribute('limit', '5'));
    await page.waitForFunction(
      () => document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('.card:not(.ghost)').length === 5,
    );
    assert.deepEqual((await shown()).slice(0, 4), usual);
    await page.evaluate(() => {
      history.pushState({}, '', '?next');
      document.querySelector('pairwell-shelf').setAttribute('limit', '4');
    });
    await page.waitForFunction(
      () => document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('.card:not(.ghost)').length === 4,
    );
    assert.deepEqual(await shown(), [...usual.slice(0, 3), title(pinned)]);
  });

  test('is not drawn where nothing is: a question without a draw', async () => {
    const ask = await serve(half);
    assert.ok(!ask({ cart: [cartOf], limit: 4 }).includes(title(pinned)));
  });
});
