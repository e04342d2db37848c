//! Writes and reads model directories: hashed files and one mutable manifest; never trains, never ranks.

mod error;
mod lock;
mod manifest;
mod open;
mod packing;
mod publish;
mod shards;
mod unpack;
mod write;

pub use error::PublishError;
pub use lock::Lock;
pub use manifest::{Counts, Defaults, FileEntry, MANIFEST, Manifest, ShardsEntry};
pub use open::{OpenError, OpenModel, open, open_experiments, read_manifest};
pub use publish::{Contents, Experimental, Published, publish, publish_experiments, publish_rules};
pub use shards::{ROWS, Shards, ViewCost, WhenSharded, served, served_root};
pub use write::{Aside, write_whole};
