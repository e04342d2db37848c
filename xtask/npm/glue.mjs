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
