/** Holds custom-elements.json against what the elements really have: attributes, events, parts, slots, properties; never a browser. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { importFromPackage } from './package.mjs';

const www = new URL('../../www/', import.meta.url);
const source = (/** @type {string} */ name) => readFile(new URL(name, www), 'utf8');
const manifest = JSON.parse(await source('custom-elements.json'));
const declarations = manifest.modules.flatMap((module) => module.declarations);

/** What an element's own modules say, beside those of every element. */
const MODULES = {
  'pairwell-shelf': [
    'element/shelf.js',
    'element/element.js',
    'element/loading.js',
    'shopper/report.js',
    'shopper/history.js',
    'experiment/experiment.js',
    'experiment/given.js',
  ],
  'pairwell-bundle': [
    'element/bundle.js',
    'element/bundle-parts.js',
    'element/element.js',
    'element/loading.js',
    'shopper/report.js',
    'experiment/experiment.js',
    'experiment/given.js',
  ],
};
const SHARED = ['element/frame.js', 'element/card.js', 'element/styles.js'];

const names = (/** @type {{name: string}[]} */ list) => list.map(({ name }) => name).sort();
const found = (/** @type {string} */ text, /** @type {RegExp} */ pattern) =>
  [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort();

for (const element of declarations) {
  describe(`custom-elements.json on <${element.tagName}>`, async () => {
    const { tagName, name } = element;
    const own = (await Promise.all(MODULES[tagName].map(source))).join('\n');
    const all = own + (await Promise.all(SHARED.map(source))).join('\n');

    test('lists its attributes', async () => {
      const module = manifest.modules.find((it) => it.declarations.includes(element));
      const { observedAttributes } = (await importFromPackage(module.path))[name];
      const read = found(own, /[gG]etAttribute\('([\w-]+)'\)/g);
      const listed = names(element.attributes);
      assert.deepEqual(listed, [...new Set([...observedAttributes, ...read.filter((it) => it !== 'state')])].sort());
    });

    test('lists its events', () => {
      assert.deepEqual(
        names(element.events),
        found(own, /\bemit\('(\w+)'/g).map((event) => `pairwell:${event}`),
      );
    });

    test('lists no part that it does not make, and leaves none out', () => {
      const made = found(all, /(?:\bmake\('\w+'[, ]+'?|\bproductLink\('(?:add )?|'reason[, ]+'?)([\w-]+)'/g);
      const listed = names(element.cssParts);
      assert.deepEqual(
        listed.filter((part) => !made.includes(part)),
        [],
      );
      assert.deepEqual(
        found(own, /\bmake\('\w+', '([\w-]+)'/g).filter((part) => !listed.includes(part)),
        [],
      );
    });

    test('lists the custom properties of its styles', () => {
      assert.deepEqual(names(element.cssProperties), found(all, /var\((--pairwell-[\w-]+)/g));
    });

    test('lists its public properties', async () => {
      const classes = await Promise.all([source(MODULES[tagName][0]), source('element/element.js')]);
      assert.deepEqual(names(element.members), found(classes.join('\n'), /^ {2}set (\w+)\(/gm));
    });
  });
}

test('every class and tag of the manifest is what the package registers', async () => {
  const tags = manifest.modules.flatMap((module) =>
    module.exports.filter((it) => it.kind === 'custom-element-definition').map((it) => [it.name, module.path]),
  );
  assert.deepEqual(tags.map(([tag]) => tag).sort(), declarations.map((it) => it.tagName).sort());
  for (const [tag, path] of tags) assert.match(await source(path), new RegExp(`define\\('${tag}', `));
  assert.equal(manifest.schemaVersion, '2.1.0');
});
