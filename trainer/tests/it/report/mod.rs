//! Tests `pairwell report`: the reference experiment through the whole command, odd input, every form of events, and the same report of
//! shuffled and doubled events.

mod forms;
mod log;
mod models;
mod odd;
mod reference;
mod same;
mod tables;
