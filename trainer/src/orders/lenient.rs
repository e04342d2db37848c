//! Passes JSON text on, with `NaN` and `Infinity`, which Python writes for numbers that are none, as empty texts of the same length.

use super::turned::Turn;

/// What replaces the first two letters of such a word; blanks replace the others.
const EMPTY: &[u8; 2] = b"\"\"";

/// The words, and whether a `-` may stand before them.
const WORDS: [&[u8]; 2] = [b"NaN", b"Infinity"];

/// Turns such text.
#[derive(Default)]
pub(super) struct Lenient {
    in_text: bool,
    escaped: bool,
    /// What is read ahead: a `-`, or a word as far as it goes.
    held: Vec<u8>,
}

impl Turn for Lenient {
    fn turn(&mut self, text: &[u8], ready: &mut Vec<u8>) -> usize {
        if text.is_empty() {
            ready.append(&mut self.held);
        }
        text.iter().for_each(|byte| self.take(*byte, ready));
        text.len()
    }
}

impl Lenient {
    fn take(&mut self, byte: u8, ready: &mut Vec<u8>) {
        if self.in_text {
            self.in_text = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
            return ready.push(byte);
        }
        self.held.push(byte);
        let word = self.held.strip_prefix(b"-").unwrap_or(&self.held);
        if WORDS.contains(&word) {
            ready.extend_from_slice(EMPTY);
            ready.resize(ready.len() + self.held.len() - EMPTY.len(), b' ');
            self.held.clear();
        } else if !WORDS.iter().any(|whole| whole.starts_with(word)) {
            self.in_text = byte == b'"';
            ready.append(&mut self.held);
        }
    }
}

/// A text, with such words as empty texts.
pub(super) fn lenient(text: &[u8]) -> Vec<u8> {
    let (mut lenient, mut ready) = (Lenient::default(), Vec::new());
    for part in [text, &[]] {
        lenient.turn(part, &mut ready);
    }
    ready
}

#[cfg(test)]
mod tests {
    use super::super::turned::Turned;
    use super::{Lenient, lenient};
    use std::io::{BufReader, Read};

    #[test]
    fn words_for_no_number_are_empty_texts_and_texts_stay() {
        for (text, expected) in [
            (r#"{"a":NaN,"b":-Infinity,"c":-1}"#, r#"{"a":"" ,"b":""       ,"c":-1}"#),
            (r#"{"NaN":"NaN, \" NaN","d":[Infinity]}"#, r#"{"NaN":"NaN, \" NaN","d":[""      ]}"#),
            ("[-", "[-"),
            ("NaNa Inf", "\"\" a Inf"),
        ] {
            assert_eq!(String::from_utf8(lenient(text.as_bytes())).unwrap(), expected);
            for capacity in [1, 2, 3, 7] {
                let mut read = String::new();
                let text = BufReader::with_capacity(capacity, text.as_bytes());
                Turned::new(text, Lenient::default()).read_to_string(&mut read).unwrap();
                assert_eq!(read, expected, "in parts of {capacity}");
            }
        }
    }
}
