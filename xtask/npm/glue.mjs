/** Rewrites what wasm-bindgen writes where some hosts need it otherwise; refuses when it no longer finds the place. */

/**
 * @param {string} code
 * @param {string} old
 * @param {string} wanted
 */
export function replaced(code, old, wanted) {
  if (code.split(old).length !== 2) throw new Error(`wasm-bindgen's glue does not have this once: ${old}`);
  return code.replace(old, () => wanted);
}

/** What every browser with the engine's WebAssembly has. @param {string} code */
export function withoutEncodeInto(code) {
  const start = code.indexOf("if (!('encodeInto' in cachedTextEncoder)) {");
  const end = code.indexOf('\n}\n', start);
  if (start < 0 || end < 0) throw new Error("wasm-bindgen's glue does not make encodeInto where it is missing");
  return code.slice(0, start) + code.slice(end + 3);
}

/**
 * Leaves out what nothing calls: `free`, since the browser's collector frees, and strings passed without a way to grow.
 * @param {string} code
 */
export function withoutUnused(code) {
  const unused = [
    /^ {4}__destroy_into_raw\(\) \{\n(?: {8}.*\n)+ {4}\}\n {4}free\(\) \{\n(?: {8}.*\n)+ {4}\}\n/gm,
    /^if \(Symbol\.dispose\).*\n/gm,
    /^ {4}if \(realloc === undefined\) \{\n(?: {8}.*\n)+ {4}\}\n/gm,
    /, unregister: \(\) => \{\}/g,
    /(?<=Finalization\.register\(this, this\.__wbg_ptr), this(?=\))/g,
  ];
  return unused.reduce((left, part) => {
    if (!part.test(left)) throw new Error(`wasm-bindgen's glue does not have this: ${part}`);
    return left.replace(part, '');
  }, code);
}

/**
 * Takes texts in one place: wasm-bindgen writes it out for each function, with a `finally` for texts that are none.
 * @param {string} code
 */
export function withOneTaker(code) {
  const always = /let deferred1_0;\s+let deferred1_1;\s+try \{\s+const ret = (.*);\n[^}]*\} finally \{[^}]*\}/g;
  const perhaps = /let v\d;\s+if \(ret\[0\] !== 0\) \{\s+v\d = getStringFromWasm0[^}]*\}\s+return v\d;/g;
  if (!always.test(code) || !perhaps.test(code)) throw new Error("wasm-bindgen's glue takes no text");
  const taker =
    'function takeText(ret) {\n    const text = getStringFromWasm0(ret[0], ret[1]);\n    wasm.__wbindgen_free(ret[0], ret[1], 1);\n    return text;\n}\n';
  return (
    code.replace(always, 'return takeText($1);').replace(perhaps, 'return ret[0] ? takeText(ret) : undefined;') + taker
  );
}

/** Makes the coders of text when they are first needed: test environments import the package and have none. @param {string} code */
export function withLateCoders(code) {
  const decoder = "let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });\n";
  const late = replaced(code, `${decoder}cachedTextDecoder.decode();\n`, 'let cachedTextDecoder;\n');
  // The glue makes a new decoder when its count of bytes reaches this limit, so this makes the first.
  const first = replaced(late, 'let numBytesDecoded = 0;', 'let numBytesDecoded = MAX_SAFARI_DECODE_BYTES;');
  const encoder = 'const cachedTextEncoder = new TextEncoder();';
  return replaced(first, encoder, 'const cachedTextEncoder = globalThis.TextEncoder ? new TextEncoder() : {};');
}

/**
 * Takes another view once the memory has another buffer. WebAssembly detaches the buffer of before, which is all that the glue looks for.
 * @param {string} code
 */
export function withFreshViews(code) {
  const [bytes, view] = [
    /(\w+)\.byteLength === 0/g,
    /(\w+)\.buffer\.detached === true \|\| \(.*? !== wasm\.memory\.buffer\)/g,
  ];
  if (![bytes, view].every((stale) => code.match(stale)))
    throw new Error("wasm-bindgen's glue looks for no detached buffer");
  return code.replace(bytes, '$1.buffer !== wasm.memory.buffer').replace(view, '$1.buffer !== wasm.memory.buffer');
}
