//! Runs decoders that others wrote: where one panics on damaged bytes, the caller gets no value, and nothing is printed.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// What a decoder gives; `None` where it panicked. What it was writing to must not be used then.
pub fn attempt<T>(decode: impl FnOnce() -> T) -> Option<T> {
    let outer = RUNNING.replace(true);
    let decoded = catch_unwind(AssertUnwindSafe(decode));
    RUNNING.set(outer);
    decoded.ok()
}

/// Keeps the messages of panics in [`attempt`] off standard error; others are handled as before.
pub fn keep_quiet() {
    let handle = take_hook();
    set_hook(Box::new(move |panic| {
        if !RUNNING.get() {
            handle(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_that_panics_gives_nothing_and_the_next_one_runs() {
        assert_eq!(attempt(|| attempt(|| u8::try_from(256).unwrap())), Some(None));
        assert_eq!(attempt(|| 1), Some(1));
        assert!(!RUNNING.get());
    }
}
