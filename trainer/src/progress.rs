//! Draws a progress bar with stage, rate and remaining time on a terminal, and nothing elsewhere.

use std::sync::Mutex;

use indicatif::{HumanCount, ProgressBar, ProgressState, ProgressStyle};
use pairwell_cli::orders::Progress;
use pairwell_cli::stages::Stages;

/// One bar, used by one stage after the other.
pub struct Bar {
    bar: ProgressBar,
    stage: Mutex<&'static str>,
}

impl Bar {
    /// A bar on standard error; hidden when that is not a terminal.
    pub fn new() -> Self {
        Self { bar: ProgressBar::new(0), stage: Mutex::new("") }
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// Begins a stage, unless it is the one that runs.
    fn enter(&self, stage: &'static str, length: u64, template: &str) {
        let mut current = self.stage.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *current != stage {
            *current = stage;
            self.bar.reset();
            self.bar.set_message(stage);
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.bar.set_style(style.progress_chars("━╸─").with_key("rate", rate));
            }
        }
        self.bar.set_length(length);
    }
}

/// Whole steps a second; slower than one, the time of a step.
fn rate(state: &ProgressState, out: &mut dyn std::fmt::Write) {
    let rate = state.per_sec();
    // A terminal that cannot be written to is no reason to stop.
    let _ = match rate {
        ..1.0 if rate > 0.0 => write!(out, "{:.0} s each", 1.0 / rate),
        _ => write!(out, "{}/s", HumanCount(rate as u64)),
    };
}

impl Progress for Bar {
    fn read(&self, bytes: u64, total: Option<u64>) {
        let template = match total {
            Some(_) => "{msg:>17} {bar:30} {bytes:>10} of {total_bytes}, {bytes_per_sec}, {eta} left",
            None => "{msg:>17} {spinner} {bytes:>10}, {bytes_per_sec}",
        };
        self.enter("reading", total.unwrap_or(bytes), template);
        self.bar.set_position(bytes);
    }
}

impl Stages for Bar {
    fn begin(&self, stage: &'static str, steps: u64) {
        self.enter(stage, steps, "{msg:>17} {bar:30} {pos:>10} of {len}, {rate}, {eta} left");
        self.bar.set_position(0);
    }

    fn advance(&self, steps: u64) {
        self.bar.inc(steps);
    }
}
