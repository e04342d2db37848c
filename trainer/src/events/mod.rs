//! Reads the events of experiments into each device's own history: once each, in the device's order; never judges them.
//!
//! `docs/events.md` is the format. Lines of any supported form ([`read`]) become [`event::Event`]s; those are packed into a few bytes
//! each and gathered by device ([`store`]), so that ten million fit into memory. Then each device's events are sorted by its own count,
//! and what came twice is counted once ([`settled`]).

mod event;
mod fact;
mod ga4;
mod intake;
mod logged;
mod names;
mod packed;
mod quick;
mod read;
mod settled;
mod store;
mod table;

pub use event::Kind;
pub use fact::{Before, Fact, Hints, Policy, Sold};
pub use intake::{Broken, Intake};
pub use names::Names;
pub use read::{Read, read};
pub use settled::{Doubled, Part, Settled};
