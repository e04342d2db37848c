//! Seals fuzzed bytes, from anything to a file whose header is right, so that fuzzing reaches what lies behind the digest.

use pairwell::model::layout::{DIGEST_AT, MAGIC, MAGIC_AT, TABLE_AT, VERSION, VERSION_AT};
use pairwell::model::xxh64;

/// The same bytes with magic, version and digest set right.
pub fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut file = bytes.to_vec();
    file.resize(file.len().max(TABLE_AT), 0);
    file[MAGIC_AT..][..MAGIC.len()].copy_from_slice(&MAGIC);
    file[VERSION_AT..][..2].copy_from_slice(&VERSION.to_le_bytes());
    let seed = u64::from_le_bytes(file[..8].try_into().expect("eight bytes"));
    let digest = xxh64(&file[TABLE_AT..], seed);
    file[DIGEST_AT..][..8].copy_from_slice(&digest.to_le_bytes());
    file
}
