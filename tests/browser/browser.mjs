/** Starts the system's Chromium and opens pages that tell what went wrong in them; never downloads a browser. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { withoutWasm } from './package.mjs';

const modules = process.env.PAIRWELL_NODE_MODULES;
if (!modules)
  throw new Error('PAIRWELL_NODE_MODULES is not set: it names the node_modules of the tools; run `cargo xtask test`');
const { chromium } = createRequire(join(modules, 'resolve.js'))('playwright-core');

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Without a compiler Chromium has no WebAssembly, as Safari in Lockdown Mode.
  ...(withoutWasm ? ['--js-flags=--jitless'] : []),
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: FLAGS });
}

/**
 * A page in a profile of its own, with `heard` (every pairwell event), `shifts` (of the layout) and `problems` kept.
 * @param {any} browser
 * @param {object} [options] of the browser context
 */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1000, height: 800 },
    serviceWorkers: 'block',
    ...options,
  });
  await context.addInitScript(listen);
  const page = await context.newPage();
  // Only what never comes is waited for so long, however busy the machine is.
  page.setDefaultTimeout(120_000);
  page.problems = [];
  page.warnings = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(message.text());
    if (message.type() === 'warning') page.warnings.push(message.text());
  });
  return page;
}

/** Runs in the page before any of its own scripts. */
function listen() {
  window.heard = [];
  window.shifts = [];
  for (const what of ['view', 'select', 'add', 'error']) {
    addEventListener(`pairwell:${what}`, (event) => {
      const { respondWith, picks, pick, ...detail } = event.detail;
      window.heard.push({
        what,
        bubbles: event.bubbles,
        composed: event.composed,
        cancelable: event.cancelable,
        ...detail,
        skus: picks?.map((p) => p.sku),
      });
    });
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
  }).observe({ type: 'layout-shift', buffered: true });
}

/**
 * Lets a page work for some frames, with all that is due in between. What is about to happen has happened then, however busy the
 * machine is: time is not counted.
 * @param {any} page
 * @param {number} [count]
 */
export function frames(page, count = 10) {
  return page.evaluate(async (left) => {
    for (; left > 0; left--) {
      await new Promise(requestAnimationFrame);
      await new Promise((done) => setTimeout(done));
    }
  }, count);
}

/** Sum of all unexpected movement of the page's content. @param {any} page */
export function layoutShift(page) {
  return page.evaluate(() => window.shifts.reduce((sum, shift) => sum + shift, 0));
}

/**
 * What the shopper sees in a shelf.
 * @param {any} page
 * @param {string} [selector]
 */
export async function readShelf(page, selector = 'pairwell-shelf') {
  return page.$eval(selector, (shelf) => {
    const text = (element, part) => element.querySelector(`.${part}`)?.textContent ?? '';
    const cards = [...(shelf.shadowRoot?.querySelectorAll('.card:not(.ghost)') ?? [])];
    return {
      state: shelf.getAttribute('state'),
      heading: text(shelf.shadowRoot, 'heading'),
      status: text(shelf.shadowRoot, 'status'),
      height: shelf.getBoundingClientRect().height,
      cards: cards.map((card) => ({
        title: text(card, 'title'),
        url: card.querySelector('a')?.getAttribute('href') ?? '',
        price: text(card, 'price'),
        reason: text(card, 'reason'),
        button: card.querySelector('button')?.textContent,
        name: card.querySelector('button')?.getAttribute('aria-label'),
      })),
    };
  });
}

/**
 * @param {any} page
 * @param {string} state
 * @param {string} [selector]
 */
export function waitForState(page, state, selector = 'pairwell-shelf') {
  return page.waitForSelector(`${selector}[state="${state}"]`, { state: 'attached' });
}
