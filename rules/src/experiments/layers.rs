//! Gives each experiment its part of a layer's devices: a published one keeps its part, a new one gets one that is free.

use super::{Experiment, Experiments, WHOLE};
use crate::finding::{Notes, Place};

/// Sets `from` and `to`. `to` holds the width until then.
pub(super) fn place(
    experiments: &mut [Experiment],
    places: &[Place],
    published: Option<&Experiments>,
    notes: &mut Notes<'_>,
) {
    let mut is_placed = vec![false; experiments.len()];
    for (experiment, placed) in experiments.iter_mut().zip(&mut is_placed) {
        let before = published.iter().flat_map(|published| &published.experiments);
        // Another width is reported as a change.
        let mut same = before.filter(|before| {
            (&before.name, &before.layer, before.to - before.from)
                == (&experiment.name, &experiment.layer, experiment.to)
        });
        if let Some(before) = same.next() {
            (experiment.from, experiment.to, *placed) = (before.from, before.to, true);
        }
    }
    for at in 0..experiments.len() {
        if is_placed[at] {
            continue;
        }
        let taken = taken(experiments, &is_placed, &experiments[at].layer);
        let width = experiments[at].to;
        match free(&taken, width) {
            Some(from) => (experiments[at].from, experiments[at].to) = (from, from + width),
            None => {
                let text = format!("the layer {:?} has no room for this traffic", experiments[at].layer);
                notes.error(
                    places[at],
                    text,
                    "Experiments of one layer exclude each other: lower `traffic`, or use another `layer`.",
                );
            }
        }
        is_placed[at] = true;
    }
}

/// The parts of a layer that are taken, in their order.
fn taken(experiments: &[Experiment], is_placed: &[bool], layer: &str) -> Vec<(u64, u64)> {
    let placed = experiments.iter().zip(is_placed).filter(|(experiment, placed)| **placed && experiment.layer == layer);
    let mut taken: Vec<_> = placed.map(|(experiment, _)| (experiment.from, experiment.to)).collect();
    taken.sort_unstable();
    taken
}

/// Where the first gap of that width begins.
fn free(taken: &[(u64, u64)], width: u64) -> Option<u64> {
    let mut from = 0;
    for (start, end) in taken {
        if start.saturating_sub(from) >= width {
            return Some(from);
        }
        from = from.max(*end);
    }
    (WHOLE.saturating_sub(from) >= width).then_some(from)
}
