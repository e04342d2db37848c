/** Gives the imports and exports of a WebAssembly module short names, in the module and in its glue: long ones travel in both, and hashes do not compress. */

/** Sections of a module. */
const IMPORTS = 2;
const EXPORTS = 7;

/**
 * @param {Uint8Array} wasm
 * @param {string} glue its JavaScript, as wasm-bindgen writes it
 * @returns {{wasm: Uint8Array, glue: string}}
 */
export function withShortNames(wasm, glue) {
  /** @type {Map<string, string>} */
  const names = new Map();
  const shorten = (/** @type {string} */ name, /** @type {RegExp} */ use) => {
    if (!use.test(glue)) return name;
    if (!names.has(name)) names.set(name, `$${names.size.toString(36)}`);
    return /** @type {string} */ (names.get(name));
  };
  const short = mapSections(wasm, {
    [IMPORTS]: (part) => mapImports(part, (name) => shorten(name, new RegExp(`^export function ${name}\\(`, 'm'))),
    [EXPORTS]: (part) => mapExports(part, (name) => shorten(name, new RegExp(`\\bwasm\\.${name}\\b`))),
  });
  const renamed = glue
    .replace(/^(export function )(\w+)/gm, (_, before, name) => before + (names.get(name) ?? name))
    .replace(/\b(wasm\.)(\w+)/g, (_, before, name) => before + (names.get(name) ?? name));
  return { wasm: short, glue: renamed };
}

/** @param {Uint8Array} wasm @param {Record<number, (section: Reader) => number[]>} change */
function mapSections(wasm, change) {
  const reader = new Reader(wasm);
  const written = [...reader.take(8)];
  while (!reader.isDone) {
    const id = reader.byte();
    const section = reader.take(reader.number());
    const content = change[id]?.(new Reader(section)) ?? section;
    written.push(id, ...number(content.length));
    for (const byte of content) written.push(byte);
  }
  return Uint8Array.from(written);
}

/** Each import: module, name, kind 0, type. @param {Reader} section @param {(name: string) => string} rename */
function mapImports(section, rename) {
  const count = section.number();
  const written = number(count);
  for (let n = 0; n < count; n++) {
    written.push(...text(section.text()), ...text(rename(section.text())));
    if (section.byte() !== 0) throw new Error('the module imports something that is no function');
    written.push(0, ...number(section.number()));
  }
  return written;
}

/** Each export: name, kind, number. @param {Reader} section @param {(name: string) => string} rename */
function mapExports(section, rename) {
  const count = section.number();
  const written = number(count);
  for (let n = 0; n < count; n++) {
    written.push(...text(rename(section.text())), section.byte(), ...number(section.number()));
  }
  return written;
}

/** Reads a module's bytes in order. */
class Reader {
  #bytes;
  #at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  get isDone() {
    return this.#at >= this.#bytes.length;
  }

  byte() {
    return this.#bytes[this.#at++];
  }

  /** @param {number} count */
  take(count) {
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** LEB128, without a sign. */
  number() {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  text() {
    return Buffer.from(this.take(this.number())).toString('utf8');
  }
}

/** @param {number} value */
function number(value) {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

/** @param {string} words */
function text(words) {
  const bytes = Buffer.from(words);
  return [...number(bytes.length), ...bytes];
}
