/**
 * Keeps what a device must remember for experiments, in IndexedDB: who it is, what it did before, and the events that are not sent yet.
 *
 * The database numbers the events: its key generator counts from 1 in the order in which they are kept, over all tabs, and takes no number
 * twice. The device itself has the key 0. Where the browser has no database, or refuses, the device takes part in nothing.
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
 *
 * @typedef {Record<string, unknown> & {type: string, time: number}} Happened an event without its number
 */

const NAME = 'pairwell';

/** What a device id looks like, and a customer's. */
export const ID = /^[\w-]{1,64}$/;

/** @type {Promise<IDBDatabase> | undefined} */
let opening;
/** Events that the browser had no room for. They are tried again with the next one. @type {Happened[]} */
let homeless = [];

async function table() {
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
function result(request) {
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

/**
 * Keeps events, in the same task: a click may leave the page.
 * @param {Happened[]} events
 * @param {(event: Happened, seq: number) => void} kept
 * @param {unknown} isQueued whether they wait to be sent
 */
export async function keep(events, kept, isQueued) {
  const store = await table();
  const all = [...homeless, ...events];
  homeless = [];
  /** @type {IDBRequest<IDBValidKey>[]} */
  let adding;
  store.transaction.oncomplete = () => all.forEach((event, at) => kept(event, Number(adding[at].result)));
  store.transaction.onabort = () => homeless.push(...all);
  adding = all.map((event) => store.add(event));
  if (!isQueued) for (const one of adding) one.onsuccess = () => store.delete(one.result);
}

/** The events that wait, and their numbers. @returns {Promise<[keys: IDBValidKey[], events: Happened[]]>} */
export async function waiting() {
  const store = await table();
  const all = IDBKeyRange.lowerBound(1);
  return Promise.all([result(store.getAllKeys(all)), result(store.getAll(all))]);
}

/** Deletes the events that have arrived. @param {IDBValidKey} first @param {IDBValidKey} last */
export async function arrived(first, last) {
  await result((await table()).delete(IDBKeyRange.bound(first, last)));
}

/** Deletes everything, and stores nothing more while this page lasts. */
export function forget() {
  indexedDB.deleteDatabase(NAME);
}
