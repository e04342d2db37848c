//! Measures on past orders how well methods guess what else is in a cart; never trains what is published.

mod bands;
mod best_of;
mod bootstrap;
mod decoded;
mod figures;
mod gate;
mod history_gain;
mod holdout;
mod measured;
mod methods;
mod ours;
mod past_orders;
mod quantization;
mod ranks;
mod ruled;
mod tune;

pub use bands::Band;
pub use best_of::BestOf;
pub use bootstrap::{Interval, difference, mean, proportion};
pub use decoded::Decoded;
pub use figures::{Accuracy, Figures};
pub use gate::{Basis, Comparison, Evaluation, Gate, GateReport, Published, compared};
pub use history_gain::{HistoryGain, WithHistory};
pub use holdout::{Carts, Holdout, HoldoutOptions, Split, TestCase};
pub use measured::Measured;
pub use methods::{NAMES, named};
pub use ours::{Pairwell, Trained};
pub use past_orders::{KEPT_ORDERS, PastOrders};
pub use quantization::{QuantizationLoss, Unquantized};
pub use ranks::{CUT, Ranks};
pub use ruled::{RULED, Ruled, Rules};
pub use tune::{On, Open, Try, Tuned, tune, tune_history};
