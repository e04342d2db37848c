//! Reads and writes the frame of a `.pw` file: magic, version, digest, section table; never looks into a section.

use std::borrow::Cow;

use super::digest::{Hashing, xxh64};
use super::error::DecodeError;
use super::layout::{
    DIGEST_AT, ENTRY_FLAGS, ENTRY_LENGTH, ENTRY_OFFSET, ENTRY_SIZE, ENTRY_TAG, MAGIC, MAGIC_AT, MAX_SECTIONS, REQUIRED,
    SECTIONS_AT, TABLE_AT, VERSION, VERSION_AT,
};

/// One section to be written: its tag, whether a reader must know it, its bytes.
pub(super) struct Section<'a> {
    pub(super) tag: [u8; 4],
    pub(super) required: bool,
    pub(super) bytes: &'a [u8],
}

/// Stripes of a file that are hashed for one unit of work: as long as an item takes to decode.
const STRIPES: usize = 16;

/// A file whose frame is checked: at first all but the digest, which takes a while, and the table.
#[derive(Debug)]
pub(super) struct Container<'a> {
    bytes: Cow<'a, [u8]>,
    sections: usize,
    digest: u64,
    hashing: Hashing,
}

impl<'a> Container<'a> {
    /// Checks magic, version and length. Nothing else may be asked before [`Container::check`] is done.
    pub(super) fn open(bytes: Cow<'a, [u8]>) -> Result<Self, DecodeError> {
        let magic = bytes.get(MAGIC_AT..).unwrap_or_default();
        let seen = magic.len().min(MAGIC.len());
        if magic.get(..seen) != MAGIC.get(..seen) {
            return Err(DecodeError::NotAModel);
        }
        let version = u16_at(&bytes, VERSION_AT).ok_or(DecodeError::Truncated)?;
        if version != VERSION {
            return Err(DecodeError::FormatUnsupported(version));
        }
        let sections = usize::from(u16_at(&bytes, SECTIONS_AT).ok_or(DecodeError::Truncated)?);
        let digest = u64_at(&bytes, DIGEST_AT).ok_or(DecodeError::Truncated)?;
        let container = Self { hashing: Hashing::new(seed_of(&bytes)), bytes, sections, digest };
        let end = container.end()?;
        match container.bytes.len() {
            length if length < end => Err(DecodeError::Truncated),
            length if length > end => Err(DecodeError::DigestMismatch),
            _ => Ok(container),
        }
    }

    /// Hashes for up to `work` units, then checks the digest and the table, with every required section among `known`; whether that is
    /// done. What is left of the work stays.
    pub(super) fn check(&mut self, work: &mut usize, known: &[[u8; 4]]) -> Result<bool, DecodeError> {
        let body = self.bytes.get(TABLE_AT..).unwrap_or_default();
        let most = work.saturating_mul(STRIPES);
        *work = work.saturating_sub(1 + self.hashing.left(body) / STRIPES);
        if !self.hashing.step(body, most) {
            return Ok(false);
        }
        if self.hashing.finish(body) != self.digest {
            return Err(DecodeError::DigestMismatch);
        }
        self.check_table(known).map(|()| true)
    }

    /// Checks the whole frame at once.
    pub(super) fn checked(bytes: &'a [u8], known: &[[u8; 4]]) -> Result<Self, DecodeError> {
        let mut container = Self::open(Cow::Borrowed(bytes))?;
        container.check(&mut { usize::MAX }, known).map(|_| container)
    }

    /// XXH64 over the file, as its name and the manifest give it.
    pub(super) fn digest(&self) -> u64 {
        self.digest
    }

    /// The bytes of a section.
    pub(super) fn section(&self, tag: [u8; 4]) -> Result<&[u8], DecodeError> {
        self.optional(tag).ok_or(DecodeError::Corrupt("a required section is missing"))
    }

    /// The bytes of a section that a file may be without.
    pub(super) fn optional(&self, tag: [u8; 4]) -> Option<&[u8]> {
        let entry = self.entries().find(|e| e.tag == tag)?;
        Some(self.bytes.get(entry.offset..entry.offset + entry.length).unwrap_or_default())
    }

    /// Tag and length of every section, in the file's order.
    pub(super) fn lengths(&self) -> impl Iterator<Item = ([u8; 4], usize)> + use<'_, 'a> {
        self.entries().map(|e| (e.tag, e.length))
    }

    fn entries(&self) -> impl Iterator<Item = Entry> + use<'_, 'a> {
        (0..self.sections).filter_map(|n| Entry::read(&self.bytes, TABLE_AT + n * ENTRY_SIZE))
    }

    /// Where the file should end: after the last section.
    fn end(&self) -> Result<usize, DecodeError> {
        let table_end = TABLE_AT + self.sections * ENTRY_SIZE;
        if self.sections > MAX_SECTIONS {
            return Err(DecodeError::Corrupt("too many sections"));
        }
        if self.bytes.len() < table_end {
            return Err(DecodeError::Truncated);
        }
        Ok(self.entries().map(|e| e.offset.saturating_add(e.length)).fold(table_end, usize::max))
    }

    /// Sections follow each other without gap, in the order of the table, each tag once.
    fn check_table(&self, known: &[[u8; 4]]) -> Result<(), DecodeError> {
        let mut next = TABLE_AT + self.sections * ENTRY_SIZE;
        for (n, entry) in self.entries().enumerate() {
            if entry.offset != next {
                return Err(DecodeError::Corrupt("sections do not follow each other"));
            }
            if entry.flags & !REQUIRED != 0 || entry.required() && !known.contains(&entry.tag) {
                return Err(DecodeError::FormatUnsupported(VERSION));
            }
            if self.entries().take(n).any(|other| other.tag == entry.tag) {
                return Err(DecodeError::Corrupt("a section stands twice"));
            }
            next += entry.length;
        }
        Ok(())
    }
}

struct Entry {
    tag: [u8; 4],
    flags: u32,
    offset: usize,
    length: usize,
}

impl Entry {
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        Some(Self {
            tag: *bytes.get(at + ENTRY_TAG..)?.first_chunk()?,
            flags: u32_at(bytes, at + ENTRY_FLAGS)?,
            offset: u32_at(bytes, at + ENTRY_OFFSET)? as usize,
            length: u32_at(bytes, at + ENTRY_LENGTH)? as usize,
        })
    }

    fn required(&self) -> bool {
        self.flags & REQUIRED != 0
    }
}

/// How many bytes a `.pw` file has, by its own head: `start` holds the section table. `None` for other bytes.
pub fn announced_length(start: &[u8]) -> Option<u64> {
    let sections = start.starts_with(&MAGIC).then(|| u16_at(start, SECTIONS_AT)).flatten()?;
    if usize::from(sections) > MAX_SECTIONS {
        return None;
    }
    let entry = |n: usize| Entry::read(start, TABLE_AT + n * ENTRY_SIZE);
    let ends = (0..sections.into()).map(|n| entry(n).map(|e| e.offset as u64 + e.length as u64));
    ends.collect::<Option<Vec<u64>>>().map(|ends| ends.into_iter().max().unwrap_or(0))
}

/// Writes a file of these sections.
pub(super) fn write(sections: &[Section<'_>]) -> Vec<u8> {
    let table_end = TABLE_AT + sections.len() * ENTRY_SIZE;
    let size = table_end + sections.iter().map(|s| s.bytes.len()).sum::<usize>();
    let mut out = Vec::with_capacity(size);
    out.extend(MAGIC);
    out.extend(VERSION.to_le_bytes());
    out.extend((sections.len() as u16).to_le_bytes());
    out.extend([0; TABLE_AT - DIGEST_AT]);
    let mut offset = table_end;
    for section in sections {
        out.extend(section.tag);
        out.extend(if section.required { REQUIRED } else { 0 }.to_le_bytes());
        out.extend((offset as u32).to_le_bytes());
        out.extend((section.bytes.len() as u32).to_le_bytes());
        offset += section.bytes.len();
    }
    for section in sections {
        out.extend(section.bytes);
    }
    seal(&mut out);
    out
}

/// Writes the digest of a file's bytes into its header.
pub(super) fn seal(file: &mut [u8]) {
    let digest = digest_of(file);
    put(file, DIGEST_AT, &digest.to_le_bytes());
}

/// Writes bytes over those at an offset; nothing if they would not fit.
pub(super) fn put(into: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = into.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

/// The digest covers everything but itself: the first bytes as seed, the rest as content.
fn digest_of(file: &[u8]) -> u64 {
    xxh64(file.get(TABLE_AT..).unwrap_or_default(), seed_of(file))
}

fn seed_of(file: &[u8]) -> u64 {
    u64_at(file, MAGIC_AT).unwrap_or_default()
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
