/** Helpers of all adapters: requests to the shop's server, and listeners on its page. */
import { PairwellError, REMEDIES } from '../engine/errors.js';
import { page, parseJson } from './signs.js';

export { page, pageJson, parseJson } from './signs.js';

/** The errors that only a shop's cart can cause: pages without one do not load them. */
export const CART_REMEDIES = {
  'store-unknown': 'set the store attribute to a supported platform, or to none',
  'cart-unreachable': 'the shop did not answer; suggestions do without its cart or stock',
  'cart-refused': 'the shop refused this item',
  'added-partly': 'the shop refused the other items: tell the shopper',
  'needs-options': "the shopper must choose options on the item's page",
};
Object.assign(REMEDIES, CART_REMEDIES);

/** Marks our own requests, so that the watch on network requests ignores them. */
const MARK = 'pairwell';

/** The timeout of a shop's answer, in milliseconds, unless the page's settings have one. */
const PATIENCE = 5000;

/**
 * @typedef {object} Request
 * @property {string} [method] POST if there is a body, else GET
 * @property {unknown} [json]
 * @property {Record<string, string>} [form]
 * @property {Record<string, string | undefined>} [headers]
 * @property {number} [patience]
 * @property {RequestRedirect} [redirect] `manual`: only whether it redirects is of interest
 */

/**
 * Requests one of the shop's routes. JSON is parsed; other answers are text.
 * @param {string | URL} route
 * @param {Request} [request]
 * @returns {Promise<{body: any, headers: Headers}>} rejects with `cart-unreachable`, or `cart-refused` when the shop gives a reason
 */
export async function ask(route, { method, json, form, headers = {}, patience = PATIENCE, redirect } = {}) {
  const url = new URL(route, document.baseURI);
  const sends = json !== undefined || form !== undefined;
  const known = Object.entries({ accept: 'application/json', ...headers }).filter(([, value]) => value !== undefined);
  if (json !== undefined) known.push(['content-type', 'application/json']);
  try {
    const response = await fetch(url, {
      method: method ?? (sends ? 'POST' : 'GET'),
      headers: /** @type {[string, string][]} */ (known),
      body: json !== undefined ? JSON.stringify(json) : form && new URLSearchParams(form),
      credentials: 'same-origin',
      redirect,
      // Browsers without it wait as long as the shop does.
      signal: AbortSignal.timeout?.(patience),
    });
    const body = parse(await response.text(), response);
    if (!response.ok && response.type !== 'opaqueredirect') throw refusal(url, response.status, body, sends);
    return { body, headers: response.headers };
  } catch (cause) {
    if (cause instanceof PairwellError) throw cause;
    throw new PairwellError(
      'cart-unreachable',
      `${url.pathname} (${cause instanceof Error ? cause.message : cause})`,
      cause,
    );
  }
}

/**
 * Requests a page of the shop and parses it; also returns its address after redirects. XMLHttpRequest parses without running scripts and
 * without a string that Trusted Types would reject.
 * @param {string | URL} route
 * @param {{form?: Record<string, string>, patience?: number}} [request] form: the fields of a POST
 * @returns {Promise<{page: Document, address: string}>} rejects as `ask` does
 */
export function askPage(route, { form, patience = PATIENCE } = {}) {
  const url = new URL(route, document.baseURI);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (/** @type {string} */ why) => reject(new PairwellError('cart-unreachable', `${url.pathname} ${why}`));
    request.open(form ? 'POST' : 'GET', url);
    request.responseType = 'document';
    request.timeout = patience;
    request.onerror = () => fail('(the connection failed)');
    request.ontimeout = () => fail(`(no answer in ${patience} ms)`);
    request.onload = () => {
      const { status, responseXML, responseURL } = request;
      if (status < 200 || status > 299) reject(refusal(url, status, undefined, form !== undefined));
      else if (responseXML) resolve({ page: responseXML, address: responseURL });
      else fail('came as no page');
    };
    request.send(form && new URLSearchParams(form));
  });
}

/** A route with the mark of our requests. @param {string} route @param {string} [root] */
export function marked(route, root = '/') {
  const url = new URL(route, new URL(root, document.baseURI));
  url.searchParams.set(MARK, '1');
  return url;
}

/**
 * @param {string} text
 * @param {Response} response
 */
function parse(text, response) {
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return parseJson(text) ?? text;
  const value = parseJson(text);
  if (value === undefined && response.ok && text) throw new Error(`no JSON but ${JSON.stringify(text.slice(0, 20))}`);
  return value;
}

/** Statuses that say nothing about the item: the proof of the request was too old, or the shop has too much to do. */
const AGAIN = [401, 403, 408, 419, 425, 429];

/**
 * A shop that refuses an addition gives a reason; a shop with an error does not. EverShop gives it with the status 500.
 * @param {URL} url
 * @param {number} status
 * @param {any} body
 * @param {boolean} sends
 */
function refusal(url, status, body, sends) {
  const why = body?.description ?? body?.message ?? body?.error?.message;
  const refused = sends && ((status >= 400 && status < 500 && !AGAIN.includes(status)) || body?.error?.message);
  const what = `${url.pathname} answered ${status}`;
  const error = refused
    ? refuse(what, why)
    : new PairwellError('cart-unreachable', `${what} ${plain(why) ?? ''}`.trim());
  return Object.assign(error, { answer: body, status });
}

/**
 * The error of a shop that says no to an item, with its own words for the shopper.
 * @param {string} what was refused
 * @param {unknown} [said] by the shop, which may be markup
 */
export function refuse(what, said) {
  const words = plain(said);
  return Object.assign(new PairwellError('cart-refused', [what, words].filter(Boolean).join(' ')), { words });
}

/**
 * Refuses an answer of another shape than promised, such as another shop's.
 * @param {unknown} value
 * @param {string} what
 * @param {string} [field] that every entry of the platform has
 */
export function listed(value, what, field) {
  const isWhole = (/** @type {any} */ it) => field === undefined || it?.[field] !== undefined;
  if (Array.isArray(value) && value.every(isWhole)) return /** @type {any[]} */ (value);
  throw new PairwellError('cart-unreachable', `${what} came without its list of lines`);
}

/**
 * Calls back after a script of the page has requested a matching URL, except for our own requests.
 * @param {RegExp} pattern
 * @param {() => void} changed
 * @param {RegExp} [own] matches our requests, if the shop accepts no mark
 */
export function hear(pattern, changed, own = new RegExp(`[?&]${MARK}=`)) {
  const observer = new PerformanceObserver((list) => {
    if (list.getEntries().some(({ name }) => pattern.test(name) && !own.test(name))) changed();
  });
  observer.observe({ type: 'resource' });
  return () => observer.disconnect();
}

/**
 * @param {EventTarget} target
 * @param {string[]} names
 * @param {(event: any) => void} changed
 * @param {boolean} [first] before the page's own listeners
 */
export function listen(target, names, changed, first = false) {
  for (const name of names) target.addEventListener(name, changed, first);
  return () => names.forEach((name) => target.removeEventListener(name, changed, first));
}

/** Listens to events that only jQuery dispatches. @param {string} names @param {() => void} changed @param {any} [target] */
export function listenByJQuery(names, changed, target = document.body) {
  const own = `${names} `.replace(/ +/g, '.pairwell ').trim();
  page.jQuery?.(target).on(own, changed);
  return () => page.jQuery?.(target).off(own, changed);
}

/** Ends several watches at once. @param {...(() => void)} ends */
export function together(...ends) {
  return () => ends.forEach((end) => end());
}

/** An id as a string; nothing for what stands for no id. @param {unknown} id */
export function text(id) {
  return id === undefined || id === null || id === '' || id === 0 || id === '0' ? undefined : String(id);
}

/** Entities that shops write in names and messages; others are numbers. @type {Record<string, string>} */
const ENTITIES = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  euro: '€',
  pound: '£',
  times: '×',
};

/** Reads the entities of text that a shop has escaped; its tags stay as they are written. @param {unknown} escaped */
export function unescaped(escaped) {
  const read = (/** @type {string} */ whole, /** @type {string} */ entity) => {
    const code = Number(entity.replace(/^#x/i, '0x').replace('#', ''));
    return ENTITIES[entity] ?? (code > 0 && code < 0x110000 ? String.fromCodePoint(code) : whole);
  };
  return text(escaped)?.replace(/&(#\d+|#x[\da-f]+|[a-z]+);/gi, read);
}

/** The words of a message that may have links and other markup in it. @param {unknown} message */
export function plain(message) {
  return text(
    unescaped(text(message)?.replace(/<[^<>]*>/g, ' '))
      ?.replace(/\s+/g, ' ')
      .trim(),
  );
}

/**
 * Converts an amount in a shop's own unit, such as pence or whole pounds, to the currency's minor units.
 * @param {unknown} amount
 * @param {number} decimals of the shop's unit: 2 if it is a hundredth
 * @param {string} [currency]
 */
export function rescaled(amount, decimals, currency) {
  return minor(Number(amount ?? NaN) / 10 ** decimals, currency);
}

/** Converts major to minor units. @param {unknown} amount @param {string} [currency] */
export function minor(amount, currency = 'EUR') {
  const value = Number(amount ?? NaN);
  if (!Number.isFinite(value)) return undefined;
  return Math.round(value * 10 ** digits(currency));
}

/** @param {string} currency */
function digits(currency) {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/**
 * The part of a URL that a group of a pattern matches.
 * @param {string | null | undefined} address
 * @param {RegExp} pattern
 * @param {number} [group]
 */
export function within(address, pattern, group = 1) {
  return pattern.exec(address ?? '')?.[group];
}
