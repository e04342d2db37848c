//! Tests the compiler of rules.toml through its public interface: the compiled rules and the findings.

mod any;
mod compiled;
mod documents;
mod experiments;
mod explored;
mod mistakes;
mod no_effect;
mod old_names;
mod shop;
