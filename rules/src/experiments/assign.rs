//! Assigns a device to arms by hashes of names and its id, as `www/experiment/assign.js` does; never keeps anything.

use super::{Arm, Experiment, Experiments};

/// What a hash is below: positions are whole numbers from 0 to below it.
pub const WHOLE: u64 = 1 << 32;

/// MurmurHash3 (x86, 32 bits) with seed 0, by Austin Appleby (public domain): short, exact in JavaScript's integers, and each
/// bit of the input changes each bit of the output with a probability of one half.
pub fn murmur3(text: &str) -> u32 {
    let scramble = |word: u32| word.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
    let little = |bytes: &[u8]| bytes.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
    let words = text.as_bytes().chunks_exact(4);
    let rest = little(words.remainder());
    let body = words.fold(0u32, |hash, word| {
        (hash ^ scramble(little(word))).rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64)
    });
    let mut hash = body ^ scramble(rest) ^ text.len() as u32;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

/// The digest of published experiments, by the hash that pages have at hand. The text is in ASCII.
pub fn digest(json: &str) -> u64 {
    u64::from(murmur3(json)) << 32 | u64::from(murmur3(&format!("/{json}")))
}

impl Experiment {
    /// The arm of a device, if it takes part. Layer and arm are drawn by two independent hashes.
    pub fn arm_of(&self, id: &str) -> Option<&Arm> {
        let place = u64::from(murmur3(&format!("/{}/{id}", self.layer)));
        if place < self.from || place >= self.to {
            return None;
        }
        let drawn = u64::from(murmur3(&format!("{}/{id}", self.name)));
        self.arms.iter().find(|arm| drawn < arm.upto)
    }
}

impl Experiments {
    /// The arms of a device in all experiments that it takes part in. One that is held out takes part in no other.
    ///
    /// `id` is the device's, or the customer's where the page gives one: 1 to 64 letters, digits, `-` and `_`.
    pub fn arms_of(&self, id: &str) -> Vec<(&Experiment, &Arm)> {
        let mut arms = Vec::new();
        for experiment in &self.experiments {
            let Some(arm) = experiment.arm_of(id) else { continue };
            arms.push((experiment, arm));
            if experiment.holdout && arm.name == experiment.control {
                break;
            }
        }
        arms
    }
}

#[cfg(test)]
mod tests {
    use super::murmur3;

    #[test]
    fn the_hash_gives_the_published_values() {
        for (text, hash) in [
            ("", 0),
            ("test", 0xba6b_d213),
            ("Hello, world!", 0xc036_3e43),
            ("The quick brown fox jumps over the lazy dog", 0x2e4f_f723),
        ] {
            assert_eq!(murmur3(text), hash, "{text:?}");
        }
    }
}
