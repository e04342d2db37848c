//! Tests the engine as its users see it: bytes in, suggestions out; one binary, one module per promise.

mod dice_worlds;
mod explanations;
mod golden;
mod hostile;
mod parity;
mod rule_promises;
mod rule_sets;
mod rule_twin;
mod rule_worlds;
mod shards;
mod spec;
mod steps;
mod twin;
mod worlds;
