//! Tests measures, protocol, choice of settings, gate, history and privacy.

mod bootstrap;
mod gate;
mod history;
mod holdout;
mod learning_curve;
mod measures;
mod privacy;
mod recency;
mod reference;
mod tune;
mod twins;
mod verb;
mod world;
