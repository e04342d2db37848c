/** Lists what the elements do in every engine when nothing is wrong; never names an engine. */
import assert from 'node:assert/strict';
import { CART, expected, forSale, noErrors, suggested } from '../expected.mjs';
import { shelf } from '../stage.mjs';

/** @typedef {import('../stage.mjs').Stage} Stage */

/** @type {[string, (stage: Stage) => Promise<void>][]} */
export const ELEMENTS = [
  [
    'loads, ranks as in Node, and draws cards in a row',
    async (stage) => {
      await stage.open(suggested);
      await stage.reaches('ready');
      const { cards, heading } = await stage.read();
      assert.deepEqual(
        cards.map(({ title }) => title),
        expected(CART),
      );
      assert.equal(heading, 'Goes well with this');
      for (const { price, reason } of cards) {
        assert.match(price, /^£\d+\.\d\d$/);
        assert.match(
          reason,
          /^((Goes|Often bought together|Very often bought together) with .+|Popular right now|Fresh to the last bean)$/,
        );
      }
      const places = await stage.run(() => {
        const { shadowRoot } = document.querySelector('pairwell-shelf');
        return [...shadowRoot.querySelectorAll('.card')]
          .map((card) => card.getBoundingClientRect())
          .map(({ x, y }) => ({ x, y }));
      });
      assert.equal(new Set(places.map(({ y }) => y)).size, 1, 'its styles are applied');
      assert.equal(new Set(places.map(({ x }) => x)).size, 4);
      assert.equal(new Set(cards.map(({ height }) => height)).size, 1);
      await noErrors(stage);
    },
  ],

  [
    'tells of the view, of a choice and of an addition, and announces it',
    async (stage) => {
      await stage.open(shelf(`items="${CART}" list-id="here"`));
      await stage.reaches('ready');
      const [view] = await stage.until(() => {
        const views = window.heard.filter((event) => event.what === 'view');
        return views.length > 0 && views;
      });
      assert.equal(view.skus.length, 4);
      await stage.run(() => addEventListener('click', (event) => event.preventDefault()));
      await stage.press('.link');
      await stage.press('.add');
      assert.deepEqual(
        (await stage.heard('select')).map(({ sku, index }) => [sku, index]),
        [[view.skus[0], 0]],
      );
      assert.deepEqual(
        (await stage.heard('add')).map(({ sku }) => sku),
        [view.skus[0]],
      );
      await stage.until(() => document.querySelector('pairwell-shelf').shadowRoot.querySelector('[data-state=done]'));
      assert.equal((await stage.read()).status, `Added ${expected(CART)[0]} to cart`);
      await noErrors(stage);
    },
  ],

  [
    'ranks again before the next frame when the cart changes',
    async (stage) => {
      await stage.open(suggested);
      await stage.reaches('ready');
      const [sku] = forSale.slice(30);
      const changed = await stage.run(
        async (cart) => {
          const element = document.querySelector('pairwell-shelf');
          element.cart = cart;
          await Promise.resolve();
          return [...element.shadowRoot.querySelectorAll('.card:not(.ghost) .title')].map((title) => title.textContent);
        },
        [sku],
      );
      assert.deepEqual(changed, expected([sku]));
    },
  ],

  [
    'keeps its state and its focus when the shop rebuilds it',
    async (stage) => {
      await stage.open(`<div id="drawer">${suggested}</div>`);
      await stage.reaches('ready');
      const shown = await stage.titles();
      await stage.run(() => {
        addEventListener('pairwell:add', ({ detail }) =>
          detail.respondWith(new Promise((done) => (window.answer = done))),
        );
        const [, second] = document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('button');
        second.focus();
        second.click();
        const drawer = document.getElementById('drawer');
        drawer.replaceChildren(drawer.firstElementChild.cloneNode(true));
      });
      await stage.reaches('ready');
      const focused = () => {
        const active = document.querySelector('pairwell-shelf').shadowRoot.activeElement;
        return active && [active.dataset.state, active.getAttribute('aria-label')];
      };
      assert.deepEqual(await stage.run(focused), ['pending', `Adding ${shown[1]} to cart`]);
      await stage.run(() => window.answer());
      await stage.until(() => document.querySelector('pairwell-shelf').shadowRoot.querySelector('[data-state=done]'));
      assert.deepEqual(await stage.run(focused), ['done', `Added ${shown[1]} to cart`]);
    },
  ],

  [
    'waits below the window until it is near',
    async (stage) => {
      await stage.open(`<div id="far"></div>${suggested}`, { scripts: '' });
      await stage.run(async () => {
        document.getElementById('far').style.height = '5000px';
        await import('../pkg/define.js');
        for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
      });
      assert.equal(stage.site.count('pairwell.json'), 0);
      await stage.run(() => scrollTo(0, 4000));
      await stage.reaches('ready');
      assert.deepEqual(await stage.heard('view'), [], 'near is not seen');
    },
  ],

  [
    'speaks Arabic from right to left, and Japanese',
    async (stage) => {
      await stage.open(
        `<div lang="ar" dir="rtl">${suggested}</div><div lang="ja"><pairwell-shelf id="ja" model="../model/"></pairwell-shelf></div>`,
      );
      await stage.reaches('ready');
      await stage.reaches('ready', '#ja');
      assert.match((await stage.read()).heading, /[\u0600-\u06ff]/);
      assert.match((await stage.read('#ja')).heading, /[\u3040-\u30ff\u4e00-\u9fff]/);
      const [first, second] = await stage.run(() => {
        const cards = document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('.card');
        return [...cards].map((card) => card.getBoundingClientRect().x);
      });
      assert.ok(first > second);
    },
  ],

  [
    'shows a bundle and adds all of it in one go',
    async (stage) => {
      const markup = `<pairwell-bundle model="../model/" item="${CART[0]}"></pairwell-bundle>`;
      await stage.open(markup, { scripts: '<script type="module" src="../pkg/define-bundle.js"></script>' });
      await stage.reaches('ready', 'pairwell-bundle');
      const titles = await stage.titles('pairwell-bundle');
      assert.ok(titles.length > 1);
      await stage.press('.sum .add', 'pairwell-bundle');
      assert.equal((await stage.heard('add'))[0].skus.length, titles.length);
      await stage.until(() =>
        document.querySelector('pairwell-bundle').shadowRoot.querySelector('.sum [data-state=done]'),
      );
      await noErrors(stage);
    },
  ],

  [
    'runs from one classic script tag',
    async (stage) => {
      await stage.open(suggested, { scripts: '<script src="../pkg/pairwell.iife.js" async></script>' });
      await stage.reaches('ready');
      assert.deepEqual(await stage.titles(), expected(CART));
      await noErrors(stage);
    },
  ],
];
