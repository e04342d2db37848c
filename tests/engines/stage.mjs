/** Sets the stage for one case in one engine: a server, a page and what is seen in it; never asserts, never knows an engine. */
import { Site } from '../browser/site.mjs';

/**
 * What an engine's file gives to the suite.
 * @typedef {object} Driver
 * @property {string} version
 * @property {(url: string) => Promise<unknown>} visit resolves when the page is loaded
 * @property {(source: string) => Promise<any>} run answers what the promise that the expression evaluates to becomes
 * @property {() => Promise<unknown>} close
 */

/** When a page never becomes what a case waits for, in milliseconds. A busy machine takes its time, so this is long. */
const PATIENCE = 120_000;

/** The page's first script: keeps every pairwell event and what the console is told. */
const LISTENER = `
window.heard = [];
window.warned = [];
for (const what of ['view', 'select', 'add', 'error']) {
  addEventListener('pairwell:' + what, ({ detail }) => {
    const { code, message, sku, index, picks } = detail;
    window.heard.push({ what, code, message, sku, index, skus: picks && picks.map((pick) => pick.sku) });
  });
}
addEventListener('error', ({ message }) => message && window.heard.push({ what: 'failure', message }));
addEventListener('unhandledrejection', ({ reason }) => window.heard.push({ what: 'failure', message: String(reason) }));
addEventListener('securitypolicyviolation', ({ violatedDirective }) => window.heard.push({ what: 'violation', violatedDirective }));
const { warn } = console;
console.warn = (...words) => { window.warned.push(words.join(' ')); warn(...words); };
`;

/** What a page showed before the shelf came. */
export const FALLBACK = '<p id="fallback">Hand-picked by our staff</p>';

export const shelf = (attributes = '', children = '') =>
  `<pairwell-shelf model="../model/" ${attributes}>${children}</pairwell-shelf>`;

/** A browser and a server of its own for every case: what a case stores or forbids, no other meets. */
export class Stage {
  #driver;

  /**
   * @param {Driver} driver
   * @param {Site} site
   */
  constructor(driver, site) {
    this.#driver = driver;
    this.site = site;
  }

  /** @param {Driver} driver */
  static async set(driver) {
    return new Stage(driver, await Site.open());
  }

  async strike() {
    // The next case's page must not be this one's, half gone.
    await this.#driver.visit('about:blank');
    await this.site.close();
  }

  /**
   * Opens a page with that body. `before` runs in it before any script of the package.
   * @param {string} body
   * @param {{before?: () => void, scripts?: string}} [options]
   */
  async open(body, { before, scripts = '<script type="module" src="../pkg/define.js"></script>' } = {}) {
    const first = `${LISTENER}\n(${before ?? (() => {})})();`;
    const head = `<meta charset="utf-8"><title>Test</title><script src="./first.js"></script>${scripts}`;
    this.site.pages.set('/store/first.js', first);
    this.site.pages.set('/store/test.html', `<!doctype html><html lang="en">${head}<body>${body}</body></html>`);
    await this.visit();
  }

  /** @param {string} [path] */
  visit(path = '/store/test.html') {
    return this.#driver.visit(this.site.url(path));
  }

  /**
   * Runs a function in the page; what goes in and out is JSON.
   * @param {(...parameters: any[]) => any} what
   * @param {...any} parameters
   */
  async run(what, ...parameters) {
    // Drivers disagree on what an element or undefined becomes on its way out.
    const text = await this.#driver.run(
      `(async () => JSON.stringify(await (${what})(${given(parameters)})) ?? 'null')()`,
    );
    return JSON.parse(text);
  }

  /**
   * Waits until a function has a true answer in the page.
   * @param {(...parameters: any[]) => any} what
   * @param {...any} parameters
   */
  async until(what, ...parameters) {
    for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
      const answer = await this.run(what, ...parameters);
      if (answer) return answer;
      await new Promise((later) => setTimeout(later, 25));
    }
    const seen = JSON.stringify(await this.run(() => [window.heard, window.warned]).catch(String));
    throw new Error(`not so after ${PATIENCE} ms: ${what} (${given(parameters)}); the page heard ${seen}`);
  }

  /**
   * @param {string} state
   * @param {string} [selector]
   */
  reaches(state, selector = 'pairwell-shelf') {
    const is = (css, wanted) => document.querySelector(css)?.getAttribute('state') === wanted;
    return this.until(is, selector, state);
  }

  /** What the shopper sees of an element. @param {string} [selector] */
  read(selector = 'pairwell-shelf') {
    return this.run((css) => {
      const { shadowRoot: root } = document.querySelector(css);
      const text = (within, part) => within.querySelector(`.${part}`)?.textContent ?? '';
      const cards = [...root.querySelectorAll('.card:not(.ghost)')].map((card) => ({
        title: text(card, 'title'),
        price: text(card, 'price'),
        reason: text(card, 'reason'),
        height: Math.round(card.getBoundingClientRect().height),
      }));
      return { heading: text(root, 'heading'), status: text(root, 'status'), cards };
    }, selector);
  }

  /** Titles of the cards shown. @param {string} [selector] */
  async titles(selector) {
    return (await this.read(selector)).cards.map(({ title }) => title);
  }

  /** Presses a button of the element. @param {string} css @param {string} [selector] */
  press(css, selector = 'pairwell-shelf') {
    return this.run(
      (host, button) => document.querySelector(host).shadowRoot.querySelector(button).click(),
      selector,
      css,
    );
  }

  /** Events of one kind so far. @param {string} what */
  heard(what) {
    return this.run((wanted) => window.heard.filter((event) => event.what === wanted), what);
  }

  /** What the console was told. @returns {Promise<string[]>} */
  warned() {
    return this.run(() => window.warned);
  }
}

/** @param {any[]} parameters */
function given(parameters) {
  return parameters.map((parameter) => JSON.stringify(parameter)).join(', ');
}
