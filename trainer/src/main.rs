//! The command line `pairwell`: one verb, one file; never does a verb's work itself.

fn main() {}
