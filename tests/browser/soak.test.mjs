/** Changes a cart 10 000 times under rules, and weighs the heap at both ends. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitForState } from './browser.mjs';
import { popular, serve } from './ruled-stage.mjs';
import { open, page, setStage, shelf } from './stage.mjs';

setStage();

/** What the heap may gain, in bytes: lists of 300 counted items, and what the browser keeps for itself. */
const GAIN = 400_000;

describe('10 000 cart changes', () => {
  test('leave no more on the heap than the first thousand', async () => {
    // Without limits, so that each change is drawn to the last.
    serve({});
    await open(shelf('placement="cart" limit="4"'));
    await waitForState(page, 'ready');
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.enable');
    /** Answers how many lists were drawn. @param {number} count */
    const change = (count) =>
      page.evaluate(
        async ([rounds, skus]) => {
          const element = document.querySelector('pairwell-shelf');
          const lists = new Set();
          for (let n = 0; n < rounds; n++) {
            element.cart = Array.from({ length: 1 + (n % 5) }, (_, at) => skus[(7 * n + 13 * at) % skus.length]);
            // A microtask draws it.
            await null;
            lists.add(element.shadowRoot.querySelector('.list').textContent);
            if (n % 50 === 0) await new Promise((done) => setTimeout(done));
          }
          return lists.size;
        },
        [count, popular],
      );
    const heap = async () => {
      // What the test itself keeps.
      await page.evaluate(() => {
        window.heard = [];
        window.shifts = [];
      });
      for (let n = 0; n < 3; n++) await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    assert.ok((await change(1000)) > 20, 'the lists differ');
    const early = await heap();
    await change(9000);
    const late = await heap();
    assert.ok(late - early < GAIN, `${early} bytes, then ${late}`);
    assert.equal(await page.getAttribute('pairwell-shelf', 'state'), 'ready');
    assert.deepEqual(page.problems, []);
  });
});
