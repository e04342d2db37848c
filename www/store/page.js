/** Sets up the parts that all pages share: cart drawer, shelves, offline shop. */
import { installDrawer } from './drawer.js';
import { stayOpenOffline } from './offline.js';
import { connectShelves } from './shelves.js';

/** @param {string} [sku] the page's item */
export function setUpPage(sku) {
  installDrawer();
  connectShelves(sku);
  stayOpenOffline();
}
