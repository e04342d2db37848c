/** Takes each browser API away that the package uses, and looks whether the page is as it was or the elements work; never fails for two at once. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { GIVEN, MAY_BE_MISSING, SERVERS, packageModules, takes } from './apis.mjs';
import { launch, openPage } from './browser.mjs';
import { FALLBACK } from './stage.mjs';
import { Site } from './site.mjs';

/** When an element never tells its state, in milliseconds. */
const PATIENCE = 60_000;

/** What is there and throws, as storage does where a browser keeps nothing; and what is there and does nothing, as in test environments. */
const USELESS = ['localStorage!', 'sessionStorage!', 'IntersectionObserver~'];

/** A shop with both elements, its cart and order in the page, analytics, and a shopper who is remembered. */
const SHOP = `<!doctype html><html lang="de"><meta charset="utf-8"><title>Shop</title>
<script type="application/json" data-pairwell="cart">{"items": [{"sku": "KF-2001", "quantity": 1}]}</script>
<script type="module" src="../pkg/define.js"></script><script type="module" src="../pkg/define-bundle.js"></script>
<pairwell-shelf model="../model/" store="page" items="KF-1001" remember consent="granted" usage='{"seats": 0.9}'>${FALLBACK}</pairwell-shelf>
<pairwell-bundle model="../model/" store="page" item="KF-1001"><p>A set</p></pairwell-bundle>`;

/** Runs in each page before its scripts: takes away what its address says, and keeps what happens. */
function prepare() {
  const path = new URLSearchParams(location.search).get('without');
  if (!path) return;
  window.seen = { errors: [], uncaught: [] };
  window.dataLayer = [];
  addEventListener('pairwell:error', (event) => window.seen.errors.push([event.target.localName, event.detail.code]));
  addEventListener('error', ({ message }) => window.seen.uncaught.push(message));
  addEventListener('unhandledrejection', ({ reason }) => window.seen.uncaught.push(String(reason)));
  const names = path.replace(/[!~]/, '').split('.');
  const name = names.pop();
  const object = names.reduce((inner, part) => inner[part], window);
  const refuse = () => {
    throw new DOMException('forbidden', 'SecurityError');
  };
  class Idle {
    observe() {}
    disconnect() {}
  }
  const instead = { '!': { get: refuse }, '~': { value: Idle } }[path.at(-1)];
  Object.defineProperty(object, name, instead ?? { value: undefined, configurable: true });
  if (!instead) Reflect.deleteProperty(object, name);
}

/** Runs in a page: what has become of its elements, once all have a state or none will ever have one. */
function judge() {
  const elements = [...document.querySelectorAll('pairwell-shelf, pairwell-bundle')];
  const states = elements.map((element) => element.getAttribute('state'));
  const isDefined = Boolean(window.customElements?.get('pairwell-bundle'));
  const final = ['ready', 'empty', 'error'];
  if (window.customElements && !states.every((state) => final.includes(state))) return undefined;
  const shown = elements.map((element) => ({
    content: element.firstElementChild.getClientRects().length > 0,
    cards: element.shadowRoot?.querySelectorAll('.card:not(.ghost)').length ?? 0,
  }));
  return { ...window.seen, states, isDefined, shown };
}

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), Site.open()]);
  site.pages.set('/store/shop.html', SHOP);
});
after(async () => {
  await browser.close();
  await site.close();
});

/** Judges pages without one thing each, side by side in frames of one page. @param {string[]} paths */
async function judged(paths) {
  const page = await openPage(browser, { viewport: { width: 1000, height: 1400 } });
  await page.addInitScript(prepare);
  const frames = paths.map((path) => `<iframe name="${path}" src="shop.html?without=${path}"></iframe>`).join('');
  // One above the other, so that all elements are in the window.
  const style = '<style>iframe { position: absolute; inset: 0; width: 1000px; height: 1400px }</style>';
  site.pages.set('/store/frames.html', `<!doctype html><html lang="en"><title>Frames</title>${style}${frames}`);
  await page.goto(site.url('/store/frames.html'), { waitUntil: 'commit' });
  const found = new Map();
  for (const end = Date.now() + PATIENCE; found.size < paths.length && Date.now() < end; ) {
    for (const frame of page.frames().filter((it) => it.name() && !found.has(it.name()))) {
      const verdict = await frame.evaluate(`document.readyState === 'complete' ? (${judge})() : undefined`);
      if (verdict) found.set(frame.name(), verdict);
    }
    await new Promise((later) => setTimeout(later, 50));
  }
  await page.context().close();
  return found;
}

describe('the list of APIs that a browser may lack', async () => {
  const modules = (await packageModules()).map(({ code }) => takes(code));
  const used = new Set(modules.flatMap(({ globals }) => globals));

  test('has all that the package takes from the page', () => {
    const known = [...GIVEN, ...SERVERS, ...MAY_BE_MISSING];
    assert.deepEqual(
      [...used].filter((name) => !known.includes(name)),
      [],
      'name it in tests/browser/apis.mjs',
    );
  });

  test('has nothing that the package no longer uses', () => {
    const names = modules.flatMap(({ globals, statics, members }) => [...globals, ...statics, ...members]);
    const isUsed = (/** @type {string} */ path) =>
      names.includes(path) || (path.includes('.prototype.') && names.includes(path.split('.').pop()));
    assert.deepEqual(
      [...MAY_BE_MISSING, ...GIVEN, ...SERVERS].filter((path) => !isUsed(path)),
      [],
    );
  });
});

test('nothing at all is missed while the classic script is read, which holds every module', async () => {
  const code = await readFile(join(process.env.PAIRWELL_PKG ?? '', 'pairwell.iife.js'), 'utf8');
  runInNewContext(code, {});
});

describe('a page whose browser lacks one API is as it was, or its elements work', () => {
  const paths = [...MAY_BE_MISSING, ...USELESS];
  let verdicts;
  before(async () => {
    verdicts = new Map();
    for (let at = 0; at < paths.length; at += 12) {
      for (const [path, verdict] of await judged(paths.slice(at, at + 12))) verdicts.set(path, verdict);
    }
  });
  for (const path of paths) {
    test(`without ${path}`, () => {
      const verdict = verdicts.get(path);
      assert.ok(verdict, 'no element ever told its state');
      const { errors, uncaught, states, shown, isDefined } = verdict;
      assert.deepEqual(uncaught, []);
      for (const [at, name] of ['pairwell-shelf', 'pairwell-bundle'].entries()) {
        const told = errors.filter(([source]) => source === name);
        assert.ok(told.length <= 1, JSON.stringify(errors));
        if (!isDefined) continue;
        if (states[at] === 'ready') assert.ok(shown[at].cards > 0 && !shown[at].content, 'cards are shown');
        else {
          assert.ok(shown[at].content, "the merchant's own content is shown");
          assert.equal(told.length, states[at] === 'error' ? 1 : 0, JSON.stringify([states, errors]));
        }
      }
      if (process.env.SHOW) console.log(path, states.join(), JSON.stringify(errors));
    });
  }
});
