//! Fuzzes what agents and senders of customers may write: any line gives no answer, or one answer of the protocol.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell_cli::agents::{Server, plain};
use pairwell_cli::channels::Customer;

fuzz_target!(|bytes: &[u8]| {
    let mut server = Server::new(Vec::new());
    for line in bytes.split(|byte| *byte == b'\n') {
        if let Some(answer) = server.answer(line) {
            assert_eq!(answer["jsonrpc"], "2.0");
            assert!(answer.get("result").is_some() != answer.get("error").is_some());
        }
        let _ = Customer::read(line);
        let text = plain(&String::from_utf8_lossy(line), 50);
        assert!(text.chars().count() <= 50 && !text.contains(|c: char| c.is_control()));
    }
});
