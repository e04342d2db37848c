/** Times the engine's answers beside plain JavaScript's in one run: `node rank.mjs PKG MODEL ARRAYS SKUS`; prints JSON. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Plain } from './plain.mjs';
import { LIMIT, SIZES, carts, decoded, question, time } from './turns.mjs';

const NONE = new Uint32Array();

const [pkg, modelFile, arraysFile, skusFile, rulesFile, emptyFile] = process.argv.slice(2);
const from = (file) => import(pathToFileURL(resolve(pkg, file)).href);
const { Pairwell } = await from('index.js');
const { Engine } = await from('pairwell_wasm.js');

const model = new Uint8Array(readFileSync(modelFile));
const wasm = readFileSync(join(pkg, 'pairwell_wasm_bg.wasm'));
const pairwell = Pairwell.fromBytes({ model, wasm });
const engine = decoded(new Engine(model));
const [ruledEngine, emptyEngine] = [rulesFile, emptyFile].map((file) => {
  const made = decoded(new Engine(model));
  made.rules(new Uint8Array(readFileSync(file)));
  return decoded(made);
});
const ruledPairwell = Pairwell.fromBytes({ model, wasm });
await ruledPairwell.useRules(new Uint8Array(readFileSync(rulesFile)));
const skus = JSON.parse(readFileSync(skusFile, 'utf8'));
const plain = new Plain(arrays(readFileSync(arraysFile)), skus);

/** The file is 32-bit words: items, weights, half of a whole order, then the arrays. */
function arrays(file) {
  const words = new Uint32Array(file.buffer, file.byteOffset, file.byteLength / 4);
  const [items, kept, half] = words;
  let at = 3;
  const next = (length) => {
    at += length;
    return words.slice(at - length, at);
  };
  const signed = (length) => new Int32Array(next(length));
  return {
    items,
    half,
    starts: next(items + 1),
    neighbours: next(kept),
    weights: signed(kept),
    tilts: signed(kept),
    priors: signed(items),
  };
}

function same(size, inputs) {
  for (const { items, names } of inputs) {
    const [ours, theirs] = [engine.rank(items, NONE, LIMIT, NONE), plain.rank(items, LIMIT)];
    const texts = [pairwell.suggest({ cart: names, limit: LIMIT }), plain.suggest(names, LIMIT)].map((a) =>
      JSON.stringify(a),
    );
    if (ours.join() !== theirs.join() || texts[0] !== texts[1]) {
      throw new Error(`a cart of ${size} has two answers:\n${texts.join('\n')}`);
    }
  }
}

const answers = SIZES.map((size) => {
  const inputs = carts(size, skus.length).map((cart) => ({
    items: Uint32Array.from(cart),
    names: cart.map((item) => skus[item]),
    question: question(cart),
  }));
  same(size, inputs);
  const [typed, plainTyped, text, plainText, ruled, unruled, ruledText] = time(
    [
      ({ items }) => engine.rank(items, NONE, LIMIT, NONE),
      ({ items }) => plain.rank(items, LIMIT),
      ({ names }) => pairwell.suggest({ cart: names, limit: LIMIT }),
      ({ names }) => plain.suggest(names, LIMIT),
      ({ question }) => ruledEngine.advise(question),
      ({ question }) => emptyEngine.advise(question),
      ({ names }) => ruledPairwell.suggest({ cart: names, limit: LIMIT, placement: '0' }),
    ],
    inputs,
  );
  return { size, typed, plainTyped, text, plainText, ruled, unruled, ruledText };
});
console.log(JSON.stringify({ node: process.version, answers }));
