/** Renders the elements in Jest as it is set up by default, by the classic script and WebAssembly. */
const { TextDecoder, TextEncoder } = require('node:util');
const { expected, shop } = require('./shelf.cjs');

test('the elements render in Jest by the classic script', async () => {
  // jsdom has neither; without them the script asks for the engine as a module, which Jest does not load by default.
  Object.assign(globalThis, { TextDecoder, TextEncoder });
  expect(await shop(async () => require('pairwell/define.js'))).toEqual(expected);
});
