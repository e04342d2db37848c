/**
 * Keeps what a device must remember for experiments, in IndexedDB: who it is, and what it did before. queue.js keeps its events there.
 *
 * The device itself has the key 0. Where the browser has no database, or refuses, the device takes part in nothing.
 */

/**
 * @typedef {object} Device
 * @property {string} id drawn at random
 * @property {number} orders before the first exposure
 * @property {number} value of these orders
 * @property {number} views pages with a shelf before the first exposure
 * @property {boolean} [exposed] from then on these three stay as they are
 * @property {string} [last] the latest order, which counts once however often its page is loaded
 * @property {Record<string, string>} [arms]
 * @property {string} [to] where events are sent
 */

const NAME = 'pairwell';

/** What a device id looks like, and a customer's. */
export const ID = /^[\w-]{1,64}$/;

/** @type {Promise<IDBDatabase> | undefined} */
let opening;

/** The only table. */
export async function table() {
  opening ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(NAME, { autoIncrement: true });
    request.onsuccess = () => {
      // Somebody deletes it: the shopper has refused.
      request.result.onversionchange = () => request.result.close();
      done(request.result);
    };
    request.onerror = failed;
  });
  return (await opening).transaction(NAME, 'readwrite').objectStore(NAME);
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export function result(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = failed;
  });
}

/**
 * Reads and changes what is known of this device, in one step for all tabs. What is not ours counts as nothing: another script may have
 * written there.
 * @param {(device: Device) => Partial<Device>} change
 * @returns {Promise<Device>}
 */
export async function device(change) {
  const store = await table();
  let kept = await result(store.get(0));
  if (!ID.test(kept?.id ?? '') || !Number.isFinite(kept.orders + kept.value + kept.views)) {
    kept = { id: crypto.getRandomValues(new Uint32Array(4)).join('-'), orders: 0, value: 0, views: 0 };
  }
  kept = { ...kept, ...change(kept) };
  await result(store.put(kept, 0));
  return kept;
}

/** Deletes everything, and stores nothing more while this page lasts. */
export function forget() {
  indexedDB.deleteDatabase(NAME);
}
