//! Renders every file of the sample, and writes or compares them with the ones on disk; never decides what is in them.

use std::collections::BTreeMap;
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

/// All files, as they should be.
pub(crate) fn render() -> Result<Files, Box<dyn Error>> {
    let sales = Sales::simulate();
    let mut files = Files::new();
    files.insert("catalog.csv".into(), catalog::csv()?);
    files.insert("orders.csv".into(), sales.csv()?);
    files.insert("truth.json".into(), truth::json(&sales)?);
    for (section, product) in shop::products().filter(|(_, product)| product.state != State::Discontinued) {
        files.insert(catalog::picture_file(product), product.picture.svg(section.tint).into_bytes());
    }
    Ok(files)
}

/// Writes all files, and removes pictures that no product has any more.
pub(crate) fn write(files: &Files) -> io::Result<()> {
    fs::create_dir_all(folder().join("pictures"))?;
    for (name, bytes) in files {
        fs::write(folder().join(name), bytes)?;
    }
    for name in committed_pictures()?.iter().filter(|name| !files.contains_key(*name)) {
        fs::remove_file(folder().join(name))?;
    }
    Ok(())
}

/// Names of the files that are missing, different or should not be there.
pub(crate) fn differences(files: &Files) -> io::Result<Vec<String>> {
    let differs = |(name, bytes): &(&String, &Vec<u8>)| fs::read(folder().join(name)).ok().as_ref() != Some(*bytes);
    let mut stale: Vec<String> = files.iter().filter(differs).map(|(name, _)| name.clone()).collect();
    stale.extend(committed_pictures()?.into_iter().filter(|name| !files.contains_key(name)));
    Ok(stale)
}

fn committed_pictures() -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder().join("pictures"))? {
        names.push(format!("pictures/{}", entry?.file_name().to_string_lossy()));
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_sample_is_what_the_generator_makes() {
        let files = render().expect("the sample renders");
        let stale = differences(&files).expect("the sample's folder can be read");
        assert!(stale.is_empty(), "run `cargo run -p pairwell-sample`; stale: {stale:?}");
    }

    #[test]
    fn pictures_are_small_and_hold_nothing_but_shapes() {
        for (name, bytes) in render().expect("the sample renders").iter().filter(|(name, _)| name.ends_with(".svg")) {
            let text = String::from_utf8_lossy(bytes);
            assert!(bytes.len() < 3000, "{name} has {} bytes, allowed are 2999", bytes.len());
            assert!(!text.contains("<script") && !text.contains("href") && !text.contains("url("), "{name}");
        }
    }
}
