//! The Pairwell engine: loads a model, ranks add-ons for a cart; never reads a clock, a file or randomness, knows no DOM.
#![warn(missing_docs)]
