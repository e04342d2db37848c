//! Measures on past orders how well methods guess what else is in a cart; never trains what is published.

mod bands;
mod best_of;
mod bootstrap;
mod exam;
mod figures;
mod gate;
mod memory;
mod methods;
mod ours;
mod ranks;
mod ruled;
mod tune;
mod unrounded;

pub use bands::Band;
pub use best_of::BestOf;
pub use bootstrap::{Interval, difference, mean, proportion};
pub use exam::{Exam, ExamOptions, Split, Trial};
pub use figures::Figures;
pub use gate::{Basis, Comparison, Judged, Published, compared, judge};
pub use memory::{KEPT_ORDERS, Memory, Remembered, Remembering};
pub use methods::{NAMES, named};
pub use ours::{Decoded, Pairwell, Trained};
pub use ranks::{CUT, Ranks};
pub use ruled::{RULED, Ruled, Rules};
pub use tune::{On, Open, Try, Tuned, tune, tune_taste};
pub use unrounded::{Rounding, Unrounded};
