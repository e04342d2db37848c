//! Writes and reads model directories: hashed files and one mutable manifest; never trains, never ranks.

mod error;
mod lock;
mod manifest;
mod open;
mod publish;
mod unpack;
mod write;

pub use error::PublishError;
pub use lock::Lock;
pub use manifest::{Counts, Defaults, FileEntry, MANIFEST, Manifest};
pub use open::{OpenError, OpenModel, open, open_experiments, read_manifest};
pub use publish::{Contents, Experimental, publish, publish_experiments, publish_rules};
pub use write::{Aside, write_whole};
