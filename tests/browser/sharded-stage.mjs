/** Sets the stage for tests of shards: the sample shop's model directory with shards, trained once for a file, and pages that load from it. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openEmpty, page, site } from './stage.mjs';

/** A file of the sample shop. @param {string} name */
const sample = (name) => new URL(`../../sample/${name}`, import.meta.url).pathname;

/** What names the script of pages that load shards. */
export const SCRIPT = '<script type="module" src="../pkg/define-sharded.js"></script>';

/** Trains the sample shop's model, with shards. @param {string[]} [more] options @returns {Promise<Map<string, Buffer>>} its files by name */
export async function trainSharded(...more) {
  const directory = await mkdtemp(join(tmpdir(), 'pairwell-shards-'));
  try {
    const out = join(directory, 'model');
    const orders = ['--orders', sample('orders.csv'), '--catalog', sample('catalog.csv')];
    const options = [...orders, '--rules', sample('rules.toml'), '--shards', 'always', '--out', out, ...more];
    await promisify(execFile)(process.env.PAIRWELL_BIN ?? 'pairwell', ['train', ...options]);
    const read = async (/** @type {string} */ name) => /** @type {const} */ ([name, await readFile(join(out, name))]);
    return new Map(await Promise.all((await readdir(out)).map(read)));
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
