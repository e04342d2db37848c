//! Passes over numbers, texts and lists in one direction, to bytes or from them; never knows what they mean.
//!
//! What a rules file holds is described once, in `streams`, for both directions.

use std::ops::Range;

/// Done, or the bytes do not read.
pub(in crate::model) type Done = Option<()>;

/// One direction: what is given is written, or replaced by what is read.
pub(in crate::model) trait Pass {
    /// A whole number, LEB128.
    fn number(&mut self, value: &mut u64) -> Done;
    /// A text: its length and its UTF-8 bytes.
    fn text(&mut self, value: &mut String) -> Done;
    /// How many of something there are, none smaller than a byte; `have` when writing.
    fn count(&mut self, have: usize) -> Option<usize>;

    /// How many entries a long list has, and from which one on they are still to be coded; `have` are there.
    fn long(&mut self, have: usize) -> Option<Range<usize>> {
        Some(0..self.count(have)?)
    }

    /// Whether there is work left to spend on what follows; if not, the pass ends here, to be resumed.
    fn goes_on(&mut self) -> Done {
        Some(())
    }

    /// A number of 32 bits.
    fn short(&mut self, value: &mut u32) -> Done {
        let mut wide = u64::from(*value);
        self.number(&mut wide)?;
        *value = u32::try_from(wide).ok()?;
        Some(())
    }

    /// A number of 16 bits.
    fn half(&mut self, value: &mut u16) -> Done {
        let mut wide = u64::from(*value);
        self.number(&mut wide)?;
        *value = u16::try_from(wide).ok()?;
        Some(())
    }

    /// Yes or no.
    fn flag(&mut self, value: &mut bool) -> Done {
        let mut wide = u64::from(*value);
        self.number(&mut wide)?;
        *value = wide == 1;
        (wide < 2).then_some(())
    }

    /// A number with a sign, the sign lowest.
    fn signed(&mut self, value: &mut i64) -> Done {
        let mut zigzag = (*value << 1 ^ *value >> 63) as u64;
        self.number(&mut zigzag)?;
        *value = (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64);
        Some(())
    }

    /// Ascending numbers, each as its distance from the one before it.
    fn ascending(&mut self, list: &mut Vec<u32>) -> Done
    where
        Self: Sized,
    {
        let mut next = 0u32;
        many(self, list, |pass, item| {
            let mut gap = item.wrapping_sub(next);
            pass.short(&mut gap)?;
            *item = next.checked_add(gap)?;
            next = item.checked_add(1)?;
            Some(())
        })
    }
}

/// A list: how many, then each. Grows as it is read, so that bytes bound it.
pub(in crate::model) fn many<P: Pass, T: Default>(
    pass: &mut P,
    list: &mut Vec<T>,
    mut each: impl FnMut(&mut P, &mut T) -> Done,
) -> Done {
    let count = pass.count(list.len())?;
    for n in 0..count {
        if n == list.len() {
            list.push(T::default());
        }
        each(pass, list.get_mut(n)?)?;
    }
    Some(())
}

/// A list as of [`many`], between whose entries the pass may be set aside.
pub(in crate::model) fn long<P: Pass, T: Default>(
    pass: &mut P,
    list: &mut Vec<T>,
    mut each: impl FnMut(&mut P, &mut T) -> Done,
) -> Done {
    for n in pass.long(list.len())? {
        if n == list.len() {
            list.push(T::default());
        }
        each(pass, list.get_mut(n)?)?;
        pass.goes_on()?;
    }
    Some(())
}

/// To bytes.
#[derive(Default)]
pub(in crate::model) struct ToBytes {
    pub(in crate::model) bytes: Vec<u8>,
}

impl Pass for ToBytes {
    fn number(&mut self, value: &mut u64) -> Done {
        let mut rest = *value;
        while rest >= 0x80 {
            self.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
        Some(())
    }

    fn text(&mut self, value: &mut String) -> Done {
        self.number(&mut (value.len() as u64))?;
        self.bytes.extend(value.as_bytes());
        Some(())
    }

    fn count(&mut self, have: usize) -> Option<usize> {
        self.number(&mut (have as u64))?;
        Some(have)
    }
}

/// How far a pass has come in its bytes: what it goes on from when it was set aside.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::model) struct Place {
    /// Bytes read.
    at: usize,
    /// How many entries the long list has that is being read.
    promised: Option<usize>,
}

/// Bytes that are as much work to read as an entry without any.
const UNIT: usize = 64;

/// From bytes.
pub(in crate::model) struct FromBytes<'a> {
    rest: &'a [u8],
    place: Place,
    /// Units of work left, and how many bytes were unread when that was so.
    work: usize,
    unread: usize,
}

impl<'a> FromBytes<'a> {
    /// Goes on with the same bytes from where another pass was, for so much work.
    pub(in crate::model) fn resume(bytes: &'a [u8], place: Place, work: usize) -> Self {
        let rest = bytes.get(place.at..).unwrap_or_default();
        Self { rest, place, work, unread: rest.len() }
    }

    /// Ends a part of what is read.
    pub(in crate::model) fn end_part(&mut self) -> Done {
        self.place.promised = None;
        self.goes_on()
    }

    /// Whether all bytes are read.
    pub(in crate::model) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Units of work that are left; at 0 the pass has ended between two entries or parts.
    pub(in crate::model) fn work(&self) -> usize {
        self.work
    }

    /// Where to resume.
    pub(in crate::model) fn place(&self, bytes: &[u8]) -> Place {
        Place { at: bytes.len() - self.rest.len(), ..self.place }
    }
}

impl Pass for FromBytes<'_> {
    fn long(&mut self, have: usize) -> Option<Range<usize>> {
        let promised = match self.place.promised {
            Some(promised) => promised,
            None => self.count(0)?,
        };
        self.place.promised = Some(promised);
        Some(have..promised)
    }

    fn goes_on(&mut self) -> Done {
        self.work = self.work.saturating_sub(1 + (self.unread - self.rest.len()) / UNIT);
        self.unread = self.rest.len();
        (self.work > 0).then_some(())
    }

    fn number(&mut self, value: &mut u64) -> Done {
        *value = 0;
        for place in (0..64).step_by(7) {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            let bits = u64::from(byte & 0x7f);
            if bits << place >> place != bits {
                return None;
            }
            *value |= bits << place;
            if byte & 0x80 == 0 {
                return Some(());
            }
        }
        None
    }

    fn text(&mut self, value: &mut String) -> Done {
        let length = self.count(0)?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        *value = std::str::from_utf8(text).ok()?.into();
        self.rest = rest;
        Some(())
    }

    fn count(&mut self, _: usize) -> Option<usize> {
        let mut count = 0;
        self.number(&mut count)?;
        usize::try_from(count).ok().filter(|count| *count <= self.rest.len())
    }
}
