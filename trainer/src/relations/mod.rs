//! Finds out what rules need to know of items, from the catalog; never reads a file, never decides what is shown.

mod traits;

pub use traits::{Numbers, traits};
