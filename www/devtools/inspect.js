/**
 * The inspector for developers, on a page with `?pairwell=inspect` in its address. For each shelf it explains the picks, with the parts of
 * their scores and the rules, and why other items are not shown. Shoppers' pages never load it.
 */
import { adoptInspectorStyles } from './inspect-style.js';
import { REASONS } from './reasons.js';

/**
 * @typedef {import('../engine/types.js').Explanation} Explanation
 * @typedef {import('../engine/engine.js').Pairwell} Pairwell
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {HTMLElement & {pairwell?: Pairwell, query: import('../engine/types.js').Query, where: {listId: string, placement: string},
 *   frame: {cards: {pick: Pick}[]}}} Shelf the members that are read
 */

/** How many items that are not in the list are explained. */
const OTHERS = 8;

/** Shelves that have drawn a list. @type {Set<any>} */
const shelves = new Set();
/** The shelf whose tab was clicked, else the page's first. @type {any} */
let chosen;
/** @type {string | undefined} */
let looked;
/** @type {Panel | undefined} */
let panel;
let isClosed = false;

/** Call after an element has drawn its list. @param {object} element */
export function inspect(element) {
  shelves.add(element);
  if (isClosed) return;
  panel ??= new Panel();
  panel.draw();
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} [name] its class
 * @param {...(Node | string)} children strings are text, not markup
 */
function make(tag, name = '', ...children) {
  const element = document.createElement(tag);
  element.className = name;
  element.append(...children);
  return element;
}

/** The window that floats over the page. */
class Panel {
  #host = document.createElement('pairwell-inspector');
  #tabs = make('div', 'tabs');
  #body = make('div', 'body');
  #query = make('input', 'query');
  #answer = make('div', 'answer');
  #titles = make('datalist');

  constructor() {
    const root = this.#host.attachShadow({ mode: 'open' });
    adoptInspectorStyles(root);
    const close = make('button', 'close', '×');
    close.setAttribute('aria-label', 'Close the inspector');
    close.addEventListener('click', () => this.#close());
    const head = make('header', '', make('h2', '', 'Pairwell inspector'), this.#tabs, close);
    const dialog = make('section', 'panel', head, this.#body, this.#form());
    dialog.setAttribute('role', 'dialog');
    dialog.setAttribute('aria-label', 'Pairwell inspector');
    dialog.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#close();
    });
    root.append(dialog);
    document.body.append(this.#host);
  }

  #form() {
    this.#titles.id = 'skus';
    this.#query.id = 'query';
    this.#query.setAttribute('list', 'skus');
    this.#query.placeholder = 'SKU';
    const label = make('label', '', 'Why not…');
    label.setAttribute('for', 'query');
    const form = make('form', 'ask', label, this.#query, make('button', 'go', 'Explain'), this.#titles);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      looked = this.#query.value.trim() || undefined;
      this.draw();
    });
    this.#answer.setAttribute('aria-live', 'polite');
    return make('footer', '', form, this.#answer);
  }

  #close() {
    isClosed = true;
    this.#host.remove();
  }

  draw() {
    for (const shelf of shelves) if (!shelf.isConnected) shelves.delete(shelf);
    const all = /** @type {Shelf[]} */ ([...shelves]).sort((a, b) =>
      a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
    );
    const shown = all.find((shelf) => shelf === chosen) ?? all[0];
    this.#tabs.replaceChildren(...all.map((shelf) => this.#tab(shelf, shelf === shown)));
    if (!shown?.pairwell) return;
    this.#body.replaceChildren(...listOf(shown));
    this.#answer.replaceChildren(...(looked === undefined ? [] : [entryOf(shown, looked, true)]));
  }

  /** @param {Shelf} shelf @param {boolean} isShown */
  #tab(shelf, isShown) {
    const { listId, placement } = shelf.where;
    const tab = make('button', 'tab', listId || placement);
    tab.setAttribute('aria-pressed', String(isShown));
    tab.addEventListener('click', () => {
      chosen = shelf;
      this.draw();
      const after = /** @type {HTMLElement[]} */ ([...this.#tabs.children]).find((it) => it.ariaPressed === 'true');
      after?.focus();
    });
    return tab;
  }
}

/** The items that a shelf shows, and the best of the others. @param {Shelf} shelf */
function listOf(shelf) {
  const pairwell = /** @type {Pairwell} */ (shelf.pairwell);
  const shown = shelf.frame.cards.map(({ pick }) => pick.sku);
  const others = pairwell
    .unruled({ ...shelf.query, exclude: [], limit: shown.length + OTHERS })
    .map(({ sku }) => sku)
    .filter((sku) => !shown.includes(sku));
  return [
    make('p', 'moment', summaryOf(shelf)),
    ...titled(`Shown: ${shown.length}`, shelf, shown),
    ...titled('Not shown, but ranked high by the model', shelf, others.slice(0, OTHERS)),
  ];
}

/**
 * @param {string} title
 * @param {Shelf} shelf
 * @param {string[]} skus
 */
function titled(title, shelf, skus) {
  const list = make('ol', 'list', ...skus.map((sku) => make('li', '', entryOf(shelf, sku))));
  return skus.length > 0 ? [make('h3', '', title), list] : [];
}

/** The page's query. @param {Shelf} shelf */
function summaryOf({ query, where }) {
  const { cart = [], exclude, limit, min, shown, ...rest } = query;
  const words = Object.entries({ placement: where.placement, ...rest })
    .filter(([, value]) => value !== undefined && !['{}', '[]'].includes(JSON.stringify(value)))
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const lines = cart.map((entry) => (typeof entry === 'string' ? entry : entry.sku)).join(', ') || 'empty';
  return `cart ${lines} · ${words.join(' · ')}`;
}

/**
 * One item: the parts of its score, or why it is not shown.
 * @param {Shelf} shelf
 * @param {string} sku
 * @param {boolean} [open]
 */
function entryOf(shelf, sku, open = false) {
  const pairwell = /** @type {Pairwell} */ (shelf.pairwell);
  const explanation = pairwell.explain(shelf.query, sku);
  const cards = shelf.frame.cards;
  const pick = cards.find((card) => card.pick.sku === sku)?.pick;
  const entry = make('details', explanation?.dropped ? 'entry dropped' : 'entry');
  entry.open = open;
  const name = pairwell.product(sku)?.title ?? sku;
  const summary = make('summary', '', make('span', 'name', name), make('code', '', sku));
  const badges = make('span', 'badges', ...badgesOf(pick, explanation, cards.length));
  if (explanation && !explanation.dropped) summary.append(make('span', 'number', points(explanation.worth)));
  summary.append(badges);
  entry.append(
    summary,
    ...(explanation
      ? [barOf(explanation), tableOf(pairwell, explanation)]
      : [make('p', '', 'This model has no rules.')]),
  );
  return entry;
}

/**
 * @param {Pick | undefined} pick
 * @param {Explanation | undefined} explanation
 * @param {number} shown how many the shelf shows
 */
function badgesOf(pick, explanation, shown) {
  const pin =
    explanation?.pin &&
    make(
      'span',
      'badge by',
      explanation.pin.rule ? `pinned by “${explanation.pin.rule}”` : 'pinned by the shop’s curation',
    );
  const pins = pin ? [pin] : [];
  if (!pick && explanation) return [make('span', 'badge why', whyNot(explanation, shown)), ...pins];
  const { source, rule, evidence, partner, bundle } = pick ?? {};
  const words = [source, evidence?.replace('-', ' '), partner, bundle && `completes ${bundle.label || 'a bundle'}`];
  const badges = words.flatMap((word) => (word ? [make('span', 'badge', word)] : []));
  return rule && !explanation?.pin?.rule ? [make('span', 'badge by', rule), ...pins, ...badges] : [...pins, ...badges];
}

/**
 * Why the shelf does not show an item.
 * @param {Explanation} explanation
 * @param {number} shown how many it shows
 */
function whyNot({ dropped, rule, signal, beside, position = Infinity }, shown) {
  if (dropped) return textOf(dropped, { rule, signal, item: beside });
  if (position === Infinity || (shown > 0 && position >= shown)) return 'other items rank higher';
  return shown > 0
    ? 'the page does not show it'
    : 'the shelf shows nothing: fewer picks than its minimum, or a frequency cap of the page';
}

/**
 * The text of a reason: of those that share a key, the one whose names are known.
 * @param {string} dropped
 * @param {{rule?: string, signal?: string, item?: string}} names
 */
function textOf(dropped, { rule, signal, item }) {
  /** @type {Record<string, string | undefined>} */
  const names = { rule: rule && `“${rule}”`, signal: signal && `“${signal}”`, item, set: 'that it is in' };
  const texts = REASONS[dropped] ?? ['the model does not know it'];
  const isNamed = (/** @type {string} */ text) => [...text.matchAll(/{(\w+)}/g)].every(([, name]) => names[name]);
  return texts.find(isNamed)?.replace(/{(\w+)}/g, (_, name) => names[name] ?? '') ?? dropped;
}

/** The parts of a score as one bar. @param {Explanation} explanation */
function barOf({ prior, parts, taste, added }) {
  const space = 'http://www.w3.org/2000/svg';
  const bar = document.createElementNS(space, 'svg');
  bar.setAttribute('viewBox', '0 0 100 6');
  bar.setAttribute('preserveAspectRatio', 'none');
  bar.setAttribute('aria-hidden', 'true');
  const remembered = taste > 0 ? [taste] : [];
  const scores = [
    Math.max(prior, 0),
    ...parts.map((part) => part.score),
    ...remembered,
    ...added.map((part) => part.score),
  ];
  const whole = scores.reduce((sum, score) => sum + score, 0) || 1;
  let from = 0;
  scores.forEach((score, n) => {
    const part = document.createElementNS(space, 'rect');
    const attributes = { x: from, y: 0, width: (100 * score) / whole, height: 6, class: `part-${n % 6}` };
    for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, String(value));
    from += attributes.width;
    bar.append(part);
  });
  return bar;
}

/**
 * @param {Pairwell} pairwell
 * @param {Explanation} explanation
 */
function tableOf(pairwell, { prior, parts, taste, added, worth, ...by }) {
  const named = (/** @type {string} */ sku) => pairwell.product(sku)?.title ?? sku;
  /** @type {[what: string, amount: string, part?: number][]} */
  const rows = [['popularity', points(prior), 0]];
  for (const { sku, score } of parts) rows.push([`goes with ${named(sku)}`, `+ ${points(score)}`, rows.length]);
  if (taste > 0) rows.push(['the shopper’s history', `+ ${points(taste)}`, rows.length]);
  for (const { rule, score } of added) rows.push([`rule “${rule}” adds`, `+ ${points(score)}`, rows.length]);
  const score = [...parts, ...added].reduce((sum, part) => sum + part.score, prior + taste);
  if (score > 0) rows.push(...multipliersOf(by));
  else rows.push(['a score of 0 or less is not multiplied', '']);
  rows.push(['ranked by', `= ${points(worth)}`]);
  const body = rows.map(([what, amount, part]) => {
    const head = make('th', '', part === undefined ? '' : make('i', `dot part-${part % 6}`), what);
    head.scope = 'row';
    return make('tr', '', head, make('td', '', amount));
  });
  return make('table', '', make('tbody', '', ...body));
}

/**
 * @param {{value: number, factors: Explanation['factors'], likeness: number, diversity: number}} explanation the multipliers of a score
 * @returns {[what: string, amount: string][]}
 */
function multipliersOf({ value, factors, likeness, diversity }) {
  /** @type {[what: string, by: number][]} */
  const rows = [['value class', value]];
  for (const { rule, by } of factors) rows.push([`rule “${rule}”`, by]);
  if (likeness !== 1)
    rows.push([likeness > 4 ? 'the shop lists it as an upsell' : 'customers buy it instead', likeness]);
  if (diversity !== 1) rows.push(['other items of its category come first', diversity]);
  return rows.map(([what, by]) => [what, `× ${by.toFixed(2)}`]);
}

/** A probability in percent, with more digits for small ones. @param {number} score */
function points(score) {
  return `${(100 * score).toFixed(Math.abs(score) < 0.1 ? 2 : 1)} %`;
}
