//! Computes the 64-bit digest that names and guards a file: XXH64, from bytes; never guards against forgery.
//!
//! The algorithm is Collet's XXH64 (xxHash specification 0.1.1); a test holds it against another implementation.

const P1: u64 = 0x9E37_79B1_85EB_CA87;
const P2: u64 = 0xC2B2_AE3D_27D4_EB4F;
const P3: u64 = 0x1656_67B1_9E37_79F9;
const P4: u64 = 0x85EB_CA77_C2B2_AE63;
const P5: u64 = 0x27D4_EB2F_1656_67C5;

/// XXH64 of `bytes`.
pub fn xxh64(bytes: &[u8], seed: u64) -> u64 {
    let mut hashing = Hashing::new(seed);
    hashing.step(bytes, usize::MAX);
    hashing.finish(bytes)
}

/// The digest of bytes that are hashed a few at a time.
#[derive(Debug)]
pub(super) struct Hashing {
    seed: u64,
    lanes: [u64; 4],
    /// Stripes of 32 bytes that the lanes have taken in.
    done: usize,
}

impl Hashing {
    pub(super) fn new(seed: u64) -> Self {
        let lanes = [seed.wrapping_add(P1).wrapping_add(P2), seed.wrapping_add(P2), seed, seed.wrapping_sub(P1)];
        Self { seed, lanes, done: 0 }
    }

    /// Stripes of the bytes that are not yet taken in.
    pub(super) fn left(&self, bytes: &[u8]) -> usize {
        (bytes.len() / 32).saturating_sub(self.done)
    }

    /// Takes in up to `most` stripes more of the same bytes; whether none is left.
    pub(super) fn step(&mut self, bytes: &[u8], most: usize) -> bool {
        let stripes = bytes.as_chunks::<32>().0.get(self.done..).unwrap_or_default();
        for stripe in stripes.iter().take(most) {
            for (lane, word) in self.lanes.iter_mut().zip(stripe.as_chunks::<8>().0) {
                *lane = round(*lane, u64::from_le_bytes(*word));
            }
        }
        self.done += stripes.len().min(most);
        stripes.len() <= most
    }

    /// The digest, once no stripe is left.
    pub(super) fn finish(&self, bytes: &[u8]) -> u64 {
        let (stripes, rest) = bytes.as_chunks::<32>();
        let mut hash = if stripes.is_empty() { self.seed.wrapping_add(P5) } else { self.merged() };
        hash = hash.wrapping_add(bytes.len() as u64);
        let (words, rest) = rest.as_chunks::<8>();
        for word in words {
            hash = (hash ^ round(0, u64::from_le_bytes(*word))).rotate_left(27).wrapping_mul(P1).wrapping_add(P4);
        }
        let (halves, rest) = rest.as_chunks::<4>();
        for half in halves {
            let lane = u64::from(u32::from_le_bytes(*half)).wrapping_mul(P1);
            hash = (hash ^ lane).rotate_left(23).wrapping_mul(P2).wrapping_add(P3);
        }
        for byte in rest {
            hash = (hash ^ u64::from(*byte).wrapping_mul(P5)).rotate_left(11).wrapping_mul(P1);
        }
        hash = (hash ^ (hash >> 33)).wrapping_mul(P2);
        hash = (hash ^ (hash >> 29)).wrapping_mul(P3);
        hash ^ (hash >> 32)
    }

    fn merged(&self) -> u64 {
        let turned = self.lanes.iter().zip([1, 7, 12, 18]);
        let sum = turned.fold(0u64, |sum, (lane, by)| sum.wrapping_add(lane.rotate_left(by)));
        self.lanes.iter().fold(sum, |hash, lane| (hash ^ round(0, *lane)).wrapping_mul(P1).wrapping_add(P4))
    }
}

fn round(lane: u64, word: u64) -> u64 {
    lane.wrapping_add(word.wrapping_mul(P2)).rotate_left(31).wrapping_mul(P1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_twox_hash(bytes in proptest::collection::vec(any::<u8>(), 0..200), seed: u64) {
            prop_assert_eq!(xxh64(&bytes, seed), twox_hash::XxHash64::oneshot(seed, &bytes));
        }

        #[test]
        fn is_the_same_in_steps(bytes in proptest::collection::vec(any::<u8>(), 0..400), seed: u64, most in 1usize..5) {
            let mut hashing = Hashing::new(seed);
            while !hashing.step(&bytes, most) {}
            prop_assert_eq!(hashing.finish(&bytes), xxh64(&bytes, seed));
        }
    }
}
