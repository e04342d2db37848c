/** Fills the thank-you page with the order just placed. */
import { lastOrder } from './cart.js';
import { products } from './catalog.js';
import { byId } from './dom.js';
import { setUpPage } from './page.js';
import { orderLine } from './summary.js';

setUpPage();
const order = lastOrder();
Object.assign(byId('after'), { cart: order });
const catalog = await products();
byId('lines').replaceChildren(...order.map((line) => orderLine(line, catalog.get(line.sku))));
byId('main').classList.remove('pending');
