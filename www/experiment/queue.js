/**
 * Keeps a device's events in the order in which they happened, and sends those that wait to the shop's own address, as lines of JSON.
 *
 * The database numbers them: its key generator counts from 1, over all tabs, and takes no number twice. An event that has not arrived for
 * certain is sent again.
 */
import { result, table } from './experiment.js';

/** @typedef {Record<string, unknown> & {type: string, time: number}} Happened an event without its number */

/** A request takes no more events beyond this length, in letters: what a page leaves behind may hold 64 kB. */
const MOST = 20_000;

/** Events that the browser had no room for. They are tried again with the next one. @type {Happened[]} */
let homeless = [];
let isSending = false;
/** Whether there was something to send meanwhile, or the device came online. */
let isAskedAgain = false;

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
async function waiting() {
  const store = await table();
  const all = IDBKeyRange.lowerBound(1);
  return Promise.all([result(store.getAllKeys(all)), result(store.getAll(all))]);
}

/** Deletes the events that have arrived. @param {IDBValidKey} first @param {IDBValidKey} last */
async function arrived(first, last) {
  await result((await table()).delete(IDBKeyRange.bound(first, last)));
}

/** Sends what waits, unless that is being done. @param {string} to */
export function send(to) {
  isAskedAgain = isSending;
  if (isSending) return;
  isSending = true;
  // Offline, or the address does not answer: they wait for the next event or page.
  flush(to)
    .catch(() => {})
    .then(() => {
      isSending = false;
      if (isAskedAgain) send(to);
    });
}

/** @param {string} to */
async function flush(to) {
  for (;;) {
    const [keys, events] = await waiting();
    if (keys.length === 0) return;
    let body = '';
    let count = 0;
    while (count < keys.length && body.length < MOST) {
      const event = events[count];
      body += `${JSON.stringify({ ...event, seq: keys[count++], queued: Date.now() - event.time })}\n`;
    }
    // As sendBeacon it goes on when the page is left, but it also tells whether the events have arrived.
    const request = { method: 'POST', body, keepalive: new Blob([body]).size < 60_000 };
    if (!(await fetch(to, request)).ok) return;
    await arrived(keys[0], keys[count - 1]);
  }
}
