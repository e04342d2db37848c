/**
 * Lets a shelf take part in experiments: finds its arm, withholds the list where the arm says so, and reports. Only pages load it whose shelf
 * has the attribute `experiments`.
 *
 * Without consent, or with Global Privacy Control, nothing is stored, sent or changed. Whatever fails, the shelf is shown as ever.
 */
import { consentMode, isAllowed } from '../shopper/consent.js';
import { assign, murmur3 } from './assign.js';
import { lists } from './lists.js';
import { ID, device, forget, result, table } from './memory.js';

export { device, result, table };

/**
 * @typedef {import('./assign.js').Arm} Arm
 * @typedef {import('./assign.js').Experiment} Experiment
 * @typedef {import('./lists.js').Hook} Hook
 * @typedef {import('../engine/engine.js').Pairwell} Pairwell
 * @typedef {import('../shopper/consent.js').ConsentSource} ConsentSource
 *
 * @typedef {object} Published the file of a model directory
 * @property {Experiment[]} experiments
 * @property {boolean} [settings] whether an arm sets anything but whether the shelf is shown
 */

/** How long a shelf waits, in milliseconds; another tool that knows the arm may take half of it. */
const PATIENCE = 4000;

/** @type {Map<string, Promise<Published>>} */
const published = new Map();
/** Whether this page has counted itself. */
let isCounted = false;

// While the model loads.
for (const element of globalThis.document?.querySelectorAll('[experiments][model]') ?? [])
  publishedFor(element).catch(() => {});

/**
 * What experiments make of an element's list; undefined where it takes part in none.
 * @param {any} element
 * @param {Pairwell} pairwell
 * @returns {Promise<Hook | undefined>}
 */
export async function enter(element, pairwell) {
  // An arm with another model loads the element anew. A database that never answers keeps no shelf waiting.
  /** @type {Promise<undefined>} */
  const impatience = new Promise((done) => setTimeout(done, PATIENCE));
  return element.experiment ?? Promise.race([join(element, pairwell), impatience]).catch(() => undefined);
}

/** @param {any} element @param {Pairwell} pairwell @returns {Promise<Hook | undefined>} */
async function join(element, pairwell) {
  if (!mayKeep(element.source)) return undefined;
  const [{ experiments, settings }, directory] = await publishedFor(element);
  const apply = settings && (await import('./apply.js')).apply;
  const isGiven = element.matches('[arm], [arm-from]') || location.search.includes('pairwell-arm=');
  const given = isGiven ? await (await import('./given.js')).given(element, experiments) : undefined;
  const words = element.getAttribute('experiments').split(' ');
  const path = words.find((/** @type {string} */ word) => /[/:]/.test(word));
  const to = path && new URL(path, document.baseURI).href;
  const said = element.getAttribute('customer') ?? '';
  const customer = ID.test(said) ? said : undefined;
  /** @type {Map<Experiment, Arm>} */
  let drawn = new Map();
  const known = await device(({ id, views, exposed }) => {
    drawn = assign(given?.experiments ?? experiments, customer ?? id, given?.arms);
    return given?.isForced ? {} : { to, arms: names(drawn), views: exposed || isCounted ? views : views + 1 };
  });
  isCounted = true;
  // No list waits for what reports it.
  const reporting = import('./report.js');
  reporting.then(
    ({ send }) => {
      if (!to) return;
      send(to);
      addEventListener('online', () => send(to));
    },
    () => {},
  );
  if (words.includes('ga4')) import('./ga4.js');
  const { placement } = element.where;
  const here = new Map([...drawn].filter(([{ placements }]) => placements?.includes(placement) ?? true));
  if (here.size === 0) return undefined;
  const about = { known, customer, arms: names(drawn), experiments: Object.keys(names(here)) };
  const arms = [...here.values()];
  const isShown = arms.every(({ shown }) => shown !== false);
  const plan = { ...about, isShown, to, isForced: given?.isForced };
  const enter = (/** @type {import('./lists.js').Plan} */ it) => lists(element, it, reporting);
  return apply ? apply(element, plan, arms, directory, pairwell, enter) : enter(plan);
}

/** @param {Element} element @returns {Promise<[Published, URL]>} */
async function publishedFor(element) {
  const directory = new URL(element.getAttribute('model') ?? '', document.baseURI);
  directory.pathname = directory.pathname.replace(/\/?$/, '/');
  const { href } = directory;
  if (!published.has(href)) published.set(href, load(directory));
  return [await /** @type {Promise<Published>} */ (published.get(href)), directory];
}

/** @param {URL} directory @returns {Promise<Published>} */
async function load(directory) {
  const read = async (/** @type {string} */ name) => {
    const url = new URL(name, directory);
    url.search = directory.search;
    return (await fetch(url)).text();
  };
  const { experiments: { file, digest } = {} } = JSON.parse(await read('pairwell.json'));
  if (!/^[\w-]+\.json$/.test(file)) return { experiments: [] };
  const text = await read(file);
  const found = [text, `/${text}`].map((it) => murmur3(it).toString(16).padStart(8, '0')).join('');
  // As without experiments: a file that was changed would draw other arms than the command line.
  if (found !== digest) throw new Error(`${file}: expected the digest ${digest}, got ${found}`);
  return JSON.parse(text);
}

/** Whether the device may keep anything. A refusal deletes what it has kept. @param {ConsentSource} source */
export function mayKeep(source) {
  const { globalPrivacyControl } = /** @type {any} */ (navigator);
  if (!globalPrivacyControl && isAllowed(source)) return true;
  // Banners set the default to "denied" until they know more: that is no answer.
  const [granted, isAnswer] = consentMode('analytics_storage');
  const said = source.element?.getAttribute('consent');
  if (globalPrivacyControl || said === 'denied' || source.consent?.() === false || (isAnswer && !granted)) forget();
  return false;
}

/** @param {Map<Experiment, Arm>} arms @returns {Record<string, string>} */
function names(arms) {
  return Object.fromEntries([...arms].map(([{ name }, arm]) => [name, arm.name]));
}
