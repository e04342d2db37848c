//! Fuzzes the reader of orders as JSON: records, pages, WooCommerce, Google Analytics, Klaviyo, Mailchimp and tracked events: any bytes give an error that fits a screen, or orders that training can take.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell_cli::orders::Format;
use pairwell_fuzz::{export, folder, read_orders};

fuzz_target!(|bytes: &[u8]| {
    let formats = [
        Format::Auto,
        Format::JsonLines,
        Format::WooCommerce,
        Format::Ga4,
        Format::Klaviyo,
        Format::Mailchimp,
        Format::Segment,
    ];
    read_orders(export(&folder("orders_json"), "orders.json", bytes), &formats);
});
