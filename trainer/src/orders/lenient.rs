//! Passes JSON text on, with `NaN` and `Infinity`, which Python writes for numbers that are none, as empty texts of the same length.

use std::io::{self, BufRead, Read};

/// What replaces the first two letters of such a word; blanks replace the others.
const EMPTY: &[u8; 2] = b"\"\"";

/// The words, and whether a `-` may stand before them.
const WORDS: [&[u8]; 2] = [b"NaN", b"Infinity"];

/// A reader of such text.
pub(super) struct Lenient<R> {
    inner: R,
    state: State,
}

#[derive(Default)]
struct State {
    in_text: bool,
    escaped: bool,
    /// What is read ahead: a `-`, or a word as far as it goes.
    held: Vec<u8>,
    /// What is ready.
    ready: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Lenient<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, state: State::default() }
    }
}

impl<R: BufRead> Read for Lenient<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.state.at == self.state.ready.len() {
            let text = self.inner.fill_buf()?;
            let length = text.len();
            self.state.refill(text);
            self.inner.consume(length);
            if length == 0 && self.state.ready.is_empty() {
                return Ok(0);
            }
        }
        let ready = &self.state.ready[self.state.at..];
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.state.at += length;
        Ok(length)
    }
}

impl State {
    /// Makes the next part of the text ready; an empty part is its end.
    fn refill(&mut self, text: &[u8]) {
        self.ready.clear();
        self.at = 0;
        if text.is_empty() {
            self.ready.append(&mut self.held);
        }
        text.iter().for_each(|byte| self.take(*byte));
    }

    fn take(&mut self, byte: u8) {
        if self.in_text {
            self.in_text = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
            return self.ready.push(byte);
        }
        self.held.push(byte);
        let word = self.held.strip_prefix(b"-").unwrap_or(&self.held);
        if WORDS.contains(&word) {
            self.ready.extend_from_slice(EMPTY);
            self.ready.resize(self.ready.len() + self.held.len() - EMPTY.len(), b' ');
            self.held.clear();
        } else if !WORDS.iter().any(|whole| whole.starts_with(word)) {
            self.in_text = byte == b'"';
            self.ready.append(&mut self.held);
        }
    }
}

/// A text, with such words as empty texts.
pub(super) fn lenient(text: &[u8]) -> Vec<u8> {
    let mut state = State::default();
    text.iter().for_each(|byte| state.take(*byte));
    state.ready.append(&mut state.held);
    state.ready
}

#[cfg(test)]
mod tests {
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
                Lenient::new(text).read_to_string(&mut read).unwrap();
                assert_eq!(read, expected, "in parts of {capacity}");
            }
        }
    }
}
