//! Multiplies scores by factors in 1/256, without floats; knows nothing of what the factors stand for.

/// No product of factors is above 256.
pub(super) const MOST_FACTOR: u32 = 1 << 16;

/// A factor of 1.
pub(super) const UNITY: u32 = 256;

/// 2^(n/4) in 1/256, from n = −8 on: what a value class multiplies by.
const CLASS_FACTORS: [u32; 16] = [64, 76, 91, 108, 128, 152, 181, 215, 256, 304, 362, 431, 512, 609, 724, 861];

/// The most that a value class multiplies by, in 1/256.
pub(super) const MOST_CLASS: u32 = CLASS_FACTORS[15];

/// A product of two factors in 1/256, kept between 1/256 and 256.
#[inline(always)]
pub(super) fn multiplied(a: u32, b: u32) -> u32 {
    ((u64::from(a) * u64::from(b)) >> 8).clamp(1, u64::from(MOST_FACTOR)) as u32
}

/// A score times a factor in 1/256; what is not above 0 stays as it is.
#[inline(always)]
pub(super) fn times(score: i32, factor: u32) -> i64 {
    let score = i64::from(score);
    if score > 0 { (score * i64::from(factor)) >> 8 } else { score }
}

/// What a value class multiplies by, in 1/256.
pub(super) fn class_factor(class: u8) -> u32 {
    CLASS_FACTORS.get(usize::from(class)).copied().unwrap_or(UNITY)
}
