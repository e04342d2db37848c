/** Lists what happens to a page's own storage, and without any, in every engine; never names an engine. */
import assert from 'node:assert/strict';
import { CART, expected, known, noErrors, suggested, untouched } from '../expected.mjs';
import { FALLBACK, shelf } from '../stage.mjs';

/** @typedef {import('../stage.mjs').Stage} Stage */

/** A browser that was told to keep nothing. */
function forbidStorage() {
  const refuse = () => {
    throw new DOMException('forbidden', 'SecurityError');
  };
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
    Object.defineProperty(window, name, { get: refuse, configurable: true });
}

/** What the page kept of its own, in a database of its own: its cart. */
function keepCartInDatabase() {
  const work = (mode, act) =>
    new Promise((done, failed) => {
      const opening = indexedDB.open('shop', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('cart');
      opening.onerror = () => failed(opening.error);
      opening.onsuccess = () => {
        const transaction = opening.result.transaction('cart', mode);
        const request = act(transaction.objectStore('cart'));
        transaction.oncomplete = () => {
          opening.result.close();
          done(request.result);
        };
        transaction.onerror = () => failed(transaction.error);
      };
    });
  window.storedCart = () => work('readonly', (store) => store.get('skus'));
  const show = async () => {
    document.querySelector('pairwell-shelf').cart = (await window.storedCart()) ?? [];
  };
  addEventListener('DOMContentLoaded', show);
  addEventListener('pairwell:add', ({ detail }) => {
    const add = async () => {
      const skus = (await window.storedCart()) ?? [];
      await work('readwrite', (store) => store.put([...skus, detail.sku], 'skus'));
      await show();
    };
    detail.respondWith(add());
  });
}

/** @type {[string, (stage: Stage) => Promise<void>][]} */
export const STORAGE = [
  [
    'leaves a database of the page alone, and follows the cart in it, on the next visit too',
    async (stage) => {
      await stage.open(shelf('store="none"'), { before: keepCartInDatabase });
      await stage.reaches('ready');
      await stage.until(() => document.querySelector('pairwell-shelf').cart);
      await stage.press('.add');
      const [sku] = await stage.until(() => window.storedCart());
      const { title } = known.find((item) => item.sku === sku);
      await stage.visit();
      const cart = await stage.until(() => {
        const element = document.querySelector('pairwell-shelf');
        return element?.getAttribute('state') === 'ready' && element.cart?.length === 1 && element.cart;
      });
      assert.deepEqual(cart, [sku]);
      assert.deepEqual(await stage.titles(), expected([sku]));
      assert.ok(!(await stage.titles()).includes(title));
      await noErrors(stage);
    },
  ],

  [
    'remembers an order where the page asks and the shopper agrees, and forgets it when they do not',
    async (stage) => {
      const home = (attributes = '') => shelf(`placement="home" remember ${attributes}`);
      const heading = async (body) => {
        await stage.open(body);
        await stage.reaches('ready');
        return (await stage.read()).heading;
      };
      assert.equal(await heading(home()), 'Popular right now');
      const order = shelf('placement="post-purchase" items="KF-1012, KF-3009" remember');
      await heading(order);
      await heading(order);
      const kept = () => stage.run(() => JSON.parse(localStorage.getItem('pairwell-taste')));
      assert.deepEqual(
        (await kept()).orders.map(([, , skus]) => skus),
        [['KF-1012', 'KF-3009']],
      );
      assert.equal(await heading(home()), 'For you');
      const { cards } = await stage.read();
      assert.ok(
        cards.some(({ reason }) => reason === 'You bought this before'),
        JSON.stringify(cards),
      );
      assert.equal(await heading(home('consent="denied"')), 'Popular right now');
      assert.equal(await kept(), null);
      await noErrors(stage);
    },
  ],

  [
    'works where storage is forbidden, analytics included',
    async (stage) => {
      await stage.open(suggested, { before: `() => { (${forbidStorage})(); window.dataLayer = []; }` });
      await stage.reaches('ready');
      await stage.press('.add');
      await stage.until(() => window.dataLayer.some((event) => event.event === 'add_to_cart'));
      await noErrors(stage);
    },
  ],

  [
    'works where storage is full',
    async (stage) => {
      await stage.open(suggested, { scripts: '' });
      await stage.run(async () => {
        window.dataLayer = [];
        for (const storage of [localStorage, sessionStorage])
          for (let size = 2 ** 22; size >= 1; size /= 2)
            for (let piece = 0; piece < 3; piece++)
              try {
                storage.setItem(`${size}-${piece}`, 'x'.repeat(size));
              } catch {
                break;
              }
        let full = false;
        try {
          sessionStorage.setItem('a rather long key', 'and what belongs to it');
        } catch {
          full = true;
        }
        if (!full) throw new Error('the storage takes more');
        addEventListener('click', (event) => event.preventDefault());
        await import('../pkg/define.js');
      });
      await stage.reaches('ready');
      await stage.press('.link');
      await stage.press('.add');
      await stage.until(() => window.dataLayer.some((event) => event.event === 'add_to_cart'));
      await noErrors(stage);
    },
  ],

  [
    'leaves the page as it was when the server is gone and nothing was kept',
    async (stage) => {
      stage.site.pages.set('/store/far.css', '#far { height: 5000px }');
      const scripts = '<link rel="stylesheet" href="./far.css"><script type="module" src="../pkg/define.js"></script>';
      await stage.open(`<div id="far"></div>${shelf('', FALLBACK)}`, { scripts });
      await stage.reaches('loading');
      await stage.site.close();
      await stage.run(() => scrollTo(0, 5000));
      // Engine and manifest are asked for at once.
      await untouched(stage, 'wasm-unreachable', 'manifest-unreachable');
    },
  ],

  [
    'shops on without its server, by the service worker',
    async (stage) => {
      const { site } = stage;
      await stage.visit('/store/');
      await stage.reaches('ready', '[placement=home]');
      const titles = await stage.titles('[placement=home]');
      await stage.until(() => navigator.serviceWorker.controller);
      await site.close();
      // Another page than the one that is there: a browser may show that one again without asking.
      await stage.visit(`/store/product.html?sku=${CART[0]}`);
      await stage.run(() => document.querySelector('[placement=product]').scrollIntoView());
      await stage.reaches('ready', '[placement=product]');
      assert.equal((await stage.titles('[placement=product]')).length, 4);
      await stage.visit('/store/index.html');
      await stage.reaches('ready', '[placement=home]');
      assert.deepEqual(await stage.titles('[placement=home]'), titles);
      await stage.press('button', '[placement=home]');
      await stage.until((gone) => {
        const shown = document
          .querySelector('[placement=home]')
          .shadowRoot.querySelectorAll('.card:not(.ghost) .title');
        return ![...shown].some((title) => title.textContent === gone);
      }, titles[0]);
    },
  ],
];
