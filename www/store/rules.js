/** Ties the playground together: text to the compiler, findings to their lines, new rules to the shelf; never sends a thing. */
import { Pairwell, unpack } from '../pkg/index.js';
import { products } from './catalog.js';
import { byId, make } from './dom.js';
import init, { Workshop } from './playground.js';
import { SAMPLE } from './rules-sample.js';

/** @typedef {{severity: 'error' | 'warning' | 'note', line: number, column: number, text: string, remedy: string}} Finding */

const MODEL = new URL('../model/', import.meta.url);
const KEY = 'pairwell-playground';
/** Typing pauses so long before rules are compiled, in milliseconds. */
const PAUSE = 120;
const MINUTE = 60_000;

const text = /** @type {HTMLTextAreaElement} */ (byId('text'));
const numbers = byId('numbers');
const shelf = /** @type {HTMLElement & {cart: unknown, rerank: () => void}} */ (byId('shelf'));
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement | HTMLSelectElement} */ (byId(id));

text.value = remembered() ?? SAMPLE;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
/** The rules that the page came with, and the latest compiled. Writing stays possible before they are there. */
const opening = openWorkshop();

text.addEventListener('input', () => {
  number([]);
  remember();
  clearTimeout(waiting);
  waiting = setTimeout(apply, PAUSE);
});
text.addEventListener('scroll', () => (numbers.scrollTop = text.scrollTop));
byId('export').addEventListener('click', download);
byId('reset').addEventListener('click', () => {
  text.value = SAMPLE;
  remember();
  apply();
});
byId('moment').addEventListener('input', tell);
byId('moment').addEventListener('submit', (event) => event.preventDefault());
new MutationObserver(() => (byId('silence').hidden = shelf.getAttribute('state') !== 'empty')).observe(shelf, {
  attributeFilter: ['state'],
});
byId('inspect').hidden = location.search.includes('pairwell=inspect');
number([]);
await fillCart();
tell();
await apply();

/** The compiler, with the model directory's files. */
async function openWorkshop() {
  const bytes = async (/** @type {{file: string}} */ { file }) =>
    unpack(new Uint8Array(await (await fetch(new URL(file, MODEL))).arrayBuffer()));
  const { model, catalog, rules } = await (await fetch(new URL('pairwell.json', MODEL))).json();
  const [files, pairwell] = await Promise.all([
    Promise.all([model, catalog, rules].map(bytes)),
    Pairwell.load(MODEL, { products: true }),
    init(),
  ]);
  return { pairwell, workshop: new Workshop(files[0], files[1], files[2]) };
}

/** Compiles what is written; what cannot be used leaves the rules before it. */
async function apply() {
  try {
    const { pairwell, workshop } = await opening;
    const now = new Date();
    const { rules, findings } = workshop.compile(text.value, Math.floor(now.getTime() / MINUTE) - now.getTimezoneOffset());
    if (rules) await pairwell.useRules(rules);
    show(/** @type {Finding[]} */ (findings), Boolean(rules));
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
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const rest = findings.length - errors;
  byId('verdict').textContent = inForce
    ? `In force${rest > 0 ? `, ${rest} to look at` : ''}`
    : `${errors} ${errors > 1 ? 'errors' : 'error'}: the rules before stay in force`;
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
  return make('li', {}, button);
}

/** Puts the caret where a finding is. @param {number} line @param {number} column */
function goTo(line, column) {
  const before = text.value.split('\n').slice(0, line - 1);
  const at = before.reduce((sum, row) => sum + row.length + 1, 0) + column - 1;
  text.focus();
  text.setSelectionRange(at, at);
  text.scrollTop = Math.max(0, (line - 6) * Number.parseFloat(getComputedStyle(text).lineHeight));
}

/** Numbers the lines, and marks those that something was found in; of several the worst. @param {Finding[]} findings */
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

/** Tells the shelf what its page would say. */
function tell() {
  const skus = ['first', 'second'].map((id) => field(id).value).filter(Boolean);
  shelf.setAttribute('placement', field('placement').value);
  for (const name of ['segment', 'signals']) shelf.setAttribute(name, field(name).value);
  shelf.cart = skus.map((sku) => ({ sku, quantity: 1 }));
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

/** What was written here before, where the browser keeps it. */
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
    // Forbidden: it lasts as long as the page.
  }
}
