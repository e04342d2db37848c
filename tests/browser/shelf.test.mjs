/** Drives <pairwell-shelf> on pages made for one behaviour each, with good files; never the demo storefront. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames, layoutShift, readShelf, waitForState } from './browser.mjs';
import { withoutWasm } from './package.mjs';
import { SPOILERS } from './site.mjs';
import { FALLBACK, cart, heard, known, open, page, setStage, shelf, site, titles } from './stage.mjs';
import { train } from './trainer.mjs';

setStage();

describe('a shelf', () => {
  test('shows as many cards as its limit, each with title, price, reason and a named button', async () => {
    await open(shelf(`items="${cart(2).join(', ')}" limit="3"`));
    await waitForState(page, 'ready');
    const { cards, heading } = await readShelf(page);
    assert.equal(cards.length, 3);
    assert.equal(heading, 'Goes well with this');
    for (const card of cards) {
      const product = known.find((item) => item.title === card.title);
      assert.ok(product, `${card.title} is in the catalog`);
      assert.match(card.price, new RegExp(`${product.price.replace('.', '\\.')}$`));
      assert.match(
        card.reason,
        /^(Goes with|Often bought together with|Very often bought together with) .+|^Popular right now$|^Fresh to the last bean$/,
      );
      assert.equal(card.name, `Add ${card.title} to cart`);
      assert.equal(card.button, 'Add');
      assert.ok(!cart(2).includes(product.sku), 'nothing that is in the cart already');
    }
    assert.deepEqual(page.problems, []);
  });

  test('names the cart item that is responsible, and no item where none is', async () => {
    await open(shelf(`items='${JSON.stringify(cart(2))}' limit="20"`));
    await waitForState(page, 'ready');
    const expected = await page.evaluate(async (items) => {
      const { Pairwell } = await import('../pkg/index.js');
      const pairwell = await Pairwell.load('../model/');
      const words = { often: 'Often bought together', 'very-often': 'Very often bought together' };
      const cause = ({ because: [first], evidence, benefit }) =>
        benefit ??
        (first?.share >= 0.25
          ? `${words[evidence] ?? 'Goes'} with ${pairwell.product(first.sku).title}`
          : 'Popular right now');
      return Object.fromEntries(
        pairwell.suggest({ cart: items, limit: 30 }).map((pick) => [pick.product?.title, cause(pick)]),
      );
    }, cart(2));
    const { cards } = await readShelf(page);
    for (const card of cards) assert.equal(card.reason, expected[card.title]);
    const popular = cards.filter((card) => card.reason === 'Popular right now').length;
    assert.ok(popular > 0 && popular < cards.length, 'both kinds are among them');
    await page.$eval('pairwell-shelf', (element) => element.setAttribute('items', ''));
    await page.waitForFunction(
      () =>
        document.querySelector('pairwell-shelf').shadowRoot.querySelector('.heading').textContent ===
        'Popular right now',
    );
    assert.ok((await readShelf(page)).cards.every((card) => card.reason === 'Popular right now'));
  });

  test('re-ranks at once when its attribute or its property changes, and the property wins', async () => {
    await open(shelf(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    const first = await titles();
    const [byAttribute, byProperty, still] = await page.$eval(
      'pairwell-shelf',
      async (element, skus) => {
        const shown = () =>
          [...element.shadowRoot.querySelectorAll('.card:not(.ghost) .title')].map((title) => title.textContent);
        const answers = [];
        element.setAttribute('items', skus[40]);
        await Promise.resolve();
        answers.push(shown());
        element.cart = [{ sku: skus[80], quantity: 2, price: 100 }];
        await Promise.resolve();
        answers.push(shown());
        element.setAttribute('items', skus[1]);
        await Promise.resolve();
        return [...answers, shown()];
      },
      known.map((item) => item.sku),
    );
    assert.notDeepEqual(byAttribute, first);
    assert.notDeepEqual(byProperty, byAttribute);
    assert.deepEqual(still, byProperty);
  });

  test('takes over a cart that was set before it was defined', async () => {
    await open(shelf('placement="cart"'), { define: false });
    await page.evaluate(async (skus) => {
      document.querySelector('pairwell-shelf').cart = skus;
      await import('../pkg/define.js');
    }, cart(2));
    await waitForState(page, 'ready');
    assert.equal((await readShelf(page)).heading, 'Goes well with your cart');
    assert.deepEqual(await page.$eval('pairwell-shelf', (element) => [Object.hasOwn(element, 'cart'), element.cart]), [
      false,
      cart(2),
    ]);
  });

  test('ignores SKUs that the model does not know, and survives a cart of ten thousand', async () => {
    await open(shelf('items="nobody, knows, these"'));
    await waitForState(page, 'ready');
    await page.$eval(
      'pairwell-shelf',
      (element, skus) => {
        element.cart = Array.from({ length: 10_000 }, (_, index) => skus[index % 5] ?? `unknown-${index}`);
      },
      cart(5),
    );
    await page.waitForFunction(() =>
      document.querySelector('pairwell-shelf').shadowRoot.querySelector('.heading').textContent.startsWith('Goes'),
    );
    assert.deepEqual(page.problems, []);
  });

  test('keeps the fallback when there are fewer good picks than its minimum', async () => {
    await open(shelf(`items="${cart(1)}" limit="3" min="4"`, FALLBACK));
    await waitForState(page, 'empty');
    assert.ok(await page.isVisible('#fallback'));
    assert.deepEqual(await heard('error'), []);
  });

  test('replaces the fallback by its picks, and shows it again when they are gone', async () => {
    let release = () => {};
    const held = new Promise((resolve) => (release = () => resolve(undefined)));
    site.routes = async ({ url }) => void (url.pathname.includes('/model/model-') && (await held));
    await open(shelf(`items="${cart(1)}"`, FALLBACK));
    assert.ok(await page.isVisible('#fallback'), 'while loading');
    release();
    await waitForState(page, 'ready');
    assert.ok(!(await page.isVisible('#fallback')));
    await page.$eval('pairwell-shelf', (element) => element.setAttribute('min', '50'));
    await waitForState(page, 'empty');
    assert.ok(await page.isVisible('#fallback'));
  });

  test('shows markup as text', async () => {
    await open(shelf(`heading="<img src=x onerror=alert(1)> &amp; more" items="${cart(1)}"`));
    await waitForState(page, 'ready');
    const { heading } = await readShelf(page);
    assert.equal(heading, '<img src=x onerror=alert(1)> & more');
    assert.equal(
      await page.$eval('pairwell-shelf', (element) => element.shadowRoot.querySelectorAll('h2 :not(slot)').length),
      0,
    );
  });

  test('loads nothing before it is near the window', async () => {
    await open(`<div id="far"></div>${shelf()}`, { head: '<link rel="stylesheet" href="./far.css">', define: false });
    site.pages.set('/store/far.css', '');
    await page.$eval('#far', (far) => (far.style.height = '5000px'));
    await page.evaluate(() => import('../pkg/define.js'));
    await frames(page);
    assert.equal(site.count('pairwell.json'), 0);
    await page.evaluate(() => scrollTo(0, 4000));
    await waitForState(page, 'ready');
    assert.equal(site.count('pairwell.json'), 1);
    assert.deepEqual(await heard('view'), [], 'near is not seen');
    await page.evaluate(() => scrollTo(0, 5000));
    await page.waitForFunction(() => window.heard.some((event) => event.what === 'view'));
  });

  test('shares one engine and one model with every other shelf of the page', async () => {
    await open(shelf(`id="one" items="${cart(1)}"`) + shelf('id="two" placement="home"'));
    await waitForState(page, 'ready', '#one');
    await waitForState(page, 'ready', '#two');
    for (const end of ['pairwell.json', withoutWasm ? 'javascript-engine.js' : '.wasm'])
      assert.equal(site.count(end), 1, end);
    assert.equal(site.asked.filter((path) => /model-\w+\.pw$/.test(path)).length, 1);
    assert.equal(site.asked.filter((path) => /catalog-\w+\.pw$/.test(path)).length, 1);
  });

  test('survives being moved, destroyed and rebuilt', async () => {
    // Its four picks are the same four, whichever of them another shelf shows.
    await open(`<div id="a">${shelf('items="KF-2601"')}</div><div id="b"></div>`);
    await waitForState(page, 'ready');
    const first = await titles();
    await page.evaluate(async () => {
      const [a, b] = [document.getElementById('a'), document.getElementById('b')];
      const element = document.querySelector('pairwell-shelf');
      for (let round = 0; round < 20; round++) (round % 2 ? a : b).append(element);
      element.remove();
      element.setAttribute('limit', '2');
      await new Promise(requestAnimationFrame);
      const rebuilt = element.cloneNode(true);
      a.replaceChildren(element);
      b.replaceChildren(rebuilt);
    });
    await waitForState(page, 'ready', '#b pairwell-shelf');
    await waitForState(page, 'ready', '#a pairwell-shelf');
    await page.waitForFunction(() => document.querySelectorAll('pairwell-shelf').length === 2);
    await frames(page);
    assert.deepEqual(await titles('#a pairwell-shelf'), first.slice(0, 2));
    assert.deepEqual(await titles('#b pairwell-shelf'), first.slice(2), 'and never the same item twice');
    assert.equal(site.count('pairwell.json'), 1);
    assert.deepEqual(page.problems, []);
  });

  test('may be defined twice, as when two versions of the script are on a page', async () => {
    await open(`${shelf()}<script type="module" src="../pkg/define.js?again"></script>`);
    await waitForState(page, 'ready');
    assert.deepEqual(page.problems, []);
  });

  test('works under a strict policy, without inline style, eval or markup from strings', async () => {
    site.spoiled.set('test.html', SPOILERS.strictPolicyAndTrustedTypes);
    await open(shelf(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    const display = await page.$eval(
      'pairwell-shelf',
      (element) => getComputedStyle(element.shadowRoot.querySelector('.list')).display,
    );
    assert.equal(display, 'grid', 'its styles are applied');
    assert.deepEqual(page.problems, []);
  });

  test('says nothing of a product sold out, and never leads to a script', async () => {
    await open(shelf(`items="${cart(1)}" limit="100"`));
    await waitForState(page, 'ready');
    const soldOut = known.filter((item) => item.available === 'false').map((item) => item.title);
    const { cards } = await readShelf(page);
    assert.deepEqual(
      cards.filter((card) => soldOut.includes(card.title)),
      [],
    );
    for (const card of cards) assert.match(card.url, /^http/);
  });
});

describe('a catalog that is a stranger', () => {
  const orders = ['A,B,C', 'A,B', 'A,C', 'A,B,D', 'B,C', 'A,D', 'D,E', 'E,F', 'A,E', 'C,D', 'A,B,C,D', 'E,C'].flatMap(
    (items, order) => {
      return items.split(',').map((sku) => [`order-${order}`, sku]);
    },
  );
  const title = '<img src=x onerror="document.title=1"> & <b>bold</b>';

  test('cannot bring markup or scripts into the page, and may leave fields empty', async () => {
    const catalog = [
      ['A', title, 'javascript:alert(1)', '', '', '', 'true'],
      ['B', 'Plain', 'http://[', 'no-such-picture.png', '12.90', 'EUR', 'true'],
      ['C', '\u202emirror', './c.html', '', '0.00', 'JPY', 'true'],
      ['D', 'x'.repeat(300), '', '', '1234567.89', 'USD', 'true'],
    ];
    for (const [name, bytes] of await train(orders, catalog)) site.pages.set(`/store/strange/${name}`, bytes);
    await open('<pairwell-shelf model="./strange/" items="E" limit="4"></pairwell-shelf>');
    await waitForState(page, 'ready');
    const { cards } = await readShelf(page);
    const card = cards.find((shown) => shown.title === title);
    assert.ok(card, JSON.stringify(cards));
    assert.deepEqual([card.url, card.price], ['', '']);
    assert.ok(cards.every(({ url }) => url === '' || url === './c.html' || url.endsWith('/store/c.html')));
    assert.equal(await page.title(), 'Test');
    const missing = (text) => /Failed to load resource/.test(text);
    assert.deepEqual(
      page.problems.filter((text) => !missing(text)),
      [],
    );
  });

  test('may be missing altogether: items are shown by their SKU', async () => {
    for (const [name, bytes] of await train(orders)) site.pages.set(`/store/bare/${name}`, bytes);
    await open('<pairwell-shelf model="./bare/" items="A" limit="3"></pairwell-shelf>');
    await waitForState(page, 'ready');
    const { cards } = await readShelf(page);
    assert.ok(
      cards.every((card) => /^[B-F]$/.test(card.title)),
      JSON.stringify(cards),
    );
    assert.equal(cards[0].reason, 'Often bought together with A');
  });
});

describe('with the keyboard', () => {
  test('every card is reached, added and left, and focus stays in the list when the card goes', async () => {
    await open(`<a href="#" id="start">start</a>${shelf(`items="${cart(1)}"`)}<a href="#" id="end">end</a>`);
    await waitForState(page, 'ready');
    await page.focus('#start');
    const focused = () => page.$eval('pairwell-shelf', (element) => element.shadowRoot.activeElement?.className);
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'link');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'add');
    const first = (await titles())[0];
    await page.evaluate(() =>
      addEventListener(
        'pairwell:add',
        ({ target, detail }) => (target.cart = [...target.getAttribute('items').split(','), detail.sku]),
      ),
    );
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      (gone) => document.querySelector('pairwell-shelf').shadowRoot.querySelector('.title').textContent !== gone,
      first,
    );
    assert.equal(await focused(), 'add', 'the button that took its place');
    assert.ok(!(await titles()).includes(first));
    for (let step = 0; step < 7; step++) await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'end');
  });

  test('screen readers find a named region with a list in it', async () => {
    await open(shelf(`items="${cart(1)}" heading="More for you"`));
    await waitForState(page, 'ready');
    await page.getByRole('region', { name: 'More for you' }).waitFor();
    assert.equal(await page.getByRole('listitem').count(), 4);
    assert.equal(await page.getByRole('button', { name: /^Add .+ to cart$/ }).count(), 4);
  });
});

describe('the layout', () => {
  const filler = '<p class="fill">What follows</p>'.repeat(30);

  test('does not move while a shelf in the window loads, where the page holds its space before the script', async () => {
    await open(shelf(`items="${cart(1)}"`) + filler);
    await waitForState(page, 'ready');
    const { height } = await readShelf(page);
    site.pages.set('/store/reserve.css', `pairwell-shelf:not([state]) { display: block; min-height: ${height}px }`);
    await open(shelf(`items="${cart(1)}"`) + filler, {
      head: '<link rel="stylesheet" href="./reserve.css">',
      define: false,
    });
    await frames(page);
    await page.evaluate(() => import('../pkg/define.js'));
    await waitForState(page, 'ready');
    await frames(page);
    assert.equal(await layoutShift(page), 0);
  });

  test('does not move when picks replace what held their place', async () => {
    await open(shelf(`items="${cart(1)}"`) + filler, { define: false });
    // The tag's script loads the element: it holds its place from then on.
    const loading = await page.evaluate(async () => {
      await import('../pkg/define.js');
      await customElements.whenDefined('pairwell-shelf');
      return document.querySelector('pairwell-shelf').getBoundingClientRect().height;
    });
    await waitForState(page, 'ready');
    assert.equal((await readShelf(page)).height, loading);
  });

  test('does not move when nothing is to be shown in the window, and closes the gap when it is below', async () => {
    await open(shelf('min="90"') + filler + filler);
    await waitForState(page, 'empty');
    assert.ok((await readShelf(page)).height > 200, 'held while in sight');
    assert.equal(await page.locator('pairwell-shelf').getByRole('list').count(), 0, 'and empty for everybody');
    await open(filler + filler + shelf('min="90"') + filler);
    await page.evaluate(() => scrollTo(0, document.querySelector('pairwell-shelf').offsetTop - innerHeight - 100));
    await waitForState(page, 'empty');
    assert.equal((await readShelf(page)).height, 0);
    assert.equal(await layoutShift(page), 0);
  });
});
