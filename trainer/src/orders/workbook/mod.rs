//! Reads order lines from Excel workbooks: the first sheet that has orders.

use super::constants::Constants;
use super::error::ReadError;
use super::gather::Gather;

#[cfg(feature = "excel")]
mod guard;
#[cfg(feature = "excel")]
mod sheets;

/// Whether a file is a workbook, or packed as one, by its first bytes.
pub(super) fn recognises(source: &str) -> bool {
    use std::io::Read;
    let mut start = [0; 4];
    let read = std::fs::File::open(source).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && matches!(&start, b"PK\x03\x04" | b"\xd0\xcf\x11\xe0")
}

/// Reads all rows of the first sheet that has orders.
#[cfg(feature = "excel")]
pub(super) fn read(source: &str, constants: Constants, gather: &mut Gather) -> Result<(), ReadError> {
    sheets::read(source, constants, gather)
}

/// Names the feature that reads it.
#[cfg(not(feature = "excel"))]
pub(super) fn read(source: &str, _constants: Constants, _gather: &mut Gather) -> Result<(), ReadError> {
    Err(ReadError::without_feature(source, "excel"))
}
