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
    pub(crate) fn offer(&mut self, candidate: Scored) {
        if self.limit == 0 {
            return;
        }
        if self.best.len() == self.limit {
            match self.best.last() {
                Some(last) if candidate.before(last) => self.best.pop(),
                _ => return,
            };
        }
        let at = self.best.partition_point(|kept| kept.before(&candidate));
        self.best.insert(at, candidate);
    }

    /// Whether a candidate that is not offered yet would be kept.
    #[inline(always)]
    pub(crate) fn takes(&self, candidate: Scored) -> bool {
        self.best.len() < self.limit || self.best.last().is_some_and(|last| candidate.before(last))
    }

    /// The candidates kept, best first.
    pub(crate) fn best(&self) -> &[Scored] {
        &self.best
    }
}
