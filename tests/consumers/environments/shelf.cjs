/** Renders both elements in whatever document a test environment has, over a stand-in for fetch, and tells what became of them. */
const { readFile } = require('node:fs/promises');
const { join } = require('node:path');
const { fileURLToPath } = require('node:url');

const { MODEL, PACKAGE } = process.env;

/** Answers as the mocks of component tests do: with little more than a body. @param {string | URL} address */
exports.fetch = async (address) => {
  const { protocol, pathname } = new URL(address);
  const inModel = pathname.startsWith('/model/') && join(MODEL, pathname.slice('/model/'.length));
  const bytes = await readFile(protocol === 'file:' ? fileURLToPath(String(address)) : inModel || join(PACKAGE, pathname));
  return { ok: true, status: 200, text: async () => String(bytes), arrayBuffer: async () => bytes };
};

/** The states of a shelf and a bundle, and what they say, once they have loaded or failed. @param {() => Promise<unknown>} load the package */
exports.shop = async (load) => {
  globalThis.fetch = exports.fetch;
  const errors = [];
  document.addEventListener('pairwell:error', ({ detail }) => errors.push(detail.message));
  await load();
  document.body.innerHTML = `
    <pairwell-shelf model="http://localhost/model/" items="KF-1001"><p>our own</p></pairwell-shelf>
    <pairwell-bundle model="http://localhost/model/" item="KF-2601"></pairwell-bundle>`;
  const elements = [...document.querySelectorAll('pairwell-shelf, pairwell-bundle')];
  const isOver = (element) => ['ready', 'empty', 'error'].includes(element.getAttribute('state'));
  while (!elements.every(isOver)) await new Promise((later) => setTimeout(later, 10));
  const titles = [...elements[0].shadowRoot.querySelectorAll('.title')].map(({ textContent }) => textContent);
  return { states: elements.map((element) => element.getAttribute('state')), titles: titles.filter(Boolean).slice(0, 4), errors };
};

/** What a browser shows. */
exports.expected = { states: ['ready', 'ready'], titles: (process.env.TITLES ?? '').split('|'), errors: [] };
