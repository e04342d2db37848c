//! Fuzzes the readers of orders and catalogs as XML: any bytes give an error that fits a screen, or orders that training can take.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell_cli::orders::Format;
use pairwell_fuzz::{export, fits_a_screen, folder, read_orders};

fuzz_target!(|bytes: &[u8]| {
    read_orders(export(&folder("orders_xml"), "orders.xml", bytes), &[Format::Auto, Format::Salesforce]);
    let path = export(&folder("catalog_xml"), "catalog.xml", bytes);
    if let Err(error) = pairwell_cli::catalog::read(&path) {
        fits_a_screen(&error);
    }
});
