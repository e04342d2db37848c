/** Publishes experiments on the site of a test, by the command line, and collects the events that pages send; never asserts. */
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { murmur3 } from '../../www/experiment/assign.js';
import { open, page, shelf, site } from './stage.mjs';

const binary = process.env.PAIRWELL_BIN ?? '';

/** An experiment of two equal arms, of which one is not shown, with more lines for itself and for the shown arm. */
export const experiment = (name = 'autumn', lines = '', on = '') => `
[[experiment]]
name = "${name}"
control = "off"
ending = "weekly"
weeks = 4
${lines}
[[experiment.arm]]
name = "off"
share = 50
shown = false
[[experiment.arm]]
name = "on"
share = 50
${on}
`;

/**
 * Compiles experiments for a copy of the demo's model, as a shop does.
 * @param {string} toml
 * @param {Record<string, string>} [beside] files beside experiments.toml
 */
export async function compiled(toml, beside = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'pairwell-experiments-'));
  try {
    const directory = join(folder, 'model');
    await cp(join(process.env.PAIRWELL_SITE ?? '', 'model'), directory, { recursive: true });
    const files = Object.entries({ ...beside, 'experiments.toml': toml });
    for (const [name, text] of files) await writeFile(join(folder, name), text);
    const run = (/** @type {string[]} */ ...args) =>
      execFileSync(binary, ['experiments', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    run('apply', directory, '--experiments', join(folder, 'experiments.toml'));
    const manifest = JSON.parse(await readFile(join(directory, 'pairwell.json'), 'utf8'));
    const names = [manifest.experiments, ...(manifest.armRules ?? [])].map(({ file }) => file);
    const read = async (/** @type {string} */ name) => [`/model/${name}`, await readFile(join(directory, name))];
    const pages = new Map(await Promise.all(['pairwell.json', ...names].map(read)));
    const experiments = JSON.parse(String(pages.get(`/model/${manifest.experiments.file}`)));
    /** What the command line says of devices. @param {string[]} ids @returns {Record<string, string>[]} */
    const armsOf = (ids) =>
      JSON.parse(run('arm', directory, '--json', ...ids.flatMap((id) => ['--device', id]))).map(({ arms }) => arms);
    const ids = Array.from({ length: 64 }, (_, at) => `c-${at}`);
    const arms = armsOf(ids);
    return { pages, experiments, ids, arms };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The published experiments file. @param {Awaited<ReturnType<typeof compiled>>} published */
export const fileOf = ({ pages }) => [...pages.keys()].find((name) => name.includes('experiments-')) ?? '';

/** Writes another experiments file, as if it had been published so. @param {Awaited<ReturnType<typeof compiled>>} published @param {string} text */
export function sealed(published, text) {
  const { pages } = published;
  const manifest = JSON.parse(String(pages.get('/model/pairwell.json')));
  const digest = [text, `/${text}`].map((it) => murmur3(it).toString(16).padStart(8, '0')).join('');
  pages.set(fileOf(published), Buffer.from(text));
  pages.set('/model/pairwell.json', JSON.stringify({ ...manifest, experiments: { ...manifest.experiments, digest } }));
}

/** A customer in an arm. @param {Awaited<ReturnType<typeof compiled>>} published @param {string} arm @param {string} [name] */
export function customerIn({ ids, arms }, arm, name = 'autumn') {
  return ids[arms.findIndex((it) => it[name] === arm)];
}

/** What was sent, line by line, in the order of arrival. @type {any[]} */
export let collected = [];
/** What the address answers. */
let answer = { status: 204 };

/** Serves experiments, and collects what is sent to /collect. @param {Awaited<ReturnType<typeof compiled>>} published */
export function publish(published) {
  collected = [];
  answer = { status: 204 };
  for (const [path, content] of published.pages) site.pages.set(path, content);
  site.routes = ({ method, url, body }) => {
    if (method !== 'POST' || url.pathname !== '/collect') return undefined;
    if (answer.status < 300) for (const line of body.split('\n').filter(Boolean)) collected.push(JSON.parse(line));
    return answer;
  };
}

/** @param {number} status of the address from now on */
export function answers(status) {
  answer = { status };
}

/** A shelf that takes part, and sends its events. @param {string} [attributes] @param {string} [children] */
export const trying = (attributes = '', children = '') =>
  shelf(`placement="cart" items="KF-1001" experiments="/collect" ${attributes}`, children);

/** Opens a page with that body. Its `told` holds the events that the page heard. @param {string} body @param {{head?: string, before?: () => void}} [options] */
export async function enter(body, { head = '', before } = {}) {
  // A page without scripts first, so that those of `before` run in the one that counts.
  await open('', { define: false });
  await page.context().addInitScript(listen);
  if (before) await page.addInitScript(before);
  await visit(body, head);
}

/** Another page of the shop, in the same browser. @param {string} body @param {string} [head] @param {string} [search] @param {any} [tab] */
export async function visit(body, head = '', search = '', tab = page) {
  const script = '<script type="module" src="../pkg/define.js"></script>';
  const markup = `<!doctype html><html lang="en"><title>Test</title>${head}${script}<body>${body}</body></html>`;
  site.pages.set('/store/next.html', markup);
  await tab.goto(site.url(`/store/next.html${search}`));
}

/** Runs in the page before its own scripts. */
function listen() {
  window.told = [];
  addEventListener('pairwell:experiment', (event) => window.told.push(event.detail));
}

/** Waits until the page has heard of an event. @param {string} type @param {any} [tab] @returns {Promise<any>} the first one */
export async function told(type, tab = page) {
  await tab.waitForFunction((wanted) => window.told.some((it) => it.type === wanted), type);
  return tab.evaluate((wanted) => window.told.find((it) => it.type === wanted), type);
}

/** Waits until so many events have arrived, each counted once. @param {number} count */
export async function arrived(count) {
  const distinct = () => new Map(collected.map((event) => [`${event.device}/${event.seq}`, event]));
  // Only what never comes is waited for so long.
  for (let waits = 0; distinct().size < count; waits++) {
    if (waits > 1500) throw new Error(`${distinct().size} of ${count} events came: ${JSON.stringify(collected)}`);
    await new Promise((done) => setTimeout(done, 20));
  }
  return [...distinct().values()].sort((one, other) => one.seq - other.seq);
}

/** The names of this origin's databases. */
export const databases = () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
