/** Sends the events that wait to the shop's own address, as lines of JSON; one that has not arrived for certain is sent again. */
import { arrived, waiting } from './memory.js';

/** A request has no more events once it has so many letters: what a page leaves behind may hold 64 kB. */
const MOST = 20_000;

let isSending = false;

/** Sends what waits, unless that is being done. @param {string} to */
export function send(to) {
  // Offline, or the address does not answer: they wait for the next event or page.
  if (isSending) return;
  isSending = true;
  flush(to)
    .catch(() => {})
    .then(() => {
      isSending = false;
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
