/** Holds the package against the browsers that docs/install.md names: its syntax by a parser, its APIs by MDN's data; never runs it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { MAY_BE_MISSING, SERVERS, packageModules, takes } from '../browser/apis.mjs';

const require = createRequire(join(process.env.PAIRWELL_CONSUMERS ?? '', 'resolve.js'));
const acorn = require('acorn');
const { api, javascript, webassembly } = require('@mdn/browser-compat-data');

/** What docs/install.md says: the earliest versions that show suggestions. */
const BASELINE = { chrome: 93, edge: 93, firefox: 92, safari: 15.4, safari_ios: 15.4 };

/** The last year whose syntax these browsers know, but for what `LATER_SYNTAX` names. */
const ECMASCRIPT = 2022;
const LATER_SYNTAX = /static\s*\{|\(\?<[=!]|^\s*await /m;

/** Names of the package's own, or of data, that some later API of browsers happens to have too. */
const OWN = [
  ...'actions added address available bytes changed detect draw element errorCode first format identity image layer lines locale manifest memory productId pt'.split(
    ' ',
  ),
  ...'readable s share show subscribe to token uuid views watch where grow'.split(' '),
];

/** What is looked for before it is used, or changes nothing that a shopper notices. */
const OPTIONAL = [
  ...['Symbol.dispose', 'dispose', 'Error.captureStackTrace', 'captureStackTrace', 'ariaPressed'],
  ...['connection', 'saveData', 'effectiveType'],
  ...['globalPrivacyControl', 'hasBeenActive', 'userActivation'],
];

/** The version that brought it, Infinity where none has. @param {any} support @param {string} browser */
function since(support, browser) {
  const plain = [support[browser] ?? []].flat().find((it) => !it.prefix && !it.flags && !it.alternative_name);
  const version = plain?.version_added;
  return version && version !== 'preview' ? Number.parseFloat(version.replace('≤', '')) : Infinity;
}

/** Browsers of the baseline that came before all of these had an API. @param {any[]} records */
function lacking(records) {
  const supports = records.flatMap((record) => record?.__compat?.support ?? []);
  if (supports.length === 0) return [];
  const isLate = ([browser, version]) => supports.every((support) => since(support, browser) > version);
  return Object.entries(BASELINE)
    .filter(isLate)
    .map(([browser]) => browser);
}

const interfaces = [api, javascript.builtins, webassembly.api];

/** @param {string} name */
const globalRecords = (name) => [...interfaces, api.Window].map((tree) => tree[name]);

/** @param {string} path such as Object.hasOwn */
function staticRecords(path) {
  const [object, member] = path.split('.');
  return interfaces.flatMap((tree) => [tree[object]?.[`${member}_static`], tree[object]?.[member]]);
}

/** A member of that name of any object. @param {string} name */
const memberRecords = (name) =>
  interfaces.flatMap((tree) =>
    Object.values(tree).map((it) => (Object.hasOwn(it, name) ? it[name] : it[`${name}_static`])),
  );

describe('the browsers that the docs name', async () => {
  const modules = await packageModules();

  test('are named with these versions', async () => {
    const text = await readFile(new URL('../../docs/install.md', import.meta.url), 'utf8');
    const { chrome, firefox, safari } = BASELINE;
    assert.ok(text.includes(`Chrome and Edge ${chrome}, Firefox ${firefox}, Safari and iOS ${safari}`));
  });

  test('know the syntax of every module', async () => {
    const pkg = process.env.PAIRWELL_PKG ?? '';
    for (const name of ['pairwell.iife.js', 'javascript-engine.js']) {
      modules.push({ name, code: await readFile(join(pkg, name), 'utf8') });
    }
    for (const { name, code } of modules) {
      acorn.parse(code, { ecmaVersion: ECMASCRIPT, sourceType: name.includes('iife') ? 'script' : 'module' });
      assert.doesNotMatch(code, LATER_SYNTAX, name);
    }
  });

  test('have every API that is not known to be missing from some', () => {
    const guarded = MAY_BE_MISSING.map((path) => path.split('.').pop());
    const known = new Set([...MAY_BE_MISSING, ...guarded, ...SERVERS, ...OWN, ...OPTIONAL]);
    /** @type {Map<string, string[]>} */
    const late = new Map();
    for (const { name, code } of modules) {
      const { globals, statics, members } = takes(code);
      const asked = [
        ...globals.map((it) => [it, globalRecords(it)]),
        ...statics.map((it) => [it, staticRecords(it)]),
        ...members.map((it) => [it, memberRecords(it)]),
      ];
      for (const [it, records] of asked) {
        const browsers = known.has(it) ? [] : lacking(records);
        if (browsers.length > 0) late.set(it, [name, ...browsers]);
      }
    }
    assert.deepEqual([...late], [], 'test it in tests/browser/apis.mjs, or raise the versions in docs/install.md');
  });
});
