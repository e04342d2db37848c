/** Holds the docs against what they describe: links, attributes, policy, preload tags; never the prose. */
import assert from 'node:assert/strict';
import { access, readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { SPOILERS } from './site.mjs';

const docs = new URL('../../docs/', import.meta.url);
const read = (/** @type {string} */ path) => readFile(new URL(path, docs), 'utf8');
const pages = (await readdir(docs)).filter((name) => name.endsWith('.md'));

test('every link between files leads to one', async () => {
  for (const page of pages) {
    for (const [, target] of (await read(page)).matchAll(/\]\((?!https?:)([^)#\s]+)/g)) {
      await access(new URL(target, docs)).catch(() => assert.fail(`${page} links to ${target}`));
    }
  }
});

test('elements.md names every attribute and event of custom-elements.json', async () => {
  const text = await read('elements.md');
  const manifest = JSON.parse(await read('../www/custom-elements.json'));
  const listed = manifest.modules.flatMap(({ declarations }) =>
    declarations.flatMap(({ attributes, events }) => [...attributes, ...events].map(({ name }) => name)),
  );
  assert.deepEqual(
    listed.filter((name) => !text.includes(`\`${name}\``)),
    [],
  );
});

test('csp.md gives the policy that the tests run under', async () => {
  const answer = { status: 200, headers: {}, body: Buffer.alloc(0) };
  SPOILERS.strictPolicy(answer, '');
  assert.ok((await read('csp.md')).includes(`    ${answer.headers['content-security-policy']}\n`));
});

test("performance.md recommends the tags of the demo store's pages", async () => {
  const tags = (/** @type {string} */ html) =>
    [...html.matchAll(/<link rel="(?:module)?preload"[^>]*>/g)].map(([tag]) =>
      tag.replace(/href="[^"]*\/([^/"]+)"/, 'href="$1"'),
    );
  const recommended = tags(await read('performance.md'));
  assert.equal(recommended.length, 3);
  for (const page of ['index', 'product', 'checkout', 'thanks']) {
    assert.deepEqual(tags(await read(`../www/store/${page}.html`)), recommended, page);
  }
});

test('the wrapper in react.md is the one that the tests build', async () => {
  const wrapper = (/** @type {string} */ text) => /export function Suggestions[\s\S]*?\n}\n/.exec(text)?.[0];
  const shown = wrapper(await read('react.md'));
  assert.equal(
    shown?.replace("'/pairwell-model/'", "'./model/'"),
    wrapper(await read('examples/react/src/Suggestions.jsx')),
  );
});

/** A source without its comments and however it is set out. @param {string} text */
const bare = (text) => text.replaceAll(/\{#.*?#\}|\/\*.*?\*\/|(?<=^|\s)\/\/.*$/gm, '').replaceAll(/\s+/g, '');

for (const [page, directory] of Object.entries({
  'oscar.md': '../tests/platforms/oscar/templates/oscar/',
  'evershop.md': '../tests/platforms/evershop/extensions/pairwell/src/pages/frontStore/',
})) {
  test(`the recipe of ${page} is what the tests run in that shop`, async () => {
    const blocks = (await read(page))
      .split(/\n(?! {4}|\n)/)
      .flatMap((text) => text.split(/^ {4}(?=\{#|\/\/ )/m).slice(1));
    const recipes = blocks.map((block) => [/[\w/]+\.(?:jsx|html)/.exec(block)?.[0] ?? '', block]);
    assert.equal(recipes.length, 3);
    for (const [name, block] of recipes) assert.equal(bare(block), bare(await read(directory + name)), name);
  });
}

test('the query of oscar.md is the one that the tests train by', async () => {
  assert.ok(bare(await read('oscar.md')).includes(bare(await read('../tests/platforms/oscar/orders.sql'))));
});
