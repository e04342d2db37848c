//! Fuzzes the reader of model directories: any manifest gives an error that fits a screen, or opens the files beside it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell::model::{ItemRow, Parts};
use pairwell_cli::directory::{Contents, MANIFEST, WhenSharded, open, publish};
use pairwell_cli::terminal::screen;
use pairwell_cli::train::TrainOptions;
use pairwell_fuzz::{export, fits_a_screen, folder};

fuzz_target!(|bytes: &[u8]| {
    let folder = folder("manifest");
    if !folder.join(MANIFEST).exists() {
        let rows = ["a", "b"].map(|sku| ItemRow { sku: sku.into(), prior: 0.1, ..ItemRow::default() });
        let contents = Contents {
            parts: &Parts { items: rows.to_vec(), ..Parts::default() },
            cards: &[],
            relations: Default::default(),
            merchant: Default::default(),
            orders: 3,
            lines: 6,
            training: TrainOptions::default(),
            shards: WhenSharded::Always,
            beside: Vec::new(),
            experiments: None,
        };
        publish(&folder, &contents).expect("the temporary folder can be written");
    }
    export(&folder, MANIFEST, bytes);
    if let Err(error) = open(&folder) {
        fits_a_screen(&screen(&error.to_string()));
    }
});
