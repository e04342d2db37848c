/** Runs every case in one browser engine; never skips one, never leaves the browser open. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ELEMENTS } from './cases/elements.mjs';
import { EXPERIMENTS } from './cases/experiments.mjs';
import { OBSTACLES } from './cases/obstacles.mjs';
import { STORAGE } from './cases/storage.mjs';
import { Stage, shelf } from './stage.mjs';

/** When a case hangs, in milliseconds; longer than any wait within one. */
const TIMEOUT = 300_000;

/** What must be the same in an engine without WebAssembly. @type {typeof ELEMENTS} */
export const WITHOUT_WASM = [
  [
    'has no WebAssembly, and says which engine ranks',
    async (stage) => {
      await stage.open(shelf());
      await stage.reaches('ready');
      assert.equal(await stage.run(() => typeof WebAssembly), 'undefined');
      assert.equal(stage.site.count('javascript-engine.js'), 1);
      assert.ok((await stage.warned()).some((text) => text.includes('wasm-unsupported')));
    },
  ],
  ...ELEMENTS,
];

/**
 * An engine is a file `tests/engines/NAME.test.mjs` that calls this.
 * @param {string} engine
 * @param {() => Promise<import('./stage.mjs').Driver>} start
 * @param {typeof ELEMENTS} [cases]
 */
export function runCases(engine, start, cases = [...ELEMENTS, ...STORAGE, ...EXPERIMENTS, ...OBSTACLES]) {
  describe(`in ${engine}`, () => {
    /** @type {import('./stage.mjs').Driver} */
    let driver;
    before(async () => {
      driver = await start();
      // What the runner ends, because it takes too long, must not leave its browser behind.
      for (const signal of ['SIGINT', 'SIGTERM'])
        process.once(signal, () => driver.close().finally(() => process.exit(1)));
    });
    after(() => driver?.close());

    test('the engine says which it is', (context) => {
      context.diagnostic(driver.version);
      assert.match(driver.version, /\d/);
    });

    for (const [name, act] of cases) {
      test(name, { timeout: TIMEOUT }, async () => {
        const stage = await Stage.set(driver);
        try {
          await act(stage);
        } finally {
          await stage.strike();
        }
      });
    }
  });
}
