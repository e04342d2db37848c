/** Drives Chromium by Playwright for the cases that every engine runs; never knows a case. */
import { launch } from '../browser/browser.mjs';
import { runCases } from './suite.mjs';

runCases('Chromium', start);

/** @returns {Promise<import('./stage.mjs').Driver>} */
async function start() {
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  return {
    version: `Chromium ${browser.version()}`,
    visit: (url) => page.goto(url),
    run: (source) => page.evaluate(source),
    close: () => browser.close(),
  };
}
