//! Reads JSON-RPC messages, one a line, within limits; skips what is longer than any message.

use std::io::{self, BufRead};

/// The most bytes of a message that is looked at.
pub const LARGEST: usize = 1 << 20;

/// A line.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// A message, perhaps.
    Line(Vec<u8>),
    /// Longer than any message: how its id is written, if that stands within what was looked at.
    TooLong {
        /// The beginning and the end of the line.
        ends: [Vec<u8>; 2],
        /// How long it is.
        bytes: u64,
    },
    /// No more lines.
    End,
}

/// How much is kept of the ends of a line that is too long: its id stands there.
const ENDS: usize = 256;

/// The next line.
///
/// # Errors
/// When it cannot be read.
pub fn receive(lines: &mut impl BufRead) -> io::Result<Received> {
    let mut line = Vec::new();
    let (mut bytes, mut last) = (0u64, Vec::new());
    loop {
        let part = lines.fill_buf()?;
        if part.is_empty() {
            break;
        }
        let end = part.iter().position(|byte| *byte == b'\n');
        let part = &part[..end.map_or(part.len(), |end| end + 1)];
        bytes += part.len() as u64;
        match line.len() + part.len() <= LARGEST && last.is_empty() {
            true => line.extend_from_slice(part),
            false => {
                last.extend_from_slice(part);
                last.drain(..last.len().saturating_sub(ENDS));
            }
        }
        let read = part.len();
        lines.consume(read);
        if end.is_some() {
            break;
        }
    }
    Ok(match (bytes, last.is_empty()) {
        (0, _) => Received::End,
        (_, true) => Received::Line(line),
        (bytes, false) => {
            line.truncate(ENDS);
            Received::TooLong { ends: [line, last], bytes }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_received_one_by_one_and_long_ones_are_skipped() {
        let long = format!("{{\"id\":7,{}}}\n", "x".repeat(2 * LARGEST));
        let text = format!("a\n{long}b");
        let mut lines = io::BufReader::with_capacity(999, text.as_bytes());
        assert_eq!(receive(&mut lines).unwrap(), Received::Line(b"a\n".to_vec()));
        let Received::TooLong { ends, bytes } = receive(&mut lines).unwrap() else { panic!("it is too long") };
        assert!(ends[0].starts_with(b"{\"id\":7,") && ends[1].ends_with(b"x}\n") && ends[1].len() <= ENDS);
        assert_eq!(bytes, long.len() as u64);
        assert_eq!(receive(&mut lines).unwrap(), Received::Line(b"b".to_vec()));
        assert_eq!(receive(&mut lines).unwrap(), Received::End);
    }
}
