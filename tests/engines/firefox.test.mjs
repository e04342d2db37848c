/** Drives Firefox by WebDriver BiDi for the cases that every engine runs; never knows a case. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runCases } from './suite.mjs';

runCases('Firefox', start);

/** @returns {Promise<import('./stage.mjs').Driver>} */
async function start() {
  const puppeteer = createRequire(join(process.env.PAIRWELL_NODE_MODULES ?? '', 'resolve.js'))('puppeteer-core');
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX || '/usr/bin/firefox-esr',
    headless: true,
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
