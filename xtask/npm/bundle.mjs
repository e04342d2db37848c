/**
 * Bundles www/ into the package's JavaScript with Rollup and terser: what every shelf needs in one file, the rest in the files that pages load later.
 *
 * Usage: node bundle.mjs WWW MODULE SHARDED PKG LIST, with PAIRWELL_NODE_MODULES naming the directory that holds both tools.
 * MODULE and SHARDED are wasm-pack's output. PKG holds the engine already. LIST is a file: it receives, as JSON, which chunk imports which.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { withShortNames } from './names.mjs';
import { replaced, withLateCoders, withOneTaker, withoutEncodeInto, withoutUnused } from './glue.mjs';

const require = createRequire(join(process.env.PAIRWELL_NODE_MODULES ?? '', 'resolve.js'));
const { rollup } = require('rollup');
const { minify } = require('terser');

const [www, module, sharded, pkg, list] = process.argv.slice(2).map((path) => resolve(path));

/** Files that users import or link to, by their names in the package. */
const ENTRIES = {
  index: 'index.js',
  'define-at-once': 'define.js',
  'define-bundle-at-once': 'define-bundle.js',
  'define-sharded-at-once': 'define-sharded.js',
  sharded: 'sharded.js',
  'sharded-shelf': 'element/sharded.js',
  shelf: 'element/shelf.js',
  bundle: 'element/bundle.js',
  texts: 'element/texts.js',
  history: 'shopper/history.js',
  taste: 'shopper/history.js',
  experiment: 'experiment/experiment.js',
  order: 'experiment/order.js',
  // What pages load besides, if their experiments need it.
  ...Object.fromEntries(
    ['apply', 'ga4', 'given', 'report'].map((name) => [`experiment/${name}`, `experiment/${name}.js`]),
  ),
  ...inFolder('element/texts', 'texts'),
  ...inFolder('cart', 'cart'),
  // For tests and benchmarks: the engine's classes.
  pairwell_wasm: 'engine/glue.js',
};

/** Modules that travel as one file: each group is all that its roots import statically, without the groups above it. */
const GROUPS = {
  core: ['element/shelf.js'],
  // What few pages need, and index.js has a part of.
  trouble: ['engine/trouble.js'],
  // With consent.js, which later files share: almost every model has rules.
  rules: ['engine/ruled.js', 'element/ruled.js'],
  'bundle-core': ['element/bundle.js'],
  experiment: ['experiment/experiment.js'],
  // Beside the shelf, which does not wait for it; thank-you pages share its queue.
  'experiment/report': ['experiment/report.js'],
  'sharded-core': ['element/sharded.js'],
  // Loaded before the rest of its room, and often without it.
  'cart/signs': ['cart/signs.js'],
  'cart-core': ['cart/hub.js'],
};

/** What pages' tags name. Each is a bundle of its own, since a shared part would be one more round trip. */
const TAGS = {
  define: 'tag/define.js',
  'define-bundle': 'tag/define-bundle.js',
  'define-sharded': 'tag/define-sharded.js',
};

/** The engine's glue, which wasm-pack writes. */
const GLUE = 'pairwell_wasm_bg.js';
/** The engine for pages without WebAssembly. It is in the package already, and stays as it is. */
const JAVASCRIPT_ENGINE = 'javascript-engine.js';

const CLASSIC = 'pairwell.iife.js';
/** The API for scripts as one module that says `import.meta` nowhere: React Native's compiler and small JavaScript engines refuse it. */
const PORTABLE = 'portable.js';

const WASM = 'pairwell_wasm_bg.wasm';

/** The engine for pages that load shards, and its glue. */
const SHARDS_WASM = 'pairwell_shards_bg.wasm';
const SHARDS_GLUE = 'pairwell_shards_bg.js';

/** The engine's module and its glue, as the package has them. */
const engine = withShortNames(
  readFileSync(join(module, WASM)),
  withOneTaker(withoutUnused(withoutEncodeInto(withLateCoders(readFileSync(join(module, GLUE), 'utf8'))))),
);

/** The same for shards. It makes engine after engine, so each is freed. */
const shardsEngine = withShortNames(
  readFileSync(join(sharded, SHARDS_WASM)),
  withOneTaker(withoutEncodeInto(withLateCoders(readFileSync(join(sharded, SHARDS_GLUE), 'utf8')))),
);

/** @param {string} folder @param {string} name */
function inFolder(folder, name) {
  const files = readdirSync(join(www, folder)).filter((file) => file.endsWith('.js'));
  return Object.fromEntries(files.map((file) => [`${name}/${file.slice(0, -3)}`, `${folder}/${file}`]));
}

/** The group of every module that has one. @param {(id: string) => {importedIds: readonly string[]}} moduleInfo */
function groupsOf(moduleInfo) {
  /** @type {Map<string, string>} */
  const groups = new Map();
  const claim = (/** @type {string} */ id, /** @type {string} */ group) => {
    if (groups.has(id)) return;
    groups.set(id, group);
    for (const imported of moduleInfo(id).importedIds) claim(imported, group);
  };
  for (const [group, roots] of Object.entries(GROUPS)) for (const root of roots) claim(join(www, root), group);
  return groups;
}

/** Finds the generated files, which www/ imports from where the package will be. */
const glue = {
  name: 'glue',
  /** @param {string} source */
  resolveId(source) {
    if (source.endsWith(`/pkg/${GLUE}`)) return join(module, GLUE);
    if (source.endsWith(`/pkg/${SHARDS_GLUE}`)) return join(sharded, SHARDS_GLUE);
    if (source === 'fflate') return join(process.env.PAIRWELL_NODE_MODULES ?? '', 'fflate/esm/browser.js');
    // It lies beside the files that load it, whatever directory the package is installed in.
    const isEngine = source.endsWith(`/pkg/${JAVASCRIPT_ENGINE}`);
    return isEngine ? { id: `./${JAVASCRIPT_ENGINE}`, external: true } : null;
  },
  /** @param {string} id */
  load(id) {
    if (id === join(sharded, SHARDS_GLUE)) return shardsEngine.glue;
    return id === join(module, GLUE) ? engine.glue : null;
  },
};

/** Shortens style sheets: the template literals of what is called CSS. */
const styles = {
  name: 'styles',
  /** @this {any} @param {string} code @param {string} id */
  transform(code, id) {
    if (!id.startsWith(www) || !code.includes('CSS')) return null;
    const declared = this.parse(code).body.flatMap((/** @type {any} */ { declarations = [] }) => declarations);
    const sheets = declared.filter((/** @type {any} */ it) => /CSS/.test(it.id.name));
    const texts = textsIn(sheets).sort((one, other) => other.start - one.start);
    const short = texts.reduce(
      (text, { start, end }) => text.slice(0, start) + shorten(text.slice(start, end)) + text.slice(end),
      code,
    );
    return { code: short, map: null };
  },
};

/** The literal parts of all templates in a syntax tree. @param {any} node @returns {{start: number, end: number}[]} */
function textsIn(node) {
  if (!node || typeof node !== 'object') return [];
  return node.type === 'TemplateElement' ? [node] : Object.values(node).flatMap(textsIn);
}

/** @param {string} css */
function shorten(css) {
  const single = css.replace(/\/\*.*?\*\//gs, '').replace(/\s+/g, ' ');
  return single
    .replace(/ ?([{};]) ?/g, '$1')
    .replace(/([,:]) /g, '$1')
    .replace(/;(?=\})/g, '');
}

/** Minifies each file; source maps lead back to www/. */
const terser = {
  name: 'terser',
  /** @param {string} code @param {unknown} _ @param {{format: string}} output */
  async renderChunk(code, _, { format }) {
    // What compresses best: functions that are called once stay functions, first in the file, and statements stay statements. Nothing
    // here is made with `new` from a function, so that any may be an arrow.
    const shape = { inline: 1, hoist_funs: true, sequences: false, unsafe_arrows: true };
    const compress = { passes: 3, pure_getters: true, ...shape };
    // The classic script's one variable is a global, which pages use.
    const options = { module: format === 'es', ecma: 2020, compress, sourceMap: { asObject: true } };
    const { code: small, map } = await minify(code, options);
    return { code: small, map };
  },
};

/** Refuses a file that nobody asked for: it would be one more request. @param {any[]} files */
function check(files) {
  for (const { fileName, isEntry, isDynamicEntry, name, moduleIds } of files) {
    if (isEntry || isDynamicEntry || name in GROUPS) continue;
    const modules = moduleIds.map((/** @type {string} */ id) => relative(www, id)).join(', ');
    throw new Error(
      `${fileName} (${modules}) is a chunk of shared modules: put them into a group of xtask/npm/bundle.mjs`,
    );
  }
}

/** Bundles the modules. */
async function modules() {
  const input = Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, join(www, file)]));
  const bundle = await rollup({ input, plugins: [glue, styles], preserveEntrySignatures: 'strict', onwarn: refuse });
  /** @type {Map<string, string> | undefined} */
  let groups;
  const { output } = await bundle.write({
    dir: pkg,
    format: 'es',
    sourcemap: true,
    freeze: false,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    hoistTransitiveImports: true,
    manualChunks: (id, { getModuleInfo }) => {
      groups ??= groupsOf(getModuleInfo);
      return groups.get(id);
    },
    plugins: [terser],
  });
  const files = output.filter(({ type }) => type === 'chunk');
  check(files);
  const chunks = files.map(({ fileName, imports, dynamicImports }) => [fileName, { imports, dynamicImports }]);
  return { ...Object.fromEntries(chunks), ...(await tags(files)) };
}

/**
 * Bundles what pages' tags name: requests for the files that `modules` wrote, and the registration. What a tag asks for in any case counts
 * as imported.
 * @param {any[]} files
 */
async function tags(files) {
  const lies = new Map(files.flatMap(({ fileName, moduleIds }) => moduleIds.map((id) => [id, `./${fileName}`])));
  const written = Object.entries(TAGS).map(async ([name, file]) => {
    const input = join(www, file);
    const atOnce = files.find((it) => it.name === `${name}-at-once`);
    const inPackage = {
      name: 'in-package',
      /** @param {string} source @param {string} importer */
      resolveDynamicImport: (source, importer) => ({ id: lies.get(resolve(importer, '..', source)), external: true }),
      /** What the package's files export has a short name there. @param {string} code @param {string} id */
      transform: (code, id) => (id === input ? withShortName(code, atOnce) : null),
    };
    const bundle = await rollup({ input, plugins: [inPackage], onwarn: refuse });
    /** @type {string[]} */
    const imports = [];
    const counting = {
      name: 'counting',
      /** @this {any} */
      renderStart() {
        imports.push(...this.getModuleInfo(input).dynamicallyImportedIds);
      },
    };
    const output = { format: 'es', sourcemap: true, freeze: false, file: join(pkg, `${name}.js`) };
    await bundle.write({ ...output, plugins: [counting, terser] });
    return [`${name}.js`, { imports: imports.map((it) => it.replace('./', '')), dynamicImports: [] }];
  });
  return Object.fromEntries(await Promise.all(written));
}

/** Names a class as the file does that has it. @param {string} code @param {any} importer the chunk that imports it too, and nothing else */
function withShortName(code, importer) {
  const [short, ...others] = Object.values(importer.importedBindings).flat();
  if (others.length > 0) throw new Error(`${importer.fileName} imports more than its class`);
  return { code: replaced(code, '.then(({ ', `.then(({ ${short}: `), map: null };
}

/** Bundles the whole package into one classic script. */
async function classic() {
  const bundle = await rollup({ input: join(www, 'classic.js'), plugins: [glue, styles], onwarn: refuse });
  const output = { format: 'iife', name: 'pairwell', inlineDynamicImports: true, sourcemap: true, freeze: false };
  await bundle.write({ ...output, file: join(pkg, CLASSIC), plugins: [terser] });
}

/** Bundles the API for scripts into one module. */
async function portable() {
  const nowhere = { name: 'nowhere', resolveImportMeta: () => 'undefined' };
  const bundle = await rollup({ input: join(www, 'index.js'), plugins: [glue, nowhere], onwarn: refuse });
  const output = { format: 'es', inlineDynamicImports: true, sourcemap: true, freeze: false };
  await bundle.write({ ...output, file: join(pkg, PORTABLE), plugins: [terser] });
  writeFileSync(join(pkg, PORTABLE.replace('js', 'd.ts')), "export * from './index.js';\n");
}

/** Puts a declaration beside every entry whose types lie in a room of www/: resolution without `exports` looks there. */
function declare() {
  for (const [name, file] of Object.entries(ENTRIES)) {
    const [types, declaration] = [file.replace(/js$/, 'd.ts'), `${name}.d.ts`];
    if (types === declaration) continue;
    const module = `${'../'.repeat(name.split('/').length - 1) || './'}${file}`;
    const all = `export * from '${module}';\n`;
    writeFileSync(join(pkg, declaration), name.startsWith('texts/') ? `export { default } from '${module}';\n` : all);
  }
}

/** Writes what a page's `integrity` attributes and import map say of each file, by its name in the package. */
function seal() {
  const names = readdirSync(pkg, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|wasm)$/.test(name));
  const digest = (/** @type {string} */ name) =>
    createHash('sha384')
      .update(readFileSync(join(pkg, name)))
      .digest('base64');
  const entries = names.sort().map((name) => [name.replaceAll('\\', '/'), `sha384-${digest(name)}`]);
  writeFileSync(join(pkg, 'integrity.json'), `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

/** Every warning names a mistake, except that a module of types has no code. @param {{code?: string, message: string}} warning */
function refuse({ code, message }) {
  if (code !== 'EMPTY_BUNDLE') throw new Error(message);
}

const [chunks] = await Promise.all([modules(), classic(), portable()]);
writeFileSync(join(pkg, WASM), engine.wasm);
writeFileSync(join(pkg, SHARDS_WASM), shardsEngine.wasm);
declare();
seal();
writeFileSync(list, JSON.stringify(chunks, null, 2));
