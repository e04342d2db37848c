//! Defines an order line and the reasons for dropping one.

/// One line of an order as a reader found it. Borrowed: nothing of it outlives the row it was read from.
#[derive(Debug, Default, Clone, Copy)]
pub struct Line<'a> {
    /// The order's id; a return that names the order it belongs to carries that order's id.
    pub order: &'a [u8],
    /// The item's code.
    pub item: &'a [u8],
    /// How many; negative for a return; `None` when the source does not say.
    pub quantity: Option<f64>,
    /// What one cost; `None` when the source does not say.
    pub price: Option<f64>,
    /// Seconds since 1970; `None` when the source has no dates.
    pub time: Option<i64>,
    /// Distinguishes customers; hashed at once, never kept. Empty for unknown.
    pub customer: &'a [u8],
    /// The order's status in the shop's words; empty for unknown.
    pub status: &'a [u8],
    /// Whether the order carries a day of cancellation.
    pub cancelled: bool,
    /// What happened, in a log of more than purchases; empty for a purchase.
    pub event: &'a [u8],
    /// A price that could not be read: the line is kept without it.
    pub odd_price: &'a [u8],
    /// A date that could not be read: the line is kept without it.
    pub odd_time: &'a [u8],
}

/// Why a line was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dropped {
    /// A view, a cart, or another event that is no purchase.
    NotPurchase,
    /// The order was cancelled, refunded, voided or failed.
    Cancelled,
    /// A return, a line that a later return took back, or a quantity of nothing.
    Returned,
    /// A price of nothing or less, in a source that has prices.
    Price,
    /// No order id.
    BlankOrder,
    /// No item code.
    BlankItem,
    /// Postage, fees, vouchers, or whatever the shop's own pattern says.
    NonProduct,
    /// The same item again in the same order.
    Duplicate,
    /// A line of an order with more distinct items than anybody shops for.
    Oversized,
    /// Before the first day asked for.
    TooOld,
    /// A row that could not be understood.
    Bad,
}

impl Dropped {
    /// Every reason, in the order in which reports list them.
    pub const ALL: [Self; 11] = [
        Self::NotPurchase,
        Self::Cancelled,
        Self::Returned,
        Self::Price,
        Self::BlankOrder,
        Self::BlankItem,
        Self::NonProduct,
        Self::Duplicate,
        Self::Oversized,
        Self::TooOld,
        Self::Bad,
    ];

    /// A stable word for machine-readable reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotPurchase => "not_purchase",
            Self::Cancelled => "cancelled",
            Self::Returned => "returned",
            Self::Price => "non_positive_price",
            Self::BlankOrder => "blank_order",
            Self::BlankItem => "blank_item",
            Self::NonProduct => "non_product",
            Self::Duplicate => "duplicate",
            Self::Oversized => "oversized_order",
            Self::TooOld => "too_old",
            Self::Bad => "bad_row",
        }
    }

    /// The reason in words, for a reader of the summary.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotPurchase => "events that are no purchase",
            Self::Cancelled => "orders cancelled, refunded, failed or unpaid",
            Self::Returned => "returned, or quantity not above zero",
            Self::Price => "price not above zero",
            Self::BlankOrder => "blank order id",
            Self::BlankItem => "blank item code",
            Self::NonProduct => "not a product (postage, fees, vouchers …)",
            Self::Duplicate => "the same item again in the same order",
            Self::Oversized => "orders with too many distinct items",
            Self::TooOld => "before --since",
            Self::Bad => "rows that could not be read",
        }
    }
}
