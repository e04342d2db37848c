/** Times the engine for pages without WebAssembly beside the ranker written by hand that it took the place of, in one run: `node no-wasm.mjs PKG TWIN MODEL RULES`; prints JSON. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PICK_ITEM, PICK_SCORE, PICK_WIDTH } from '../../www/engine/wire.js';
import { LIMIT, SIZES, carts, decoded, question, time } from './turns.mjs';

const NONE = new Uint32Array();
/** Decoding takes long: fewer rounds. */
const DECODES = 5;

const [pkg, twin, modelFile, rulesFile] = process.argv.slice(2);
const from = (...path) => import(pathToFileURL(resolve(join(...path))).href);
const [ours, theirs] = [await from(pkg, 'javascript-engine.js'), await from(twin, 'fallback-rules.js')];
const [model, rules] = [modelFile, rulesFile].map((file) => new Uint8Array(readFileSync(file)));
/** The ranker written by hand decodes at once. @type {((opened: any) => any)[]} */
const finish = [decoded, (opened) => opened];
const opens = [ours.Engine, theirs.Engine].map((Engine, n) => () => finish[n](new Engine(model)));

const [decode, decodeTwin] = time(opens, [null], DECODES, 1);
const plain = opens.map((open) => open());
const ruled = opens.map((open, n) => {
  const engine = open();
  engine.rules(rules);
  return finish[n](engine);
});

/** @param {string} about @param {Float64Array[]} answers */
function same(about, [one, other]) {
  if (one.join() !== other.join()) throw new Error(`${about} has two answers:\n${one}\n${other}`);
}

/** Items and scores of picks. A record has as many numbers before its reasons, whose count is the last. @param {Float64Array} flat @param {number} width */
function picks(flat, width) {
  const found = [];
  for (let at = 0; at < flat.length; at += width + 2 * flat[at + width - 1])
    found.push(flat[at + PICK_ITEM], flat[at + PICK_SCORE]);
  return Float64Array.from(found);
}

/** Ours also name the bundle that a pick completes. */
const WIDTHS = [PICK_WIDTH, 9];

const answers = SIZES.map((size) => {
  const inputs = carts(size, plain[0].items).map((cart) => ({
    items: Uint32Array.from(cart),
    question: question(cart),
  }));
  for (const input of inputs) {
    same(
      `a cart of ${size}`,
      plain.map((engine) => engine.rank(input.items, NONE, LIMIT, NONE)),
    );
    same(
      `a cart of ${size} under rules`,
      ruled.map((engine, n) => picks(engine.advise(input.question), WIDTHS[n])),
    );
  }
  const [rank, rankTwin, advise, adviseTwin] = time(
    [
      ...plain.map(
        (engine) =>
          ({ items }) =>
            engine.rank(items, NONE, LIMIT, NONE),
      ),
      ...ruled.map((engine) => (input) => engine.advise(input.question)),
    ],
    inputs,
    20,
    10,
  );
  return { size, rank, rankTwin, advise, adviseTwin };
});
console.log(JSON.stringify({ node: process.version, decode, decodeTwin, answers }));
