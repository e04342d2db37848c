//! Tests measures, protocol, choice of settings, gate and privacy.

mod bootstrap;
mod exam;
mod gate;
mod measures;
mod memory;
mod privacy;
mod reference;
mod tune;
mod twins;
mod verb;
mod world;
