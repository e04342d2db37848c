//! Splits a model into shards and joins those that have come: a page loads only what its cart needs, whatever the size of the catalog.
//!
//! A shard holds the rows of some items, found by a hash of their SKUs, and all that ranking must know of the items that these
//! rows name: nothing else has to be loaded to score them. Items keep their numbers of the whole model in each, so that joined
//! shards rank as the whole model does: ties too. The root holds what every page needs. `FORMAT.md` describes the files.

mod belonging;
mod file;
mod join;
mod parts;
mod place;
mod split;

pub use file::{ROOT, Shard};
pub use join::{HeldLists, Joined, Reach, join};
pub use parts::{List, ListKind};
pub use place::{Places, address, key_of_list};
pub use split::{Group, SplitShards, UNADDRESSED, split};
