/** Says in which shard something lies, by a hash of its name, and what that shard's file is called; never looks a name up. */

/** @import { Manifest, ShardEntries } from './types.js' */

/** Characters of an address. */
const ADDRESS = 8;

/**
 * FNV-1a over UTF-16 code units, as in src/model/shards/place.rs; a test compares the two.
 * @param {string} key a SKU, or what `keyOfList` made
 * @param {number} count of shards
 */
export function placeOf(key, count) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % count;
}

/** What a block of a list is found by. No SKU has a NUL. @param {number} kind @param {number} number @param {number} block */
export const keyOfList = (kind, number, block) => `\0${kind}:${number}:${block}`;

/**
 * The shards that a manifest names. Undefined if it names none, or nobody could tell what they are called.
 * @param {Manifest} manifest
 * @returns {ShardEntries | undefined}
 */
export function shardsOf({ shards }) {
  // Nobody knows who wrote the manifest: no name may lead out of the directory.
  if (!/^root-\w+\.pw$/.test(shards?.root?.file ?? '') || !(Number(shards?.count) > 0)) return undefined;
  const areAddresses = (/** @type {unknown} */ text) => typeof text === 'string' && /^([a-z\d]{8})+$/.test(text);
  return areAddresses(shards?.rows) && areAddresses(shards?.cards ?? shards?.rows) ? shards : undefined;
}

/** @param {ShardEntries} shards @param {'rows' | 'cards'} kind @param {number} n */
export function addressOf(shards, kind, n) {
  const addresses = shards[kind] ?? '';
  const at = ADDRESS * (n % (addresses.length / ADDRESS));
  return addresses.slice(at, at + ADDRESS);
}

/** @param {ShardEntries} shards @param {'rows' | 'cards'} kind @param {number} n */
export const shardFile = (shards, kind, n) => `${kind}-${addressOf(shards, kind, n)}-${n}.pw`;
