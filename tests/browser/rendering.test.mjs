/** Looks at what shelves draw: ratings, languages, slots, parts, the page's own cards, placements; never at what is ranked first. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames, readShelf, waitForState } from './browser.mjs';
import { SPOILERS } from './site.mjs';
import { FALLBACK, cart, heard, known, open, page, setStage, shelf, site, titles } from './stage.mjs';

setStage();

const first = () => shelf(`items="${cart(1)}"`);
const inside = (selector, read) =>
  page.$eval(
    'pairwell-shelf',
    (it, [css, what]) =>
      [...it.shadowRoot.querySelectorAll(css)].map((el) => (what ? getComputedStyle(el)[what] : el.textContent)),
    [selector, read],
  );

describe('a card', () => {
  test('shows the stars its product has, and none where it has none', async () => {
    await open(shelf(`items="${cart(1)}" limit="12"`));
    await waitForState(page, 'ready');
    const shown = await page.$eval('pairwell-shelf', (it) =>
      [...it.shadowRoot.querySelectorAll('.card:not(.ghost)')].map((card) => [
        card.querySelector('.title').textContent,
        card.querySelector('.rating').textContent,
      ]),
    );
    for (const [title, stars] of shown) {
      const { rating } = known.find((item) => item.title === title);
      assert.equal(stars, rating ? `★ ${Number(rating).toFixed(1)}` : '', title);
    }
    assert.equal(new Set(shown.map(([, stars]) => stars === '')).size, 2, 'both kinds are among twelve');
  });

  test('is as high as any other, whatever is in it', async () => {
    await open(shelf(`items="${cart(1)}" limit="12"`));
    await waitForState(page, 'ready');
    const heights = await page.$eval('pairwell-shelf', (it) =>
      [...it.shadowRoot.querySelectorAll('.card')].map((card) => card.offsetHeight),
    );
    assert.equal(new Set(heights).size, 1, heights.join());
  });
});

describe('the words', () => {
  /** @type {[string, string, string, RegExp][]} language, heading, button, price */
  const LANGUAGES = [
    ['de', 'Passt gut dazu', 'Dazu', /^\d+,\d\d\u00a0\D+$/],
    ['fr-CA', 'Va bien avec cet article', 'Ajouter', /^\d+,\d\d\u00a0\D+$/],
    ['es', 'Combina bien con esto', 'Añadir', /^\d+,\d\d\u00a0\D+$/],
    ['ja', 'この商品と一緒に', '追加', /^\D+\d+\.\d\d$/],
    ['ar', 'يتناسب مع هذا المنتج', 'أضف', /\d/],
    ['nl', 'Goes well with this', 'Add', /\d,\d\d$/],
  ];
  for (const [language, heading, button, price] of LANGUAGES) {
    test(`are those of the page's language: ${language}`, async () => {
      await open(`<div lang="${language}">${first()}</div>`);
      await waitForState(page, 'ready');
      const shown = await readShelf(page);
      assert.deepEqual([shown.heading, shown.cards[0].button], [heading, button]);
      assert.match(shown.cards[0].price, price);
      assert.equal(site.asked.filter((path) => path.includes('/texts/')).length, language === 'nl' ? 0 : 1);
    });
  }

  test('are English where the language cannot be fetched', async () => {
    site.spoiled.set('texts/de.js', (answer) => (answer.status = 404));
    await open(`<div lang="de">${first()}</div>`);
    await waitForState(page, 'ready');
    assert.equal((await readShelf(page)).heading, 'Goes well with this');
    assert.deepEqual(await heard('error'), []);
  });

  test('are English where the language is no language at all', async () => {
    const bundle = '<pairwell-bundle model="../model/" item="KF-2601"></pairwell-bundle>';
    await open(`<div lang="constructor">${first()}${bundle}</div>`);
    await page.evaluate(() => import('../pkg/define-bundle.js'));
    for (const element of ['pairwell-shelf', 'pairwell-bundle']) await waitForState(page, 'ready', element);
    assert.equal(await page.locator('pairwell-bundle h2').textContent(), 'Bought together');
    assert.deepEqual(await heard('error'), []);
  });

  test('of every language say the same things', async () => {
    await open('', { define: false });
    const shapes = await page.evaluate(async () => {
      const says = ({ label, name }) => Boolean(label) && name('X').includes('X');
      const shape = (texts) =>
        JSON.stringify([
          Object.keys(texts),
          Object.keys(texts.headings),
          Object.entries(texts.add).map(([state, action]) => [state, says(action)]),
          texts.because('X').includes('X') && texts.rating('4.5').includes('4.5'),
        ]);
      const files = ['ar', 'de', 'es', 'fr', 'ja'].map((language) => import(`../pkg/texts/${language}.js`));
      return (await Promise.all(files)).map((file) => shape(file.default));
    });
    assert.equal(shapes.length, 5);
    assert.equal(new Set(shapes).size, 1, shapes.join('\n'));
  });
});

describe('the page’s own looks', () => {
  test('replace heading and footer by slots, which are no fallback', async () => {
    await open(
      shelf(`items="${cart(1)}"`, '<em slot="heading">Ours</em><p slot="footer" id="foot">Delivered on Monday</p>'),
    );
    assert.equal(
      await page.$eval('pairwell-shelf', (it) => it.shadowRoot.querySelector('.shelf').hidden),
      false,
      'ghosts hold the place',
    );
    await waitForState(page, 'ready');
    await page.getByRole('region', { name: 'Ours' }).waitFor();
    assert.ok(await page.isVisible('#foot'));
    await page.$eval('pairwell-shelf', (it) => it.setAttribute('min', '50'));
    await waitForState(page, 'empty');
    assert.ok(!(await page.isVisible('#foot')), 'a footer of nothing says nothing');
  });

  test('reach in by custom properties and parts', async () => {
    site.pages.set(
      '/store/own.css',
      'pairwell-shelf { --pairwell-button-background: rgb(1, 2, 3); --pairwell-picture-ratio: 2 / 1 } pairwell-shelf::part(add-idle) { text-transform: uppercase }',
    );
    await open(first(), { head: '<link rel="stylesheet" href="./own.css">' });
    await waitForState(page, 'ready');
    assert.equal((await inside('button.add', 'backgroundColor'))[0], 'rgb(1, 2, 3)');
    assert.equal((await inside('button.add', 'textTransform'))[0], 'uppercase');
    assert.equal((await inside('.picture', 'aspectRatio'))[0], '2 / 1');
  });

  test('are light and dark as the page is', async () => {
    site.pages.set('/store/dark.css', 'html { color-scheme: light dark; color: CanvasText; background: Canvas }');
    await open(first(), { head: '<link rel="stylesheet" href="./dark.css">' });
    await waitForState(page, 'ready');
    const [light] = await inside('.link', 'color');
    await page.emulateMedia({ colorScheme: 'dark' });
    const [dark] = await inside('.link', 'color');
    assert.deepEqual([light, dark], ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  });

  test('run from right to left where the page does', async () => {
    await open(`<div dir="rtl">${first()}</div>`);
    await waitForState(page, 'ready');
    const lefts = await page.$eval('pairwell-shelf', (it) =>
      [...it.shadowRoot.querySelectorAll('.card')].map((card) => card.getBoundingClientRect().left),
    );
    assert.deepEqual(
      lefts,
      lefts.toSorted((a, b) => b - a),
    );
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });

  test('lay out cards by renderCard, with parts that still work', async () => {
    await open(first(), { define: false });
    await page.evaluate(async () => {
      document.querySelector('pairwell-shelf').renderCard = (pick, { title, action }) => {
        const box = document.createElement('div');
        box.id = 'own';
        box.append(`${pick.product.brand}: `, title, action);
        return box;
      };
      await import('../pkg/define.js');
    });
    await waitForState(page, 'ready');
    assert.equal((await inside('#own')).length, 4);
    await page.locator('pairwell-shelf button').first().click();
    assert.equal((await readShelf(page)).cards[0].button, 'Added');
    await page.$eval('pairwell-shelf', (it) => (it.renderCard = undefined));
    await page.waitForFunction(() => !document.querySelector('pairwell-shelf').shadowRoot.querySelector('#own'));
    assert.equal((await inside('.card:not(.ghost)')).length, 4);
  });

  test('are the usual ones, and one error, where renderCard throws', async () => {
    await open(first(), { define: false });
    await page.evaluate(async () => {
      document.querySelector('pairwell-shelf').renderCard = () => {
        throw new Error('mine');
      };
      await import('../pkg/define.js');
    });
    await waitForState(page, 'ready');
    assert.deepEqual(
      (await heard('error')).map(({ code }) => code),
      ['render-failed'],
    );
    assert.equal((await readShelf(page)).cards.length, 4);
  });
});

describe('a placement', () => {
  /** @type {[string, number, string][]} */
  const PLACES = [
    ['product', 4, 'Goes well with this'],
    ['cart', 3, 'Goes well with your cart'],
    // What is shown there at most is said by the shop's rules too.
    ['checkout', 2, 'One more thing?', 3],
    ['post-purchase', 4, 'Goes well with your order'],
    ['home', 4, 'Popular right now'],
    ['our-blog', 4, 'Popular right now'],
  ];
  for (const [placement, count, heading, most = 5] of PLACES) {
    test(`has its own count and heading: ${placement}`, async () => {
      await open(shelf(`items="${cart(1)}" placement="${placement}"`));
      await waitForState(page, 'ready');
      const shown = await readShelf(page);
      assert.deepEqual([shown.cards.length, shown.heading], [count, heading]);
      await page.$eval('pairwell-shelf', (it) => it.setAttribute('limit', '5'));
      await page.waitForFunction(
        (most) =>
          document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('.card:not(.ghost)').length === most,
        most,
      );
    });
  }

  test('of the home page shows what everybody likes, but nothing that is in the cart', async () => {
    await open(shelf('placement="home"'));
    await waitForState(page, 'ready');
    const [bought, ...rest] = await titles();
    const { sku } = known.find((item) => item.title === bought);
    await page.$eval('pairwell-shelf', (it, inCart) => (it.cart = [{ sku: inCart, quantity: 1 }]), sku);
    await page.waitForFunction(
      (gone) => !document.querySelector('pairwell-shelf').shadowRoot.textContent.includes(gone),
      bought,
    );
    assert.deepEqual((await titles()).slice(0, 3), rest);
    assert.ok((await readShelf(page)).cards.every((card) => card.reason === 'Popular right now'));
  });

  test('after the purchase takes its items from a mailing’s link', async () => {
    await open(shelf('placement="post-purchase" store="page"'));
    await page.goto(`${page.url()}?pairwell-items=${cart(2)}`);
    await waitForState(page, 'ready');
    assert.equal((await readShelf(page)).heading, 'Goes well with your order');
  });
});

describe('shelves of one page', () => {
  const all = async () => (await Promise.all(['#a', '#b', '#c'].map((it) => titles(it)))).flat();
  const three = () => ['a', 'b', 'c'].map((id) => shelf(`id="${id}" items="${cart(1)}" list-id="${id}"`)).join('');

  test('never show the same item twice, and the first has the best', async () => {
    await open(three());
    for (const id of ['#a', '#b', '#c']) await waitForState(page, 'ready', id);
    const alone = await page.evaluate(async (items) => {
      const { Pairwell } = await import('../pkg/index.js');
      const pairwell = await Pairwell.load('../model/');
      return pairwell.suggest({ cart: items, limit: 12 }).map((pick) => pick.product?.title);
    }, cart(1));
    assert.equal(new Set(await all()).size, 12);
    assert.deepEqual(await titles('#a'), alone.slice(0, 4));
    const before = await all();
    await page.$$eval('pairwell-shelf', (them, skus) => them.forEach((it) => (it.cart = skus)), cart(3));
    await page.waitForFunction(
      (old) => document.querySelector('#a').shadowRoot.querySelector('.list').textContent !== old,
      before.join(),
    );
    await frames(page);
    assert.equal(new Set(await all()).size, 12);
  });

  test('choose again when one before them comes later, and keep nothing from others when hidden', async () => {
    await open(`<div id="drawer"></div>${shelf(`id="b" items="${cart(1)}"`)}`);
    await waitForState(page, 'ready', '#b');
    const best = await titles('#b');
    await page.evaluate(
      (items) => {
        const drawer = Object.assign(document.createElement('pairwell-shelf'), { id: 'a' });
        for (const [name, value] of [
          ['model', '../model/'],
          ['items', items],
          ['list-id', 'drawer'],
        ])
          drawer.setAttribute(name, value);
        document.getElementById('drawer').append(drawer);
      },
      String(cart(1)),
    );
    await waitForState(page, 'ready', '#a');
    await frames(page);
    assert.deepEqual(await titles('#a'), best);
    assert.ok((await titles('#b')).every((title) => !best.includes(title)));
    await page.evaluate(() => (document.getElementById('drawer').hidden = true));
    await page.$eval('#b', (it) => it.setAttribute('limit', '5'));
    await page.waitForFunction(
      () => document.querySelector('#b').shadowRoot.querySelectorAll('.card:not(.ghost)').length === 5,
    );
    assert.deepEqual((await titles('#b')).slice(0, 4), best);
  });
});

describe('an element that the shop rebuilds', () => {
  const rebuild = () => page.$eval('#place', (place) => place.replaceChildren(place.firstElementChild.cloneNode(true)));
  const place = (attributes = '') => `<div id="place">${shelf(`placement="cart" ${attributes}`)}</div>`;

  test('keeps the cart it was given, and tells of the same list once', async () => {
    await open(place());
    await page.$eval('pairwell-shelf', (it, skus) => (it.cart = skus), cart(2));
    await waitForState(page, 'ready');
    await page.waitForFunction(() => window.heard.some((event) => event.what === 'view'));
    await frames(page);
    const [before, views] = [await titles(), (await heard('view')).length];
    await rebuild();
    await waitForState(page, 'ready');
    await frames(page);
    assert.deepEqual(await titles(), before);
    assert.equal((await readShelf(page)).heading, 'Goes well with your cart');
    assert.equal((await heard('view')).length, views);
  });

  test('shows and says how an addition ended that the one before it began', async () => {
    await open(place(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    await page.evaluate(() =>
      addEventListener('pairwell:add', ({ detail }) =>
        detail.respondWith(new Promise((_, reject) => (window.refuse = reject))),
      ),
    );
    await page.locator('pairwell-shelf button').first().click();
    await rebuild();
    await waitForState(page, 'ready');
    assert.equal((await readShelf(page)).cards[0].button, '…');
    await page.evaluate(() => window.refuse(new Error('sold out')));
    await page.waitForFunction(() =>
      document.querySelector('pairwell-shelf').shadowRoot.querySelector('[data-state=failed]'),
    );
    assert.match((await readShelf(page)).status, /could not be added/);
  });
});

describe('what can go wrong around a shelf', () => {
  test('two versions of the script on a page do no harm', async () => {
    site.routes = async ({ url }) => {
      if (!url.pathname.startsWith('/other/')) return undefined;
      const answer = await fetch(site.url(url.pathname.replace('/other/', '/pkg/')));
      return {
        status: 200,
        headers: { 'content-type': answer.headers.get('content-type') },
        body: Buffer.from(await answer.arrayBuffer()),
      };
    };
    await open(`${first()}<script type="module" src="../other/define.js"></script>`);
    await waitForState(page, 'ready');
    await page.locator('pairwell-shelf button').first().click();
    assert.equal((await heard('add')).length, 1);
    assert.deepEqual(page.problems, []);
  });

  test('pictures that do not come leave their space and nothing else', async () => {
    site.spoiled.set('.svg', SPOILERS.missing);
    await open(first());
    await waitForState(page, 'ready');
    const { height } = await readShelf(page);
    await page.waitForFunction(
      () => document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('img').length === 0,
    );
    assert.equal((await readShelf(page)).height, height);
  });

  test('a script of the analytics or of a cart that cannot be fetched is no matter', async () => {
    for (const end of ['analytics.js', 'signs.js']) site.spoiled.set(end, (answer) => (answer.status = 404));
    await open(shelf(`items="${cart(1)}"`, FALLBACK));
    await waitForState(page, 'ready');
    await page.locator('pairwell-shelf button').first().click();
    assert.deepEqual(await heard('error'), []);
  });

  test('a thousand changes of the cart leave the heap within 1 MiB of where it was', async () => {
    await open(shelf(`items="${cart(1)}" placement="cart"`));
    await waitForState(page, 'ready');
    const session = await page.context().newCDPSession(page);
    const change = (rounds) =>
      page.$eval(
        'pairwell-shelf',
        async (it, [skus, count]) => {
          for (let round = 0; round < count; round++) {
            it.cart = skus.slice(round % 90, (round % 90) + 4);
            await new Promise((next) => setTimeout(next));
          }
        },
        [known.map((item) => item.sku), rounds],
      );
    const heap = async () => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    await change(200);
    const before = await heap();
    await change(1000);
    const grown = (await heap()) - before;
    assert.ok(grown <= 1024 * 1024, `${grown} bytes more`);
  });
});
