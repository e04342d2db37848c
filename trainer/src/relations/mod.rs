//! Derives what rules need to know about items from catalog and orders; never decides what is shown.

mod bundles;
mod chance;
mod collected;
mod complements;
mod curated;
mod learn;
mod options;
mod substitutes;
mod titles;
mod traits;
mod usual;
mod value;

pub use bundles::{BundleOptions, Offer, Set, mine};
pub use learn::{Input, Relations, learn};
pub use traits::{Numbers, traits};
pub use usual::usual;
pub use value::{By, Money, Overstock};
