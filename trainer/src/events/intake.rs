//! Takes lines in: parses each as an event and packs it, or counts why not; one a thread.

use std::collections::{BTreeMap, HashSet};
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use serde_json::Value;
use serde_json::error::Category;

use super::event::Event;
use super::quick;
use super::store::{Packer, Store};

/// The version of the format.
const VERSION: u32 = 1;

/// Lines that are no event, by reason. A broken line is counted once however often it comes, as events are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Broken(BTreeMap<&'static str, (HashSet<u64>, String)>);

impl Broken {
    /// Reasons, how many different lines, and an example: of all the first by alphabet, so that no order of lines matters.
    pub fn reasons(&self) -> impl Iterator<Item = (&'static str, u64, &str)> {
        self.0.iter().map(|(reason, (lines, example))| (*reason, lines.len() as u64, example.as_str()))
    }

    /// How many different lines.
    pub fn lines(&self) -> u64 {
        self.reasons().map(|(_, lines, _)| lines).sum()
    }

    fn count(&mut self, reason: &'static str, line: &[u8], said: String) {
        let (lines, example) = self.0.entry(reason).or_default();
        lines.insert(FixedState::default().hash_one(line));
        if example.is_empty() || said < *example {
            *example = said;
        }
    }

    /// Adds those of another thread.
    pub(super) fn merge(&mut self, other: Self) {
        for (reason, (lines, said)) in other.0 {
            let (all, example) = self.0.entry(reason).or_default();
            all.extend(lines);
            if example.is_empty() || said < *example {
                *example = said;
            }
        }
    }
}

/// What one thread takes in.
pub struct Intake<'s> {
    packer: Packer<'s>,
    /// Lines that are no event.
    pub(super) broken: Broken,
    /// Events, copies included.
    pub(super) events: u64,
}

impl<'s> Intake<'s> {
    pub(super) fn new(store: &'s Store) -> Self {
        Self { packer: Packer::new(store), broken: Broken::default(), events: 0 }
    }

    /// Hands over what was taken in so far: all of it, or where much waits.
    pub(super) fn hand_over(&mut self, all: bool) {
        self.packer.hand_over(all);
    }

    /// Takes in one line: an event, an array of events, or an object with an array `events`. `received` is the receiver's clock, where
    /// the line does not say it.
    pub(super) fn line(&mut self, line: &[u8], received: Option<i64>) {
        let line = line.trim_ascii();
        match line.first() {
            None => {}
            Some(b'[') => self.many(line, received),
            Some(_) => self.one(line, received),
        }
    }

    fn one(&mut self, line: &[u8], received: Option<i64>) {
        // Checking a whole line is faster than each text of it.
        let read = match std::str::from_utf8(line) {
            Ok(text) => quick::event(text).map_or_else(|| serde_json::from_str::<Event<'_>>(text), Ok),
            Err(_) => serde_json::from_slice(line),
        };
        match read {
            Ok(event) => self.event(event, line, received),
            Err(error) if error.classify() == Category::Data && holds_events(line) => self.many(line, received),
            Err(error) => {
                let reason = match error.classify() {
                    Category::Data => "a field is missing or of another kind",
                    _ => "not JSON",
                };
                self.broken.count(reason, line, without_place(&error));
            }
        }
    }

    fn event(&mut self, mut event: Event<'_>, line: &[u8], received: Option<i64>) {
        event.received = event.received.or(received);
        if event.v != VERSION {
            self.broken.count(
                "another version of the format",
                line,
                format!("\"v\" is {}, expected {VERSION}", event.v),
            );
        } else if let Some(fault) = event.fault(line.len()) {
            self.broken.count("a value that cannot be", line, fault.to_owned());
        } else {
            self.events += 1;
            self.packer.push(&event);
        }
    }

    /// Events that a beacon sent together: each is taken in by itself, so that a broken one costs no other.
    fn many(&mut self, line: &[u8], received: Option<i64>) {
        let events = match serde_json::from_slice::<Value>(line) {
            Ok(Value::Array(events)) => events,
            Ok(Value::Object(mut object)) => match object.remove("events") {
                Some(Value::Array(events)) => events,
                _ => Vec::new(),
            },
            Ok(_) => Vec::new(),
            Err(error) => {
                self.broken.count("not JSON", line, without_place(&error));
                return;
            }
        };
        events.iter().for_each(|event| self.one(event.to_string().as_bytes(), received));
    }

    /// Counts a line that a reader could not turn into an event.
    pub(super) fn broken(&mut self, reason: &'static str, line: &[u8], said: impl Into<String>) {
        self.broken.count(reason, line, said.into());
    }
}

fn holds_events(line: &[u8]) -> bool {
    const KEY: &[u8] = b"\"events\"";
    line.windows(KEY.len()).take(64).any(|window| window == KEY)
}

/// What is wrong, without the line and column, which are those of one event.
fn without_place(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.split(" at line ").next().unwrap_or_default().to_owned()
}
