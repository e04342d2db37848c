//! Gives fuzzed bytes to what reads them: as a sealed file, whose header is right, or as an export on disk.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use pairwell::model::layout::{DIGEST_AT, MAGIC, MAGIC_AT, TABLE_AT, VERSION, VERSION_AT};
use pairwell::model::xxh64;
use pairwell_cli::orders::{Format, Quiet, ReadOptions, read};

/// The same bytes with magic, version and digest set right, so that fuzzing reaches what lies behind the digest.
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

/// A folder of this process for the files of a target.
pub fn folder(target: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("pairwell-fuzz-{target}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("there is a temporary folder");
    folder
}

/// Writes an export and returns its path.
pub fn export(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("the temporary folder can be written");
    path.display().to_string()
}

/// Lets panics pass that the trainer turns into errors; others still end the run.
pub fn pass_handled_panics() {
    pairwell_cli::foreign::keep_quiet();
}

/// Reads orders: an error that fits a screen, or orders that training can take.
pub fn read_orders(path: String, formats: &[Format]) {
    for format in formats {
        let options = ReadOptions { format: *format, titles: true, max_bad: 1.0, ..ReadOptions::default() };
        match read(std::slice::from_ref(&path), &options, &Quiet) {
            Err(error) => fits_a_screen(&error),
            Ok((orders, report)) => {
                assert_eq!(orders.starts.last(), Some(&orders.items.len()));
                assert!(orders.items.iter().all(|item| (*item as usize) < orders.skus.len()));
                assert!(orders.skus.iter().all(|sku| (1..=255).contains(&sku.len())));
                assert!(report.to_string().len() < 20_000);
            }
        }
    }
}

/// A message has an end, and no control characters but ends of lines.
pub fn fits_a_screen(message: &dyn Display) {
    let text = message.to_string();
    assert!(text.len() < 40_000, "{} bytes", text.len());
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
}
