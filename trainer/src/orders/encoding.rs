//! Recognises the encoding of text that is not UTF-8 and turns it into UTF-8 while it is read.

use super::turned::Turn;
use encoding_rs::{Decoder, Encoding};

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

/// Turns a text into UTF-8; what its encoding does not have becomes U+FFFD.
impl Turn for Decoder {
    fn turn(&mut self, text: &[u8], ready: &mut Vec<u8>) -> usize {
        // With room for the longest result, all of it is read.
        let before = ready.len();
        ready.resize(before + self.max_utf8_buffer_length(text.len()).unwrap_or(4 * text.len() + 16), 0);
        let (_, read, written, _) = self.decode_to_utf8(text, &mut ready[before..], text.is_empty());
        ready.truncate(before + written);
        read
    }
}
