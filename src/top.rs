//! Ranks scored items: keeps the best k, ties by smaller item; never computes a score.

/// A candidate and its score in units of 2⁻²⁴.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scored {
    pub(crate) item: u32,
    pub(crate) score: i64,
}

impl Scored {
    /// A candidate and its score.
    #[inline(always)]
    pub(crate) fn of(item: u32, score: i32) -> Self {
        Self { item, score: i64::from(score) }
    }

    /// Whether this candidate goes before another: by larger score, then by smaller item.
    #[inline(always)]
    pub(crate) fn before(&self, other: &Self) -> bool {
        (self.score, other.item) > (other.score, self.item)
    }
}

impl Top {
    /// The items with the largest scores, largest first, ties by smaller item.
    pub(crate) fn items(scores: &[i32], limit: usize) -> Vec<u32> {
        let mut top = Self::default();
        top.restart(limit);
        for (item, &score) in (0..).zip(scores) {
            top.offer(Scored { item, score: i64::from(score) });
        }
        top.best.iter().map(|scored| scored.item).collect()
    }
}

/// The best few of a stream of candidates, best first.
#[derive(Debug, Default)]
pub(crate) struct Top {
    best: Vec<Scored>,
    limit: usize,
}

impl Top {
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
