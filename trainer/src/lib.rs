//! The trainer's rooms, from order exports to a model directory; `main.rs` is the command line over them.

pub mod affinity;
#[cfg(feature = "channels")]
pub mod agents;
pub mod bounded;
pub mod catalog;
#[cfg(feature = "channels")]
pub mod channels;
pub mod directory;
pub mod evaluate;
pub mod events;
pub mod experiment;
pub mod foreign;
pub mod kin;
pub mod orders;
pub mod outcome;
pub mod question;
pub mod rare;
pub mod relations;
pub mod report;
pub mod rules;
pub mod stages;
pub mod terminal;
pub mod train;
pub mod windows;
