//! Measures on past orders how well methods guess what else is in a cart; never trains what is published.

mod bands;
mod bootstrap;
mod exam;
mod figures;
mod ours;
mod ranks;

pub use bands::Band;
pub use bootstrap::{Interval, difference, mean, proportion};
pub use exam::{Exam, ExamOptions, Split, Trial};
pub use figures::Figures;
pub use ours::{Decoded, Pairwell};
pub use ranks::{CUT, Ranks};
