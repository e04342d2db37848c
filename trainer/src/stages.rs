//! Receives the stages of long work and their progress; never draws a progress bar.

/// Receives the stages of training and their progress, for a progress bar.
pub trait Stages: Sync {
    /// A stage of `steps` steps begins.
    fn begin(&self, stage: &'static str, steps: u64);
    /// `steps` more of its steps are done.
    fn advance(&self, steps: u64);
}

/// Shows no progress.
pub struct Silent;

impl Stages for Silent {
    fn begin(&self, _stage: &'static str, _steps: u64) {}
    fn advance(&self, _steps: u64) {}
}
