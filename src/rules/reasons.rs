//! Declares every reason for not showing an item, once: its number, its key, its English text.
//!
//! A new reason is a line here, and a line in the texts of each other language. `www/engine/wire.js` and the inspector's
//! texts are written from this table by `cargo xtask wire`.

#[cfg(not(target_arch = "wasm32"))]
use super::{book::Rulebook, facts::SIGNAL};
#[cfg(not(target_arch = "wasm32"))]
use crate::model::Model;

/// Why an item is not shown, with the rule that says so and what else it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dropped {
    /// The reason.
    pub why: Why,
    /// The rule that says so, if one does.
    pub rule: Option<u32>,
    /// The fact, the set or the item that it is about: which of these, [`Why::text`] says.
    pub about: Option<u32>,
}

impl Why {
    /// The reason alone.
    pub fn plain(self) -> Dropped {
        Dropped { why: self, rule: None, about: None }
    }

    /// The reason, by a rule.
    pub fn by(self, rule: u32) -> Dropped {
        Dropped { rule: Some(rule), ..self.plain() }
    }

    /// The reason, about a fact or an item.
    pub fn about(self, number: u32) -> Dropped {
        Dropped { about: Some(number), ..self.plain() }
    }

    /// Its number in answers to JavaScript; 0 is for an item that no reason keeps out.
    pub fn number(self) -> u8 {
        self as u8
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Dropped {
    /// The reason in English, with the names of what it is about.
    pub fn text(&self, model: &Model, book: &Rulebook) -> String {
        let merchant = &book.parts().merchant;
        let rule = self.rule.and_then(|rule| merchant.rules.get(rule as usize)).map_or("", |rule| &rule.name);
        let about = self.about.unwrap_or(u32::MAX) as usize;
        let fact = merchant.facts.get(about).map_or("", String::as_str);
        let set = merchant.sets.get(about).map_or("", |set| &set.name);
        let item = model.sku(about as u32);
        [
            ("{rule}", &format!("{rule:?}")),
            ("{signal}", &format!("{:?}", fact.strip_prefix(SIGNAL).unwrap_or(fact))),
            ("{set}", &set.to_owned()),
            ("{item}", &item.to_owned()),
        ]
        .into_iter()
        .fold(self.why.text().to_owned(), |text, (place, name)| text.replace(place, name))
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $key:literal, $text:literal;)*) => {
        /// A reason for not showing an item.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Why {
            $($(#[$doc])* $name = $number,)*
        }

        #[cfg(not(target_arch = "wasm32"))]
        impl Why {
            /// All reasons.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// What answers to pages call it; several reasons may share one.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }

            /// What it says to people, in English. `{rule}`, `{signal}`, `{set}` and `{item}` stand for names.
            pub fn text(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

reasons! {
    /// It is in the cart.
    InCart = 1, "in-cart", "it is in the cart";
    /// The page excludes it.
    Excluded = 2, "excluded", "the page excludes it";
    /// It is hidden for good, or the model does not know it.
    Hidden = 3, "hidden", "it is not for sale";
    /// It is sold out.
    SoldOut = 4, "sold-out", "it is sold out";
    /// It is a variant of an item in the cart.
    Variant = 5, "variant", "it is a variant of an item in the cart";
    /// It would replace an item in the cart.
    Substitute = 6, "substitute", "it would replace an item in the cart";
    /// It was shown too often without a click.
    FrequencyCap = 7, "rests", "it was shown too often without a click";
    /// A rule excludes it.
    ByRule = 8, "rule", "rule {rule} excludes it";
    /// A rule requires others.
    NotRequired = 9, "not-required", "rule {rule} requires other items";
    /// The page states a fact that suppresses everything.
    Signal = 10, "silent", "the signal {signal} suppresses all suggestions";
    /// The shopper has it, and customers do not buy it again.
    Owned = 11, "owned", "the shopper owns it, and customers do not buy it again";
    /// Its score is below the least that a rule asks for.
    BelowLeast = 12, "min-score", "its score is below the minimum of rule {rule}";
    /// A rule's source order leaves out where it comes from.
    NotInSourceOrder = 13, "fill", "its source is not in the source order of rule {rule}";
    /// A rule's cap for its category is full.
    CategoryCap = 14, "cap-category", "its category is at the cap of rule {rule}";
    /// A rule's cap for its brand is full.
    BrandCap = 15, "cap-brand", "its brand is at the cap of rule {rule}";
    /// A rule's cap for a set is full.
    SetCap = 16, "cap", "the set {set} is at the cap of rule {rule}";
    /// Another variant of it is shown.
    OneVariant = 17, "one-variant", "another variant of it is shown: {item}";
    /// It is not an upsell: of another category than the item that is asked about.
    OtherCategory = 18, "other-category", "not an upsell: it is in another category";
    /// It is not an upsell: not dearer, as far as prices are known.
    NotDearer = 19, "not-dearer", "not an upsell: it is not more expensive, as far as prices are known";
    /// It is not an upsell: dearer than the price step allows.
    BeyondStep = 20, "beyond-step", "not an upsell: its price is above the limit for upsells, and the shop does not name it";
    /// A rule shows nothing at all.
    ShowsNone = 21, "silent", "rule {rule} shows none (most = 0)";
    /// The page asks for no picks.
    NoneAsked = 22, "silent", "the query asks for no items";
}
