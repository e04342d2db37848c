/** Fills the home page with all products, by category and by search. */
import { Pairwell } from '../pkg/index.js';
import * as cart from './cart.js';
import { money, pageOf, product, products } from './catalog.js';
import { byId, make, picture } from './dom.js';
import { setUpPage } from './page.js';

/** @typedef {import('./catalog.js').Product} Product */

/** Without a catalog, the home page shows this many of the most popular items. */
const POPULAR = 48;

const grid = byId('grid');
const search = /** @type {HTMLInputElement} */ (byId('search'));
const chips = byId('categories');

setUpPage();
const shop = await everyProduct();
let category = '';
showCategories();
showProducts();
search.addEventListener('input', showProducts);

async function everyProduct() {
  const catalog = await products();
  if (catalog.size > 0) return [...catalog.values()];
  try {
    const pairwell = await Pairwell.load(new URL('../model/', import.meta.url));
    return await Promise.all(pairwell.suggest({ limit: POPULAR }).map(({ sku }) => product(sku)));
  } catch {
    return [];
  }
}

function showCategories() {
  const names = [...new Set(shop.map((item) => item.category).filter(Boolean))];
  chips.replaceChildren(...['', ...names].map(chip));
}

/** @param {string} name */
function chip(name) {
  const pressed = String(name === category);
  const button = make('button', { type: 'button', className: 'chip', 'aria-pressed': pressed }, name || 'Everything');
  button.addEventListener('click', () => {
    category = name;
    for (const other of chips.children) other.setAttribute('aria-pressed', String(other === button));
    showProducts();
  });
  return button;
}

function showProducts() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = shop.filter((item) => {
    const text = `${item.title} ${item.brand} ${item.category}`.toLowerCase();
    return (!category || item.category === category) && words.every((word) => text.includes(word));
  });
  grid.replaceChildren(...found.map(tile));
  byId('found').textContent = found.length === 1 ? '1 product' : `${found.length} products`;
}

/** @param {Product} item */
function tile(item) {
  const button = make(
    'button',
    { type: 'button', className: 'button small', 'aria-label': `Add ${item.title} to cart` },
    'Add',
  );
  button.disabled = !item.available;
  if (!item.available) button.textContent = 'Sold out';
  button.addEventListener('click', () => cart.add(item.sku));
  return make(
    'li',
    { className: 'tile' },
    picture(item),
    make('a', { href: pageOf(item.sku), className: 'tile-title' }, item.title),
    make(
      'div',
      { className: 'tile-foot' },
      make('span', { className: 'price' }, money(item.price, item.currency)),
      button,
    ),
  );
}
