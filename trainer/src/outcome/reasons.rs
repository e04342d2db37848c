//! Names every reason for leaving something out or putting it right, and counts by arm; never looks at what was bought.

use serde::Serialize;

/// Why something does not count, or not as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A device's arm is none of the experiment's.
    UnknownArm,
    /// A device was in another arm later.
    ChangedArm,
    /// An exposure without an arm.
    NoArm,
    /// A device met the shelf before the experiment began.
    BeforeStart,
    /// A device is a bot by what it did before any order.
    Bot,
    /// A device's window is still open.
    OpenWindow,
    /// A device's clock is wrong by more than a day: the receiver's counts.
    WrongClock,
    /// An event never came, as the gaps in its device's count say.
    Lost,
    /// An event came in after its device's window had closed.
    Late,
    /// An order was placed before its device met the shelf.
    OrderBefore,
    /// An order was placed after its device's window.
    OrderAfter,
    /// An order's device never met the shelf.
    OrderWithoutExposure,
    /// An order was told again by the same device.
    OrderAgain,
    /// An order was told by another device too, which had met the shelf before.
    OrderOfOther,
    /// A device shares an order with a device of another arm.
    SharedOrder,
    /// The shop does not know an order.
    OrderUnknown,
    /// The shop cancelled an order.
    OrderCancelled,
    /// An order is in another currency than most.
    OtherCurrency,
    /// A line's cost is not known, so that it has no margin.
    NoCost,
    /// The category of a suggestion that was ordered is not known.
    NoCategory,
}

impl Why {
    /// Every reason, in the order in which reports list them.
    pub const ALL: [Self; 20] = [
        Self::UnknownArm,
        Self::ChangedArm,
        Self::NoArm,
        Self::BeforeStart,
        Self::Bot,
        Self::OpenWindow,
        Self::WrongClock,
        Self::Lost,
        Self::Late,
        Self::OrderBefore,
        Self::OrderAfter,
        Self::OrderWithoutExposure,
        Self::OrderAgain,
        Self::OrderOfOther,
        Self::SharedOrder,
        Self::OrderUnknown,
        Self::OrderCancelled,
        Self::OtherCurrency,
        Self::NoCost,
        Self::NoCategory,
    ];

    /// A stable word for programs, and the reason in words.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::UnknownArm => ("unknown_arm", "devices in an arm that the experiment does not have: left out"),
            Self::ChangedArm => ("changed_arm", "devices whose arm changed: they stay in the first"),
            Self::NoArm => ("no_arm", "devices with an exposure and no arm: left out"),
            Self::BeforeStart => ("before_start", "devices that met the shelf before the start: left out"),
            Self::Bot => ("bot", "bots, by what they did before any order: left out"),
            Self::OpenWindow => ("open_window", "devices whose window is still open: not yet counted"),
            Self::WrongClock => {
                ("wrong_clock", "events of a clock that is a day or more wrong: the receiver's clock counts")
            }
            Self::Lost => ("lost", "events that never came: gaps in the count of their device"),
            Self::Late => ("late", "events received after the device's window: left out"),
            Self::OrderBefore => ("order_before", "orders before the device met the shelf: left out"),
            Self::OrderAfter => ("order_after", "orders after the device's window: left out"),
            Self::OrderWithoutExposure => {
                ("order_without_exposure", "orders of devices that never met the shelf: left out")
            }
            Self::OrderAgain => ("order_again", "orders told again by the same device: counted once"),
            Self::OrderOfOther => {
                ("order_of_other", "orders told by two devices: counted for the one that met the shelf first")
            }
            Self::SharedOrder => {
                ("shared_order", "devices that share an order with another arm: counted, and left out for comparison")
            }
            Self::OrderUnknown => ("order_unknown", "orders that the shop does not know: left out"),
            Self::OrderCancelled => ("order_cancelled", "orders that the shop cancelled: left out"),
            Self::OtherCurrency => ("other_currency", "orders in another currency than most: left out"),
            Self::NoCost => ("no_cost", "lines of unknown cost: left out of the margin"),
            Self::NoCategory => {
                ("no_category", "ordered suggestions of unknown category: neither cross-sell nor upsell")
            }
        }
    }
}

/// Counts by reason and arm; the last column is of no arm.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts(Vec<Vec<u64>>);

impl Counts {
    /// No count, of some arms.
    pub fn new(arms: usize) -> Self {
        Self(vec![vec![0; arms + 1]; Why::ALL.len()])
    }

    /// Counts one, of an arm or of none.
    pub fn count(&mut self, why: Why, arm: Option<usize>) {
        self.count_all(why, arm, 1);
    }

    /// Counts several, of an arm or of none.
    pub fn count_all(&mut self, why: Why, arm: Option<usize>, number: u64) {
        let row = &mut self.0[why as usize];
        let last = row.len() - 1;
        row[arm.unwrap_or(last).min(last)] += number;
    }

    /// By arm, and at last of no arm.
    pub fn of(&self, why: Why) -> &[u64] {
        &self.0[why as usize]
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: &Self) {
        for (row, other) in self.0.iter_mut().zip(&other.0) {
            row.iter_mut().zip(other).for_each(|(sum, other)| *sum += other);
        }
    }
}
