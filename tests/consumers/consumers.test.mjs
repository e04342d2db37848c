/** Builds applications with Vite, webpack and Next from the packed package and shops in them; never uses the package's sources. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { openPage, waitForState } from '../browser/browser.mjs';
import { SPOILERS, Site } from '../browser/site.mjs';
import { browser, setUp, workshop } from './workshop.mjs';

setUp();

/**
 * Serves what a build made and adds the first suggestion to the cart.
 * @param {string} directory
 */
async function shopIn(directory) {
  const site = await Site.open(directory);
  const page = await openPage(browser);
  try {
    await page.goto(site.url('/'));
    await waitForState(page, 'ready');
    const [first] = await suggested(page);
    await page.locator('pairwell-shelf button').first().click();
    await page.waitForSelector('#cart li');
    await page.waitForFunction((title) => {
      const cards = document.querySelector('pairwell-shelf').shadowRoot.querySelectorAll('.card:not(.ghost) .title');
      return ![...cards].some((card) => card.textContent === title);
    }, first);
    assert.equal(await page.locator('#cart li').count(), 1);
    assert.deepEqual(page.problems.filter(notAPicture), []);
    assert.equal(site.asked.filter((path) => path.endsWith('.wasm')).length, 1, 'one engine, fetched once');
    assert.equal(site.asked.filter((path) => path.includes('javascript-engine')).length, 0, 'not where wasm runs');
  } finally {
    await page.context().close();
    await site.close();
  }
}

/** The Next application, with the wrapper of the docs. @param {string} name */
async function nextApplication(name) {
  const directory = await workshop.application('tests/consumers/next', 'public', name);
  await cp('docs/examples/react/src/Suggestions.jsx', join(directory, 'app/Suggestions.jsx'));
  return directory;
}

/** These applications have the sample shop's model, not its pictures. @param {string} problem */
const notAPicture = (problem) => !problem.startsWith('Failed to load resource');

const suggested = (page) =>
  page.$eval('pairwell-shelf', (shelf) =>
    [...shelf.shadowRoot.querySelectorAll('.card:not(.ghost) .title')].map((title) => title.textContent),
  );

describe('an application that consumes the packed package', () => {
  for (const framework of ['react', 'vue']) {
    test(`built by Vite, with ${framework}, as the docs show it`, async () => {
      const directory = await workshop.application(`docs/examples/${framework}`, 'public');
      await workshop.tool(directory, 'vite/bin/vite.js', ['build', '--logLevel', 'error']);
      await shopIn(join(directory, 'dist'));
    });
  }

  test('built by webpack without a setting', async () => {
    const directory = await workshop.application('tests/consumers/webpack', 'dist');
    await promisify(execFile)(process.execPath, ['build.mjs'], { cwd: directory });
    await cp(join(directory, 'index.html'), join(directory, 'dist/index.html'));
    await shopIn(join(directory, 'dist'));
  });

  test('served by Next in development, without a complaint that the page is not what the server rendered', async () => {
    const directory = await nextApplication('next-development');
    const server = workshop.start(directory, 'next/dist/bin/next', ['dev', '--port', '0', '--hostname', '127.0.0.1']);
    const page = await openPage(browser);
    try {
      await page.goto(await server.said(/http:\/\/127\.0\.0\.1:\d+/));
      await waitForState(page, 'ready');
      // React has taken the page over: it answers.
      await page.locator('pairwell-shelf button').first().click();
      await page.waitForSelector('#cart li');
      assert.deepEqual(page.problems.filter(notAPicture), []);
    } finally {
      await page.context().close();
      server.end();
    }
  });

  test('built by Next, rendered on the server first', async () => {
    const directory = await nextApplication('next');
    await workshop.tool(directory, 'next/dist/bin/next', ['build']);
    const html = await readFile(join(directory, 'dist/index.html'), 'utf8');
    assert.match(html, /<pairwell-shelf model="\.\/model\/" placement="cart"/, 'the server rendered the tag');
    await shopIn(join(directory, 'dist'));
  });
});

describe('the packed package', () => {
  test('has types that every kind of resolution finds', async () => {
    const printed = await workshop.tool(workshop.directory, '@arethetypeswrong/cli/dist/index.js', [
      workshop.tarball,
      '--profile',
      'esm-only',
      '--no-emoji',
      '--no-color',
      '--exclude-entrypoints',
      'pairwell_wasm_bg.wasm',
      'pairwell.iife.js',
      'precache.json',
      'custom-elements.json',
    ]);
    assert.match(printed, /"pairwell\/bundle\.js"/);
  });

  test('works from one classic script tag, under a strict policy', async () => {
    const site = await Site.open(join(workshop.directory, 'node_modules/pairwell'));
    const page = await openPage(browser);
    try {
      const catalogue = await Site.open();
      for (const path of ['pairwell.json']) site.pages.set(`/model/${path}`, await served(catalogue, path));
      const manifest = JSON.parse(String(site.pages.get('/model/pairwell.json')));
      for (const { file } of [manifest.model, manifest.catalog, manifest.rules])
        site.pages.set(`/model/${file}`, await served(catalogue, file));
      await catalogue.close();
      site.pages.set(
        '/shop.html',
        `<!doctype html><title>Shop</title><script src="pairwell.iife.js" async></script>
        <pairwell-shelf model="model/"></pairwell-shelf>`,
      );
      site.spoiled.set('shop.html', SPOILERS.strictPolicy);
      await page.goto(site.url('/shop.html'));
      await waitForState(page, 'ready');
      assert.equal(await page.evaluate(() => typeof window.pairwell.Pairwell.load), 'function');
      assert.equal(site.count('.wasm'), 1);
      assert.deepEqual(page.problems.filter(notAPicture), []);
    } finally {
      await page.context().close();
      await site.close();
    }
  });

  test('names in precache.json only files that are there, the engine among them', async () => {
    const installed = join(workshop.directory, 'node_modules/pairwell');
    const entries = JSON.parse(await readFile(join(installed, 'precache.json'), 'utf8'));
    assert.ok(entries.some(({ url }) => url === 'pairwell_wasm_bg.wasm'));
    assert.ok(entries.every(({ revision }) => /^[0-9a-f]{16}$/.test(revision)));
    for (const { url } of entries) await readFile(join(installed, url));
  });
});

/** A file of the sample shop's model. */
async function served(site, file) {
  return Buffer.from(await (await fetch(site.url(`/model/${file}`))).arrayBuffer());
}
