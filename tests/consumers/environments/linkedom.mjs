/** Renders the elements in linkedom, as servers do; prints what became of them. */
import { parseHTML } from 'linkedom';
import { expected, shop } from './shelf.cjs';
import assert from 'node:assert/strict';

const window = parseHTML('<!doctype html><html lang="en"><body></body></html>');
for (const name of [
  'document',
  'HTMLElement',
  'customElements',
  'Element',
  'Node',
  'Text',
  'CustomEvent',
  'MutationObserver',
]) {
  globalThis[name] = window[name];
}
assert.deepEqual(
  await shop(() => Promise.all([import('pairwell/define.js'), import('pairwell/define-bundle.js')])),
  expected,
);
process.exit();
