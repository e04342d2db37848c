/** Builds service workers with Workbox as docs/offline.md says and shops without the server; never the demo store's own worker. */
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openPage, waitForState } from '../browser/browser.mjs';
import { Site } from '../browser/site.mjs';
import { browser, setUp, workshop } from './workshop.mjs';

const PAGE = `<!doctype html><html lang="de"><title>Shop</title>
<script type="module" src="pairwell/define.js"></script><script src="register.js"></script>
<pairwell-shelf model="pairwell-model/"></pairwell-shelf>`;

const { generateSW } = createRequire(join(process.env.PAIRWELL_CONSUMERS ?? '', 'resolve.js'))('workbox-build');

setUp();

/** A shop's static files, the package and the model among them. @param {string} name */
async function shop(name) {
  const directory = join(workshop.directory, name);
  const installed = join(workshop.directory, 'node_modules/pairwell');
  await mkdir(directory);
  await cp(installed, join(directory, 'pairwell'), { recursive: true });
  await cp(join(process.env.PAIRWELL_SITE ?? '', 'model'), join(directory, 'pairwell-model'), { recursive: true });
  await writeFile(join(directory, 'index.html'), PAGE);
  await writeFile(join(directory, 'register.js'), "navigator.serviceWorker.register('sw.js');");
  return { directory, entries: JSON.parse(await readFile(join(installed, 'precache.json'), 'utf8')) };
}

/** What the docs configure. @type {[string, (entries: {url: string, revision: string}[]) => object][]} */
const CONFIGURATIONS = [
  [
    'that looks at all files',
    () => ({
      globPatterns: ['**/*.{html,js,css,svg}', 'pairwell/*.{js,wasm}', 'pairwell-model/*.{json,pw}'],
    }),
  ],
  [
    "that takes the package's own list",
    (entries) => ({
      globPatterns: ['*.{html,js}', 'pairwell-model/*.{json,pw}'],
      additionalManifestEntries: entries.map(({ url, revision }) => ({ url: `pairwell/${url}`, revision })),
    }),
  ],
];

describe('a worker built by Workbox', () => {
  for (const [index, [name, configure]] of CONFIGURATIONS.entries()) {
    test(`${name} keeps the shelf without the server, in the page's language`, async () => {
      const { directory, entries } = await shop(`shop-${index}`);
      const configuration = { globDirectory: directory, swDest: join(directory, 'sw.js'), ...configure(entries) };
      const { warnings } = await generateSW(configuration);
      assert.deepEqual(warnings, []);
      const site = await Site.open(directory);
      const page = await openPage(browser, { serviceWorkers: 'allow' });
      try {
        await page.goto(site.url('/index.html'));
        await page.evaluate(() => navigator.serviceWorker.ready);
        const kept = await page.evaluate(async () => {
          const [cache] = await caches.keys();
          return (await (await caches.open(cache)).keys()).map(({ url }) => new URL(url).pathname);
        });
        for (const { url } of entries) assert.ok(kept.includes(`/pairwell/${url}`), url);
        await site.close();
        await page.goto(site.url('/index.html'));
        await waitForState(page, 'ready');
        const button = await page.locator('pairwell-shelf button').first().textContent();
        assert.equal(button, 'Dazu');
      } finally {
        await page.context().close();
        await site.close();
      }
    });
  }
});
