/** Times the engine's answers beside plain JavaScript's in one run: `node rank.mjs PKG MODEL ARRAYS SKUS`; prints JSON. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Plain } from './plain.mjs';

const SIZES = [1, 5, 20, 50];
/** More carts than a page sees, few enough that it remembers their SKUs. */
const CARTS = 64;
const ROUNDS = 60;
const WARM_UP = 20;
const LIMIT = 4;
const NONE = new Uint32Array();

const [pkg, modelFile, arraysFile, skusFile, rulesFile, emptyFile] = process.argv.slice(2);
const from = (file) => import(pathToFileURL(resolve(pkg, file)).href);
const { Pairwell } = await from('index.js');
const { Engine } = await from('pairwell_wasm.js');

const model = new Uint8Array(readFileSync(modelFile));
const wasm = readFileSync(join(pkg, 'pairwell_wasm_bg.wasm'));
const pairwell = Pairwell.fromBytes({ model, wasm });
const engine = new Engine(model);
const [ruledEngine, emptyEngine] = [rulesFile, emptyFile].map((file) => {
  const made = new Engine(model);
  made.rules(new Uint8Array(readFileSync(file)));
  return made;
});
const ruledPairwell = Pairwell.fromBytes({ model, wasm });
await ruledPairwell.useRules(new Uint8Array(readFileSync(rulesFile)));
const skus = JSON.parse(readFileSync(skusFile, 'utf8'));
const plain = new Plain(arrays(readFileSync(arraysFile)), skus);

/** The file is 32-bit words: items, weights, then the arrays. */
function arrays(file) {
  const words = new Uint32Array(file.buffer, file.byteOffset, file.byteLength / 4);
  const [items, kept] = words;
  let at = 2;
  const next = (length) => {
    at += length;
    return words.slice(at - length, at);
  };
  const [starts, neighbours] = [next(items + 1), next(kept)];
  return { items, starts, neighbours, weights: new Int32Array(next(kept)), priors: new Int32Array(next(items)) };
}

/** Numbers from 0 to below 1, the same in every run. */
let state = 1;
function chance() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

function carts(size) {
  return Array.from({ length: CARTS }, () => {
    const cart = new Set();
    while (cart.size < Math.min(size, skus.length)) cart.add(Math.floor(chance() ** 2 * skus.length));
    return [...cart];
  });
}

/** One piece of each item, at the file's price; the page says one fact. src/rules/wire.rs has the layout. */
function question(cart) {
  const lines = cart.flatMap((item) => [item, 1, -1]);
  return Float64Array.from([LIMIT, 0, cart.length, ...lines, 0, 1, 0, 0, 0, 0, 0, 0]);
}

function median(times) {
  return times.sort((a, b) => a - b)[times.length >> 1] * 1000;
}

/** The ways take turns, so that whatever slows the machine slows them all. */
function time(ways, inputs) {
  const times = ways.map(() => []);
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    for (const [n, way] of ways.entries()) {
      for (const input of inputs) {
        const start = performance.now();
        way(input);
        const spent = performance.now() - start;
        if (round >= WARM_UP) times[n].push(spent);
      }
    }
  }
  return times.map(median);
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
  const inputs = carts(size).map((cart) => ({
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
