//! Fuzzes the reader of orders as Parquet: any bytes give an error that fits a screen, or orders that training can take.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell_cli::orders::Format;
use pairwell_fuzz::{export, folder, pass_handled_panics, read_orders};

fuzz_target!(init: pass_handled_panics(), |bytes: &[u8]| {
    read_orders(export(&folder("orders_parquet"), "orders.parquet", bytes), &[Format::Auto, Format::Parquet]);
});
