//! Recognises the encoding of text that is not UTF-8 and turns it into UTF-8 while it is read.

use encoding_rs::{Decoder, Encoding};
use std::io::{self, BufRead, Read};

/// Whether an encoding is for other than Latin letters. Latin text is read as Windows-1252: short texts do not tell its relatives apart.
fn is_of_other_letters(encoding: &'static Encoding) -> bool {
    let known = [
        encoding_rs::BIG5,
        encoding_rs::EUC_JP,
        encoding_rs::EUC_KR,
        encoding_rs::GB18030,
        encoding_rs::GBK,
        encoding_rs::IBM866,
        encoding_rs::ISO_8859_5,
        encoding_rs::ISO_8859_6,
        encoding_rs::ISO_8859_7,
        encoding_rs::ISO_8859_8,
        encoding_rs::KOI8_R,
        encoding_rs::KOI8_U,
        encoding_rs::SHIFT_JIS,
        encoding_rs::WINDOWS_1251,
        encoding_rs::WINDOWS_1253,
        encoding_rs::WINDOWS_1255,
        encoding_rs::WINDOWS_1256,
        encoding_rs::WINDOWS_874,
        encoding_rs::X_MAC_CYRILLIC,
    ];
    known.contains(&encoding)
}

/// The encoding that the beginning of a text gives away, unless it is UTF-8 or Latin.
pub(super) fn guess(start: &[u8]) -> Option<&'static Encoding> {
    let error = std::str::from_utf8(start).err()?;
    // A letter may go on after the beginning.
    error.error_len()?;
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(start, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    is_of_other_letters(guess).then_some(guess)
}

/// What is said of text in another encoding.
pub(super) fn note(encoding: &str) -> String {
    format!(
        "the text is not UTF-8, and was read as {encoding}; if letters look wrong: iconv -f ENCODING -t UTF-8 FILE > orders.csv"
    )
}

/// A text as UTF-8; what its encoding does not have becomes U+FFFD.
pub(super) struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    ready: String,
    at: usize,
    ended: bool,
}

impl<R: BufRead> Decoded<R> {
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        Self { inner, decoder, ready: String::new(), at: 0, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        let text = self.inner.fill_buf()?;
        let (length, last) = (text.len(), text.is_empty());
        self.ready.clear();
        self.at = 0;
        // With room for the longest result, all of it is read.
        self.ready.reserve(self.decoder.max_utf8_buffer_length(length).unwrap_or(4 * length + 16));
        let (_, read, _) = self.decoder.decode_to_string(text, &mut self.ready, last);
        self.inner.consume(read);
        self.ended = last;
        Ok(())
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            self.refill()?;
        }
        let ready = &self.ready.as_bytes()[self.at..];
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.at += length;
        Ok(length)
    }
}
