/** Helpers of all adapters: requests to the shop's server, and listeners on its page. */
import { PairwellError } from '../engine/errors.js';
import { page, parseJson } from './signs.js';

export { page, pageJson, parseJson } from './signs.js';

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
      signal: AbortSignal.timeout(patience),
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

/**
 * A shop that refuses an addition gives a reason; a shop with an error does not. EverShop gives it with the status 500.
 * @param {URL} url
 * @param {number} status
 * @param {any} body
 * @param {boolean} sends
 */
function refusal(url, status, body, sends) {
  const why = body?.message ?? body?.description ?? body?.error?.message ?? '';
  const refused = sends && ((status >= 400 && status < 500) || body?.error?.message !== undefined);
  return new PairwellError(
    refused ? 'cart-refused' : 'cart-unreachable',
    `${url.pathname} answered ${status} ${why}`.trim(),
  );
}

/** Refuses an answer of another shape than promised. @param {unknown} value @param {string} what */
export function listed(value, what) {
  if (Array.isArray(value)) return /** @type {any[]} */ (value);
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
 * @param {() => void} changed
 */
export function listen(target, names, changed) {
  for (const name of names) target.addEventListener(name, changed);
  return () => names.forEach((name) => target.removeEventListener(name, changed));
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
