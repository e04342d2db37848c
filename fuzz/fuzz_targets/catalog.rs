//! Fuzzes the catalog decoder: any bytes give an error, or a catalog that answers every question.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell::model::Catalog;
use pairwell_fuzz::sealed;

fuzz_target!(|bytes: &[u8]| {
    for file in [bytes.to_vec(), sealed(bytes)] {
        if let Ok(catalog) = Catalog::decode(&file) {
            catalog.cards();
            catalog.card("kettle");
            catalog.card("");
        }
    }
});
