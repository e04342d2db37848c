//! Tells which few of many candidates are worth a judgement, by what each can be worth at most; never judges.

/// Buckets in all, eight an octave, from two score units up.
const BUCKETS: usize = 256;
/// The highest bits of a float: its octave, and eight steps within it.
const BUCKET_AT: u32 = 20;
/// Those bits of 2, which is added to every bound so that hardly any lies below the first bucket.
const TWO: u32 = 128 << 3;

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

    /// Takes the candidates' bounds, and finds a bar that so many of them reach, and not many more. What lies below 0, or at
    /// 2³³ units, which no probability comes near, may fall into any bucket: then the bar is a bad one, and no more than that.
    pub(super) fn fill(&mut self, bounds: impl ExactSizeIterator<Item = f32>, wanted: usize) -> f32 {
        self.bounds.clear();
        self.bounds.extend(bounds);
        self.counts.fill(0);
        for bound in &self.bounds {
            let bits = (bound + 2.0).to_bits() >> BUCKET_AT;
            self.counts[bits as usize % BUCKETS] += 1;
        }
        let mut above = 0;
        let reaches = |count: &u32| {
            above += *count as usize;
            above >= wanted
        };
        match self.counts.iter().rposition(reaches) {
            None | Some(0) => f32::NEG_INFINITY,
            Some(bucket) => f32::from_bits((bucket as u32 + TWO) << BUCKET_AT) - 2.0,
        }
    }

    /// The next candidate, by position, whose bound is so large, and below a limit.
    #[inline(always)]
    pub(super) fn next(&self, first: usize, least: f32, below: f32) -> Option<usize> {
        let rest = self.bounds.get(first..)?;
        Some(first + rest.iter().position(|bound| *bound >= least && *bound < below)?)
    }
}
