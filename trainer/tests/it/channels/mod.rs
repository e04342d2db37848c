//! Tests what goes to other systems: one contract for the formats of `pairwell export`, one for those of `pairwell mail`, the receivers' own schemas and clients.

mod contract;
mod mail;
mod mcp;
mod refused;
mod schemas;
mod shop;
mod split;
mod told;
