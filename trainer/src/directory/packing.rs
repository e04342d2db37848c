//! Packs the files of a model directory with gzip: the same content is the same bytes in every build; never writes to a disk.

use super::error::PublishError;
use super::manifest::FileEntry;

/// Packs a file with gzip: texts shrink to a quarter, and few hosts compress unknown file types. Which compressor flate2
/// uses depends on features that other crates turn on; the same model must be the same bytes in every build.
pub(super) fn packed(kind: &str, bytes: &[u8], digest: u64) -> Result<(FileEntry, Vec<u8>), PublishError> {
    const BEST: u8 = 9;
    // No time, the highest level, no particular system.
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
    packed.extend(miniz_oxide::deflate::compress_to_vec(bytes, BEST));
    packed.extend(crc32fast::hash(bytes).to_le_bytes());
    packed.extend((bytes.len() as u32).to_le_bytes());
    Ok((FileEntry::of(kind, &packed, digest), packed))
}
