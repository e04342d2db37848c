//! Codes bits by adaptive binary arithmetic coding, both ways; never knows what the bits mean.
//!
//! The coder is the carry-less one of Mahoney's PAQ ("Adaptive Weighing of Context Models for Lossless Data
//! Compression", 2005): an interval of 32-bit numbers is split at each bit in proportion to its probability, and
//! leading bytes that both ends share are shifted out. Reader and writer hold the same probabilities, which move
//! towards each bit seen by 1/(n + 1.5), n the times the context was seen, up to a limit.
//!
//! Products are taken in two halves of 16 bits: they need more than 32 bits whole, which JavaScript has not.

/// Probability of a 1, 22 bits, above a count of how often the context was seen, 10 bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bit(u32);

const COUNT_BITS: u32 = 10;
/// Past this count a context keeps adapting at the same pace.
const COUNT_LIMIT: u32 = 255;
/// 65536 / (n + 1.5).
#[expect(clippy::indexing_slicing, reason = "a constant: an index out of bounds would not compile")]
const PACE: [u16; COUNT_LIMIT as usize + 1] = {
    let mut pace = [0; COUNT_LIMIT as usize + 1];
    let mut n = 0;
    while n < pace.len() {
        pace[n] = ((2 * 65_536) / (2 * n as u32 + 3)) as u16;
        n += 1;
    }
    pace
};

impl Bit {
    pub(super) const EVEN: Self = Self(1 << 31);

    /// Probability of a 1 in 65536ths, never 0 and never 65536.
    fn ones(self) -> u32 {
        (self.0 >> 16).clamp(16, 65_520)
    }

    fn learn(&mut self, one: bool) {
        let count = self.0 & ((1 << COUNT_BITS) - 1);
        let now = (self.0 >> COUNT_BITS) as i32;
        let aim = if one { (1 << 22) - 1 } else { 0 };
        let pace = u32::from(PACE.get(count as usize).copied().unwrap_or_default());
        let (above, below) = ((aim - now) >> 16, (aim - now) as u32 & 0xffff);
        let next = now + above * pace as i32 + ((below * pace) >> 16) as i32;
        self.0 = (next as u32) << COUNT_BITS | (count + 1).min(COUNT_LIMIT);
    }
}

/// Where the interval is split: within `low..high`, in proportion to the probability of a 1.
fn split(low: u32, high: u32, ones: u32) -> u32 {
    let (above, below) = ((high - low) >> 16, (high - low) & 0xffff);
    low + above * ones + ((below * ones) >> 16)
}

/// What both directions can do with one bit; everything longer is built on it.
pub(super) trait BitCoder {
    /// Codes one bit in a context: writes `bit`, or ignores it and returns the bit read.
    fn bit(&mut self, context: &mut Bit, bit: bool) -> bool;

    /// Codes the low `bits` bits of a number, highest first, each in the context of those before it.
    /// `contexts` holds `1 << bits` of them.
    fn tree(&mut self, contexts: &mut [Bit], bits: u32, value: u32) -> u32 {
        let mut node = 1usize;
        for place in (0..bits).rev() {
            let Some(context) = contexts.get_mut(node) else { break };
            node = node * 2 + usize::from(self.bit(context, value >> place & 1 == 1));
        }
        (node - (1 << bits)) as u32
    }

    /// Codes the low `bits` bits of a number with even odds.
    fn plain(&mut self, bits: u32, value: u32) -> u32 {
        (0..bits).rev().fold(0, |sofar, place| {
            let mut even = Bit::EVEN;
            sofar * 2 + u32::from(self.bit(&mut even, value >> place & 1 == 1))
        })
    }
}

/// Writes bits.
pub(super) struct Encoder {
    low: u32,
    high: u32,
    out: Vec<u8>,
}

impl Encoder {
    pub(super) fn new() -> Self {
        Self { low: 0, high: u32::MAX, out: Vec::new() }
    }

    /// The bytes written: the last four pin the interval.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.out.extend(self.low.to_be_bytes());
        self.out
    }
}

impl BitCoder for Encoder {
    fn bit(&mut self, context: &mut Bit, bit: bool) -> bool {
        let middle = split(self.low, self.high, context.ones());
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        context.learn(bit);
        while (self.low ^ self.high) >> 24 == 0 {
            self.out.push((self.high >> 24) as u8);
            self.low <<= 8;
            self.high = self.high << 8 | 0xff;
        }
        bit
    }
}

/// How far a reader has come in its bytes: what it goes on from when it was set aside.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    low: u32,
    high: u32,
    value: u32,
    /// Bytes read.
    at: usize,
    overrun: bool,
}

impl Place {
    fn shift(&mut self, bytes: &[u8]) {
        let byte = bytes.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        self.overrun |= byte.is_none();
        self.value = self.value << 8 | u32::from(byte.unwrap_or(0));
    }
}

/// Reads bits. Past the end it reads zeros and remembers that it did.
pub(super) struct Decoder<'a> {
    bytes: &'a [u8],
    place: Place,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let mut place = Place { high: u32::MAX, ..Place::default() };
        for _ in 0..4 {
            place.shift(bytes);
        }
        Self { bytes, place }
    }

    /// Goes on with the same bytes from where another reader was.
    pub(super) fn resume(bytes: &'a [u8], place: Place) -> Self {
        Self { bytes, place }
    }

    /// Where to resume.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// Whether reading went past the last byte: whatever was read is void.
    pub(super) fn overrun(&self) -> bool {
        self.place.overrun
    }

    /// Whether no byte beyond the end was read and none but zeros (padding) is left: what a sound stream comes to.
    pub(super) fn ended_well(&self) -> bool {
        !self.overrun() && self.bytes.iter().skip(self.place.at).all(|byte| *byte == 0)
    }
}

impl BitCoder for Decoder<'_> {
    fn bit(&mut self, context: &mut Bit, _: bool) -> bool {
        let place = &mut self.place;
        let middle = split(place.low, place.high, context.ones());
        let bit = place.value <= middle;
        if bit {
            place.high = middle;
        } else {
            place.low = middle + 1;
        }
        context.learn(bit);
        while (place.low ^ place.high) >> 24 == 0 {
            place.low <<= 8;
            place.high = place.high << 8 | 0xff;
            place.shift(self.bytes);
        }
        bit
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn halves_come_to_the_same_as_whole_products(low: u32, range: u32, state: u32, one: bool) {
            let (low, high) = (low.min(u32::MAX - range), low.min(u32::MAX - range) + range);
            let context = Bit(state & !0x3ff | (state & 0x3ff).min(COUNT_LIMIT));
            let ones = context.ones();
            prop_assert_eq!(split(low, high, ones), low + ((u64::from(range) * u64::from(ones)) >> 16) as u32);
            let (mut learned, now) = (context, i64::from(context.0 >> COUNT_BITS));
            learned.learn(one);
            let aim = if one { (1 << 22) - 1 } else { 0 };
            let pace = i64::from(PACE[(context.0 & 0x3ff) as usize]);
            prop_assert_eq!(i64::from(learned.0 >> COUNT_BITS), now + (((aim - now) * pace) >> 16));
        }
    }
}
