//! Holds nothing: only the main function of wasm-pack, which is not compiled here, writes crash reports.
