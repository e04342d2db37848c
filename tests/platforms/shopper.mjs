/** Walks through a shop as a shopper does, in a browser without a way to the internet; never asserts. */
import { launch, openPage, readShelf, waitForState } from '../browser/browser.mjs';

export class Shopper {
  /** Where the shop is. */
  #origin;
  #browser;
  /** @type {any} */
  page;

  /** @param {any} browser @param {string} origin */
  constructor(browser, origin) {
    this.#browser = browser;
    this.#origin = origin;
  }

  /** @param {string} origin */
  static async of(origin) {
    return new Shopper(await launch(), origin);
  }

  /** Comes to the shop for the first time. */
  async come() {
    await this.page?.context().close();
    this.page = await openPage(this.#browser, { viewport: { width: 1200, height: 900 } });
    await this.page.route(
      (url) => url.hostname !== '127.0.0.1',
      (route) => route.abort(),
    );
  }

  /** @param {string} path */
  async visit(path) {
    await this.page.goto(this.#origin + path);
  }

  /** What the shelf suggests, once it suggests something. @param {string} [selector] */
  async suggestions(selector = 'pairwell-shelf') {
    await this.page.locator(selector).first().scrollIntoViewIfNeeded();
    await waitForState(this.page, 'ready', selector);
    return readShelf(this.page, selector);
  }

  /** Presses the button of a suggestion. @param {string} title @param {string} [selector] */
  async add(title, selector = 'pairwell-shelf') {
    await this.page.locator(`${selector} .card`, { hasText: title }).locator('button').click();
  }

  /**
   * Waits until the shelf suggests something, or no longer does.
   * @param {string} title
   * @param {boolean} wanted
   * @param {string} [selector]
   */
  async until(title, wanted, selector = 'pairwell-shelf') {
    await this.page.waitForFunction(
      ([where, text, there]) => {
        const cards = document.querySelector(where)?.shadowRoot?.querySelectorAll('.card:not(.ghost) .title') ?? [];
        return cards.length > 0 && [...cards].some((card) => card.textContent === text) === there;
      },
      [selector, title, wanted],
    );
  }

  /** The first error that a shelf tells the page of. @returns {Promise<{code: string, message: string}>} */
  async error() {
    const first = () => window.heard.find((/** @type {{what: string}} */ { what }) => what === 'error');
    await this.page.waitForFunction(first);
    return this.page.evaluate(first);
  }

  /** Marks the page, to know whether it is still the same one. */
  mark() {
    return this.page.evaluate(() => (window.marked = true));
  }

  /** Whether the page has not been loaded again since it was marked. */
  same() {
    return this.page.evaluate(() => window.marked === true);
  }

  /** What went wrong in the page, but for what lies on other hosts. */
  get problems() {
    return this.page.problems.filter((/** @type {string} */ problem) => !problem.includes('net::ERR_FAILED'));
  }

  async leave() {
    await this.#browser.close();
  }
}
