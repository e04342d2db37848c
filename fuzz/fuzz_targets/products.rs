//! Fuzzes the reader of product catalogs: any bytes give an error that fits a screen, or items with SKUs that a model can hold.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell_cli::catalog::{aliases, read_report};
use pairwell_fuzz::{export, fits_a_screen, folder};

fuzz_target!(|bytes: &[u8]| {
    match read_report(&export(&folder("products"), "products.csv", bytes)) {
        Err(error) => fits_a_screen(&error),
        Ok(catalog) => {
            aliases(&catalog.items);
            assert!(catalog.items.iter().all(|item| (1..=255).contains(&item.sku.len())));
        }
    }
});
