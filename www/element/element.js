/** The base of both elements: loads when near the window, connects to the shop's cart, draws once per change, emits events and reports errors. */
import { PairwellError, asPairwellError } from '../engine/errors.js';
import { Frame } from './frame.js';
import { handOver, takeOver } from './handover.js';
import { loadExperiments, loadHistory, loadLanguage, loadModel } from './loading.js';
import { loadCode } from '../engine/files.js';
import { languageOf } from './placements.js';
import { report, reportCart, reportWaiting } from '../shopper/report.js';
import { claim } from './claims.js';
import { watchVisibility } from './visibility.js';
import { nextTurn } from './turns.js';

/**
 * @typedef {import('../engine/types.js').CartEntry} CartEntry
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('../cart/hub.js').Hub} Hub
 * @typedef {import('../engine/types.js').Context} Context
 * @typedef {import('./frame.js').Tile} Tile
 * @typedef {{listId: string, placement: string, store: string}} Where in the detail of every event
 */

/** The inspector for developers, which the page's address can ask for. */
const inspecting = /[?&]pairwell=inspect\b/.test(globalThis.location?.search)
  ? import('../devtools/inspect.js')
  : undefined;

/** The attributes with context for the merchant's rules. */
export const CONTEXT_ATTRIBUTES = 'segment permissions signals answers usage stock region'.split(' ');

/** A server has no HTMLElement, but can import the class. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/**
 * Protected members are for this package's elements. Pages use attributes, properties and events.
 * @template {Tile} T an entry of its list
 */
export class SuggestionElement extends Base {
  /** Attributes that identify an element that the shop builds again. @type {string[]} */
  static identity = [];
  /** Properties that a page may set before the element is defined. @type {string[]} */
  static settable = ['cart', 'context'];
  /** Attributes that need a new load. */
  static loading = ['model', 'store', 'remember'];

  /** Undefined where the browser cannot have one. @protected @type {Frame<T>} */
  // @ts-expect-error nothing is drawn without it
  frame;
  /** @protected @type {import('../engine/engine.js').Pairwell | undefined} */
  pairwell;
  /** @protected @type {Hub | undefined} */
  hub;
  /** The code for the merchant's rules, where there are any. @protected @type {typeof import('./ruled.js') | undefined} */
  ruled;
  /** The shopper's history, where the page asks for it. @protected @type {typeof import('../shopper/history.js') | undefined} */
  history;
  /** The query of the list that is shown. @protected @type {import('../engine/types.js').Query} */
  query = {};
  /** The page's language, when the list was drawn. @protected */
  language = '';
  /** @type {import('./handover.js').Handover<SuggestionElement<T>> | undefined} */
  #handover;
  /** The state when this element was removed, for an addition that is still pending. @type {import('./handover.js').Handover<SuggestionElement<T>> | undefined} */
  #previous;
  /** @type {readonly CartEntry[] | undefined} */
  #cart;
  /** @type {Context} */
  #context = {};
  #leaveHub = () => {};
  #stopWatching = () => {};
  /** Counts loads, so that an outdated one is dropped. */
  #loads = 0;
  #queued = false;
  #near = false;
  #visible = false;

  constructor() {
    super();
    try {
      this.frame = new Frame(this);
    } catch {
      // A constructor may set no attribute: it is made again, and fails again, when it is connected.
    }
    this.shadowRoot?.addEventListener('focusin', () => this.#noteFocus());
    // Deferred: when an element is removed, the shopper has not left it.
    this.shadowRoot?.addEventListener('focusout', () => Promise.resolve().then(() => this.#noteFocus()));
  }

  /** The live cart. It overrides the `items` attribute and the shop's own cart. @returns {readonly CartEntry[] | undefined} */
  get cart() {
    return this.#cart;
  }

  set cart(cart) {
    this.#cart = this.#readable(cart);
    if (this.#handover) this.#handover.cart = this.#cart;
    this.rerank();
  }

  /** The page's context for the merchant's rules. It overrides the attributes. @returns {Context} */
  get context() {
    return this.#context;
  }

  set context(context) {
    this.#context = context ?? {};
    this.rerank();
  }

  connectedCallback() {
    this.#attempt(() => {
      this.frame ??= new Frame(this);
      this.#connect();
    });
  }

  /** The browser may lack anything; what it calls itself must not throw. @param {() => void} act */
  #attempt(act) {
    try {
      act();
    } catch (cause) {
      this.fail(new PairwellError('browser-unsupported', String(cause), cause));
    }
  }

  #connect() {
    this.#takeOver();
    this.#own.settable.forEach((name) => this.#upgradeProperty(name));
    if (this.pairwell) this.#restoreFocus();
    else this.#holdSpace();
    this.#stopWatching();
    this.#stopWatching = watchVisibility(
      this,
      () => this.#comeNear(),
      (seen) => this.#setVisible(seen),
    );
  }

  disconnectedCallback() {
    this.#stopWatching();
    this.#leaveHub();
    this.hub = undefined;
    this.#loads++;
    this.#near = this.#visible = false;
    claim(this, []);
    if (this.#handover?.holder === this) handOver(this.#handover);
    this.#previous = this.#handover;
    this.#handover = undefined;
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
    if (this.#handover) this.#attempt(() => this.#holdSpace());
    if (this.#near) this.#load();
  }

  /** Draws again, once for all attributes and properties that a script sets in one go. */
  rerank() {
    if (this.#queued) return;
    this.#queued = true;
    Promise.resolve().then(() => {
      this.#queued = false;
      if (this.pairwell && this.isConnected) this.#redraw();
    });
  }

  /** The number of places that are held while it loads. @protected */
  get places() {
    return 0;
  }

  /** Writes the heading. @protected */
  writeHeading() {}

  /** Shows the current list. @protected */
  draw() {}

  /** The entries that the view event names. @protected @returns {T[]} */
  get viewed() {
    return this.frame.cards;
  }

  /** @protected @returns {Where} */
  get where() {
    return { listId: '', placement: '', store: this.hub?.name ?? this.getAttribute('store') ?? '' };
  }

  /** The part of the query that both elements share. @protected */
  get baseQuery() {
    const now = this.frame.cards.map(({ pick }) => pick.sku);
    const shown = this.ruled?.frequencyCap.timesShown(this.source, now);
    return { ...(this.ruled?.contextOf(this, this.#context, this.language) ?? this.#context), shown };
  }

  /** The kind of the shop's ids that the model's SKUs are. @protected */
  get key() {
    return this.getAttribute('item-key');
  }

  /** The state that survives when the shop builds the element again. @protected */
  get handover() {
    return this.#handover ?? this.#previous;
  }

  /** The element in this place now: this one, unless the shop has built it again. @protected @returns {this} */
  get successor() {
    return /** @type {this} */ (this.handover?.holder ?? this);
  }

  /** Leaves the page as it was, and emits the error. @protected @param {unknown} cause */
  fail(cause) {
    claim(this, []);
    this.frame?.showNothing('error');
    this.setAttribute('state', 'error');
    this.warn(cause);
  }

  /** @protected @param {unknown} cause */
  warn(cause) {
    const { code, message } = asPairwellError(cause, 'engine-failed');
    console.warn(`pairwell: ${code}: ${message}`);
    this.emit('error', { code, message });
  }

  /** The lines of a cart that can be read. @param {readonly CartEntry[] | undefined} cart */
  #readable(cart) {
    return this.ruled ? this.ruled.readable({ cart }, this.localName).cart : (cart ?? undefined);
  }

  /**
   * @protected
   * @param {'view' | 'select' | 'add' | 'error'} name
   * @param {object} detail
   */
  emit(name, detail) {
    const init = { detail, bubbles: true, composed: true, cancelable: name === 'add' };
    return this.dispatchEvent(new CustomEvent(`pairwell:${name}`, init));
  }

  /** Emits a view event for a visible list, once. @protected */
  emitView() {
    const { viewed, where } = this;
    const picks = viewed.map(({ pick }) => pick);
    const list = JSON.stringify([where, picks.map((pick) => pick.sku)]);
    if (!this.#handover || !this.#visible || picks.length === 0 || list === this.#handover.viewed) return;
    this.#handover.viewed = list;
    this.emit('view', { ...where, picks });
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
    this.emit('select', { ...this.where, sku: pick.sku, index, product: pick.product, pick });
    this.report('select_item', [tile]);
  }

  /**
   * Reports to the shop's analytics.
   * @protected
   * @param {import('../shopper/analytics.js').Name} name
   * @param {T[]} tiles
   */
  report(name, tiles) {
    const entries = tiles.map(({ pick, index }) => ({ pick, index }));
    report(name, { ...this.source, list: { id: this.where.listId, name: this.frame.heading }, entries });
  }

  /** Takes over the state of an earlier element, when the shop has rebuilt this part of the page. */
  #takeOver() {
    const key = [this.localName, ...this.#own.identity.map((name) => this.getAttribute(name))];
    this.#handover = takeOver(JSON.stringify(key), /** @type {SuggestionElement<T>} */ (this));
    this.#cart = this.#handover.cart = this.#cart ?? this.#handover.cart;
  }

  /** A property that was set before the element was defined hides the class's accessor: sets it again. @param {string} name */
  #upgradeProperty(name) {
    if (!Object.hasOwn(this, name)) return;
    const value = Reflect.get(this, name);
    Reflect.deleteProperty(this, name);
    Reflect.set(this, name, value);
  }

  #noteFocus() {
    if (this.#handover) this.#handover.focus = this.frame.focus;
  }

  /** Puts the keyboard where it was in the earlier element, unless the shopper has moved on. */
  #restoreFocus() {
    const { focus } = this.#handover ?? {};
    if (!focus || this.frame.state === 'loading') return;
    const elsewhere = document.activeElement && document.activeElement !== document.body;
    if (!elsewhere) this.frame.refocus(focus);
    this.#noteFocus();
  }

  /** Reserves the space for the list. */
  #holdSpace() {
    this.language = languageOf(this);
    this.writeHeading();
    this.frame.hold(this.places);
  }

  #comeNear() {
    if (this.#near) return;
    this.#near = true;
    this.#load();
  }

  /** @param {boolean} seen */
  #setVisible(seen) {
    this.#visible = seen;
    this.emitView();
    this.frame.releaseSpace();
  }

  async #load() {
    const load = ++this.#loads;
    try {
      const [pairwell, history, experiments] = await Promise.all([
        loadModel(this),
        loadHistory(this),
        loadExperiments(this),
        loadLanguage(languageOf(this)),
        this.#connectCart(load),
      ]);
      /** What experiments make of its list. No field, which would be bytes for all. @protected @type {import('../experiment/lists.js').Hook | undefined} */
      this.experiment = await experiments?.enter(this, pairwell);
      await nextTurn();
      if (load !== this.#loads) return;
      this.ruled = pairwell.policy && (await loadCode(import('./ruled.js')));
      this.#cart = this.#readable(this.#cart);
      this.history = history;
      this.pairwell = pairwell;
      this.#redraw();
    } catch (cause) {
      if (load === this.#loads) this.fail(cause);
    }
  }

  /** Connects to the shop's cart, unless the page sets one. Without a cart there is only less to rank for. @param {number} load */
  async #connectCart(load) {
    const store = this.getAttribute('store');
    if (store === 'none' || (store === null && this.#cart)) return;
    try {
      const name = store || (await import('../cart/signs.js')).detect();
      if (!name) return;
      const hub = await (await import('../cart/hub.js')).connect(name);
      if (load !== this.#loads) return;
      this.#leaveHub();
      this.hub = hub;
      this.#leaveHub = hub.join({ changed: () => this.#cartChanged(), failed: (cause) => this.warn(cause) });
      await hub.ready();
    } catch (cause) {
      // Without a store attribute, the adapter is optional.
      if (store !== null && load === this.#loads) this.warn(cause);
    }
  }

  #cartChanged() {
    reportCart(this.hub?.cart(this.key).map(({ sku }) => sku) ?? [], this.source);
    this.rerank();
  }

  #redraw() {
    try {
      this.language = languageOf(this);
      this.draw();
      inspecting?.then(({ inspect }) => inspect(this));
      this.#restoreFocus();
      this.emitView();
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
