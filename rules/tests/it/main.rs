//! Runs the compiler of rules.toml as its callers do: what it makes of a text, and what it says is wrong with it.

mod any;
mod compiled;
mod documents;
mod mistakes;
mod shop;
mod vain;
