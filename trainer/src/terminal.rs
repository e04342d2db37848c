//! Writes messages and answers for people: names of strangers cut short, no control characters, and no end by a closed pipe.

use std::fmt;
use std::io::{self, BufWriter, StdoutLock, Write};

use pairwell_rules::cut;
pub use pairwell_rules::{fit, short};

/// The most lines of an error, and of any other message.
const SCREEN: usize = 22;
const LONGEST: usize = 200;
/// The most characters of a line.
const WIDTH: usize = 400;

/// Writes a message on standard error. One that cannot be written is no reason to stop.
pub fn say(message: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{}", clean(&message.to_string(), LONGEST));
}

/// An error's text without control characters, cut to a screen.
pub fn screen(text: &str) -> String {
    clean(text, SCREEN)
}

/// A name or a value in quotes, cut short.
pub fn quoted(text: &str) -> String {
    fit(&format!("{text:?}"))
}

/// A count with `gap` between groups of three digits.
pub fn grouped(n: u64, gap: char) -> String {
    let digits = n.to_string();
    let is_gap = |at: usize| at > 0 && (digits.len() - at).is_multiple_of(3);
    digits.char_indices().flat_map(|(at, digit)| is_gap(at).then_some(gap).into_iter().chain([digit])).collect()
}

fn clean(text: &str, most: usize) -> String {
    let mut lines: Vec<String> = text.lines().take(most).map(|line| cut(&fit(line), WIDTH)).collect();
    if text.lines().nth(most).is_some() {
        lines.push("  …".to_owned());
    }
    lines.join("\n")
}

/// Standard output for text, buffered. Control characters but ends of lines are escaped.
pub struct Out(BufWriter<StdoutLock<'static>>);

impl Out {
    /// Standard output, for this writer alone.
    pub fn new() -> Self {
        Self(BufWriter::new(io::stdout().lock()))
    }
}

impl Default for Out {
    fn default() -> Self {
        Self::new()
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        for line in text.split_inclusive('\n') {
            let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
            self.0.write_all(cut(line, usize::MAX).as_bytes())?;
            self.0.write_all(end.as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::screen;

    #[test]
    fn an_error_is_a_screen_at_most() {
        let long = format!("{}\n", "x".repeat(1000)).repeat(100);
        assert!(screen(&long).lines().count() <= 23 && screen(&long).chars().count() < 10_000);
    }
}
