/** Fills the checkout with the cart and turns it into an order, without sending anything. */
import * as cart from './cart.js';
import { products } from './catalog.js';
import { total } from './drawer.js';
import { byId } from './dom.js';
import { setUpPage } from './page.js';
import { orderLine } from './summary.js';

setUpPage();
const catalog = await products();
cart.watch(showOrder);
byId('main').classList.remove('pending');
byId('order').addEventListener('submit', (event) => {
  event.preventDefault();
  cart.placeOrder();
  location.assign('./thanks.html');
});

function showOrder() {
  const lines = cart.lines();
  byId('lines').replaceChildren(...lines.map((line) => orderLine(line, catalog.get(line.sku))));
  byId('sum').textContent = total(lines, catalog);
  byId('nothing').hidden = lines.length > 0;
  /** @type {HTMLButtonElement} */ (byId('place')).disabled = lines.length === 0;
}
