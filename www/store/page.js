/** Sets up what every page of the store shares: cart drawer, shelves, offline shop; never knows which page it is on. */
import { installDrawer } from './drawer.js';
import { stayOpenOffline } from './offline.js';
import { connectShelves } from './shelves.js';

/** @param {string} [sku] the item that the page is about */
export function setUpPage(sku) {
  installDrawer();
  connectShelves(sku);
  stayOpenOffline();
}
