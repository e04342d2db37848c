/** Renders the elements in Jest with ES modules. */
import { expect, test } from '@jest/globals';
import shelf from './shelf.cjs';

test('the elements render in Jest with modules', async () => {
  const load = () => Promise.all([import('pairwell/define.js'), import('pairwell/define-bundle.js')]);
  expect(await shelf.shop(load)).toEqual(shelf.expected);
});
