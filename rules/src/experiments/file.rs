//! Declares every table and key of experiments.toml; the reader follows it.

use crate::read::{At, Many, Words, choices, tables};

choices! {
    /// When an experiment is judged. It is chosen before the start and never changes.
    enum Ending {
        /// At any time, without an end.
        OpenEnded = "open-ended",
        /// After each full week, up to an end.
        Weekly = "weekly",
        /// Once, at the end.
        Fixed = "fixed",
    }
    /// What a shelf with upsells asks for.
    enum Kind {
        /// Better versions of the page's item.
        Upsell = "upsell",
    }
}

tables! {
    /// experiments.toml: which devices see which shelf.
    struct File {
        /// One experiment.
        experiment: Many<Experiment>,
    }
    /// One experiment.
    struct Experiment {
        /// Its name in events: letters, digits, - and _.
        name: At<String>,
        /// The arm that all others are compared with.
        control: At<String>,
        /// When it is judged.
        ending: Ending,
        /// With "weekly" and "fixed": the full weeks, 1 to 520.
        weeks: Option<At<u32>>,
        /// With "open-ended": the devices that you plan with, of all arms together.
        planned_devices: Option<At<u32>>,
        /// The days in which a device's orders count. Default: 7.
        window_days: Option<At<u32>>,
        /// A day (UTC): what devices saw before does not count.
        start: Option<At<String>>,
        /// Whether the control's devices take part in no other experiment. Default: false.
        holdout: Option<At<bool>>,
        /// Experiments of one layer exclude each other. Default: none.
        layer: Option<At<String>>,
        /// The percentage of the layer's devices that take part. Default: 100.
        traffic: Option<At<f64>>,
        /// The placements of the shelves that take part. Default: all.
        placements: Option<Words>,
        /// One arm.
        arm: Many<Arm>,
    }
    /// One arm: what its devices see.
    struct Arm {
        /// Its name in events.
        name: At<String>,
        /// Its share of the devices. Shares are divided by their sum.
        share: At<f64>,
        /// Whether the shelf is shown. Default: true.
        shown: Option<At<bool>>,
        /// Attributes of the shelf.
        set: Option<Set>,
        /// Another model directory, relative to this one.
        model: Option<At<String>>,
        /// A rules file, relative to experiments.toml.
        rules: Option<At<String>>,
        /// Now and then, the list is drawn at random.
        shuffle: Option<Shuffle>,
        /// Another model directory, whose items are mixed into the list.
        interleave: Option<At<String>>,
    }
    /// Attributes of the shelf.
    struct Set {
        /// The most suggestions, 1 to 100.
        limit: Option<At<u32>>,
        /// With fewer suggestions, nothing is shown, 1 to 100.
        min: Option<At<u32>>,
        /// The placement.
        placement: Option<At<String>>,
        /// What the shelf asks for.
        kind: Option<Kind>,
        /// The heading.
        heading: Option<At<String>>,
    }
    /// Now and then, the list is drawn at random.
    struct Shuffle {
        /// The probability, above 0 and at most 1.
        eps: At<f64>,
        /// Of how many items it is drawn, 2 to 100.
        candidates: At<u32>,
    }
}
