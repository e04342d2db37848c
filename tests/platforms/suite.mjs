/** Walks through the shop of a platform as every shop is walked through: its own buttons, its own cart, and shelves between them; never knows the platform. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { waitForState } from '../browser/browser.mjs';
import { GOODS } from './goods.mjs';
import { required } from './programs.mjs';
import { Shopper } from './shopper.mjs';

/** @typedef {keyof typeof GOODS} Kind */

/**
 * What is different from platform to platform. What takes a page waits until the page shows it.
 * @typedef {object} Platform
 * @property {string} name of a shop of it, with its article
 * @property {string} made what tells where one was made
 * @property {(made: string) => Promise<any>} open
 * @property {string} store what the adapter is called
 * @property {'sku' | 'product'} key what the model's ids are
 * @property {string} scripts where the shop serves the package
 * @property {string} model
 * @property {string} cart where its cart's page is
 * @property {{page: string, heading: string}} empty that page in a language, and what the shelf says there
 * @property {(shop: any, kind: Kind) => string} product where a product's page is
 * @property {(shop: any, kind: Kind) => string} id by which the model knows it
 * @property {(page: any) => Promise<void>} buy adds the page's product by the shop's own button
 * @property {(page: any, titles: string[], sum: string) => Promise<void>} shows the shop's own header has heard of it
 * @property {(page: any) => Promise<void>} follow goes from that header to the cart's page
 * @property {(page: any) => Promise<[string, number][]>} held what the cart's page shows: titles and quantities
 * @property {(page: any, title: string) => Promise<void>} remove takes it out by the cart page's own button
 * @property {RegExp} gaveBack the request by which the adapter takes something out: method and path
 * @property {RegExp} refusal what it says of what is sold out
 */

export const TITLES = {
  kettle: 'Heron gooseneck kettle, steel',
  dripper: 'Rill cone dripper, 2–4 cups, cream',
  papers: 'Cone papers for Rill 2–4 cups, 100',
  honey: 'Wildflower honey, 340 g',
  infuser: 'Basket infuser, fine steel',
};

/** A shopper in a shop of a platform: what a platform's own tests use too. */
export class Visit {
  /** @type {any} */
  shop;
  /** @type {Shopper} */
  shopper;

  /** Opens a shop for the tests of a file, and every test comes to it for the first time. @param {Platform} platform */
  constructor(platform) {
    this.platform = platform;
    before(async () => {
      this.shop = await platform.open(required(platform.made));
      this.shopper = await Shopper.of(this.shop.origin);
    });
    after(async () => {
      await this.shopper?.leave();
      await this.shop?.close();
    });
    beforeEach(() => this.shopper.come());
    afterEach((context) => {
      if (!context.passed) console.log(this.shop.server.log.split('\n').slice(-40).join('\n'));
    });
  }

  get page() {
    return this.shopper.page;
  }

  /** @param {Kind} kind */
  to(kind) {
    return this.shopper.visit(this.platform.product(this.shop, kind));
  }

  async titles() {
    return (await this.shopper.suggestions()).cards.map((card) => card.title);
  }

  buy() {
    return this.platform.buy(this.page);
  }

  /** Waits until the cart's page, which is open, holds this and nothing else. @param {[string, number][]} wanted */
  async holds(wanted) {
    const sorted = (lines) => lines.sort().join('\n');
    const giveUp = Date.now() + 20_000;
    let held = await this.platform.held(this.page);
    while (sorted(held) !== sorted(wanted) && Date.now() < giveUp) {
      await this.page.waitForTimeout(100);
      // Between two pages there is nothing to look at.
      held = await this.platform.held(this.page).catch(() => held);
    }
    assert.deepEqual(held.sort(), wanted.sort());
  }

  /** Calls a method of the platform's adapter in the page. @param {string} method @param {any[]} parameters */
  adapter(method, ...parameters) {
    const call = async ([scripts, store, name, given]) => {
      const { default: adapt } = await import(`${scripts}cart/${store}.js`);
      return adapt({})[name](...given);
    };
    return this.page.evaluate(call, [this.platform.scripts, this.platform.store, method, parameters]);
  }

  /** Sets a bundle into the page: a product and two that go with it. @param {Kind[]} kinds */
  async bundle([first, ...others]) {
    const [item, ...skus] = [first, ...others].map((kind) => this.platform.id(this.shop, kind));
    const set = async ({ scripts, model, product, offered }) => {
      await import(`${scripts}define-bundle.js`);
      await customElements.whenDefined('pairwell-bundle');
      const bundle = document.createElement('pairwell-bundle');
      bundle.setAttribute('model', model);
      bundle.setAttribute('item', product);
      Object.assign(bundle, { bundle: { skus: offered } });
      document.body.append(bundle);
      bundle.scrollIntoView();
    };
    const { scripts, model } = this.platform;
    // A shelf above that is filled later would push the bundle out of the window, where it waits.
    await waitForState(this.page, 'ready');
    await this.page.evaluate(set, { scripts, model, product: item, offered: skus });
    await waitForState(this.page, 'ready', 'pairwell-bundle');
  }
}

/**
 * A platform is a file `tests/platforms/NAME.test.mjs` that calls this.
 * @param {Platform} platform
 * @returns {Visit}
 */
export function walkThrough(platform) {
  const visit = new Visit(platform);
  describe(platform.name, () => {
    for (const [name, walk] of WALKS) test(name, () => walk(visit));
  });
  return visit;
}

/** In this order: what has been sold out stays so. @type {[string, (visit: Visit) => Promise<void>][]} */
const WALKS = [
  ['sells what goes with a product, on its page', sellsWhatGoesWith],
  ['finds in its cart what was added by its own button and by the shelf', findsWhatWasAdded],
  ['shows on its cart page at once what the shelf adds, and the shelf what the shop removes', showsAtOnce],
  ['fills an empty cart from the shelf on its page', fillsAnEmptyCart],
  ['gives back one of two, and then the other', givesBack],
  ['refuses what has just been sold out, and the shelf says so', refusesWhatIsSoldOut],
  ['takes out again what of a bundle it took before it refused the rest', takesOutHalfABundle],
];

/** @param {Visit} visit */
async function sellsWhatGoesWith(visit) {
  const { platform, shop, shopper } = visit;
  await visit.to('dripper');
  const shelf = await shopper.suggestions();
  assert.equal(shelf.heading, 'Goes well with this');
  const [first] = shelf.cards;
  assert.deepEqual(
    { title: first.title, price: first.price, url: first.url },
    { title: TITLES.papers, price: '£6.50', url: shop.origin + platform.product(shop, 'papers') },
  );
  assert.match(first.reason, /Rill cone dripper/);
  assert.deepEqual(shopper.problems, []);
}

/** @param {Visit} visit */
async function findsWhatWasAdded(visit) {
  const { platform, shopper } = visit;
  await visit.to('dripper');
  await visit.buy();
  assert.ok((await visit.titles()).includes(TITLES.papers));
  await shopper.mark();
  await shopper.add(TITLES.papers);
  await platform.shows(visit.page, [TITLES.dripper, TITLES.papers], '£27.50');
  await shopper.until(TITLES.papers, false);
  assert.ok(await shopper.same(), 'the page is not loaded again');
  await platform.follow(visit.page);
  await visit.holds([
    [TITLES.dripper, 1],
    [TITLES.papers, 1],
  ]);
  assert.deepEqual(shopper.problems, []);
}

/** @param {Visit} visit */
async function showsAtOnce(visit) {
  const { platform, shopper } = visit;
  await visit.to('dripper');
  await visit.buy();
  await shopper.visit(platform.cart);
  assert.equal((await shopper.suggestions()).heading, 'Goes well with your cart');
  await shopper.mark();
  await shopper.add(TITLES.papers);
  await visit.holds([
    [TITLES.dripper, 1],
    [TITLES.papers, 1],
  ]);
  await shopper.until(TITLES.papers, false);
  await platform.remove(visit.page, TITLES.papers);
  await visit.holds([[TITLES.dripper, 1]]);
  await shopper.until(TITLES.papers, true);
  assert.ok(await shopper.same(), 'the page is not loaded again');
  assert.deepEqual(shopper.problems, []);
}

/** @param {Visit} visit */
async function fillsAnEmptyCart(visit) {
  const { platform, shopper } = visit;
  await shopper.visit(platform.empty.page);
  const { heading, cards } = await shopper.suggestions();
  assert.equal(heading, platform.empty.heading);
  await shopper.add(cards[0].title);
  await visit.holds([[cards[0].title, 1]]);
  await shopper.until(cards[0].title, false);
  assert.deepEqual(shopper.problems, []);
}

/** @param {Visit} visit */
async function givesBack(visit) {
  const { platform, shop, shopper } = visit;
  const papers = { key: platform.key, id: platform.id(shop, 'papers') };
  await visit.to('dripper');
  await visit.buy();
  await visit.adapter('add', papers, 2);
  await visit.adapter('remove', papers, 1);
  await shopper.visit(platform.cart);
  await visit.holds([
    [TITLES.dripper, 1],
    [TITLES.papers, 1],
  ]);
  await visit.adapter('remove', papers, 1);
  await shopper.visit(platform.cart);
  await visit.holds([[TITLES.dripper, 1]]);
  assert.deepEqual(shopper.problems, []);
}

/** @param {Visit} visit */
async function refusesWhatIsSoldOut(visit) {
  const { platform, shop, shopper } = visit;
  await visit.to('teapot');
  const suggested = await visit.titles();
  assert.ok(suggested.includes(TITLES.infuser), 'there was one when the catalog was written');
  assert.ok(!suggested.includes(TITLES.honey), 'the catalog knows that there is none');
  await shop.sellOut(GOODS.infuser);
  await shopper.add(TITLES.infuser);
  const { code, message } = await shopper.error();
  assert.equal(code, 'add-failed');
  assert.match(message, platform.refusal);
  assert.match((await shopper.suggestions()).status, /infuser/);
  await shopper.visit(platform.cart);
  await visit.holds([]);
}

/** @param {Visit} visit */
async function takesOutHalfABundle(visit) {
  const { platform, shop, shopper } = visit;
  await shop.sellOut(GOODS.infuser);
  await visit.to('kettle');
  await visit.buy();
  await visit.bundle(['teapot', 'tea', 'infuser']);
  /** @type {string[]} */
  const asked = [];
  visit.page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await visit.page.locator('pairwell-bundle .sum .add').click();
  assert.equal((await shopper.error()).code, 'add-failed');
  const button = visit.page.locator('pairwell-bundle .sum [data-state=refused]');
  assert.match((await button.textContent()) ?? '', visit.platform.refusal);
  assert.equal(asked.filter((it) => platform.gaveBack.test(it)).length, 2, 'the first two were in the cart');
  await shopper.visit(platform.cart);
  await visit.holds([[TITLES.kettle, 1]]);
}
