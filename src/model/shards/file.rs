//! Turns a shard's bytes into a checked shard: a small model, its rules, and where both stand in the whole; never panics.

use super::super::Model;
use super::super::container::{self, Container, Section};
use super::super::error::DecodeError;
use super::super::layout::{MAX_ITEMS, MAX_NEIGHBOURS, SHARD_ADDRESS, SHARD_MEMBERS, SHARD_MODEL, SHARD_RULES};
use super::super::rules::RuleParts;
use super::super::rules::pass::{FromBytes, Place, ToBytes};
use super::parts::{Membership, membership};

/// The root's address: its digest is in the manifest.
pub const ROOT: &str = "root";

/// A checked shard. Every number in it leads somewhere.
#[derive(Debug, Clone, Default)]
pub struct Shard {
    pub(super) members: Membership,
    pub(super) model: Model,
    pub(super) rules: RuleParts,
}

impl Shard {
    /// Reads and checks a shard that was asked for at an address.
    ///
    /// # Errors
    /// [`DecodeError::DigestMismatch`] if it belongs to another address; else says what is wrong with the bytes. No sequence of bytes makes
    /// it panic.
    #[inline(never)]
    pub fn decode(bytes: &[u8], address: &str) -> Result<Self, DecodeError> {
        let file = Container::checked(bytes, &[SHARD_ADDRESS, SHARD_MEMBERS, SHARD_MODEL, SHARD_RULES])?;
        if file.section(SHARD_ADDRESS)? != address.as_bytes() {
            return Err(DecodeError::DigestMismatch);
        }
        let section = file.section(SHARD_MEMBERS)?;
        let mut members = Membership::default();
        let mut pass = FromBytes::resume(section, Place::default(), usize::MAX);
        let read = membership(&mut pass, &mut members).filter(|()| pass.is_at_end());
        read.ok_or(DecodeError::Corrupt("the members of a shard are unreadable"))?;
        let model = Model::decode(file.section(SHARD_MODEL)?)?;
        let rules = RuleParts::decode(file.section(SHARD_RULES)?)?;
        rules.check_model(&model)?;
        let shard = Self { members, model, rules };
        if shard.is_sound() { Ok(shard) } else { Err(DecodeError::Corrupt("a shard names a member that is not there")) }
    }

    /// How many items it knows.
    pub fn items(&self) -> usize {
        self.model.items()
    }

    /// How many items' rows it has.
    pub fn rows(&self) -> usize {
        self.members.own.len()
    }

    /// Digest of the whole model, if it is a root.
    pub fn whole(&self) -> Option<u64> {
        Some(self.members.whole).filter(|whole| *whole != 0)
    }

    #[inline(never)]
    fn is_sound(&self) -> bool {
        let (it, items, relations) = (&self.members, self.model.items(), &self.rules.relations);
        let is_in = |table: &Vec<u32>, number: u32| number as usize <= table.len();
        let owns = |member: u32| it.own.binary_search(&member).is_ok();
        let mut sound = it.items.len() == items
            && it.items.last().is_none_or(|item| (*item as usize) < MAX_ITEMS)
            && it.own.last().is_none_or(|own| (*own as usize) < items)
            && it.sets.len() <= items
            && it.bundles.len() == relations.bundles.len();
        for traits in &relations.traits {
            sound &= is_in(&it.categories, traits.category)
                && is_in(&it.brands, traits.brand)
                && is_in(&it.groups, traits.group);
        }
        for near in relations.curated.iter().chain(&relations.substitutes) {
            sound &= owns(near.item);
        }
        for of in &it.complements {
            sound &= of.others.len() <= MAX_NEIGHBOURS;
        }
        for category in &it.collected {
            sound &= it.categories.binary_search(category).is_ok();
        }
        for item in 0..items as u32 {
            sound &= owns(item) || self.model.degree(item) == 0;
        }
        sound
    }
}

/// Writes a shard.
pub(super) fn write(members: &mut Membership, model: &[u8], rules: &[u8], address: &str) -> Vec<u8> {
    let mut bytes = ToBytes::default();
    // Writing to memory cannot fail.
    let _ = membership(&mut bytes, members);
    let section = |tag, bytes| Section { tag, required: true, bytes };
    container::write(&[
        section(SHARD_ADDRESS, address.as_bytes()),
        section(SHARD_MEMBERS, &bytes.bytes),
        section(SHARD_MODEL, model),
        section(SHARD_RULES, rules),
    ])
}
