//! The options of training that several verbs share, and which of them are left open to choice; never trains.

use anyhow::bail;
use pairwell_cli::evaluate::Open;
use pairwell_cli::train::TrainOptions;

/// How a model is trained. What is not given is chosen on an inner split of the orders.
#[derive(clap::Args)]
pub struct TrainArgs {
    /// The most suggestions an item in the cart can bring (k)
    #[arg(long, value_name = "K")]
    neighbours: Option<usize>,
    /// The most items that may explain one candidate (m)
    #[arg(long, value_name = "M")]
    predictors: Option<usize>,
    /// Ridge penalty, in orders
    #[arg(long)]
    lambda: Option<f64>,
    /// An order of n items counts n^-alpha
    #[arg(long)]
    alpha: Option<f64>,
    /// Days in which an order's weight halves; 0 for never
    #[arg(long, value_name = "DAYS")]
    half_life: Option<f64>,
    /// A pair of items counts for nothing in fewer orders than this, or from fewer customers where these are known
    #[arg(long, default_value_t = TrainOptions::default().min_orders, value_name = "N")]
    min_orders: u32,
    /// The most that one customer's orders may count, as a share of all
    #[arg(long, default_value_t = TrainOptions::default().customer_share, value_name = "SHARE")]
    max_customer_share: f64,
    /// Bits that a weight is kept in, 2 to 6
    #[arg(long, value_name = "BITS", value_parser = clap::value_parser!(u32).range(2..=6))]
    weight_bits: Option<u32>,
    /// Score that an item of a shopper's last order gains on a device that remembers it, 0 to 1
    #[arg(long)]
    again: Option<f64>,
    /// How much an item of the last order says about others while the cart is empty, against one in a cart, 0 to 1
    #[arg(long)]
    with: Option<f64>,
    /// Choose nothing: what is not given is as it is without a choice
    #[arg(long)]
    no_tune: bool,
    /// Choose settings however many orders there are
    #[arg(long, conflicts_with = "no_tune")]
    tune: bool,
}

/// With more lines than this settings are not chosen unless asked for: it would take longer than all the rest.
const TUNED_LINES: usize = 3_000_000;

impl TrainArgs {
    /// What is in fewer orders counts for nothing.
    pub fn min_orders(&self) -> u32 {
        self.min_orders
    }

    /// What to start from, and what to choose, for so many order lines.
    pub fn options(&self, lines: usize) -> anyhow::Result<(TrainOptions, Open)> {
        let most = pairwell::model::layout::MAX_NEIGHBOURS;
        let usual = TrainOptions::default();
        let options = TrainOptions {
            alpha: within("--alpha", self.alpha.unwrap_or(usual.alpha), 0.0, 2.0)?,
            lambda: within("--lambda", self.lambda.unwrap_or(usual.lambda), 1e-6, 1e9)?,
            m: within("--predictors", self.predictors.unwrap_or(usual.m) as f64, 1.0, 5000.0)? as usize,
            k: within("--neighbours", self.neighbours.unwrap_or(usual.k) as f64, 1.0, most as f64)? as usize,
            min_orders: self.min_orders,
            half_life: match self.half_life {
                Some(0.0) | None => None,
                Some(days) => Some(within("--half-life", days, 0.01, 1e6)?),
            },
            weight_bits: self.weight_bits.unwrap_or(usual.weight_bits),
            again: within("--again", self.again.unwrap_or(usual.again), 0.0, 1.0)?,
            with: within("--with", self.with.unwrap_or(usual.with), 0.0, 1.0)?,
            customer_share: within("--max-customer-share", self.max_customer_share, 0.0, 1.0)?,
        };
        let taste = self.again.is_none() && self.with.is_none() && !self.no_tune;
        if self.no_tune || (lines > TUNED_LINES && !self.tune) {
            return Ok((options, Open { taste, ..Open::NONE }));
        }
        let open = Open {
            lambda: self.lambda.is_none(),
            alpha: self.alpha.is_none(),
            half_life: self.half_life.is_none(),
            m: self.predictors.is_none(),
            k: self.neighbours.is_none(),
            weight_bits: self.weight_bits.is_none(),
            taste,
        };
        Ok((options, open))
    }
}

fn within(option: &str, value: f64, least: f64, most: f64) -> anyhow::Result<f64> {
    if !(least..=most).contains(&value) {
        bail!("{option} {value}: expected {least} to {most}");
    }
    Ok(value)
}
