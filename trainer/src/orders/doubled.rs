//! Passes text on, with each `::` as one byte: MovieLens and its kin part the fields of a line by it.

use super::turned::Turn;

/// What `::` becomes; ASCII calls it the separator of units.
pub(super) const SEPARATOR: u8 = 31;

/// Turns such text.
#[derive(Default)]
pub(super) struct Doubled {
    /// Whether the last byte was a `:` that is not passed on yet.
    colon: bool,
}

impl Turn for Doubled {
    fn turn(&mut self, text: &[u8], ready: &mut Vec<u8>) -> usize {
        for &byte in text {
            match (self.colon, byte) {
                (true, b':') => ready.push(SEPARATOR),
                (true, other) => ready.extend([b':', other]),
                (false, b':') => {}
                (false, other) => ready.push(other),
            }
            self.colon = byte == b':' && !self.colon;
        }
        if text.is_empty() && std::mem::take(&mut self.colon) {
            ready.push(b':');
        }
        text.len()
    }
}

/// Whether a line has `::` in it.
pub(super) fn has(line: &[u8]) -> bool {
    line.windows(2).any(|two| two == b"::")
}

#[cfg(test)]
mod tests {
    use super::super::turned::Turned;
    use super::Doubled;
    use std::io::{BufReader, Read};

    #[test]
    fn two_colons_become_one_byte_and_one_stays() {
        for capacity in [1, 2, 3, 100] {
            let mut read = String::new();
            let text = BufReader::with_capacity(capacity, &b"1::10:30\n2:::A\n:"[..]);
            Turned::new(text, Doubled::default()).read_to_string(&mut read).unwrap();
            assert_eq!(read, "1\u{1f}10:30\n2\u{1f}:A\n:");
        }
    }
}
