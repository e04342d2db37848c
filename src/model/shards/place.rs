//! Says in which shard something lies, by a hash of its name; never looks a name up.
//!
//! A directory of all SKUs would grow with the catalog, and cost a request before the one for the shard. `www/engine/place.js`
//! has the same few lines; a test compares the two.

use super::super::digest::xxh64;
use super::parts::ListKind;

/// How many shards there are. FNV-1a over UTF-16 code units, which is what strings of JavaScript consist of:
/// <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Shards, beside the root; at least 1.
    pub shards: u32,
}

impl Places {
    /// The shard of an item, by its SKU, or of a block of a list, by [`key_of_list`].
    pub fn of(&self, key: &str) -> u32 {
        let hash = |hash: u32, unit: u16| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193);
        key.encode_utf16().fold(0x811c_9dc5, hash) % self.shards.max(1)
    }
}

/// What a block of a list is found by. No SKU has a NUL.
pub fn key_of_list(kind: ListKind, number: u32, block: u32) -> String {
    format!("\0{}:{number}:{block}", kind as u32)
}

/// Characters of an address, five bits each.
const ADDRESS: usize = 8;

/// The address of files with these digests, one after another: 40 bits, in letters that every file system tells apart (base 32 of RFC
/// 4648, in small letters).
pub fn address(digests: &[u8]) -> String {
    let digest = xxh64(digests, 0);
    let letter = |place: usize| (digest >> (64 - 5 * (place + 1)) & 31) as u8;
    (0..ADDRESS).map(letter).map(|n| char::from(if n < 26 { b'a' + n } else { b'2' + n - 26 })).collect()
}
