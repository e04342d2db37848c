//! Tells which few of many candidates are worth a judgement, by what each can be worth at most; never judges.

/// Buckets in all, eight an octave from one score unit up.
const BUCKETS: usize = 256;
/// The highest bits of a float: its octave, and eight steps within it.
const BUCKET_AT: u32 = 20;
/// Those bits of 1.
const ONE: i32 = 127 << 3;

/// The bounds of all candidates, and how many lie in each bucket.
#[derive(Debug)]
pub(super) struct Sieve {
    bounds: Vec<f32>,
    counts: [u32; BUCKETS],
}

impl Sieve {
    pub(super) fn new() -> Self {
        Self { bounds: Vec::new(), counts: [0; BUCKETS] }
    }

    /// Takes the candidates' bounds, and finds a bar that at least so many of them reach, and not many more.
    pub(super) fn fill(&mut self, bounds: impl Iterator<Item = f32>, wanted: usize) -> f32 {
        self.bounds.clear();
        self.bounds.extend(bounds);
        self.counts.fill(0);
        for bound in &self.bounds {
            // As whole numbers the bits of floats stand in the floats' order; those below 0 are below 0.
            let bucket = ((bound.to_bits() as i32) >> BUCKET_AT) - ONE;
            if let Some(count) = self.counts.get_mut(bucket.clamp(0, BUCKETS as i32 - 1) as usize) {
                *count += 1;
            }
        }
        let mut above = 0;
        let reaches = |count: &u32| {
            above += *count as usize;
            above >= wanted
        };
        match self.counts.iter().rposition(reaches) {
            None | Some(0) => f32::NEG_INFINITY,
            Some(bucket) => f32::from_bits((bucket as u32 + ONE as u32) << BUCKET_AT),
        }
    }

    /// The next candidate, by position, whose bound is so large, and below a limit.
    #[inline(always)]
    pub(super) fn next(&self, first: usize, least: f32, below: f32) -> Option<usize> {
        let rest = self.bounds.get(first..)?;
        Some(first + rest.iter().position(|bound| *bound >= least && *bound < below)?)
    }
}
