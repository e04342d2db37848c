/** Trains a model of a few orders with the native command line, for shops that the sample is too tidy for; keeps nothing. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const COLUMNS = ['sku', 'title', 'url', 'image', 'price', 'currency', 'available'];

/** Few orders repeated are enough orders. */
const REPEATS = 20;

/**
 * @param {string[][]} lines order and SKU
 * @param {string[][]} [catalog] rows of COLUMNS
 * @returns {Promise<Map<string, Buffer>>} the files of the model directory by name
 */
export async function train(lines, catalog) {
  const directory = await mkdtemp(join(tmpdir(), 'pairwell-orders-'));
  try {
    const at = (/** @type {string} */ name) => join(directory, name);
    const many = Array.from({ length: REPEATS }, (_, round) => lines.map(([order, sku]) => [`${order}-${round}`, sku]));
    await writeFile(at('orders.csv'), csv([['order_id', 'sku'], ...many.flat()]));
    const options = ['--orders', at('orders.csv')];
    if (catalog) {
      await writeFile(at('catalog.csv'), csv([COLUMNS, ...catalog]));
      options.push('--catalog', at('catalog.csv'));
    }
    return await trainOn(options);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** What each customer of a shop orders, one after the other, beside some other thing: a kettle is bought once. */
const HABITS = [
  ['kettle', 'beans'],
  ['beans', 'milk'],
  ['beans', 'cups', 'kettle mitt'],
  ['beans', 'milk', 'kettle mitt'],
];
const CUSTOMERS = 80;

/** A model for which people who come back have been observed; what a device remembers counts much. */
export async function trainOnHabits() {
  const directory = await mkdtemp(join(tmpdir(), 'pairwell-habits-'));
  try {
    const rows = Array.from({ length: CUSTOMERS }, (_, customer) =>
      HABITS.flatMap((basket, n) =>
        [...basket, `thing ${(7 * customer + n) % 60}`].map((sku) => [
          `${customer}-${n}`,
          `2026-0${n + 1}-10T10:00:00Z`,
          `C${customer}`,
          sku,
        ]),
      ),
    );
    const orders = join(directory, 'orders.csv');
    await writeFile(orders, csv([['order_id', 'ordered_at', 'customer_id', 'sku'], ...rows.flat()]));
    return await trainOn(['--orders', orders, '--no-tune', '--again', '0.2', '--with', '0.5']);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/**
 * @param {string[]} options of `pairwell train`, all but --out
 * @returns {Promise<Map<string, Buffer>>} the files of the model directory by name
 */
async function trainOn(options) {
  const directory = await mkdtemp(join(tmpdir(), 'pairwell-train-'));
  try {
    const out = join(directory, 'model');
    await promisify(execFile)(process.env.PAIRWELL_BIN ?? 'pairwell', ['train', ...options, '--out', out]);
    const read = async (/** @type {string} */ name) => /** @type {const} */ ([name, await readFile(join(out, name))]);
    return new Map(await Promise.all((await readdir(out)).map(read)));
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** @param {string[][]} rows */
function csv(rows) {
  return rows.map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`).join('');
}
