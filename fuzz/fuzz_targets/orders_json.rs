//! Fuzzes the reader of orders as JSON: records, pages, WooCommerce and Google Analytics: any bytes give an error that fits a screen, or orders that training can take.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell_cli::orders::Format;
use pairwell_fuzz::{export, folder, read_orders};

fuzz_target!(|bytes: &[u8]| {
    read_orders(export(&folder("orders_json"), "orders.json", bytes), &[Format::Auto, Format::JsonLines, Format::WooCommerce, Format::Ga4]);
});
