/** Sets the stage for tests of shards: the sample shop's model directory with shards, trained once for a file, and pages that load from it. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openEmpty, page, site } from './stage.mjs';

/** A file of the sample shop. @param {string} name */
const sample = (name) => new URL(`../../sample/${name}`, import.meta.url).pathname;

/** What names the script of pages that load shards. */
export const SCRIPT = '<script type="module" src="../pkg/define-sharded.js"></script>';

/** Trains the sample shop's model, with shards. @param {...string} more options @returns {Promise<Map<string, Buffer>>} its files by name */
export function trainSharded(...more) {
  const orders = ['--orders', sample('orders.csv'), '--catalog', sample('catalog.csv')];
  return trainOn(() => [...orders, '--rules', sample('rules.toml'), ...more]);
}

/** Trains a shop of so many items that its shards are more than a page holds. @param {number} items */
export function trainMany(items) {
  const pairs = Array.from({ length: items }, (_, n) => [n, (n + 1) % items, (n + 7) % items]);
  const lines = pairs.flatMap((order, n) =>
    [0, 1, 2, 3].flatMap((again) => order.map((item) => `${n}-${again},item ${item}\n`)),
  );
  return trainOn(async (directory) => {
    const orders = join(directory, 'orders.csv');
    await writeFile(orders, `order_id,sku\n${lines.join('')}`);
    return ['--orders', orders, '--no-tune'];
  });
}

/** @param {(directory: string) => string[] | Promise<string[]>} options @returns {Promise<Map<string, Buffer>>} */
async function trainOn(options) {
  const directory = await mkdtemp(join(tmpdir(), 'pairwell-shards-'));
  try {
    const out = join(directory, 'model');
    const all = [...(await options(directory)), '--shards', 'always', '--out', out];
    await promisify(execFile)(process.env.PAIRWELL_BIN ?? 'pairwell', ['train', ...all]);
    const read = async (/** @type {string} */ name) => /** @type {const} */ ([name, await readFile(join(out, name))]);
    return new Map(await Promise.all((await readdir(out)).map(read)));
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** The head of a page about an item, as the command line prints it. @param {Map<string, Buffer>} files of the model directory @param {string} sku */
export async function printedHead(files, sku) {
  const directory = await mkdtemp(join(tmpdir(), 'pairwell-tags-'));
  try {
    for (const [name, bytes] of files) await writeFile(join(directory, name), bytes);
    const urls = ['--script-url', '../pkg/', '--model-url', '../shards/'];
    const tags = ['tags', directory, '--sku', sku, ...urls];
    return (await promisify(execFile)(process.env.PAIRWELL_BIN ?? 'pairwell', tags)).stdout;
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Puts a model directory where pages of these tests look for it. @param {Map<string, Buffer>} files @param {string} [at] */
export function publish(files, at = '/shards') {
  for (const [name, bytes] of files) site.pages.set(`${at}/${name}`, bytes);
}

/** Opens a page with this body and the script for shards. @param {string} body @param {{head?: string, before?: () => void}} [options] */
export async function openSharded(body, { head = SCRIPT, before } = {}) {
  const markup = `<!doctype html><html lang="en"><title>Test</title>${head}<body>${body}</body></html>`;
  site.pages.set('/store/sharded.html', markup);
  await openEmpty();
  if (before) await page.addInitScript(before);
  await page.goto(site.url('/store/sharded.html'));
}

/** What pages ask shards for. @param {RegExp} [kind] */
export const askedShards = (kind = /(root|rows|cards)-[^/]*\.pw$/) => site.asked.filter((path) => kind.test(path));
