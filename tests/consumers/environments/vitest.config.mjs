/** Finds the tests of Vitest; nothing here is for this package. */
export default { test: { include: ['*.vitest.mjs'] } };
