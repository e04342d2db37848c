//! Renders the sample's tables, and writes them or compares them with the files on disk; never draws a picture.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::PathBuf;
use std::{fs, io};

use crate::orders::Sales;
use crate::shop::State;
use crate::{catalog, shop, truth};

/// File names, relative to the sample's folder, with their contents.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Where the sample lives.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All generated files, as they should be.
pub(crate) fn render() -> Result<Files, Box<dyn Error>> {
    let sales = Sales::simulate();
    let mut files = Files::new();
    files.insert("catalog.csv".into(), catalog::csv()?);
    files.insert("orders.csv".into(), sales.csv()?);
    files.insert("truth.json".into(), truth::json(&sales)?);
    Ok(files)
}

/// Writes all generated files.
pub(crate) fn write(files: &Files) -> io::Result<()> {
    files.iter().try_for_each(|(name, bytes)| fs::write(folder().join(name), bytes))
}

/// Names of the generated files that differ from those on disk.
pub(crate) fn differences(files: &Files) -> Vec<String> {
    let differs = |(name, bytes): &(&String, &Vec<u8>)| fs::read(folder().join(name)).ok().as_ref() != Some(*bytes);
    files.iter().filter(differs).map(|(name, _)| name.clone()).collect()
}

/// Pictures that the catalog names and the folder lacks, and pictures that the catalog does not name.
pub(crate) fn picture_differences() -> io::Result<Vec<String>> {
    let products = shop::products().filter(|(_, product)| product.state != State::Discontinued);
    let named: BTreeSet<String> = products.map(|(_, product)| catalog::picture_file(product)).collect();
    Ok(named.symmetric_difference(&pictures()?).cloned().collect())
}

/// The pictures on disk. They are drawn by hand: their SVG is the source.
fn pictures() -> io::Result<BTreeSet<String>> {
    let entries = fs::read_dir(folder().join("pictures"))?;
    entries.map(|entry| Ok(format!("pictures/{}", entry?.file_name().to_string_lossy()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_sample_is_what_the_generator_makes() {
        let stale = differences(&render().expect("the sample renders"));
        assert!(stale.is_empty(), "run `cargo run -p pairwell-sample`; stale: {stale:?}");
    }

    #[test]
    fn every_product_in_the_catalog_has_a_picture_and_no_picture_is_left_over() {
        let stray = picture_differences().expect("the sample's folder can be read");
        assert!(stray.is_empty(), "{stray:?}");
    }

    #[test]
    fn pictures_are_small_and_hold_nothing_but_shapes() {
        for name in pictures().expect("the sample's folder can be read") {
            let text = fs::read_to_string(folder().join(&name)).expect("a picture can be read");
            assert!(text.len() < 3000, "{name} has {} bytes, allowed are 2999", text.len());
            assert!(!text.contains("<script") && !text.contains("href") && !text.contains("url("), "{name}");
        }
    }
}
