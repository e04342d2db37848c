/** Drives Firefox by WebDriver BiDi for the cases that every engine runs; never knows a case. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { WITHOUT_WASM, runCases } from './suite.mjs';

runCases('Firefox', () => start());
runCases('Firefox without WebAssembly', () => start({ 'javascript.options.wasm': false }), WITHOUT_WASM);

/**
 * @param {object} [preferences]
 * @returns {Promise<import('./stage.mjs').Driver>}
 */
async function start(preferences) {
  const puppeteer = createRequire(join(process.env.PAIRWELL_NODE_MODULES ?? '', 'resolve.js'))('puppeteer-core');
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX || '/usr/bin/firefox-esr',
    headless: true,
    extraPrefsFirefox: preferences,
    handleSIGINT: false,
    handleSIGTERM: false,
    defaultViewport: { width: 1000, height: 800 },
  });
  // A page of one's own: the one that is there already never has the keyboard's focus.
  const page = await browser.newPage();
  return {
    version: await browser.version(),
    visit: (url) => page.goto(url),
    run: (source) => page.evaluate(source),
    close: () => browser.close(),
  };
}
