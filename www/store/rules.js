/** The playground: compiles the text, shows findings at their lines, and gives the shelf the new rules and the shopper; sends nothing. */
import { Pairwell, unpack } from '../pkg/index.js';
import { products } from './catalog.js';
import { byId, make } from './dom.js';
import init, { Workshop } from './playground.js';
import { filled, lines, shopper } from './rules-shopper.js';

/** @typedef {{severity: 'error' | 'warning' | 'note', line: number, column: number, text: string, remedy: string}} Finding */

const MODEL = new URL('../model/', import.meta.url);
const KEY = 'pairwell-playground';
/** The pause in typing before rules are compiled, in milliseconds. */
const PAUSE = 120;
const MINUTE = 60_000;

const text = /** @type {HTMLTextAreaElement} */ (byId('text'));
const numbers = byId('numbers');
const shelf = /** @type {HTMLElement & {cart: unknown, context: unknown, rerank: () => void}} */ (byId('shelf'));
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement | HTMLSelectElement} */ (byId(id));

/** The text of the shop's own rules, which the playground starts with. */
const sample = fetch(new URL('./rules.toml', import.meta.url)).then(
  (answer) => (answer.ok ? answer.text() : ''),
  () => '',
);
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
/** The rules that the page came with, and the latest compiled ones. The text can be edited before they are loaded. */
const opening = openWorkshop();

text.addEventListener('input', () => {
  number([]);
  remember();
  clearTimeout(waiting);
  waiting = setTimeout(apply, PAUSE);
});
text.addEventListener('scroll', () => (numbers.scrollTop = text.scrollTop));
byId('export').addEventListener('click', download);
byId('reset').addEventListener('click', async () => {
  text.value = await sample;
  remember();
  apply();
});
byId('moment').addEventListener('input', updateShelf);
byId('moment').addEventListener('submit', (event) => event.preventDefault());
new MutationObserver(() => (byId('silence').hidden = shelf.getAttribute('state') !== 'empty')).observe(shelf, {
  attributeFilter: ['state'],
});
byId('inspect').hidden = location.search.includes('pairwell=inspect');
new MutationObserver(makeRoom).observe(document.body, { childList: true });
byId('findings').addEventListener('click', ({ target }) => {
  if (target instanceof HTMLAnchorElement) byId('order').setAttribute('open', '');
});
text.value = remembered() ?? (await sample);
number([]);
await fillCart();
updateShelf();
await apply();

/** The compiler, with the files of the model directory. */
async function openWorkshop() {
  const bytes = async (/** @type {{file: string}} */ { file }) =>
    unpack(new Uint8Array(await (await fetch(new URL(file, MODEL))).arrayBuffer()));
  const { model, catalog, rules } = await (await fetch(new URL('pairwell.json', MODEL))).json();
  const [files, pairwell] = await Promise.all([
    Promise.all([model, catalog, rules].map(bytes)),
    Pairwell.load(MODEL, { products: true }),
    init(),
  ]);
  const workshop = new Workshop(files[0], files[1], files[2], await tags(), await sample);
  byId('resolution').replaceChildren(
    ...workshop.resolution.map((/** @type {string} */ words) => make('li', {}, words)),
  );
  return { pairwell, workshop };
}

/** The tags of each product, which the model directory does not have. @returns {Promise<Record<string, string[]>>} */
async function tags() {
  try {
    const rows = /** @type {{sku: string, tags?: string}[]} */ (
      await (await fetch(new URL('./catalog.json', import.meta.url))).json()
    );
    return Object.fromEntries(
      rows.map(({ sku, tags = '' }) => [
        sku,
        tags
          .split(/[,|]/)
          .map((tag) => tag.trim())
          .filter(Boolean),
      ]),
    );
  } catch {
    return {};
  }
}

/** The inspector floats over a shop's page; here it is below the shelf. */
function makeRoom() {
  const inspector = document.body.querySelector(':scope > pairwell-inspector');
  if (inspector) byId('window').append(inspector);
}

/** Compiles the text. With errors, the earlier rules stay. */
async function apply() {
  try {
    const { pairwell, workshop } = await opening;
    const now = new Date();
    const { rules, findings, needsTraining } = workshop.compile(
      text.value,
      Math.floor(now.getTime() / MINUTE) - now.getTimezoneOffset(),
    );
    if (rules) await pairwell.useRules(rules);
    show(/** @type {Finding[]} */ (findings), Boolean(rules));
    byId('training').hidden = !needsTraining;
    shelf.rerank();
  } catch (cause) {
    byId('verdict').textContent = `The compiler is not there: ${cause}`;
  }
}

/**
 * @param {Finding[]} findings
 * @param {boolean} inForce
 */
function show(findings, inForce) {
  number(findings);
  const count = (/** @type {string} */ kind) => findings.filter(({ severity }) => severity === kind).length;
  const many = (/** @type {string} */ kind) => `${count(kind)} ${kind}${count(kind) === 1 ? '' : 's'}`;
  const counts = ['warning', 'note'].filter(count).map(many);
  byId('verdict').textContent = inForce
    ? ['In force', ...counts].join(', ')
    : `${many('error')}: the rules before stay in force`;
  byId('findings').replaceChildren(...findings.map(drawFinding));
}

/** @param {Finding} finding */
function drawFinding({ severity, line, column, text: what, remedy }) {
  const button = make(
    'button',
    { type: 'button', className: severity },
    make('span', { className: 'where' }, `${severity} ${line}:${column}`),
    make('span', {}, what),
    make('span', { className: 'remedy' }, remedy),
  );
  button.addEventListener('click', () => goTo(line, column));
  const order = remedy.includes('order of resolution')
    ? [make('a', { href: '#order' }, 'The order of resolution')]
    : [];
  return make('li', {}, button, ...order);
}

/** Moves the caret to a finding. @param {number} line @param {number} column */
function goTo(line, column) {
  const before = text.value.split('\n').slice(0, line - 1);
  const at = before.reduce((sum, row) => sum + row.length + 1, 0) + column - 1;
  text.focus();
  text.setSelectionRange(at, at);
  text.scrollTop = Math.max(0, (line - 6) * Number.parseFloat(getComputedStyle(text).lineHeight));
}

/** Numbers the lines, and marks lines with findings by the worst one. @param {Finding[]} findings */
function number(findings) {
  const rank = ['note', 'warning', 'error'];
  /** @type {string[]} */
  const marks = [];
  for (const { line, severity } of findings) {
    if (rank.indexOf(severity) > rank.indexOf(marks[line] ?? '')) marks[line] = severity;
  }
  const lines = text.value.split('\n');
  numbers.replaceChildren(...lines.map((_, n) => make('span', { className: marks[n + 1] ?? '' }, String(n + 1))));
  numbers.scrollTop = text.scrollTop;
}

/** Gives the shelf its context. Upsells are for a page about one item. */
function updateShelf() {
  const kind = field('kind').value;
  if (kind) field('placement').value = 'product';
  shelf.setAttribute('placement', field('placement').value);
  shelf.toggleAttribute('kind', Boolean(kind));
  if (kind) shelf.setAttribute('kind', kind);
  shelf.context = shopper();
  shelf.cart = lines();
  byId('said').textContent = filled() > 0 ? `· ${filled()} set` : '· nothing set';
}

async function fillCart() {
  const all = [...(await products()).values()].sort((a, b) => a.category.localeCompare(b.category));
  for (const [id, sku] of [
    ['first', 'KF-2001'],
    ['second', ''],
  ]) {
    const groups = Map.groupBy ? Map.groupBy(all, ({ category }) => category) : new Map([['', all]]);
    const options = [...groups].map(([category, items]) =>
      make('optgroup', { label: category }, ...items.map((item) => make('option', { value: item.sku }, item.title))),
    );
    field(id).replaceChildren(make('option', { value: '' }, 'nothing'), ...options);
    field(id).value = sku;
  }
}

function download() {
  const url = URL.createObjectURL(new Blob([text.value], { type: 'application/toml' }));
  make('a', { href: url, download: 'rules.toml' }).click();
  setTimeout(() => URL.revokeObjectURL(url));
}

/** The text of an earlier visit, if the browser stores it. */
function remembered() {
  try {
    return localStorage.getItem(KEY) || undefined;
  } catch {
    return undefined;
  }
}

function remember() {
  try {
    localStorage.setItem(KEY, text.value);
  } catch {
    // Storage is forbidden: it lasts as long as the page.
  }
}
