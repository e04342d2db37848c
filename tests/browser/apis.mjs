/** Finds what the package's JavaScript takes from its host, and lists what a browser may lack of it; never loads the package. */
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { parseAst } = createRequire(join(process.env.PAIRWELL_NODE_MODULES ?? '', 'resolve.js'))('rollup/parseAst');

/** The language itself, as far as its syntax brings it, and what no page can be without. */
export const GIVEN = [
  ...'Array ArrayBuffer Boolean DataView Date Error Float64Array Int32Array JSON Map Math NaN Number Object Promise Reflect RegExp Set String'.split(
    ' ',
  ),
  ...'Symbol Uint16Array Uint32Array Uint8Array WeakSet encodeURIComponent globalThis'.split(' '),
  ...'CustomEvent Element Event HTMLElement Node Text URL addEventListener clearTimeout console document innerHeight location navigator scrollY setTimeout window'.split(
    ' ',
  ),
];

/** What only servers have. */
export const SERVERS = ['process'];

/** What a browser may lack, by its path from the global object. Without any one of these the page is as it was, or the elements work. */
export const MAY_BE_MISSING = [
  'AbortSignal',
  'AbortSignal.timeout',
  'Array.prototype.at',
  'Blob',
  'CSSStyleSheet',
  'CSSStyleSheet.prototype.replaceSync',
  'DecompressionStream',
  'Document.prototype.adoptedStyleSheets',
  'Element.prototype.attachShadow',
  'Element.prototype.replaceChildren',
  'FinalizationRegistry',
  'FormData',
  'HTMLElement.prototype.inert',
  'IDBKeyRange',
  'IntersectionObserver',
  'Intl',
  'Intl.NumberFormat',
  'MutationObserver',
  'Object.hasOwn',
  'PerformanceObserver',
  'ReadableStream.prototype.pipeThrough',
  'Response',
  'ShadowRoot.prototype.adoptedStyleSheets',
  'String.prototype.replaceAll',
  'TextDecoder',
  'TextEncoder',
  'TextEncoder.prototype.encodeInto',
  'TransformStream',
  'URLSearchParams',
  'WebAssembly',
  'WebAssembly.compile',
  'WebAssembly.compileStreaming',
  'WebAssembly.instantiate',
  'WebAssembly.validate',
  'XMLHttpRequest',
  'crypto',
  'customElements',
  'fetch',
  'indexedDB',
  'localStorage',
  'performance',
  'requestAnimationFrame',
  'requestIdleCallback',
  'sessionStorage',
];

/** Every name that scripts find the global object by. */
const GLOBAL = new Set(['globalThis', 'window', 'self']);

/** The package's modules, and their text. The classic and the portable script hold the same code again; the JavaScript engine has no APIs of pages. */
export async function packageModules() {
  const pkg = process.env.PAIRWELL_PKG ?? '';
  const again = /(^|\/)(pairwell\.iife|portable|javascript-engine)\.js$/;
  const names = (await readdir(pkg, { recursive: true })).filter((name) => name.endsWith('.js') && !again.test(name));
  return Promise.all(names.map(async (name) => ({ name, code: await readFile(join(pkg, name), 'utf8') })));
}

/**
 * What some code takes from the global object, `Object.hasOwn` and such included, and the names of all members that it uses.
 * @param {string} code of a module
 */
export function takes(code) {
  const scan = { declared: new Set(), used: new Set(), statics: new Set(), members: new Set() };
  visit(parseAst(code), scan);
  const own = (/** @type {string} */ path) => scan.declared.has(path.split('.')[0]);
  return {
    globals: [...scan.used].filter((name) => !own(name)),
    statics: [...scan.statics].filter((path) => !own(path)),
    members: [...scan.members],
  };
}

/** Nodes that declare names, or hold names that are no variables. @type {Record<string, (node: any, scan: any) => void>} */
const NODES = {
  VariableDeclarator(node, scan) {
    declare(node.id, scan);
    if (node.id.type === 'ObjectPattern') noteKeys(node, scan);
    visit(node.id, scan);
    visit(node.init, scan);
  },
  CatchClause(node, scan) {
    declare(node.param, scan);
    visit(node.body, scan);
  },
  MemberExpression(node, scan) {
    if (node.computed) visit(node.property, scan);
    else noteMember(node, scan);
    visit(node.object, scan);
  },
  Identifier: (node, scan) => scan.used.add(node.name),
  Property: visitValue,
  MethodDefinition: visitValue,
  PropertyDefinition: visitValue,
  LabeledStatement: (node, scan) => visit(node.body, scan),
  BreakStatement() {},
  ContinueStatement() {},
  ImportSpecifier: (node, scan) => scan.declared.add(node.local.name),
  ImportDefaultSpecifier: (node, scan) => scan.declared.add(node.local.name),
  ImportNamespaceSpecifier: (node, scan) => scan.declared.add(node.local.name),
  ExportSpecifier() {},
  MetaProperty() {},
};

/** @param {any} node @param {any} scan */
function visit(node, scan) {
  if (!node?.type) return;
  if (/Function|^Class/.test(node.type)) {
    declare(node.id, scan);
    node.params?.forEach((/** @type {any} */ parameter) => declare(parameter, scan));
  }
  const known = NODES[node.type];
  if (known) known(node, scan);
  else for (const value of Object.values(node)) for (const child of [value].flat()) visit(child, scan);
}

/** @param {any} node @param {any} scan */
function visitValue(node, scan) {
  if (node.computed) visit(node.key, scan);
  visit(node.value, scan);
}

/** @param {any} pattern @param {any} scan */
function declare(pattern, scan) {
  if (!pattern) return;
  if (pattern.type === 'Identifier') scan.declared.add(pattern.name);
  const inner = [pattern.properties, pattern.elements, pattern.left, pattern.argument].flat();
  for (const part of inner) declare(part?.type === 'Property' ? part.value : part, scan);
}

/** `const { process } = globalThis`, `const { compileStreaming } = WebAssembly`. @param {any} declarator @param {any} scan */
function noteKeys({ id, init }, scan) {
  for (const { key } of id.properties.filter((/** @type {any} */ property) => property.key && !property.computed)) {
    scan.members.add(key.name);
    let from = init;
    while (from?.type === 'LogicalExpression') from = from.right;
    if (from?.type === 'Identifier') noteStatic(from.name, key.name, scan);
  }
}

/** @param {any} member @param {any} scan */
function noteMember({ object, property }, scan) {
  scan.members.add(property.name);
  if (object.type === 'Identifier') noteStatic(object.name, property.name, scan);
}

/** @param {string} object @param {string} member @param {any} scan */
function noteStatic(object, member, scan) {
  if (GLOBAL.has(object)) scan.used.add(member);
  else if (/^[A-Z]/.test(object)) scan.statics.add(`${object}.${member}`);
}
