//! Passes a text on while it is read, turned into another; never knows what it is turned into.

use std::io::{self, BufRead, Read};

/// What turns a text, part by part.
pub(super) trait Turn {
    /// Adds what a part of the text becomes to `ready`, and returns how many of its bytes are done with. An empty part is the end.
    fn turn(&mut self, text: &[u8], ready: &mut Vec<u8>) -> usize;
}

/// A reader of a turned text.
pub(super) struct Turned<R, T> {
    inner: R,
    turn: T,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: BufRead, T: Turn> Turned<R, T> {
    pub(super) fn new(inner: R, turn: T) -> Self {
        Self { inner, turn, ready: Vec::new(), at: 0, ended: false }
    }
}

impl<R: BufRead, T: Turn> Read for Turned<R, T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            let text = self.inner.fill_buf()?;
            self.ended = text.is_empty();
            self.ready.clear();
            self.at = 0;
            let done = self.turn.turn(text, &mut self.ready);
            self.inner.consume(done);
        }
        let ready = &self.ready[self.at..];
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.at += length;
        Ok(length)
    }
}
