//! Reads bytes of strangers within limits: no line, record or header is larger than 16 MiB, however small it was packed.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// The most bytes of a line, a record or a header.
pub const LARGEST: usize = 16 << 20;

/// A line, record or file of more bytes than it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// How many it may have.
    pub most: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "larger than {} MiB", self.most >> 20)
    }
}

impl std::error::Error for TooLarge {}

impl TooLarge {
    /// Whether an error is that something is too large.
    pub fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|error| error.is::<Self>())
    }

    fn error(most: usize) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, Self { most })
    }
}

/// Appends the next line, with its end; returns its length, 0 at the end of the text.
///
/// # Errors
/// When it cannot be read, or is [`TooLarge`].
pub fn read_line(text: &mut (impl BufRead + ?Sized), line: &mut Vec<u8>) -> io::Result<usize> {
    let read = text.take(LARGEST as u64 + 1).read_until(b'\n', line)?;
    if read > LARGEST { Err(TooLarge::error(LARGEST)) } else { Ok(read) }
}

/// Some lines of a file, one after another: enough to keep all threads busy, few enough to hold in memory.
#[derive(Default)]
pub struct Lines {
    text: Vec<u8>,
    ends: Vec<usize>,
}

/// Lines at a time.
const BATCH: usize = 8192;

impl Lines {
    /// Reads the next lines in place of these; how many there are, 0 at the end of the file.
    ///
    /// # Errors
    /// When they cannot be read, or one is [`TooLarge`].
    pub fn read(&mut self, from: &mut impl BufRead) -> io::Result<usize> {
        self.text.clear();
        self.ends.clear();
        while self.ends.len() < BATCH && self.text.len() < LARGEST && read_line(from, &mut self.text)? > 0 {
            self.ends.push(self.text.len());
        }
        Ok(self.ends.len())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One of them, with its end.
    pub fn line(&self, n: usize) -> &[u8] {
        let start = n.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[n]]
    }
}

/// Appends the first line, or as much of it as a line may have: some texts are all one line.
///
/// # Errors
/// When it cannot be read.
pub fn read_start(text: &mut (impl BufRead + ?Sized), line: &mut Vec<u8>) -> io::Result<usize> {
    text.take(LARGEST as u64).read_until(b'\n', line)
}

/// Whether a line that [`read_start`] gave goes on.
pub fn goes_on(line: &[u8]) -> bool {
    line.len() >= LARGEST && !line.ends_with(b"\n")
}

/// All bytes.
///
/// # Errors
/// When they cannot be read, or are more than `most`.
pub fn read_all(from: impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > most { Err(TooLarge::error(most)) } else { Ok(bytes) }
}

/// Reads on while its allowance lasts, which is renewed for each record.
pub struct Bounded<R> {
    inner: R,
    allowance: Allowance,
}

/// How much may still be read of one record.
#[derive(Clone)]
pub struct Allowance {
    left: Rc<Cell<usize>>,
    most: usize,
}

impl Allowance {
    /// Begins a record.
    pub fn renew(&self) {
        // One byte more tells the end of the text from a record that is too large.
        self.left.set(self.most + 1);
    }
}

impl<R> Bounded<R> {
    /// Records of at most `most` bytes.
    pub fn new(inner: R, most: usize) -> Self {
        Self { inner, allowance: Allowance { left: Rc::new(Cell::new(most + 1)), most } }
    }

    /// What renews itself for a reader that is out of reach.
    pub fn allowance(&self) -> Allowance {
        self.allowance.clone()
    }

    /// Begins a record.
    pub fn renew(&self) {
        self.allowance.renew();
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.allowance.left.get();
        if left == 0 {
            return Err(TooLarge::error(self.allowance.most));
        }
        let most = buffer.len().min(left);
        let read = self.inner.read(&mut buffer[..most])?;
        self.allowance.left.set(left - read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, repeat};

    use super::*;

    #[test]
    fn a_line_without_an_end_is_given_up_and_not_kept() {
        let mut line = Vec::new();
        let mut endless = BufReader::new(repeat(b'x'));
        assert!(TooLarge::is(&read_line(&mut endless, &mut line).unwrap_err()));
        assert!(line.capacity() <= 4 * LARGEST, "{}", line.capacity());
        let mut lines = BufReader::new(&b"a\nb"[..]);
        assert_eq!([(); 3].map(|()| read_line(&mut lines, &mut Vec::new()).unwrap()), [2, 1, 0]);
    }

    #[test]
    fn an_allowance_is_for_one_record() {
        let mut bounded = Bounded::new(repeat(b'x'), 3);
        let mut read = |count: usize| bounded.read_exact(&mut vec![0; count]).is_ok();
        assert!(read(3));
        assert!(!read(2));
        bounded.renew();
        assert!(bounded.read_exact(&mut [0; 4]).is_ok());
        assert!(TooLarge::is(&bounded.read_exact(&mut [0; 1]).unwrap_err()));
    }

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        assert_eq!(read_all(&b"abc"[..], 3).unwrap(), b"abc");
        assert!(TooLarge::is(&read_all(&b"abcd"[..], 3).unwrap_err()));
    }
}
