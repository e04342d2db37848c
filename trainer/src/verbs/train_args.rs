//! Declares the training options that several verbs share, and says which of them are tuned; never trains.

use anyhow::bail;
use pairwell_cli::evaluate::Open;
use pairwell_cli::train::TrainOptions;

/// How a model is trained. Options that are not given are tuned on an inner split of the orders.
#[derive(clap::Args)]
pub struct TrainArgs {
    /// Most neighbours kept per item (k)
    #[arg(long, value_name = "K")]
    neighbours: Option<usize>,
    /// Most items that predict one candidate (m)
    #[arg(long, value_name = "M")]
    predictors: Option<usize>,
    /// Ridge penalty, in orders
    #[arg(long, value_name = "ORDERS")]
    lambda: Option<f64>,
    /// Weigh an order of n items by n^-ALPHA
    #[arg(long)]
    alpha: Option<f64>,
    /// Days in which an order's weight halves; 0 weighs all ages alike
    #[arg(long, value_name = "DAYS")]
    half_life: Option<f64>,
    /// Days for which an item is sold on average; 0 lets no item fade
    ///
    /// An item that has not sold for long, against its own usual gap, is then suggested less.
    #[arg(long, value_name = "DAYS")]
    item_lifetime: Option<f64>,
    /// Ignore pairs in fewer than N orders, or of fewer customers
    ///
    /// Pairs from fewer than N customers are ignored too, if customers are known.
    #[arg(long, default_value_t = TrainOptions::default().min_orders, value_name = "N")]
    min_orders: u32,
    /// Largest share of all order weight for one customer
    #[arg(long, default_value_t = TrainOptions::default().customer_share, value_name = "SHARE")]
    max_customer_share: f64,
    /// Bits per weight in the file, 2 to 6
    #[arg(long, value_name = "BITS", value_parser = clap::value_parser!(u32).range(2..=6))]
    weight_bits: Option<u32>,
    /// Score added to items of the shopper's last order, 0 to 1
    #[arg(long, alias = "again", value_name = "SCORE")]
    repurchase_boost: Option<f64>,
    /// Weight of past items while the cart is empty, 0 to 1
    ///
    /// An item in the cart has weight 1.
    #[arg(long, alias = "with", value_name = "WEIGHT")]
    history_weight: Option<f64>,
    /// Skip tuning; use the defaults for options you do not set
    #[arg(long)]
    no_tune: bool,
    /// Tune even with more than 3 million order lines
    #[arg(long, conflicts_with = "no_tune")]
    tune: bool,
}

/// With more lines than this, settings are tuned only with --tune: it would take longer than everything else.
const TUNED_LINES: usize = 3_000_000;

impl TrainArgs {
    /// Checks the values, before any orders are read.
    pub fn check(&self) -> anyhow::Result<()> {
        self.options(0).map(|_| ())
    }

    /// Pairs in fewer orders than this are ignored.
    pub fn min_orders(&self) -> u32 {
        self.min_orders
    }

    /// The options to start from and which of them to tune, for this many order lines.
    pub fn options(&self, lines: usize) -> anyhow::Result<(TrainOptions, Open)> {
        let most = pairwell::model::layout::MAX_NEIGHBOURS;
        let usual = TrainOptions::default();
        let options = TrainOptions {
            alpha: within("--alpha", self.alpha.unwrap_or(usual.alpha), 0.0, 2.0)?,
            lambda: within("--lambda", self.lambda.unwrap_or(usual.lambda), 1e-6, 1e9)?,
            seen: usual.seen,
            kin_orders: usual.kin_orders,
            m: within("--predictors", self.predictors.unwrap_or(usual.m) as f64, 1.0, 5000.0)? as usize,
            k: within("--neighbours", self.neighbours.unwrap_or(usual.k) as f64, 1.0, most as f64)? as usize,
            min_orders: self.min_orders,
            half_life: days("--half-life", self.half_life)?,
            item_lifetime: days("--item-lifetime", self.item_lifetime)?,
            weight_bits: self.weight_bits.unwrap_or(usual.weight_bits),
            repurchase_boost: within(
                "--repurchase-boost",
                self.repurchase_boost.unwrap_or(usual.repurchase_boost),
                0.0,
                1.0,
            )?,
            history_weight: within("--history-weight", self.history_weight.unwrap_or(usual.history_weight), 0.0, 1.0)?,
            customer_share: within("--max-customer-share", self.max_customer_share, 0.0, 1.0)?,
        };
        let history = self.repurchase_boost.is_none() && self.history_weight.is_none() && !self.no_tune;
        if self.no_tune || (lines > TUNED_LINES && !self.tune) {
            return Ok((options, Open { history, ..Open::NONE }));
        }
        let open = Open {
            lambda: self.lambda.is_none(),
            alpha: self.alpha.is_none(),
            seen: true,
            kin: true,
            half_life: self.half_life.is_none(),
            item_lifetime: self.item_lifetime.is_none(),
            m: self.predictors.is_none(),
            k: self.neighbours.is_none(),
            weight_bits: self.weight_bits.is_none(),
            history,
        };
        Ok((options, open))
    }
}

/// A number of days; 0 for none.
fn days(option: &str, days: Option<f64>) -> anyhow::Result<Option<f64>> {
    days.filter(|days| *days != 0.0).map(|days| within(option, days, 0.01, 1e6)).transpose()
}

fn within(option: &str, value: f64, least: f64, most: f64) -> anyhow::Result<f64> {
    if !(least..=most).contains(&value) {
        bail!("{option} {value}: expected {least} to {most}");
    }
    Ok(value)
}
