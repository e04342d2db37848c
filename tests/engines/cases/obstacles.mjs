/** Lists policies and bad files, and what is left to the page in every engine; never names an engine. */
import assert from 'node:assert/strict';
import { SPOILERS } from '../../browser/site.mjs';
import { CART, expected, noErrors, suggested, untouched } from '../expected.mjs';
import { FALLBACK, shelf } from '../stage.mjs';

/** @typedef {import('../stage.mjs').Stage} Stage */

/** Runs before any script of the package. */
function withoutWebAssembly() {
  Object.defineProperty(globalThis, 'WebAssembly', { value: undefined });
}

/** @type {[string, (stage: Stage) => Promise<void>][]} */
export const OBSTACLES = [
  [
    'runs under a strict policy without one violation',
    async (stage) => {
      stage.site.spoiled.set('test.html', SPOILERS.strictPolicyAndTrustedTypes);
      await stage.open(suggested);
      await stage.reaches('ready');
      assert.deepEqual(await stage.titles(), expected(CART));
      assert.deepEqual(await stage.heard('violation'), []);
      assert.equal(stage.site.count('javascript-engine.js'), 0);
      await noErrors(stage);
    },
  ],

  [
    "ranks the same without 'wasm-unsafe-eval', by the JavaScript engine, and says so",
    async (stage) => {
      stage.site.spoiled.set('test.html', SPOILERS.blocksWasm);
      await stage.open(suggested);
      await stage.reaches('ready');
      assert.deepEqual(await stage.titles(), expected(CART));
      assert.equal(stage.site.count('javascript-engine.js'), 1);
      assert.ok(
        (await stage.warned()).some((text) => text.includes('wasm-blocked') && text.includes("'wasm-unsafe-eval'")),
      );
      await noErrors(stage);
    },
  ],

  [
    'says wasm-blocked where the JavaScript engine is missing too',
    async (stage) => {
      stage.site.spoiled.set('test.html', SPOILERS.blocksWasm);
      stage.site.spoiled.set('javascript-engine.js', SPOILERS.missing);
      await stage.open(shelf('', FALLBACK));
      await untouched(stage, 'wasm-blocked');
    },
  ],

  [
    'ranks the same where there is no WebAssembly at all',
    async (stage) => {
      await stage.open(suggested, { before: withoutWebAssembly });
      await stage.reaches('ready');
      assert.deepEqual(await stage.titles(), expected(CART));
      assert.ok((await stage.warned()).some((text) => text.includes('wasm-unsupported')));
      await noErrors(stage);
    },
  ],

  [
    'runs an engine that is served under the wrong type, and names the type',
    async (stage) => {
      stage.site.spoiled.set('.wasm', SPOILERS.wrongType);
      await stage.open(suggested);
      await stage.reaches('ready');
      assert.deepEqual(await stage.titles(), expected(CART));
      assert.equal((await stage.warned()).filter((text) => text.includes('"text/plain"')).length, 1);
      await noErrors(stage);
    },
  ],

  ...[
    ['a page comes in place of the engine', 'wasm-not-wasm', '.wasm', SPOILERS.htmlUnderItsOwnType],
    ['the engine comes cut short', 'wasm-corrupt', '.wasm', SPOILERS.truncated],
    ['the model comes with one byte changed', 'digest-mismatch', '.pw', SPOILERS.oneByteChanged],
    ['the manifest is missing', 'manifest-unreachable', 'pairwell.json', SPOILERS.missing],
  ].map(([what, code, end, spoiler]) => [
    `leaves the page as it was when ${what}: ${code}`,
    async (/** @type {Stage} */ stage) => {
      stage.site.spoiled.set(end, (answer, path) => !/(catalog|rules)-/.test(path) && spoiler(answer, path));
      await stage.open(shelf('', FALLBACK));
      await untouched(stage, code);
    },
  ]),
];
