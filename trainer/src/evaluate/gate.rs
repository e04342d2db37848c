//! Judges a new model before it is published, on orders held out from it; never writes a file.
//!
//! The published model may have learned from the very orders that are held out, and would then look better than it
//! is. So the newest orders that it has not seen are held out where there are enough. Where there are not, either
//! both models have learned from them (the new one from all orders), or the new one has seen far fewer orders than
//! the published one and has to stand up to it as it is.

use pairwell::model::{Model, Parts};

use super::bootstrap::{Interval, difference};
use super::exam::{Exam, ExamOptions, Split};
use super::figures::Figures;
use super::memory::Remembering;
use super::ours::{Decoded, as_read};
use super::ranks::Ranks;
use super::ruled::{RULED, Ruled, Rules};
use super::tune::{Open, Try, tune, tune_taste};
use crate::affinity::baseline::baselines;
use crate::affinity::measure::{Fitted, Seen, Unfit};
use crate::orders::Orders;
use crate::train::{Stages, TrainOptions, train};

/// With more lines than this the orders held out are few, and popularity alone stands beside the new model.
const LARGE_LINES: usize = 3_000_000;
/// How many orders are then held out.
const FEW_ORDERS: usize = 6000;
/// The most trials; the fewest that can refuse a model; the fewest unseen ones worth holding out alone.
const TRIALS: usize = 6000;
const ENOUGH_TRIALS: usize = 30;
const ENOUGH_UNSEEN: usize = 200;
/// The share of the published model's orders below which the new one is held to have lost some: a few are cancelled, or
/// too old by now, but with so many gone an export is broken, or its choice is to be meant.
const AS_MANY: f64 = 0.9;
/// The share of the other's hit rate below which a loss, however sure, does not matter.
const MATTERS: f64 = 0.02;
/// Baselines that the new model is shown beside; the first one it must not fall behind.
const BESIDE: [&str; 3] = ["popularity", "cosine", "conditional"];

/// The model that stands where the new one is to go.
pub struct Published {
    /// Its decoded file.
    pub model: Model,
    /// How many orders it was trained on.
    pub orders: u64,
    /// The time of the newest of them, when known.
    pub newest: Option<i64>,
}

/// What two models, compared on the same trials, have seen of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Neither has learned from the orders held out.
    UnseenByBoth,
    /// Both have: the new model from all orders, the published one before.
    SeenByBoth,
    /// The published one may have, and has learned from many more orders than there are now.
    SeenByPublished,
}

/// The new model against another.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Comparison {
    /// The other.
    pub with: String,
    /// How much higher the new model's hit rate at 10 is, over the same trials.
    #[serde(rename = "hr@10Difference")]
    pub difference: Interval,
    /// What they have seen.
    pub basis: Basis,
    /// Whether the new model is worse beyond the interval.
    pub worse: bool,
}

/// A trained model and what is to be said of it.
pub struct Judged {
    /// The model to publish.
    pub parts: Parts,
    /// How it was trained.
    pub options: TrainOptions,
    /// The settings that were tried.
    pub tries: Vec<Try>,
    /// How the orders held out were chosen.
    pub split: Split,
    /// Trials made of them.
    pub trials: usize,
    /// How many orders the judged model was trained on.
    pub learned_from: usize,
    /// The judged model, first, and others beside it.
    pub methods: Vec<Figures>,
    /// The comparisons that it must stand.
    pub comparisons: Vec<Comparison>,
    /// The judged model with the shop's rules against itself without any. The merchant wants them, whatever they cost.
    pub rules: Option<Comparison>,
    /// What devices that remember their shoppers would bring; left out where the orders are many.
    pub remembering: Option<Remembering>,
}

impl Judged {
    /// What the new model is worse than, if anything.
    pub fn refusal(&self) -> Option<&Comparison> {
        self.comparisons.iter().find(|comparison| comparison.worse)
    }
}

/// Chooses settings, trains on what is not held out, compares, and trains on everything. `rules` makes the shop's rules
/// for the judged model; they are left out where the orders are many.
///
/// # Errors
/// When a model cannot be encoded, for example for a SKU that is too long, or rules cannot be made for it.
pub fn judge(
    orders: &Orders,
    from: TrainOptions,
    open: Open,
    published: Option<&Published>,
    rules: Option<&Rules<'_>>,
    stages: &dyn Stages,
) -> Result<Judged, Unfit> {
    let (exam, exam_options, unseen) = held_out(orders, published);
    let large = orders.items.len() > LARGE_LINES;
    // Of many orders no inner model is trained: the judged one tells how much memory counts. No figure it is judged by heeds that.
    let inner = Open { taste: open.taste && !large, ..open };
    let mut chosen = tune(&exam.train, &exam_options, from, inner, stages)?;
    let mut parts = train(&exam.train, &chosen.options, stages);
    if large && open.taste {
        (chosen, parts) = tune_taste(&exam, chosen.options, parts)?;
    }
    let mut court = Court { exam: &exam, methods: Vec::new(), comparisons: Vec::new(), rules: None };
    let seen = Seen::new(&exam.train);
    let fitted = decoded(&parts, &exam.train)?;
    let new = court.hear("pairwell", &*fitted, Some(chosen.options.to_string()));
    let remembering = if large { None } else { Remembering::of(&exam, &*fitted) };
    if let Some(rules) = rules.filter(|_| !large) {
        court.ruled(&parts, rules, &new)?;
    }
    court.baselines(&seen, &new, large)?;
    // The judged model was judged; what is published has learned from everything.
    drop((parts, seen, fitted));
    let parts = train(orders, &chosen.options, stages);
    if let Some(published) = published {
        court.published(published, orders, &parts, &new, unseen)?;
    }
    if exam.trials.is_empty() {
        // Nothing was tried, so nothing is said.
        (court.methods, court.comparisons, court.rules) = (Vec::new(), Vec::new(), None);
    }
    let Court { methods, comparisons, rules, .. } = court;
    Ok(Judged {
        parts,
        options: chosen.options,
        tries: chosen.tries,
        split: exam_options.split,
        trials: exam.trials.len(),
        learned_from: exam.train.len(),
        methods,
        comparisons,
        rules,
        remembering,
    })
}

/// The examination, and whether the published model has not seen any of its trials.
fn held_out(orders: &Orders, published: Option<&Published>) -> (Exam, ExamOptions, bool) {
    let large = orders.items.len() > LARGE_LINES;
    let one_in = if large { (orders.len() / FEW_ORDERS).max(5) } else { 5 };
    let options = ExamOptions { one_in, ..ExamOptions::new(Split::for_orders(orders)) };
    if let (Some(after), Split::Time) = (published.and_then(|published| published.newest), options.split) {
        let late = ExamOptions { after: Some(after), ..options };
        let exam = Exam::of(orders, &late).at_most(TRIALS);
        if exam.trials.len() >= ENOUGH_UNSEEN {
            return (exam, late, true);
        }
    }
    (Exam::of(orders, &options).at_most(TRIALS), options, false)
}

fn decoded(parts: &Parts, orders: &Orders) -> Result<Box<dyn Fitted>, Unfit> {
    Ok(Box::new(Decoded::new(as_read(parts)?, orders)))
}

/// The trials and what they have shown so far.
struct Court<'a> {
    exam: &'a Exam,
    methods: Vec<Figures>,
    comparisons: Vec<Comparison>,
    rules: Option<Comparison>,
}

impl Court<'_> {
    fn hear(&mut self, name: &str, fitted: &dyn Fitted, note: Option<String>) -> Ranks {
        let ranks = Ranks::of(self.exam, fitted, &|_| ());
        self.methods.push(Figures::of(name, note, self.exam, &ranks));
        ranks
    }

    fn ruled(&mut self, parts: &Parts, rules: &Rules<'_>, new: &Ranks) -> Result<(), Unfit> {
        let (exam, model) = (self.exam, as_read(parts)?);
        let rules = rules(&exam.train, parts, &model)?;
        let ranks = self.hear(RULED, &Ruled::new(&model, rules, &exam.train), None);
        self.rules = Some(compared("no rules", &ranks, new, Basis::UnseenByBoth));
        Ok(())
    }

    fn baselines(&mut self, seen: &Seen<'_>, new: &Ranks, large: bool) -> Result<(), Unfit> {
        let wanted = if large { &BESIDE[..1] } else { &BESIDE[..] };
        for method in baselines().iter().filter(|method| wanted.contains(&method.name())) {
            let ranks = self.hear(method.name(), &*method.fit(seen)?, None);
            if method.name() == BESIDE[0] {
                self.compare(BESIDE[0], new, &ranks, Basis::UnseenByBoth);
            }
        }
        Ok(())
    }

    fn published(
        &mut self,
        published: &Published,
        orders: &Orders,
        parts: &Parts,
        new: &Ranks,
        unseen: bool,
    ) -> Result<(), Unfit> {
        let fitted = Decoded::new(published.model.clone(), &self.exam.train);
        if unseen {
            let old = self.hear("published", &fitted, None);
            self.compare("published", new, &old, Basis::UnseenByBoth);
        } else if orders.len() as f64 >= published.orders as f64 * AS_MANY {
            let old = Ranks::of(self.exam, &fitted, &|_| ());
            let all = Ranks::of(self.exam, &*decoded(parts, &self.exam.train)?, &|_| ());
            self.compare("published", &all, &old, Basis::SeenByBoth);
        } else {
            let old = Ranks::of(self.exam, &fitted, &|_| ());
            self.compare("published", new, &old, Basis::SeenByPublished);
        }
        Ok(())
    }

    fn compare(&mut self, with: &str, new: &Ranks, other: &Ranks, basis: Basis) {
        self.comparisons.push(compared(with, new, other, basis));
    }
}

/// What one method's hits are against another's, over the same trials.
pub fn compared(with: &str, new: &Ranks, other: &Ranks, basis: Basis) -> Comparison {
    let hits = |ranks: &Ranks| ranks.hits().map(|hit| f64::from(u8::from(hit))).collect::<Vec<f64>>();
    let (ours, theirs) = (hits(new), hits(other));
    let trials = theirs.len();
    let matters = theirs.iter().sum::<f64>() / trials.max(1) as f64 * MATTERS;
    let difference = difference(ours.into_iter(), theirs.into_iter());
    let sure = trials >= ENOUGH_TRIALS && difference.high < 0.0;
    let worse = sure && difference.value < -matters;
    Comparison { with: with.to_owned(), difference, basis, worse }
}
