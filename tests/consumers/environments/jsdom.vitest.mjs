/** Renders the elements in Vitest over jsdom. */
// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { expected, shop } from './shelf.cjs';

test('the elements render in jsdom', async () => {
  expect(await shop(() => Promise.all([import('pairwell/define.js'), import('pairwell/define-bundle.js')]))).toEqual(
    expected,
  );
});
