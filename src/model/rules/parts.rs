//! Names all that a rules file holds, as plain values; never applies any of it, never sees bytes.
//!
//! A rules file has two halves: [`ItemRelations`], which training finds in catalog and orders (attributes, substitutes,
//! complements), and [`MerchantRules`], which is `rules.toml` compiled. Items are numbers of the model that the file was made for.

use super::super::layout::{
    MEASURE_NOW, MEASURE_OWN, MEASURE_SIZE, MEASURE_VALUE, SOURCE_COMPLEMENT, SOURCE_LEARNED, SOURCE_PINNED,
    SOURCE_POPULAR, SOURCE_UPSELL,
};

/// Everything in a rules file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleParts {
    /// Digest of the model whose item numbers are used: a rules file serves no other.
    pub model: u64,
    /// What training found out.
    pub relations: ItemRelations,
    /// What the merchant says.
    pub merchant: MerchantRules,
}

/// What training found out from catalog and orders.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemRelations {
    /// Attributes, by item number; as many as the model has items.
    pub traits: Vec<Traits>,
    /// The shop's own curation (cross-sells, complementary products): with the first item, the others in this order.
    /// Ascending by item.
    pub curated: Vec<Near>,
    /// Items bought instead of one another, the likest first. Ascending by item; each pair stands on both sides.
    pub substitutes: Vec<Near>,
    /// By category: the categories bought with it beyond chance, best first. Entry 0, for items of no category, is empty.
    pub complements: Vec<Vec<u32>>,
    /// Categories, ascending, of which another item is no repetition: people buy several at once, or all sorts are in them.
    pub collected: Vec<u32>,
    /// Sets that are bought together beyond chance.
    pub bundles: Vec<Bundle>,
    /// By item, as far as the last that has any: its option values, such as a size and a colour, at most 63. Equal numbers are the
    /// same value of the same option, whatever the product: what a variant shares with others tells which variant fits.
    pub options: Vec<Vec<u32>>,
}

/// Attributes of one item. In numbers for categories, brands, groups and partners, 0 is "none".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    /// Its category: the most specific that the catalog names.
    pub category: u32,
    /// Its brand.
    pub brand: u32,
    /// What variants of one product have in common: of siblings of a cart item none is suggested, of others one.
    pub group: u32,
    /// Price in minor units; 0 if unknown.
    pub price: u32,
    /// Value class, 0 to 15: the score is multiplied by 2^((class − 8)/4). It folds price or margin, returns and
    /// overstock into so few classes that a margin cannot be read from it; 8 for "as any other".
    pub class: u8,
    /// Hidden only because it is sold out: suggested again as soon as the page says that it is in stock.
    pub sold_out: bool,
}

/// The class that changes nothing.
pub const PLAIN_CLASS: u8 = 8;

impl Default for Traits {
    fn default() -> Self {
        Self { category: 0, brand: 0, group: 0, price: 0, class: PLAIN_CLASS, sold_out: false }
    }
}

/// An item and others in a relation to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Near {
    /// The item.
    pub item: u32,
    /// The others, best first, at most 63.
    pub others: Vec<u32>,
}

/// `rules.toml`, compiled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MerchantRules {
    /// Named sets of items that rules speak of; a set is spoken of by its position.
    pub sets: Vec<ItemSet>,
    /// What a page may say of the moment, such as `placement:cart`, `segment:vip`, `region:CH`; by position.
    pub facts: Vec<String>,
    /// What a page may measure, such as `usage:seats`; by position, after the [`Measure`]s that are always there.
    pub measures: Vec<String>,
    /// The rules, in the order of the merchant's file; those that hold always, compiled from settings, first.
    pub rules: Vec<Rule>,
    /// The merchant's own words for why an item fits.
    pub benefits: Vec<Benefit>,
    /// Bundles that the merchant curated.
    pub bundles: Vec<Bundle>,
    /// Partners whose items are labelled.
    pub partners: Vec<Partner>,
    /// How the set of picks is chosen, and when nothing is shown.
    pub policy: Policy,
}

/// A set of items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemSet {
    /// How the merchant's file describes it, for people.
    pub name: String,
    /// Item numbers, ascending.
    pub items: Vec<u32>,
}

/// One rule: what must hold, and what then happens.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rule {
    /// What people call it; in `pick.rule` and in explanations. Unique.
    pub name: String,
    /// All of these must hold.
    pub when: Vec<Clause>,
    /// All of these must hold too.
    pub ranges: Vec<Range>,
    /// What happens.
    pub actions: Vec<Action>,
}

/// Holds when at least one of its atoms does; when negated, when none does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clause {
    /// Whether the opposite is meant.
    pub negated: bool,
    /// What it asks for.
    pub any: Vec<Atom>,
}

/// Something that is or is not so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Atom {
    /// An item of this set is in the cart (or is the page's item).
    Cart(u32),
    /// The page says this fact.
    Fact(u32),
}

/// Holds when a measure is known and `from ≤ measure ≤ to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Which measure: a [`Measure`], or `Measure::FIXED` and up for those of [`MerchantRules::measures`].
    pub measure: u32,
    /// The least that holds.
    pub from: i64,
    /// The most that holds.
    pub to: i64,
}

/// The measures that are always there, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// What the cart costs, in minor units.
    Value = MEASURE_VALUE as isize,
    /// How many pieces are in the cart.
    Size = MEASURE_SIZE as isize,
    /// Minutes since 1970-01-01 00:00 on the shopper's own clock.
    Now = MEASURE_NOW as isize,
}

impl Measure {
    /// The first number for the merchant's own measures, such as usage in thousandths.
    pub const FIXED: u32 = MEASURE_OWN;
}

/// What a rule does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// None of this set is suggested.
    Exclude(u32),
    /// Nothing but this set is suggested; of several requirements all must be met.
    Require(u32),
    /// Scores of this set are multiplied by `factor`/256: above 256 a boost, below it a bury.
    Boost {
        /// The set.
        set: u32,
        /// In 1/256, 1 to 65535.
        factor: u16,
    },
    /// Adds to the scores of this set, in score units: how services attach that orders never show.
    Add {
        /// The set.
        set: u32,
        /// Score units, above 0.
        units: u32,
    },
    /// Puts this item at a position, counted from 0. Of several items at one position the first rule's stays, the
    /// others follow.
    Pin {
        /// The item.
        item: u32,
        /// From 0.
        position: u32,
    },
    /// At most `most` picks of each category, each brand, or of one set.
    Cap {
        /// Of what.
        of: Capped,
        /// How many.
        most: u32,
    },
    /// No pick below this score, in score units, pins excepted. Of several the largest.
    MinScore(u32),
    /// The most picks. Of several limits the smallest applies; 0 shows nothing.
    Most(u32),
    /// Picks come from these sources, the earlier first. Of several the last.
    SourceOrder(Vec<Source>),
    /// While the cart is worth less than `threshold`, scores of items whose price closes the gap are multiplied by
    /// `factor`/256, if it is at most 1.6 times the gap, or goes at most a quarter of the threshold beyond it.
    CloseGap {
        /// Minor units.
        threshold: u32,
        /// In 1/256.
        factor: u16,
    },
    /// Scores of items that cost more than `share`/256 of what the cart costs are multiplied by `factor`/256.
    PriceSanity {
        /// In 1/256.
        share: u16,
        /// In 1/256.
        factor: u16,
    },
}

/// What a cap counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Capped {
    /// Each category.
    Category,
    /// Each brand.
    Brand,
    /// One set.
    Set(u32),
}

/// Where a pick comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Source {
    /// The merchant put it there, by a rule or by curation in the shop.
    Pinned,
    /// Something in the cart speaks for it.
    Learned,
    /// Popular in a category that complements one of the cart's.
    Complement,
    /// Popular.
    #[default]
    Popular,
    /// An upsell of the page's item. Source orders do not name it.
    Upsell,
}

/// How picks are chosen as a set, and when nothing is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Each further pick of a category counts `diversity`/256 of the one before it; 256 for no such thing. Not so in
    /// categories that are [`ItemRelations::collected`].
    pub diversity: u16,
    /// Whether substitutes of a cart item that are dearer than it may be suggested. Cheaper ones never are.
    pub dearer_substitutes: bool,
    /// An item shown so often without a click rests; 0 for never.
    pub frequency_cap: u32,
    /// The most picks on a page, over all shelves; 0 for no limit. The page applies it.
    pub per_page: u32,
    /// The most picks shown in a session; 0 for no limit. The page applies it.
    pub per_session: u32,
    /// Any of these facts silences everything.
    pub suppress: Vec<u32>,
    /// The most that an upgrade costs, in 1/256 of the item's price.
    pub upsell_step: u16,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            diversity: 256,
            dearer_substitutes: false,
            frequency_cap: 0,
            per_page: 0,
            per_session: 0,
            suppress: Vec::new(),
            upsell_step: 384,
        }
    }
}

/// Why an item of a set fits, in the merchant's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Benefit {
    /// The suggested items it is said of.
    pub set: u32,
    /// Said only when an item of this set is in the cart.
    pub with: Option<u32>,
    /// (language, text); the language is empty for "any".
    pub texts: Vec<(String, String)>,
}

/// A set of two to four items to be bought together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    /// What people call it; shown on the page when there is no label.
    pub name: String,
    /// (language, text) of what the page calls the discount; the language is empty for "any". May be empty.
    pub labels: Vec<(String, String)>,
    /// Item numbers, ascending, two to four.
    pub items: Vec<u32>,
    /// Discount on the sum of the prices, in hundredths of a percent, at most 10 000.
    pub discount: u32,
}

/// Another merchant whose items are suggested.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partner {
    /// What the label says.
    pub name: String,
    /// Its items.
    pub set: u32,
}

impl Source {
    /// The sources that a source order can name.
    pub const ALL: [Self; 4] = [Self::Pinned, Self::Learned, Self::Complement, Self::Popular];

    /// Its number, in files and in answers to JavaScript.
    pub fn number(self) -> u32 {
        match self {
            Self::Pinned => SOURCE_PINNED,
            Self::Learned => SOURCE_LEARNED,
            Self::Complement => SOURCE_COMPLEMENT,
            Self::Popular => SOURCE_POPULAR,
            Self::Upsell => SOURCE_UPSELL,
        }
    }

    /// What answers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Learned => "learned",
            Self::Complement => "complement",
            Self::Popular => "popular",
            Self::Upsell => "upgrade",
        }
    }
}

impl Default for Atom {
    fn default() -> Self {
        Self::Cart(0)
    }
}

impl Default for Action {
    fn default() -> Self {
        Self::Exclude(0)
    }
}

impl Default for Range {
    fn default() -> Self {
        Self { measure: 0, from: i64::MIN, to: i64::MAX }
    }
}
