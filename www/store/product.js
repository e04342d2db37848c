/** Fills the product page with the item in the address. */
import * as cart from './cart.js';
import { money, product } from './catalog.js';
import { openDrawer } from './drawer.js';
import { byId, make, picture } from './dom.js';
import { setUpPage } from './page.js';

const sku = new URLSearchParams(location.search).get('sku') ?? '';
setUpPage(sku || undefined);
const item = await product(sku);

document.title = `${item.title} – ${document.title}`;
byId('picture').replaceWith(Object.assign(picture(item, true), { id: 'picture' }));
byId('title').textContent = item.title || 'No product chosen';
byId('brand').textContent = [item.brand, item.category].filter(Boolean).join(' · ');
byId('price').textContent = money(item.price, item.currency);
byId('description').textContent = item.description;
byId('sku').textContent = item.sku && `Item ${item.sku}`;
if (item.rating !== undefined) showRating(item.rating);
offerToAdd();
byId('facts').classList.remove('pending');

/** @param {number} rating 0 to 5 */
function showRating(rating) {
  const stars = make(
    'span',
    { className: 'stars', 'aria-hidden': 'true' },
    '★'.repeat(Math.round(rating)).padEnd(5, '☆'),
  );
  byId('rating').replaceChildren(
    stars,
    make('span', {}, ` ${rating.toFixed(1)}`),
    make('span', { className: 'unseen' }, ' of 5 stars'),
  );
}

function offerToAdd() {
  const button = /** @type {HTMLButtonElement} */ (byId('add'));
  button.disabled = !item.available || !item.sku;
  button.textContent = item.available ? 'Add to cart' : 'Sold out';
  button.addEventListener('click', () => {
    cart.add(item.sku);
    openDrawer();
  });
}
