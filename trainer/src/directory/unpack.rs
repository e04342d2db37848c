//! Unpacks the gzip files of a model directory, and stops where the file's own head says that it ends.

use std::io::{self, Read};

use flate2::read::GzDecoder;
use pairwell::model::{announced_length, layout};

/// How a gzip file begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// The most bytes before a file's first section.
const LONGEST_HEAD: u64 = (layout::TABLE_AT + layout::MAX_SECTIONS * layout::ENTRY_SIZE) as u64;
/// The most bytes of any file, whatever its head says.
const MOST: u64 = 1 << 30;

/// Unpacks a gzip file; returns other bytes as they are. Of one that goes on after its end there is one byte more, by which
/// the decoder knows.
///
/// # Errors
/// When it is not gzip to its end, or says that it is larger than a file may be.
pub(super) fn unpack(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    if !bytes.starts_with(&GZIP) {
        return Ok(bytes);
    }
    let mut packed = GzDecoder::new(bytes.as_slice());
    let mut unpacked = Vec::new();
    packed.by_ref().take(LONGEST_HEAD).read_to_end(&mut unpacked)?;
    // Without a length it is no file of ours, and the decoder says so.
    let Some(length) = announced_length(&unpacked) else { return Ok(unpacked) };
    if length > MOST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("it says that it is of {length} bytes")));
    }
    let left = (length + 1).saturating_sub(unpacked.len() as u64);
    packed.take(left).read_to_end(&mut unpacked)?;
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};
    use pairwell::model::{Card, Catalog, encode_catalog};

    use super::*;

    fn packed(parts: &[&[u8]]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        parts.iter().for_each(|part| gzip.write_all(part).unwrap());
        gzip.finish().unwrap()
    }

    fn catalog(cards: usize) -> Vec<u8> {
        let card = |n: usize| Card { sku: n.to_string(), title: "Kettle".into(), ..Card::default() };
        encode_catalog(&(0..cards).map(card).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_file_is_unpacked_as_far_as_its_head_says_and_no_further() {
        let (file, endless) = (catalog(500), vec![0; 64 << 20]);
        let unpacked = unpack(packed(&[&file, &endless])).unwrap();
        assert_eq!(unpacked.len(), file.len() + 1);
        assert!(unpacked.capacity() <= 4 * file.len(), "{} for {}", unpacked.capacity(), file.len());
        assert_eq!(Catalog::decode(&unpacked).unwrap_err().code(), "digest-mismatch");
        assert_eq!(unpack(packed(&[&file])).unwrap(), file);
    }

    #[test]
    fn what_has_no_head_is_unpacked_no_further_than_a_head() {
        assert_eq!(unpack(packed(&[&vec![b'x'; 64 << 20]])).unwrap().len() as u64, LONGEST_HEAD);
        assert_eq!(unpack(packed(&[b"<html>"])).unwrap(), b"<html>");
    }

    #[test]
    fn a_head_that_promises_more_than_any_file_is_refused() {
        let mut file = catalog(3);
        let length = layout::TABLE_AT + layout::ENTRY_LENGTH;
        file[length..length + 4].fill(0xff);
        assert!(unpack(packed(&[&file])).unwrap_err().to_string().contains("bytes"));
    }

    #[test]
    fn gzip_that_ends_early_is_an_error() {
        let file = packed(&[&catalog(500)]);
        assert!(unpack(file[..file.len() - 9].to_vec()).is_err());
    }
}
