/** Renders the elements in Vitest over happy-dom. */
// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { expected, shop } from './shelf.cjs';

test('the elements render in happy-dom', async () => {
  expect(await shop(() => Promise.all([import('pairwell/define.js'), import('pairwell/define-bundle.js')]))).toEqual(
    expected,
  );
});
