//! Passes text on, with each `::` as one byte: MovieLens and its kin part the fields of a line by it.

use std::io::{self, BufRead, Read};

/// What `::` becomes; ASCII calls it the separator of units.
pub(super) const SEPARATOR: u8 = 31;

/// A reader of such text.
pub(super) struct Doubled<R> {
    inner: R,
    /// Whether the last byte was a `:` that is not passed on yet.
    colon: bool,
    ready: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Doubled<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, colon: false, ready: Vec::new(), at: 0 }
    }

    fn refill(&mut self) -> io::Result<bool> {
        let text = self.inner.fill_buf()?;
        let length = text.len();
        self.ready.clear();
        self.at = 0;
        for &byte in text {
            match (self.colon, byte) {
                (true, b':') => self.ready.push(SEPARATOR),
                (true, other) => self.ready.extend([b':', other]),
                (false, b':') => {}
                (false, other) => self.ready.push(other),
            }
            self.colon = byte == b':' && !self.colon;
        }
        if length == 0 && std::mem::take(&mut self.colon) {
            self.ready.push(b':');
        }
        self.inner.consume(length);
        Ok(length > 0 || !self.ready.is_empty())
    }
}

impl<R: BufRead> Read for Doubled<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() {
            if !self.refill()? {
                return Ok(0);
            }
        }
        let ready = &self.ready[self.at..];
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.at += length;
        Ok(length)
    }
}

/// Whether a line has `::` in it.
pub(super) fn has(line: &[u8]) -> bool {
    line.windows(2).any(|two| two == b"::")
}

#[cfg(test)]
mod tests {
    use super::Doubled;
    use std::io::{BufReader, Read};

    #[test]
    fn two_colons_become_one_byte_and_one_stays() {
        for capacity in [1, 2, 3, 100] {
            let mut read = String::new();
            let text = BufReader::with_capacity(capacity, &b"1::10:30\n2:::A\n:"[..]);
            Doubled::new(text).read_to_string(&mut read).unwrap();
            assert_eq!(read, "1\u{1f}10:30\n2\u{1f}:A\n:");
        }
    }
}
