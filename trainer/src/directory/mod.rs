//! Writes and reads model directories: hashed files and one mutable manifest; never trains, never ranks.

mod manifest;
mod open;
mod publish;

pub use manifest::{Counts, Defaults, FileEntry, MANIFEST, Manifest};
pub use open::{OpenError, OpenModel, open, read_manifest};
pub use publish::{Contents, PublishError, publish, publish_rules};
