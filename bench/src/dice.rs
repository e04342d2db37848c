//! Draws reproducible random numbers and weighted choices for synthetic shops; never reads a clock or an entropy source.

/// SplitMix64 (Steele, Lea, Flood 2014): tiny, and good enough for a synthetic shop.
pub struct Dice(u64);

impl Dice {
    /// Dice that give the same numbers for the same seed and throw.
    pub fn new(seed: u64, throw: u64) -> Self {
        let mut dice = Self(seed ^ throw.wrapping_mul(0xD605_BBB5_8C8A_BC03));
        dice.next();
        dice
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A whole number from 0 to below `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        (((self.next() >> 32) * u64::from(end)) >> 32) as u32
    }

    /// A number of the normal distribution (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }
}

/// Weighted choice in constant time (Walker's alias method).
pub struct Alias {
    keep: Vec<f32>,
    other: Vec<u32>,
}

impl Alias {
    /// A choice among the positions of `weights`.
    pub fn new(weights: &[f64]) -> Self {
        let mean = weights.iter().sum::<f64>() / weights.len() as f64;
        let mut share: Vec<f64> = weights.iter().map(|w| w / mean).collect();
        let mut other: Vec<u32> = (0..weights.len() as u32).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..share.len()).partition(|&n| share[n] < 1.0);
        while let (Some(poor), Some(&rich)) = (small.pop(), large.last()) {
            other[poor] = rich as u32;
            share[rich] -= 1.0 - share[poor];
            if share[rich] < 1.0 {
                large.pop();
                small.push(rich);
            }
        }
        Self { keep: share.iter().map(|s| *s as f32).collect(), other }
    }

    pub fn draw(&self, dice: &mut Dice) -> u32 {
        let at = dice.below(self.keep.len() as u32);
        if dice.unit() < f64::from(self.keep[at as usize]) { at } else { self.other[at as usize] }
    }
}
