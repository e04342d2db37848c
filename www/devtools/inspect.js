/**
 * Shows developers, on a page with `?pairwell=inspect` in its address, how each shelf's list came about: score parts, rules
 * applied, and why other items are not in it; never changes a list, never loads for shoppers.
 */
import { SHEET } from './inspect-style.js';

/**
 * @typedef {import('../engine/types.js').Explanation} Explanation
 * @typedef {import('../engine/engine.js').Pairwell} Pairwell
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {HTMLElement & {pairwell?: Pairwell, asked: import('../engine/types.js').Query, where: {listId: string, placement: string},
 *   frame: {cards: {pick: Pick}[]}}} Shelf what is read of an element
 */

/** So many items that are not in the list are told of. */
const OTHERS = 8;

/** Why an item is not in the list, to people. @type {Record<string, string>} */
const WHY = {
  unknown: 'the model does not know it',
  'in-cart': 'it is in the cart',
  excluded: 'the page excludes it, or another shelf shows it',
  hidden: 'it is hidden: not for sale',
  'sold-out': 'it is sold out',
  variant: 'a variant of it is in the cart',
  substitute: 'it would replace an item in the cart',
  owned: 'the shopper has it, and nobody buys it twice',
  rests: 'it rests: shown too often without a click',
  rule: 'excluded by the rule',
  'not-required': 'not among what is required by the rule',
  silent: 'everything is silent, by the',
  'min-score': 'less likely than is asked for by the rule',
  fill: 'it does not come from where picks are to come from, by the rule',
  'cap-category': 'enough of its category, by the rule',
  'cap-brand': 'enough of its brand, by the rule',
  cap: 'enough of what it is among, by the rule',
  'one-variant': 'another variant of it is shown:',
  'other-category': 'no better version: it is of another category',
  'not-dearer': 'no better version: it is not dearer, as far as prices are known',
  'beyond-step': 'no better version: it is dearer than the price step allows',
};

/** Shelves that have drawn, in the page's order. @type {Set<any>} */
const shelves = new Set();
/** The shelf that somebody chose to look at; else the page's first. @type {any} */
let chosen;
/** @type {string | undefined} */
let looked;
/** @type {Panel | undefined} */
let panel;
let isClosed = false;

/** An element has drawn its list. @param {object} element */
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
 * @param {...(Node | string)} children text stays text
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
    root.adoptedStyleSheets = [SHEET];
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

/** What a shelf shows, and what it might have. @param {Shelf} shelf */
function listOf(shelf) {
  const pairwell = /** @type {Pairwell} */ (shelf.pairwell);
  const shown = shelf.frame.cards.map(({ pick }) => pick.sku);
  const others = pairwell
    .unruled({ ...shelf.asked, exclude: [], limit: shown.length + OTHERS })
    .map(({ sku }) => sku)
    .filter((sku) => !shown.includes(sku));
  return [
    make('p', 'moment', momentOf(shelf)),
    ...titled(`Shown: ${shown.length}`, shelf, shown),
    ...titled('Not shown, though the model ranks it high', shelf, others.slice(0, OTHERS)),
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

/** What the page said. @param {Shelf} shelf */
function momentOf({ asked, where }) {
  const { cart = [], exclude, limit, min, shown, ...said } = asked;
  const words = Object.entries({ placement: where.placement, ...said })
    .filter(([, value]) => value !== undefined && !['{}', '[]'].includes(JSON.stringify(value)))
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const lines = cart.map((entry) => (typeof entry === 'string' ? entry : entry.sku)).join(', ') || 'empty';
  return `cart ${lines} · ${words.join(' · ')}`;
}

/**
 * One item: what its score is made of, or why it has no place.
 * @param {Shelf} shelf
 * @param {string} sku
 * @param {boolean} [open]
 */
function entryOf(shelf, sku, open = false) {
  const pairwell = /** @type {Pairwell} */ (shelf.pairwell);
  const told = pairwell.explain(shelf.asked, sku);
  const cards = shelf.frame.cards;
  const pick = cards.find((card) => card.pick.sku === sku)?.pick;
  const entry = make('details', told?.dropped ? 'entry dropped' : 'entry');
  entry.open = open;
  const name = pairwell.product(sku)?.title ?? sku;
  const summary = make('summary', '', make('span', 'name', name), make('code', '', sku));
  const badges = make('span', 'badges', ...badgesOf(pick, told, cards.length));
  if (told && !told.dropped) summary.append(make('span', 'number', points(told.worth)));
  summary.append(badges);
  entry.append(
    summary,
    ...(told ? [barOf(told), tableOf(pairwell, told)] : [make('p', '', 'There are no rules here.')]),
  );
  return entry;
}

/**
 * @param {Pick | undefined} pick
 * @param {Explanation | undefined} told
 * @param {number} shown how many the shelf shows
 */
function badgesOf(pick, told, shown) {
  const pin =
    told?.pin &&
    make('span', 'badge by', told.pin.rule ? `pinned by “${told.pin.rule}”` : 'pinned by the shop’s curation');
  const pins = pin ? [pin] : [];
  if (!pick && told) return [make('span', 'badge why', whyNot(told, shown)), ...pins];
  const { source, rule, evidence, partner, bundle } = pick ?? {};
  const words = [source, evidence?.replace('-', ' '), partner, bundle && `completes ${bundle.label || 'a bundle'}`];
  const badges = words.flatMap((word) => (word ? [make('span', 'badge', word)] : []));
  return rule && !told?.pin?.rule ? [make('span', 'badge by', rule), ...pins, ...badges] : [...pins, ...badges];
}

/**
 * Why the shelf does not show an item.
 * @param {Explanation} told
 * @param {number} shown how many it shows
 */
function whyNot({ dropped, rule, signal, beside, position = Infinity }, shown) {
  if (dropped === 'silent' && !rule) return signal ? `${WHY.silent} signal “${signal}”` : 'nothing is asked for';
  if (dropped)
    return [WHY[dropped], dropped === 'silent' ? 'rule' : '', rule ? `“${rule}”` : (beside ?? '')]
      .filter(Boolean)
      .join(' ');
  if (position === Infinity || (shown > 0 && position >= shown)) return 'others are worth more';
  return shown > 0
    ? 'the page holds it back'
    : 'the shelf shows nothing: fewer than its least, or the page has shown enough';
}

/** The score's parts as one bar, each as wide as it counts. @param {Explanation} told */
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
 * @param {Explanation} told
 */
function tableOf(pairwell, { prior, parts, taste, added, worth, ...by }) {
  const named = (/** @type {string} */ sku) => pairwell.product(sku)?.title ?? sku;
  /** @type {[what: string, amount: string, part?: number][]} */
  const rows = [['liked by everybody', points(prior), 0]];
  for (const { sku, score } of parts) rows.push([`goes with ${named(sku)}`, `+ ${points(score)}`, rows.length]);
  if (taste > 0) rows.push(['this device remembers the shopper', `+ ${points(taste)}`, rows.length]);
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
 * @param {{value: number, factors: Explanation['factors'], likeness: number, diversity: number}} told what multiplies a score
 * @returns {[what: string, amount: string][]}
 */
function multipliersOf({ value, factors, likeness, diversity }) {
  /** @type {[what: string, by: number][]} */
  const rows = [['value class', value]];
  for (const { rule, by } of factors) rows.push([`rule “${rule}”`, by]);
  if (likeness !== 1)
    rows.push([likeness > 4 ? 'the shop names it as a better version' : 'it is bought instead', likeness]);
  if (diversity !== 1) rows.push(['others of its category were chosen before', diversity]);
  return rows.map(([what, by]) => [what, `× ${by.toFixed(2)}`]);
}

/** A probability in percent: small ones differ too. @param {number} score */
function points(score) {
  return `${(100 * score).toFixed(Math.abs(score) < 0.1 ? 2 : 1)} %`;
}
