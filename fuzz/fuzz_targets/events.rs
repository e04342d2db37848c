//! Fuzzes the reader of experiments' events: any bytes give an error that fits a screen, or devices and counted lines; the same file twice changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell_cli::events::{Read, read};
use pairwell_cli::orders::Quiet;
use pairwell_cli::terminal::screen;
use pairwell_fuzz::{export, fits_a_screen, folder};

fuzz_target!(|bytes: &[u8]| {
    let path = export(&folder("events"), "events.jsonl", bytes);
    let lines = |read: &Read| read.broken.lines();
    match read(std::slice::from_ref(&path), &Quiet) {
        Err(error) => fits_a_screen(&error),
        Ok(once) => {
            once.broken.reasons().for_each(|(_, _, example)| fits_a_screen(&screen(example)));
            let twice = read(&[path.clone(), path], &Quiet).expect("it was read once");
            assert_eq!(lines(&once), lines(&twice));
        }
    }
});
