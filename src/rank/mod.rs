//! Ranks a model's items for a cart and gives each one's reasons; never changes a model, never keeps a cart.
//!
//! The score of item `j` for cart `C` is `prior_j + Σ w_ij` over the items `i` of the cart: an estimate of the
//! probability that `j` belongs in the order, and a sum, so that every cart item's share in it is known.

mod top;

use crate::model::{Model, probability};
pub(crate) use top::{Scored, Top};

/// What to rank for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The items in the cart, in any order; repetitions and unknown numbers change nothing.
    pub cart: &'a [u32],
    /// Items not to suggest, beside those in the cart, which never are.
    pub exclude: &'a [u32],
    /// How many suggestions at most.
    pub limit: usize,
}

/// One suggested item.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The item.
    pub item: u32,
    /// Estimated probability that it belongs in the order: about 0 to 1, more when many cart items agree.
    pub score: f64,
    /// The cart items responsible, the largest share first, ties by smaller item; empty if only the prior speaks.
    pub because: Vec<Reason>,
}

/// What one cart item contributed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// The cart item.
    pub item: u32,
    /// Its part of the sum of all positive parts of the score, above 0, at most 1.
    pub share: f64,
}

/// A score that no candidate has: the item was not touched by any cart item.
const UNTOUCHED: i32 = i32::MIN;

/// Working memory for ranking with one model: as many scores as it has items.
#[derive(Debug)]
pub struct Ranker {
    scores: Vec<i32>,
    touched: Vec<u32>,
    cart: Vec<u32>,
    barred: Vec<bool>,
    top: Top,
}

impl Ranker {
    /// Working memory for a model.
    pub fn new(model: &Model) -> Self {
        Self {
            scores: vec![UNTOUCHED; model.items()],
            touched: Vec::new(),
            cart: Vec::new(),
            barred: vec![false; model.items()],
            top: Top::default(),
        }
    }

    /// The best suggestions for a cart, best first, ties by smaller item. A pure function of model and request:
    /// the order of the cart does not matter.
    pub fn rank(&mut self, model: &Model, request: &Request<'_>) -> Vec<Suggestion> {
        self.pick(model, request);
        let picks = self.top.best().iter();
        picks.map(|pick| suggestion(model, &self.cart, *pick)).collect()
    }

    /// The full score, in score units, of every item, hidden or not, for a cart; `None` for the items of the cart.
    /// For evaluation.
    pub fn scores<'a>(&'a mut self, model: &'a Model, cart: &[u32]) -> impl Iterator<Item = Option<i32>> + 'a {
        self.begin(cart, &[]);
        self.add_up(model);
        let scores: Vec<Option<i32>> = (0..model.items() as u32)
            .map(|item| match self.score(item) {
                _ if self.barred.get(item as usize) == Some(&true) => None,
                Some(score) => Some(score),
                None => Some(model.prior(item)),
            })
            .collect();
        self.reset(&[]);
        scores.into_iter()
    }

    /// Leaves the cart (distinct, known) in `cart` and the best picks in `top`.
    fn pick(&mut self, model: &Model, request: &Request<'_>) {
        self.begin(request.cart, request.exclude);
        self.add_up(model);
        self.top.restart(request.limit.min(model.items()));
        for &item in &self.touched {
            if let Some(&score) = self.scores.get(item as usize)
                && !self.is_barred(model, item)
            {
                self.top.offer(Scored::of(item, score));
            }
        }
        self.offer_priors(model);
        self.reset(request.exclude);
    }

    /// Notes the cart, and bars it and the excluded items.
    pub(crate) fn begin(&mut self, cart: &[u32], exclude: &[u32]) {
        self.cart.clear();
        for &item in cart {
            // Known and not met before: so the cart ends up distinct.
            if self.barred.get(item as usize) == Some(&false) {
                self.cart.push(item);
                self.bar(item, true);
            }
        }
        for &item in exclude {
            self.bar(item, true);
        }
    }

    /// Adds each cart item's weights to its neighbours' priors. Sums saturate; only the prior can be below 0, and it
    /// comes first, so the order of the cart still does not matter.
    pub(crate) fn add_up(&mut self, model: &Model) {
        for &item in &self.cart {
            for (neighbour, weight) in model.neighbours(item) {
                if let Some(score) = self.scores.get_mut(neighbour as usize) {
                    if *score == UNTOUCHED {
                        *score = model.prior(neighbour);
                        self.touched.push(neighbour);
                    }
                    *score = score.saturating_add(weight);
                }
            }
        }
    }

    /// Offers the items that no cart item touched: those at hand by falling prior until one would not be taken, and
    /// all items in the rare case that all at hand were barred or touched and there is still room.
    fn offer_priors(&mut self, model: &Model) {
        for &item in model.by_prior() {
            let candidate = Scored::of(item, model.prior(item));
            if !self.top.takes(candidate) {
                return;
            }
            if self.score(item).is_none() && !self.is_barred(model, item) {
                self.top.offer(candidate);
            }
        }
        if model.by_prior().len() == model.items() {
            return;
        }
        let last = model.by_prior().last().map(|item| Scored::of(*item, model.prior(*item)));
        for (item, &score) in (0u32..).zip(model.priors()) {
            let candidate = Scored::of(item, score);
            let offered = last.is_none_or(|last| !last.before(&candidate));
            if !offered && self.score(item).is_none() && !self.is_barred(model, item) {
                self.top.offer(candidate);
            }
        }
    }

    /// The score of an item that a cart item touched, in score units.
    pub(crate) fn score(&self, item: u32) -> Option<i32> {
        self.scores.get(item as usize).copied().filter(|score| *score != UNTOUCHED)
    }

    /// The items that some cart item touched, in no particular order.
    pub(crate) fn touched(&self) -> &[u32] {
        &self.touched
    }

    /// The distinct items of the cart that the model knows.
    pub(crate) fn cart(&self) -> &[u32] {
        &self.cart
    }

    fn bar(&mut self, item: u32, barred: bool) {
        if let Some(flag) = self.barred.get_mut(item as usize) {
            *flag = barred;
        }
    }

    fn is_barred(&self, model: &Model, item: u32) -> bool {
        self.barred.get(item as usize).copied().unwrap_or(true) || model.is_hidden(item)
    }

    /// Makes the working memory blank again, touching only what was written.
    pub(crate) fn reset(&mut self, exclude: &[u32]) {
        for n in 0..self.cart.len() {
            self.bar(self.cart.get(n).copied().unwrap_or_default(), false);
        }
        for &item in exclude {
            self.bar(item, false);
        }
        for item in self.touched.drain(..) {
            if let Some(score) = self.scores.get_mut(item as usize) {
                *score = UNTOUCHED;
            }
        }
    }
}

/// A pick with its reasons.
fn suggestion(model: &Model, cart: &[u32], pick: Scored) -> Suggestion {
    // Without rules nothing is worth more than it is likely: what it stands by is its score.
    Suggestion { item: pick.item, score: probability(pick.score as i32), because: reasons(model, cart, pick.item) }
}

/// The cart items (distinct, known) responsible for a pick, the largest share first, ties by smaller item.
pub(crate) fn reasons(model: &Model, cart: &[u32], pick: u32) -> Vec<Reason> {
    let mut parts = Top::default();
    parts.restart(cart.len());
    let mut whole = i64::from(model.prior(pick).max(0));
    for &item in cart {
        let part = Scored::of(item, model.weight(item, pick));
        if part.score > 0 {
            whole += part.score;
            parts.offer(part);
        }
    }
    parts.best().iter().map(|part| Reason { item: part.item, share: part.score as f64 / whole as f64 }).collect()
}
