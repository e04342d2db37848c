/** Compares this run's engine with native answers, to the last bit: rolled shops with rules and without, and damaged files; never computes an answer. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { decoded, loadCore } from './package.mjs';

/** As many as tests/it/parity.rs writes. */
const WORLDS = 60;

const directory = process.env.PAIRWELL_WORLDS;
if (!directory) throw new Error('PAIRWELL_WORLDS is not set: it names the rolled shops; run `cargo xtask test`');
const { Engine, Catalog } = await loadCore();

/** @param {number} world */
async function read(world) {
  const at = (/** @type {string} */ file) => join(directory, `${String(world).padStart(2, '0')}-${file}`);
  const bytes = async (/** @type {string} */ kind) => new Uint8Array(await readFile(at(`${kind}.pw`)));
  const [model, catalog, rules] = await Promise.all(['model', 'catalog', 'rules'].map(bytes));
  return { files: { model, catalog, rules }, ...JSON.parse(await readFile(at('answers.json'), 'utf8')) };
}

/** A number's every bit, −0 and 0 apart. @param {Iterable<number>} actual @param {number[]} expected @param {string} about */
const same = (actual, expected, about) => assert.deepStrictEqual([...actual], expected, about);

/** @param {any} damage @param {Record<string, Uint8Array>} files */
function damaged({ file, length, changed }, files) {
  const bytes = new Uint8Array(length);
  bytes.set(files[file].subarray(0, length));
  for (const [at, byte] of changed) bytes[at] = byte;
  return bytes;
}

/** @param {string} file @param {Uint8Array} bytes @param {Uint8Array} model */
function codeOf(file, bytes, model) {
  try {
    const opened = file === 'catalog' ? new Catalog(bytes) : decoded(new Engine(file === 'rules' ? model : bytes));
    if (file === 'rules') opened.rules(bytes);
    decoded(opened);
    return 'ok';
  } catch (refusal) {
    return refusal.code ?? String(refusal);
  }
}

describe('as natively', () => {
  for (let world = 0; world < WORLDS; world++) {
    test(`shop ${world}`, async (context) => {
      // The engine tells the console of every damaged file.
      context.mock.method(console, 'warn', () => {});
      const { files, ranked, asked, damaged: damages } = await read(world);
      const engine = decoded(new Engine(files.model));
      const numbers = (/** @type {number[]} */ list) => Uint32Array.from(list);
      for (const { cart, exclude, limit, past, answer } of ranked) {
        same(engine.rank(numbers(cart), numbers(exclude), limit, numbers(past)), answer, `cart ${cart}, past ${past}`);
      }
      engine.rules(files.rules);
      decoded(engine);
      for (const { question, picks, items, explanations, offers } of asked) {
        const flat = Float64Array.from(question);
        same(engine.advise(flat), picks, `question ${question}`);
        same(engine.offers(flat), offers, `offers, question ${question}`);
        items.forEach((/** @type {number} */ item, /** @type {number} */ n) =>
          same(engine.explain(flat, item), explanations[n], `item ${item}, question ${question}`),
        );
      }
      for (const damage of damages) {
        const bytes = damaged(damage, files);
        assert.equal(codeOf(damage.file, bytes, files.model), damage.code, JSON.stringify(damage));
      }
    });
  }
});
