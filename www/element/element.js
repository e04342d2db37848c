/** Lives in a page as an element that suggests: loads near the window, joins the shop's cart, draws once a change, fails and tells; never decides what is shown. */
import { Pairwell } from '../engine/engine.js';
import { PairwellError, asPairwellError } from '../engine/errors.js';
import { Frame } from './frame.js';
import { leave, recall } from './handover.js';
import { warmUp } from './money.js';
import { loadCode } from '../engine/files.js';
import { languageOf } from './placements.js';
import { report, reportCart, reportWaiting } from '../shopper/report.js';
import { claim } from './claims.js';
import { watchSight } from './visibility.js';
import { loadTexts } from './texts.js';

/**
 * @typedef {import('../engine/types.js').CartEntry} CartEntry
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('../cart/hub.js').Hub} Hub
 * @typedef {import('../engine/types.js').Context} Context
 * @typedef {import('./frame.js').Tile} Tile
 * @typedef {{listId: string, placement: string, store: string}} Where what every event begins with
 */

/** Shows developers how lists came about, where the address asks for it. */
const inspecting = /[?&]pairwell=inspect\b/.test(globalThis.location?.search)
  ? import('../devtools/inspect.js')
  : undefined;

/** The attributes that say something of the moment, to the merchant's rules. */
export const SAID = 'segment permissions signals answers usage stock region'.split(' ');

/** When the next first list may be drawn. */
let free = Promise.resolve();

/** The elements of a page have their model all at once: each draws its first list in a task of its own. */
function turn() {
  const mine = free;
  free = mine.then(() => new Promise((done) => setTimeout(done)));
  return mine;
}

/** A server has no elements; the class can be imported there all the same. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/**
 * What is protected is for the elements of this package; a page has the attributes, the properties and the events.
 * @template {Tile} T what stands in its list
 */
export class SuggestionElement extends Base {
  /** Attributes by which an element and its successor know each other. @type {string[]} */
  static identity = [];
  /** Properties that a page may have set before the element was defined. @type {string[]} */
  static settable = ['cart', 'context'];
  /** Attributes that change what is loaded. */
  static loading = ['model', 'store', 'remember'];

  /** @protected @type {Frame<T>} */
  frame = new Frame(this);
  /** @protected @type {Pairwell | undefined} */
  pairwell;
  /** @protected @type {Hub | undefined} */
  hub;
  /** Makes sense of what the page says, keeps it from being pushy and gives reasons, under the merchant's rules. @protected @type {typeof import('./ruled.js') | undefined} */
  ruled;
  /** What this device remembers, where the page asks for it. @protected @type {typeof import('../shopper/history.js') | undefined} */
  taste;
  /** What was asked for the list that is shown. @protected @type {import('../engine/types.js').Query} */
  asked = {};
  /** The language that it stands in, as of the last list. @protected */
  language = '';
  /** @type {import('./handover.js').Memory<SuggestionElement<T>> | undefined} */
  #memory;
  /** What this element knew when it was taken out, for an addition on its way. @type {import('./handover.js').Memory<SuggestionElement<T>> | undefined} */
  #left;
  /** @type {readonly CartEntry[] | undefined} */
  #cart;
  /** @type {Context} */
  #context = {};
  #leaveHub = () => {};
  #leaveSight = () => {};
  /** Counts loads, so that the answer to an old one is not used. */
  #load = 0;
  #queued = false;
  #near = false;
  #visible = false;

  constructor() {
    super();
    this.shadowRoot?.addEventListener('focusin', () => this.#noteFocus());
    // Asked only afterwards: an element that is being taken out has not been left by the shopper.
    this.shadowRoot?.addEventListener('focusout', () => queueMicrotask(() => this.#noteFocus()));
  }

  /** The live cart; wins over the `items` attribute and over the shop's own cart. @returns {readonly CartEntry[] | undefined} */
  get cart() {
    return this.#cart;
  }

  set cart(cart) {
    this.#cart = this.#readable(cart);
    if (this.#memory) this.#memory.cart = this.#cart;
    this.rerank();
  }

  /** What the page says of the moment, for the merchant's rules; wins over the attributes. @returns {Context} */
  get context() {
    return this.#context;
  }

  set context(context) {
    this.#context = context ?? {};
    this.rerank();
  }

  connectedCallback() {
    this.#remember();
    this.#own.settable.forEach((name) => this.#adopt(name));
    if (this.pairwell) this.#restoreFocus();
    else this.#wait();
    this.#leaveSight();
    this.#leaveSight = watchSight(
      this,
      () => this.#approach(),
      (seen) => this.#look(seen),
    );
  }

  disconnectedCallback() {
    this.#leaveSight();
    this.#leaveHub();
    this.hub = undefined;
    this.#load++;
    this.#near = this.#visible = false;
    claim(this, []);
    if (this.#memory?.holder === this) leave(this.#memory);
    this.#left = this.#memory;
    this.#memory = undefined;
  }

  /**
   * @param {string} name
   * @param {string | null} old
   * @param {string | null} value
   */
  attributeChangedCallback(name, old, value) {
    if (old === value) return;
    if (name === 'consent') reportWaiting();
    if (!this.#own.loading.includes(name)) return this.rerank();
    this.pairwell = undefined;
    if (this.isConnected) this.#wait();
    if (this.#near) this.#open();
  }

  /** Draws anew, once however many attributes and properties a script sets in one go. */
  rerank() {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (this.pairwell && this.isConnected) this.#redraw();
    });
  }

  /** How many places are held while it loads. @protected */
  get places() {
    return 0;
  }

  /** Writes the heading. @protected */
  name() {}

  /** Shows what there is to show now. @protected */
  draw() {}

  /** What the page is told that it shows. @protected @returns {T[]} */
  get viewed() {
    return this.frame.cards;
  }

  /** @protected @returns {Where} */
  get where() {
    return { listId: '', placement: '', store: this.hub?.name ?? this.getAttribute('store') ?? '' };
  }

  /** What a question begins with. @protected */
  get said() {
    const now = this.frame.cards.map(({ pick }) => pick.sku);
    const shown = this.ruled?.frequencyCap.timesShown(this.source, now);
    return { ...(this.ruled?.contextOf(this, this.#context, this.language) ?? this.#context), shown };
  }

  /** Which of the shop's ids the model's SKUs are. @protected */
  get key() {
    return this.getAttribute('item-key');
  }

  /** What is not forgotten when the shop builds the element again; after that, what was known then. @protected */
  get memory() {
    return this.#memory ?? this.#left;
  }

  /** The element that stands here now: this one, unless the shop has built it again. @protected @returns {this} */
  get heir() {
    return /** @type {this} */ (this.memory?.holder ?? this);
  }

  /** The page stays as it was, and is told why. @protected @param {unknown} cause */
  fail(cause) {
    claim(this, []);
    this.frame.rest('error');
    this.warn(cause);
  }

  /** @protected @param {unknown} cause */
  warn(cause) {
    const { code, message } = asPairwellError(cause, 'engine-failed');
    console.warn(`pairwell: ${code}: ${message}`);
    this.tell('error', { code, message });
  }

  /** A cart as far as it can be read. @param {readonly CartEntry[] | undefined} cart */
  #readable(cart) {
    return this.ruled ? this.ruled.readable({ cart }, this.localName).cart : (cart ?? undefined);
  }

  /**
   * @protected
   * @param {'view' | 'select' | 'add' | 'error'} what
   * @param {object} detail
   */
  tell(what, detail) {
    const init = { detail, bubbles: true, composed: true, cancelable: what === 'add' };
    return this.dispatchEvent(new CustomEvent(`pairwell:${what}`, init));
  }

  /** Tells of a list that is seen, once. @protected */
  tellView() {
    const { viewed, where } = this;
    const picks = viewed.map(({ pick }) => pick);
    const list = JSON.stringify([where, picks.map((pick) => pick.sku)]);
    if (!this.#memory || !this.#visible || picks.length === 0 || list === this.#memory.viewed) return;
    this.#memory.viewed = list;
    this.tell('view', { ...where, picks });
    this.ruled?.frequencyCap.noteSeen(
      this.source,
      picks.map((pick) => pick.sku),
    );
    this.report('view_item_list', viewed);
  }

  /** @protected @param {T} tile */
  select(tile) {
    const { pick, index } = tile;
    this.ruled?.frequencyCap.noteClick(this.source, pick.sku);
    this.tell('select', { ...this.where, sku: pick.sku, index, product: pick.product, pick });
    this.report('select_item', [tile]);
  }

  /**
   * Tells the shop's analytics.
   * @protected
   * @param {import('../shopper/analytics.js').Name} name
   * @param {T[]} tiles
   */
  report(name, tiles) {
    const entries = tiles.map(({ pick, index }) => ({ pick, index }));
    report(name, { ...this.source, list: { id: this.where.listId, name: this.frame.heading }, entries });
  }

  /** Takes over from the element that stood here before, when the shop has rebuilt its page around it. */
  #remember() {
    const key = [this.localName, ...this.#own.identity.map((name) => this.getAttribute(name))];
    this.#memory = recall(JSON.stringify(key), /** @type {SuggestionElement<T>} */ (this));
    this.#cart = this.#memory.cart = this.#cart ?? this.#memory.cart;
  }

  /** A property set before the element was defined hides the class's own: takes it over. @param {string} name */
  #adopt(name) {
    if (!Object.hasOwn(this, name)) return;
    const value = Reflect.get(this, name);
    Reflect.deleteProperty(this, name);
    Reflect.set(this, name, value);
  }

  #noteFocus() {
    if (this.#memory) this.#memory.focus = this.frame.focus;
  }

  /** The shopper goes on where the element before this one was left, unless somewhere else by now. */
  #restoreFocus() {
    const { focus } = this.#memory ?? {};
    if (!focus || this.getAttribute('state') === 'loading') return;
    const elsewhere = document.activeElement && document.activeElement !== document.body;
    if (!elsewhere) this.frame.refocus(focus);
    this.#noteFocus();
  }

  /** Holds the space of the list to come. */
  #wait() {
    this.language = languageOf(this);
    this.name();
    this.frame.hold(this.places);
  }

  #approach() {
    if (this.#near) return;
    this.#near = true;
    this.#open();
  }

  /** @param {boolean} seen */
  #look(seen) {
    this.#visible = seen;
    this.tellView();
    this.frame.settle();
  }

  async #open() {
    const load = ++this.#load;
    try {
      // Without its memory a shelf has less to rank by, no more.
      const recalling = this.hasAttribute('remember')
        ? import('../shopper/history.js').catch(() => undefined)
        : undefined;
      const [pairwell, taste] = await Promise.all([this.#loadModel(), recalling, this.#connect(load), this.#learn()]);
      await turn();
      if (load !== this.#load) return;
      this.ruled = pairwell.policy && (await loadCode(import('./ruled.js')));
      this.#cart = this.#readable(this.#cart);
      this.taste = taste;
      this.pairwell = pairwell;
      this.#redraw();
    } catch (cause) {
      if (load === this.#load) this.fail(cause);
    }
  }

  async #loadModel() {
    const model = this.getAttribute('model');
    if (model === null) throw new PairwellError('no-model');
    const pairwell = await Pairwell.load(model, { products: true });
    await pairwell.products();
    return pairwell;
  }

  /** Joins the shop's own cart, unless the page speaks for it. Without it there is less to rank for, no more. @param {number} load */
  async #connect(load) {
    const store = this.getAttribute('store');
    if (store === 'none' || (store === null && this.#cart)) return;
    try {
      const name = store || (await import('../cart/signs.js')).detect();
      if (!name) return;
      const hub = await (await import('../cart/hub.js')).connect(name);
      if (load !== this.#load) return;
      this.#leaveHub();
      this.hub = hub;
      this.#leaveHub = hub.join({ changed: () => this.#hear(), failed: (cause) => this.warn(cause) });
      await hub.ready();
    } catch (cause) {
      // Nobody asked for an adapter where no store is named.
      if (store !== null && load === this.#load) this.warn(cause);
    }
  }

  /** Words in the page's language, else in English; and how it writes numbers, while the files travel. */
  async #learn() {
    const language = languageOf(this);
    await Promise.all([loadTexts(language).catch(() => {}), warmUp(language)]);
  }

  #hear() {
    reportCart(this.hub?.cart(this.key).map(({ sku }) => sku) ?? [], this.source);
    this.rerank();
  }

  #redraw() {
    try {
      this.language = languageOf(this);
      this.draw();
      inspecting?.then(({ inspect }) => inspect(this));
      this.#restoreFocus();
      this.tellView();
    } catch (cause) {
      this.fail(cause);
    }
  }

  /** @protected */
  get source() {
    const { hub } = this;
    return { element: /** @type {HTMLElement} */ (this), consent: () => hub?.consent() };
  }

  get #own() {
    return /** @type {typeof SuggestionElement} */ (this.constructor);
  }
}
