/** Hands a shelf's state over at given times, and reads what its successor gets; never a page. */
import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { handOver, takeOver } from '../../www/element/handover.js';

let now = 1_000_000;
mock.method(performance, 'now', () => now);

/** What a shelf leaves: a view that was reported, an item left out, the keyboard's place. @param {string} key */
function left(key) {
  const handover = takeOver(key, 'first');
  handover.viewed = 'A B';
  handover.unchecked.add('B');
  handover.focus = { sku: 'A', index: 0, control: 1 };
  handOver(handover);
  return handover;
}

/** What is held in memory by then: taking over another key looks at all of them. @param {string} key @param {object} of */
const isKept = (key, of) => {
  const next = takeOver(key, 'next');
  handOver(next);
  return next === of;
};

describe('what a shelf leaves to the next one', () => {
  test('is taken over by one of the same key, once', () => {
    const handover = left('cart');
    now += 1999;
    const second = takeOver('cart', 'second');
    assert.equal(second, handover);
    assert.deepEqual([second.viewed, [...second.unchecked], second.focus?.sku], ['A B', ['B'], 'A']);
    const third = takeOver('cart', 'third');
    assert.equal(third.viewed, '', 'while another shelf holds it, there is nothing to take over');
    assert.equal(takeOver('product', 'fourth').viewed, '');
  });

  test('is for ten seconds, and the keyboard for two', () => {
    const handover = left('drawer');
    now += 2001;
    assert.equal(takeOver('drawer', 'second').focus, undefined);
    handOver(handover);
    now += 10_000;
    assert.equal(takeOver('drawer', 'third').viewed, 'A B', 'its time begins anew with each holder that is removed');
    handOver(handover);
    now += 10_001;
    const fresh = takeOver('drawer', 'fourth');
    assert.notEqual(fresh, handover);
    assert.deepEqual([fresh.viewed, fresh.unchecked.size, fresh.adds.size], ['', 0, 0]);
  });

  test('is let go of when its time is over, whoever comes next', () => {
    const old = left('page 1');
    now += 9000;
    const young = left('page 2');
    now += 1001;
    takeOver('page 3', 'other');
    now -= 1001;
    assert.equal(isKept('page 1', old), false, 'it was let go of, and does not come back if the clock does');
    assert.equal(isKept('page 2', young), true);
  });

  test('of a shelf that is still shown stays', () => {
    const handover = takeOver('long', 'first');
    handover.viewed = 'C';
    now += 100_000;
    takeOver('other', 'second');
    handOver(handover);
    now += 5000;
    assert.equal(takeOver('long', 'third').viewed, 'C');
  });
});
