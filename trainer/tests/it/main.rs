//! Tests the trainer and its command line; one binary, because linking takes longer than the tests.

mod catalog;
mod channels;
mod cli;
mod evaluate;
mod experiment;
mod experiments;
mod explain;
mod exports;
mod order_systems;
mod orders;
mod packed;
mod parquet_twin;
mod plan;
mod publishing;
mod readers;
mod relations;
mod report;
mod rules;
mod shards;
mod shared;
#[cfg(feature = "sql")]
mod sql;
mod strangers;
mod tags;
mod writers;
