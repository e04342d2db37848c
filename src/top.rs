//! Ranks scored items: keeps the best k, ties by smaller item; never computes a score.
//!
//! A score is private to this file, so that nothing else can compare two: ties have one answer everywhere.

/// A candidate and its score in units of 2⁻²⁴.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scored {
    pub(crate) item: u32,
    score: i64,
}

impl Scored {
    /// A candidate and its score.
    #[inline(always)]
    pub(crate) fn of(item: u32, score: i64) -> Self {
        Self { item, score }
    }

    /// The score as a number, to be printed or reckoned with.
    #[inline(always)]
    pub(crate) fn units(&self) -> i64 {
        self.score
    }

    /// Whether this candidate goes before another: by larger score, then by smaller item.
    #[inline(always)]
    pub(crate) fn before(&self, other: &Self) -> bool {
        (self.score, other.item) > (other.score, self.item)
    }

    /// Whether this candidate has the larger score, whatever the items.
    #[inline(always)]
    pub(crate) fn outscores(&self, other: &Self) -> bool {
        self.score > other.score
    }
}

/// What a candidate must go before to be kept.
pub(crate) struct Bar {
    /// The score of the last one kept: most candidates are below it, which is quicker to see.
    least: i64,
    last: Option<Scored>,
}

impl Bar {
    /// Whether a candidate would be kept.
    #[inline(always)]
    pub(crate) fn is_passed_by(&self, candidate: &Scored) -> bool {
        candidate.score >= self.least && self.last.is_none_or(|last| candidate.before(&last))
    }
}

/// The best few of a stream of candidates, best first.
#[derive(Debug, Default)]
pub(crate) struct Top {
    best: Vec<Scored>,
    limit: usize,
}

impl Top {
    /// The items with the largest scores, largest first, ties by smaller item.
    pub(crate) fn items(scores: &[i32], limit: usize) -> Vec<u32> {
        let mut top = Self::default();
        top.restart(limit);
        for (item, &score) in (0..).zip(scores) {
            top.offer(Scored { item, score: score.into() });
        }
        top.best.iter().map(|scored| scored.item).collect()
    }

    /// Forgets all candidates and sets how many to keep.
    pub(crate) fn restart(&mut self, limit: usize) {
        self.best.clear();
        self.limit = limit;
    }

    /// Considers a candidate: O(1) for most, since most lose against the last one kept.
    #[inline(always)]
    pub(crate) fn offer(&mut self, candidate: Scored) {
        if self.takes(candidate) {
            self.keep(candidate);
        }
    }

    /// Puts a candidate in its place. What it goes before moves on one by one: a block of memory this small is moved
    /// more slowly by a call.
    fn keep(&mut self, candidate: Scored) {
        let is_full = self.best.len() == self.limit;
        match self.best.last_mut() {
            Some(last) if is_full => *last = candidate,
            _ => self.best.push(candidate),
        }
        let mut kept = self.best.as_mut_slice();
        while let Some((last, others)) = kept.split_last_mut() {
            match others.last_mut() {
                Some(before) if last.before(before) => std::mem::swap(last, before),
                _ => return,
            }
            kept = others;
        }
    }

    /// Whether a candidate that is not offered yet would be kept.
    #[inline(always)]
    pub(crate) fn takes(&self, candidate: Scored) -> bool {
        self.best.len() < self.limit || self.best.last().is_some_and(|last| candidate.before(last))
    }

    /// What the next candidate must go before: it does not change until one is offered.
    #[inline(always)]
    pub(crate) fn bar(&self) -> Bar {
        let last = self.last().copied();
        Bar { least: last.map_or(i64::MIN, |last| last.score), last }
    }

    /// How many are kept at most.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// The last one kept, if there is room for no more.
    pub(crate) fn last(&self) -> Option<&Scored> {
        self.best.last().filter(|_| self.best.len() == self.limit)
    }

    /// The candidates kept, best first.
    pub(crate) fn best(&self) -> &[Scored] {
        &self.best
    }
}
