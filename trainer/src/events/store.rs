//! Gathers packed events by device, in as many parts as threads can fill and settle at a time; never sorts.

use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

use foldhash::fast::FixedState;

use super::event::Event;
use super::names::{Known, Names};
use super::packed::{Scratch, pack, put};
use crate::orders::intern::Interner;

/// Parts by the hash of the device.
const SHARDS: usize = 64;
/// Bytes of packed events that wait for a part. With many at a time, a part's own tables stay in the processor's cache.
const WAITING: usize = 1 << 18;
/// Bytes of a block of packed events. Blocks of all stages are of one size, so that memory given up is used again.
pub(super) const BLOCK: usize = 1 << 16;

/// Packed events of a part of the devices. An event is its device's number, its length and its bytes.
#[derive(Default)]
pub(super) struct Shard {
    pub(super) devices: Interner,
    pub(super) blocks: Vec<Vec<u8>>,
}

/// All packed events, and the names that they use.
pub(super) struct Store {
    pub(super) names: Mutex<Names>,
    pub(super) shards: Vec<Mutex<Shard>>,
}

impl Store {
    pub(super) fn new() -> Self {
        Self { names: Mutex::default(), shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

/// Packs events for a store; one a thread.
pub(super) struct Packer<'s> {
    store: &'s Store,
    names: Known<'s>,
    scratch: Scratch,
    /// By shard: devices' ids, their lengths before them, and events, until they are handed over.
    waiting: Vec<Vec<u8>>,
}

impl<'s> Packer<'s> {
    pub(super) fn new(store: &'s Store) -> Self {
        Self { store, names: Known::new(&store.names), scratch: Scratch::default(), waiting: vec![Vec::new(); SHARDS] }
    }

    /// Packs an event. It is in the store only after [`Self::hand_over`].
    pub(super) fn push(&mut self, event: &Event<'_>) {
        let device = event.device.0.as_bytes();
        let shard = FixedState::default().hash_one(device) >> 32;
        let waiting = &mut self.waiting[shard as usize % SHARDS];
        waiting.push(device.len() as u8);
        waiting.extend_from_slice(device);
        // The length is known afterwards.
        let at = waiting.len();
        waiting.extend_from_slice(&[0; 4]);
        pack(event, &mut self.names, &mut self.scratch, waiting);
        let length = (waiting.len() - at - 4) as u32;
        waiting[at..at + 4].copy_from_slice(&length.to_le_bytes());
    }

    /// Hands packed events over to the store: all of them, or those of parts for which many wait.
    pub(super) fn hand_over(&mut self, all: bool) {
        let least = if all { 1 } else { WAITING };
        for (waiting, shard) in self.waiting.iter_mut().zip(&self.store.shards) {
            if waiting.len() >= least {
                shard.lock().unwrap_or_else(PoisonError::into_inner).take_in(waiting);
                waiting.clear();
            }
        }
    }
}

impl Shard {
    /// Takes in events as a packer has them.
    fn take_in(&mut self, mut waiting: &[u8]) {
        while let Some((&length, rest)) = waiting.split_first() {
            let (device, rest) = rest.split_at(length.into());
            let (length, rest) = rest.split_first_chunk().expect("a packer writes a length");
            let (body, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
            waiting = rest;
            let device = self.devices.number(device);
            let block = last(&mut self.blocks, body.len() + 16);
            put(block, device.into());
            put(block, body.len() as u64);
            block.extend_from_slice(body);
        }
    }
}

/// The last block, or a new one where it has no room.
pub(super) fn last(blocks: &mut Vec<Vec<u8>>, room: usize) -> &mut Vec<u8> {
    if blocks.last().is_none_or(|block| block.capacity() - block.len() < room) {
        // The first is small: most logs are.
        let size = if blocks.is_empty() { BLOCK / 16 } else { BLOCK };
        blocks.push(Vec::with_capacity(size.max(room)));
    }
    let last = blocks.len() - 1;
    &mut blocks[last]
}
