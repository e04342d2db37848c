/** Renders the elements in the documents that component tests and servers have: jsdom, happy-dom and linkedom, under Vitest and Jest; never a browser. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { openModel } from '../browser/package.mjs';
import { Workshop } from './workshop.mjs';

const run = promisify(execFile);

describe('a component test renders the elements', () => {
  /** @type {Workshop} */
  let workshop;
  let directory;
  let env;
  before(async () => {
    workshop = await Workshop.open();
    directory = await workshop.application('tests/consumers/environments', '.');
    const picks = (await openModel()).suggest({ cart: ['KF-1001'], placement: 'product', limit: 16 });
    const titles = picks.filter(({ product }) => product.available).map(({ product }) => product.title);
    env = {
      ...process.env,
      MODEL: join(directory, 'model'),
      PACKAGE: join(workshop.directory, 'node_modules/pairwell'),
      TITLES: titles.slice(0, 4).join('|'),
      CI: '1',
      // Node's runner marks its children.
      NODE_TEST_CONTEXT: undefined,
    };
  });
  after(() => workshop.close());

  /** @param {string} script within node_modules, or of the application @param {string[]} parameters @param {string[]} [options] of Node */
  async function node(script, parameters, options = []) {
    const asked = [...options, script, ...parameters];
    await run(process.execPath, asked, { cwd: directory, env }).catch(({ stdout, stderr }) =>
      assert.fail(`${stdout}\n${stderr}`),
    );
  }
  const installed = (/** @type {string} */ script) =>
    join(process.env.PAIRWELL_CONSUMERS ?? '', 'node_modules', script);
  const jest = async (/** @type {string} */ name, /** @type {object} */ settings, /** @type {string[]} */ options) => {
    const config = join(directory, `${name}.json`);
    const base = { testEnvironment: 'jsdom', transform: {}, rootDir: directory, testMatch: [`**/${name}`] };
    await writeFile(config, JSON.stringify({ ...base, ...settings }));
    await node(installed('jest/bin/jest.js'), ['--config', config], options);
  };

  test('in Vitest, over jsdom and happy-dom', () =>
    node(installed('vitest/vitest.mjs'), ['run', '--root', '.', '--config', 'vitest.config.mjs']));

  test('in Jest with ES modules', () => jest('jest.esm.mjs', {}, ['--experimental-vm-modules']));

  test('in Jest as it comes, by the classic script', () =>
    jest(
      'jest.classic.cjs',
      { moduleNameMapper: { '^pairwell/define(-bundle)?\\.js$': 'pairwell/pairwell.iife.js' } },
      [],
    ));

  test('in linkedom', () => node('linkedom.mjs', []));
});
