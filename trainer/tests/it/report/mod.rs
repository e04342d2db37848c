//! Tests `pairwell report`: the reference experiment through the whole command, odd input, every form of events, a slow twin of all
//! metrics, and the same report of shuffled and doubled events.

mod forms;
mod log;
mod market;
mod models;
mod odd;
mod reference;
mod same;
mod tables;
mod twin;
