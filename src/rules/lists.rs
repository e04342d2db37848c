//! Keeps many short lists of numbers in two arrays; knows nothing of what the numbers mean.

/// Lists of numbers by number: where each list ends, and all lists one after another.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    starts: Vec<u32>,
    entries: Vec<u32>,
}

/// Calls back with pairs of numbers, one after another.
type Pairs<'a> = dyn Fn(&mut dyn FnMut(u32, u32)) + 'a;

impl Lists {
    /// Lists from (list, entry) pairs in any order, which are asked for twice; within a list, entries keep the order they came
    /// in. One function for all kinds of pairs: the shopper waits for its bytes, not for its calls.
    pub(super) fn of(lists: usize, pairs: &Pairs<'_>) -> Self {
        let mut starts = vec![0u32; lists + 2];
        pairs(&mut |list, _| {
            if let Some(count) = starts.get_mut(list as usize + 2) {
                *count += 1;
            }
        });
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut entries = vec![0; sum as usize];
        pairs(&mut |list, entry| {
            let Some(next) = starts.get_mut(list as usize + 1) else { return };
            if let Some(place) = entries.get_mut(*next as usize) {
                *place = entry;
            }
            *next += 1;
        });
        starts.pop();
        Self { starts, entries }
    }

    /// Whether all lists are empty.
    pub(super) fn are_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// One list; empty if there is none of that number.
    pub(super) fn list(&self, list: u32) -> &[u32] {
        self.quick_list(list)
    }

    /// Whether one list has an entry. A call: it is asked for in several places, and rarely.
    #[inline(never)]
    pub(super) fn has(&self, list: u32, entry: u32) -> bool {
        self.list(list).contains(&entry)
    }

    /// The same as [`Self::list`] without a call, for where it would be one of many.
    #[inline(always)]
    pub(super) fn quick_list(&self, list: u32) -> &[u32] {
        if self.are_empty() {
            return &[];
        }
        let at = list as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => self.entries.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}
