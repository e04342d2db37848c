/** Looks at shelves as people do who do not see, point or read like the author: axe in every state, keyboard, speech, zoom; never at ranking. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readShelf, waitForState } from './browser.mjs';
import { SPOILERS } from './site.mjs';
import { cart, open, page, setStage, shelf, site } from './stage.mjs';

setStage();

const axe = await readFile(join(process.env.PAIRWELL_NODE_MODULES ?? '', 'axe-core/axe.min.js'), 'utf8');

/** A page that is itself without fault, so that what axe finds is ours. */
async function enter(content, { head = '', dir = 'ltr', lang = 'en' } = {}) {
  site.pages.set(
    '/store/plain.css',
    'body { margin: 1rem; font: 1rem/1.5 sans-serif; background: Canvas; color: CanvasText; color-scheme: light dark }',
  );
  await open(
    `<main><h1>Shop</h1><a id="start" href="#end">Start</a>${content}<a id="end" href="#start">End</a></main>`,
    {
      head: `<link rel="stylesheet" href="./plain.css">${head}`,
      define: false,
    },
  );
  await page.evaluate(([d, l]) => Object.assign(document.documentElement, { dir: d, lang: l }), [dir, lang]);
  await page.evaluate(() => import('../pkg/define.js'));
}

/** What axe has to say, best practices and the size of targets included. */
async function faults() {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { rules: { 'target-size': { enabled: true } } });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  });
  return found;
}

describe('axe finds nothing', () => {
  for (const placement of ['product', 'cart', 'checkout', 'post-purchase', 'home']) {
    test(`in a shelf of the placement ${placement}`, async () => {
      await enter(shelf(`items="${cart(1)}" placement="${placement}"`));
      await waitForState(page, 'ready');
      assert.deepEqual(await faults(), []);
    });
  }

  test('while it loads, and when there is nothing to show', async () => {
    site.routes = async ({ url }) => (url.pathname.endsWith('.wasm') ? new Promise(() => {}) : undefined);
    await enter(shelf());
    await waitForState(page, 'loading');
    assert.deepEqual(await faults(), []);
    site.routes = undefined;
    await enter(shelf('min="90"'));
    await waitForState(page, 'empty');
    assert.deepEqual(await faults(), []);
  });

  test('when it has failed', async () => {
    site.spoiled.set('pairwell.json', SPOILERS.missing);
    await enter(shelf('', '<p>Hand-picked</p>'));
    await waitForState(page, 'error');
    assert.deepEqual(await faults(), []);
  });

  test('when an addition is pending, done, failed, or needs a choice', async () => {
    await enter(shelf(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    await page.evaluate(async () => {
      const { PairwellError } = await import('../pkg/index.js');
      const answers = [
        new Promise(() => {}),
        Promise.resolve(),
        Promise.reject(new Error('no')),
        Promise.reject(new PairwellError('needs-options')),
      ];
      addEventListener('pairwell:add', ({ detail }) => detail.respondWith(answers[detail.index]));
    });
    for (const at of [0, 1, 2, 3]) await page.locator('pairwell-shelf .card').nth(at).locator('button').click();
    const parts = await page.$eval('pairwell-shelf', (it) =>
      [...it.shadowRoot.querySelectorAll('.action > *')].map((el) => el.getAttribute('part')),
    );
    assert.deepEqual(parts, ['add add-pending', 'add add-done', 'add add-failed', 'add options']);
    assert.deepEqual(await faults(), []);
  });

  test('in the dark, and from right to left in Arabic', async () => {
    await enter(shelf(`items="${cart(1)}"`), { dir: 'rtl', lang: 'ar' });
    await page.emulateMedia({ colorScheme: 'dark' });
    await waitForState(page, 'ready');
    assert.deepEqual(await faults(), []);
  });
});

describe('axe finds nothing in a bundle', () => {
  const TAG = 'pairwell-bundle';
  const bundle = (children = '') => `<${TAG} model="../model/" item="${cart(1)}">${children}</${TAG}>`;
  const show = async (markup, options = {}) => {
    await enter(markup, options);
    await page.evaluate(() => import('../pkg/define-bundle.js'));
  };
  /** How the next addition ends. @type {[string, () => void][]} */
  const ENDS = [
    ['pending', () => window.answer(new Promise(() => {}))],
    ['done', () => window.answer(Promise.resolve())],
    ['failed', () => window.answer(Promise.reject(new Error('no')))],
    [
      'partly',
      async () => {
        const { PairwellError } = await import('../pkg/index.js');
        window.answer(Promise.reject(Object.assign(new PairwellError('added-partly'), { added: ['A'] })));
      },
    ],
  ];

  test('that is ready, whole, in part, or with nothing chosen', async () => {
    await show(bundle());
    await waitForState(page, 'ready', TAG);
    assert.deepEqual(await faults(), []);
    for (const box of await page.locator(`${TAG} .check`).all()) {
      await box.uncheck();
      assert.deepEqual(await faults(), []);
    }
  });

  test('while it loads, when there is nothing to show, and when it has failed', async () => {
    site.routes = async ({ url }) => (url.pathname.endsWith('.wasm') ? new Promise(() => {}) : undefined);
    await show(bundle());
    await waitForState(page, 'loading', TAG);
    assert.deepEqual(await faults(), []);
    site.routes = undefined;
    await show(`<${TAG} model="../model/" item="no-such"></${TAG}>`);
    await waitForState(page, 'empty', TAG);
    assert.deepEqual(await faults(), []);
    site.spoiled.set('pairwell.json', SPOILERS.missing);
    await show(bundle('<p>Hand-picked</p>'));
    await waitForState(page, 'error', TAG);
    assert.deepEqual(await faults(), []);
  });

  for (const [state, end] of ENDS) {
    test(`whose addition is ${state}, and says so`, async () => {
      await show(bundle());
      await waitForState(page, 'ready', TAG);
      await page.evaluate(() =>
        addEventListener('pairwell:add', ({ detail }) =>
          detail.respondWith(new Promise((done) => (window.answer = done))),
        ),
      );
      await page.locator(`${TAG} .sum .add`).click();
      await page.evaluate(end);
      await page.waitForSelector(`${TAG} .sum [data-state=${state}]`);
      const said = await page.locator(TAG).getByRole('status').textContent();
      assert.equal(said, state === 'pending' ? '' : await page.locator(`${TAG} .sum .add`).textContent());
      assert.deepEqual(await faults(), []);
    });
  }

  test('with an offer, in the dark, from right to left', async () => {
    await show(bundle(), { dir: 'rtl', lang: 'ar' });
    await page.emulateMedia({ colorScheme: 'dark' });
    await waitForState(page, 'ready', TAG);
    await page.$eval(TAG, (it) => (it.bundle = { label: 'خصم', price: 100 }));
    await page.waitForFunction(
      () => document.querySelector('pairwell-bundle').shadowRoot.querySelector('.before').textContent,
    );
    assert.deepEqual(await faults(), []);
  });
});

describe('the keyboard', () => {
  test('reaches every link and button in the order of reading, sees where it is, and gets out', async () => {
    await enter(shelf(`items="${cart(1)}" limit="3"`));
    await waitForState(page, 'ready');
    await page.focus('#start');
    const visited = [];
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press('Tab');
      visited.push(
        await page.$eval('pairwell-shelf', (it) => {
          const active = it.shadowRoot.activeElement;
          const outline = [active, '::after'].map(
            (at) => (at === active ? getComputedStyle(active) : getComputedStyle(active, at)).outlineStyle,
          );
          return `${active.className} ${outline.includes('solid')}`;
        }),
      );
    }
    assert.deepEqual(visited, ['link true', 'add true', 'link true', 'add true', 'link true', 'add true']);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'end');
    await page.keyboard.press('Shift+Tab');
    assert.equal(await page.$eval('pairwell-shelf', (it) => it.shadowRoot.activeElement.className), 'add');
  });

  test('adds with Enter and with Space, and stays where it was', async () => {
    await enter(shelf(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    for (const [at, key] of [
      [0, 'Enter'],
      [1, 'Space'],
    ]) {
      await page.locator('pairwell-shelf button').nth(at).focus();
      await page.keyboard.press(key);
      const { cards, status } = await readShelf(page);
      assert.equal(status, `Added ${cards[at].title} to cart`);
      assert.equal(await page.$eval('pairwell-shelf', (it) => it.shadowRoot.activeElement.dataset.state), 'done');
    }
  });
});

describe('a screen reader', () => {
  test('hears in a live region that something was added, and that it was not', async () => {
    await enter(shelf(`items="${cart(1)}"`));
    await waitForState(page, 'ready');
    const region = page.locator('pairwell-shelf').getByRole('status');
    assert.equal(await region.textContent(), '', 'silent until then');
    await page.evaluate(() =>
      addEventListener(
        'pairwell:add',
        ({ detail }) => detail.index === 1 && detail.respondWith(Promise.reject(new Error('no'))),
      ),
    );
    await page.locator('pairwell-shelf button').first().click();
    assert.match(await region.textContent(), /^Added .+ to cart$/);
    await page.locator('pairwell-shelf button').nth(1).click();
    await page.waitForFunction(() =>
      document
        .querySelector('pairwell-shelf')
        .shadowRoot.querySelector('[role=status]')
        .textContent.startsWith('Retry'),
    );
  });

  test('hears stars as words, once', async () => {
    await enter(shelf(`items="${cart(1)}" limit="8"`));
    await waitForState(page, 'ready');
    const stars = page.locator('pairwell-shelf').getByRole('img', { name: /^\d\.\d of 5 stars$/ });
    assert.ok((await stars.count()) > 0);
    assert.match(await stars.first().textContent(), /^★ \d\.\d$/);
  });
});

describe('people who need it larger', () => {
  test('find every target at least 44 pixels high, or 24 where it is small and quiet', async () => {
    // Its partners are none of the popular items that the shelves claim.
    const bundle = '<pairwell-bundle model="../model/" item="KF-2601"></pairwell-bundle>';
    await enter(shelf(`items="${cart(1)}"`) + shelf(`items="${cart(1)}" placement="checkout"`) + bundle);
    await page.evaluate(() => import('../pkg/define-bundle.js'));
    await waitForState(page, 'ready', 'pairwell-bundle');
    for (const placement of ['pairwell-shelf:not([placement])', '[placement=checkout]'])
      await waitForState(page, 'ready', placement);
    const heights = (selector) =>
      page.$eval(selector, (it) =>
        [...it.shadowRoot.querySelectorAll(':is(.add, .choose):not(.ghost *)')]
          .map((el) => el.getBoundingClientRect())
          .map((box) => Math.min(box.height, box.width)),
      );
    assert.ok((await heights('pairwell-shelf:not([placement])')).every((size) => size >= 44));
    assert.ok((await heights('[placement=checkout]')).every((size) => size >= 24));
    assert.ok((await heights('pairwell-bundle')).every((size) => size >= 44));
  });

  for (const name of ['the page is zoomed to 200 %', 'the text alone is twice as large']) {
    test(`lose nothing when ${name}`, async () => {
      const large = name.startsWith('the text');
      site.pages.set('/store/large.css', 'html { font-size: 200% }');
      const bundle = `<pairwell-bundle model="../model/" item="${cart(1)}"></pairwell-bundle>`;
      await enter(bundle + shelf(`items="${cart(1)}"`) + shelf(`items="${cart(1)}" placement="cart"`), {
        head: large ? '<link rel="stylesheet" href="./large.css">' : '',
      });
      // Half the window is what a zoom of 200 % leaves.
      if (!large) await page.setViewportSize({ width: 500, height: 400 });
      await page.evaluate(() => import('../pkg/define-bundle.js'));
      await waitForState(page, 'ready', 'pairwell-bundle');
      await page.evaluate(() => scrollTo(0, 9999));
      await waitForState(page, 'ready', '[placement=cart]');
      const lost = await page.evaluate(() =>
        [...document.querySelectorAll('pairwell-shelf, pairwell-bundle')].flatMap((it) =>
          [...it.shadowRoot.querySelectorAll('.add, .price, .total')]
            .filter((el) => el.scrollWidth > el.clientWidth + 1 && getComputedStyle(el).display !== 'inline')
            .map((el) => el.outerHTML),
        ),
      );
      assert.deepEqual(lost, []);
      assert.ok(
        await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
        'and need not scroll sideways',
      );
    });
  }

  test('see no motion they did not ask for', async () => {
    site.routes = async ({ url }) => (url.pathname.endsWith('.wasm') ? new Promise(() => {}) : undefined);
    await enter(shelf());
    await waitForState(page, 'loading');
    const moving = () => page.$eval('pairwell-shelf', (it) => it.shadowRoot.getAnimations().length);
    assert.ok((await moving()) > 0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    assert.equal(await moving(), 0);
  });
});
