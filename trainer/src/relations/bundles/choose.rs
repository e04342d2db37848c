//! Chooses which bundles to list, of every size, with no item in too many.

use hashbrown::HashMap;

use super::Set;

/// An item is in at most this many sets of one size.
const PER_ITEM: u32 = 3;

/// At most `limit` sets: the best of each size in turn, by uplift.
pub(super) fn choose<const N: usize>(by_size: [Vec<Set>; N], limit: usize) -> Vec<Set> {
    let mut queues = by_size.map(|sets| spread(sets).into_iter());
    let mut chosen = Vec::new();
    loop {
        let before = chosen.len();
        for queue in &mut queues {
            if chosen.len() < limit {
                chosen.extend(queue.next());
            }
        }
        if chosen.len() == before {
            return chosen;
        }
    }
}

/// The sets by falling uplift, without those whose items are in enough sets already.
fn spread(mut sets: Vec<Set>) -> Vec<Set> {
    sets.sort_by(|a, b| b.uplift.total_cmp(&a.uplift).then_with(|| a.items.cmp(&b.items)));
    let mut stands: HashMap<u32, u32> = HashMap::new();
    sets.retain(|set| {
        let room = set.items.iter().all(|item| stands.get(item).is_none_or(|sets| *sets < PER_ITEM));
        if room {
            set.items.iter().for_each(|item| *stands.entry(*item).or_default() += 1);
        }
        room
    });
    sets
}
