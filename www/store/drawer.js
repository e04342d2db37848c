/** Shows the cart in a drawer on every page: lines, quantities, sum, and a shelf. */
import * as cart from './cart.js';
import { money, pageOf, products } from './catalog.js';
import { byId, make, picture } from './dom.js';

/** @typedef {import('./catalog.js').Product} Product */

const list = make('ul', { className: 'lines', role: 'list' });
const empty = make('p', { className: 'quiet' }, 'Nothing here yet. These are a good start:');
const sum = make('strong', { id: 'drawer-sum' });
const checkout = make('a', { className: 'button wide', href: './checkout.html' }, 'Go to checkout');

/** Adds the drawer to the page, and opens it with the cart button. */
export function installDrawer() {
  const drawer = build();
  document.body.append(drawer);
  byId('cart-button').addEventListener('click', () => drawer.showModal());
  drawer.addEventListener('click', (event) => {
    if (event.target === drawer) drawer.close();
  });
  cart.watch(showLines);
}

/** Opens the drawer, for example after an addition. */
export function openDrawer() {
  const drawer = /** @type {HTMLDialogElement} */ (byId('drawer'));
  if (!drawer.open) drawer.showModal();
}

function build() {
  const close = make('button', { type: 'button', className: 'icon', 'aria-label': 'Close cart' }, '×');
  const shelf = make(/** @type {'div'} */ ('pairwell-shelf'), {
    model: '../model/',
    placement: 'cart',
    'list-id': 'cart',
    limit: 3,
  });
  const drawer = make(
    'dialog',
    { id: 'drawer', className: 'drawer', 'aria-labelledby': 'drawer-title' },
    make('div', { className: 'drawer-top' }, make('h2', { id: 'drawer-title' }, 'Your cart'), close),
    make('div', { className: 'drawer-middle' }, empty, list, shelf),
    make('div', { className: 'drawer-foot' }, make('p', { className: 'sum' }, 'Subtotal ', sum), checkout),
  );
  close.addEventListener('click', () => drawer.close());
  return drawer;
}

async function showLines() {
  const catalog = await products();
  const lines = cart.lines();
  const pieces = cart.pieces();
  byId('cart-count').textContent = String(pieces);
  byId('cart-button').setAttribute('aria-label', `Cart, ${pieces} ${pieces === 1 ? 'item' : 'items'}`);
  empty.hidden = lines.length > 0;
  checkout.hidden = lines.length === 0;
  sum.textContent = total(lines, catalog);
  const focus = document.activeElement?.id;
  list.replaceChildren(...lines.map((line) => drawLine(line, catalog.get(line.sku))));
  if (focus) document.getElementById(focus)?.focus();
}

/**
 * @param {cart.Line[]} lines
 * @param {Map<string, Product>} catalog
 */
export function total(lines, catalog) {
  const currency = catalog.get(lines[0]?.sku)?.currency ?? 'EUR';
  return money(
    lines.reduce((all, { sku, quantity }) => all + (catalog.get(sku)?.price ?? 0) * quantity, 0),
    currency,
  );
}

/**
 * @param {cart.Line} line
 * @param {Product} [product]
 */
function drawLine(
  { sku, quantity },
  product = { sku, title: sku, currency: '', category: '', brand: '', description: '', available: true },
) {
  const { title, price, currency } = product;
  return make(
    'li',
    { className: 'line' },
    picture(product),
    make('a', { href: pageOf(sku) }, title),
    make('span', { className: 'price' }, money(price === undefined ? undefined : price * quantity, currency)),
    make(
      'span',
      { className: 'quantity' },
      step(sku, title, quantity, -1),
      make('span', { 'aria-label': `Quantity ${quantity}` }, String(quantity)),
      step(sku, title, quantity, 1),
    ),
  );
}

/**
 * @param {string} sku
 * @param {string} title
 * @param {number} quantity
 * @param {1 | -1} by
 */
function step(sku, title, quantity, by) {
  const name = by > 0 ? `One more ${title}` : quantity > 1 ? `One less ${title}` : `Remove ${title}`;
  const id = `step-${by > 0 ? 'more' : 'less'}-${sku}`;
  const button = make('button', { type: 'button', className: 'icon', id, 'aria-label': name }, by > 0 ? '+' : '−');
  button.addEventListener('click', () => cart.setQuantity(sku, quantity + by));
  return button;
}
