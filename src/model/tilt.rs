//! Tells how loud each weight is in a cart of some size, in integers; never adds up a score.
//!
//! What an item says depends on how much else is known. Beside one item, another says nearly all that there is to say; in a
//! whole order most of it has been said already. A row keeps one weight a neighbour, the mean of both, and a *tilt*: how much
//! louder it is in a whole order than alone, against that mean.

use super::layout::{SIZE_SECTION, TILTS};

/// What the weights of each tilt are multiplied by, in 1/64: 0 to 128.
pub(crate) type Volumes = [u32; TILTS];

/// Bits after the point of a volume.
const VOLUME_BITS: u32 = 6;
/// A volume that changes nothing.
const UNITY: i32 = 1 << VOLUME_BITS;

/// Every weight as it is kept.
pub(super) const EVEN: Volumes = [UNITY as u32; TILTS];

/// How weights change with the number of items in the cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tilts {
    /// A cart with this many more items than one is half-way between an item alone and a whole order; in quarters, 1 to 255.
    pub half: u8,
    /// The tilts that weights can have, in 1/64, −64 to 64: at −64 a weight speaks only alone, at 64 only in a whole order, and
    /// at 0 the same in both.
    pub steps: [i8; TILTS],
}

impl Tilts {
    /// Weights that do not depend on the cart's size.
    pub const NONE: Self = Self { half: 4, steps: [0; TILTS] };

    /// What to multiply weights by in a cart of `items` items, by tilt.
    pub(crate) fn volumes(&self, items: usize) -> Volumes {
        let share = self.share(items);
        self.steps.map(|step| (UNITY + ((i32::from(step) * (2 * share - UNITY)) >> VOLUME_BITS)) as u32)
    }

    /// How near to a whole order such a cart is, in 1/64.
    fn share(&self, items: usize) -> i32 {
        // More items than this change nothing that can be told in 1/64.
        let more = 4 * items.saturating_sub(1).min(1 << 16) as i32;
        UNITY * more / (more + i32::from(self.half).max(1))
    }

    /// The volume of a tilt, which may lie between two steps, 1 for unchanged: the same in floats, for comparisons.
    pub fn volume(&self, tilt: f64, items: usize) -> f64 {
        let more = items.saturating_sub(1) as f64 * 4.0;
        let share = more / (more + f64::from(self.half));
        1.0 + tilt * (2.0 * share - 1.0)
    }

    /// The step nearest to a tilt of −1 to 1; of two the first.
    pub(super) fn nearest(&self, tilt: f64) -> u8 {
        let mut best = (f64::INFINITY, 0);
        for (n, step) in (0..).zip(self.steps) {
            let distance = (f64::from(step) / f64::from(UNITY) - tilt).abs();
            if distance < best.0 {
                best = (distance, n);
            }
        }
        best.1
    }

    /// As the file holds it.
    pub(super) fn to_bytes(self) -> [u8; SIZE_SECTION] {
        let [a, b, c, d] = self.steps.map(|step| step as u8);
        [self.half, a, b, c, d]
    }

    /// From the file; none if a number is out of range.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let [half, a, b, c, d] = <[u8; SIZE_SECTION]>::try_from(bytes).ok()?;
        let tilts = Self { half, steps: [a, b, c, d].map(|step| step as i8) };
        tilts.is_valid().then_some(tilts)
    }

    /// Whether every number is in its range.
    pub(super) fn is_valid(&self) -> bool {
        self.half > 0 && self.steps.iter().all(|step| (-64..=64).contains(step))
    }
}

impl Default for Tilts {
    fn default() -> Self {
        Self::NONE
    }
}

/// A weight in score units at some volume.
#[inline(always)]
pub(super) fn at_volume(weight: i32, volume: u32) -> i32 {
    // A weight is at most 2^24: no overflow.
    ((weight as u32 * volume) >> VOLUME_BITS) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOME: Tilts = Tilts { half: 16, steps: [-64, -32, 0, 64] };

    #[test]
    fn without_tilts_every_cart_hears_the_same() {
        for items in [0, 1, 2, 20, usize::MAX] {
            assert_eq!(Tilts::NONE.volumes(items), [64; TILTS]);
        }
        assert_eq!(at_volume(1 << 24, 64), 1 << 24);
        assert_eq!(at_volume(1 << 24, 128), 1 << 25);
    }

    #[test]
    fn a_tilt_passes_from_one_end_to_the_other() {
        assert_eq!(SOME.volumes(0), SOME.volumes(1));
        assert_eq!(SOME.volumes(1), [128, 96, 64, 0]);
        // Five items are four more than one: half of the way.
        assert_eq!(SOME.volumes(5), [64, 64, 64, 64]);
        assert_eq!(SOME.volumes(usize::MAX), [2, 33, 64, 126]);
        for items in 1..100 {
            let exact = SOME.steps.map(|step| SOME.volume(f64::from(step) / 64.0, items) * 64.0);
            for (volume, exact) in SOME.volumes(items).into_iter().zip(exact) {
                assert!((f64::from(volume) - exact).abs() < 3.0, "{items}: {volume}, {exact}");
            }
        }
    }
}
