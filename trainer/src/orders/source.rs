//! Opens files and standard input, unpacks them, and counts the bytes read.

use super::containers;
use super::encoding;
use super::error::{Place, Problem, ReadError};
use super::turned::Turned;
use crate::bounded::{LARGEST, TooLarge, goes_on, read_start};
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

const BUFFER: usize = 1 << 18;
/// How often progress is reported.
const STEP: u64 = 1 << 20;

/// Receives progress.
pub trait Progress: Sync {
    /// Bytes read from all sources so far, and their sum when it is known.
    fn read(&self, bytes: u64, total: Option<u64>);
}

/// Ignores progress.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn read(&self, _bytes: u64, _total: Option<u64>) {}
}

/// How far reading has come over all sources.
pub struct Tally<'a> {
    progress: &'a dyn Progress,
    total: Option<u64>,
    done: u64,
    reported: u64,
}

impl<'a> Tally<'a> {
    /// Over these sources; the total is known when all of them are files.
    pub fn new(sources: &[String], progress: &'a dyn Progress) -> Self {
        let size = |source: &String| std::fs::metadata(source).ok().filter(|m| m.is_file()).map(|m| m.len());
        let total = sources.iter().map(size).sum();
        Self { progress, total, done: 0, reported: 0 }
    }

    /// Counts bytes that were read.
    pub fn add(&mut self, bytes: u64) {
        self.done += bytes;
        if self.done - self.reported >= STEP {
            self.reported = self.done;
            self.progress.read(self.done, self.total);
        }
    }

    /// Reports the last figure.
    pub fn finish(&mut self) {
        self.progress.read(self.done, self.total);
    }
}

/// Counts the bytes that pass, before they are unpacked.
struct Counted<'t, 'a, R> {
    inner: R,
    tally: &'t mut Tally<'a>,
}

impl<R: Read> Read for Counted<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.tally.add(n as u64);
        Ok(n)
    }
}

/// A source's text, unpacked, without a byte order mark, as UTF-8; and its encoding, if that was another. Latin text is left as it is.
pub fn open<'t>(
    source: &str,
    tally: &'t mut Tally<'_>,
) -> Result<(Box<dyn BufRead + 't>, Option<&'static str>), ReadError> {
    let inner: Box<dyn Read> = if source == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(source).map_err(|e| unreadable(source, &e))?)
    };
    let mut packed = BufReader::with_capacity(BUFFER, Counted { inner, tally });
    let start = packed.fill_buf().map_err(|e| unreadable(source, &e))?;
    let mut text: Box<dyn BufRead + 't> = match start {
        [0x1f, 0x8b, ..] => Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(packed))),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Box::new(BufReader::with_capacity(BUFFER, unpack_zstd(source, packed)?)),
        _ if source.ends_with(".br") => brotli(packed),
        _ => Box::new(packed),
    };
    let start = text.fill_buf().map_err(|e| unreadable(source, &e))?;
    let mark = start.starts_with(b"\xef\xbb\xbf");
    containers::refuse(source, start)?;
    let encoding = encoding::guess(start);
    if mark {
        text.consume(3);
    }
    Ok(match encoding {
        Some(encoding) => (
            Box::new(BufReader::with_capacity(BUFFER, Turned::new(text, encoding.new_decoder_without_bom_handling()))),
            Some(encoding.name()),
        ),
        None => (text, None),
    })
}

#[cfg(feature = "zstd")]
fn unpack_zstd<'t>(source: &str, packed: impl BufRead + 't) -> Result<impl Read + 't, ReadError> {
    zstd::Decoder::with_buffer(packed).map_err(|e| unreadable(source, &e))
}

#[cfg(not(feature = "zstd"))]
fn unpack_zstd(source: &str, _packed: impl BufRead) -> Result<io::Empty, ReadError> {
    Err(ReadError::without_feature(source, "zstd"))
}

/// Brotli has no magic bytes, so it is recognised by the file name.
#[cfg(feature = "brotli")]
fn brotli<'t>(packed: impl BufRead + 't) -> Box<dyn BufRead + 't> {
    Box::new(BufReader::with_capacity(BUFFER, ::brotli::Decompressor::new(packed, BUFFER)))
}

/// Without the feature it is read as it is, and refused as binary.
#[cfg(not(feature = "brotli"))]
fn brotli<'t>(packed: impl BufRead + 't) -> Box<dyn BufRead + 't> {
    Box::new(packed)
}

/// The first line of a text, which may only go on without end if its records need no lines: JSON, and rows with ends of their own.
pub fn first_line(source: &str, text: &mut dyn BufRead) -> Result<Vec<u8>, ReadError> {
    let mut line = Vec::new();
    read_start(text, &mut line).map_err(|e| unreadable(source, &e))?;
    let json = line.trim_ascii_start().starts_with(b"{") || line.trim_ascii_start().starts_with(b"[");
    if goes_on(&line) && !json && !line.contains(&b'\r') {
        return Err(too_large(source, TooLarge { most: LARGEST }).at(Place::Line(1)));
    }
    Ok(line)
}

fn too_large(source: &str, what: TooLarge) -> ReadError {
    let remedy = "No line or record of orders is that large: look for a quote that is not closed, or export it again.";
    ReadError::new(Problem::Unreadable, source, format!("a line or record is {what}"), remedy)
}

/// The trouble that reading a source ran into.
pub fn unreadable(source: &str, error: &io::Error) -> ReadError {
    if let Some(what) = error.get_ref().and_then(|error| error.downcast_ref::<TooLarge>()) {
        return too_large(source, *what);
    }
    let remedy = match error.kind() {
        io::ErrorKind::NotFound => "Check the path given with --orders.",
        io::ErrorKind::PermissionDenied => "Check the file's permissions.",
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            "The file seems to be cut short or damaged: export or download it again."
        }
        _ => "Try again, or copy the file to a local disk first.",
    };
    ReadError::new(Problem::Unreadable, source, format!("cannot be read: {error}"), remedy)
}
