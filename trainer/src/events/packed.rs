//! Packs an event into a few bytes and unpacks it: small numbers, one after another; never reads bytes of strangers.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::event::{Candidates, Event, Kind, Text};
use super::fact::{Before, Fact, Hints, Policy, Sold};
use super::names::{Again, Known};
use crate::orders::numbers::hundredths;

/// Bytes of a list's hash.
const LIST: usize = 5;
/// Parts of a probability.
const PARTS: f64 = 1e9;

/// Appends a number, seven bits a byte.
pub(super) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a number that [`put`] wrote off the front.
pub(super) fn take(bytes: &mut &[u8]) -> u64 {
    let (mut number, mut shift) = (0, 0);
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 || shift > 63 {
            break;
        }
    }
    number
}

fn put_signed(out: &mut Vec<u8>, number: i64) {
    put(out, ((number << 1) ^ (number >> 63)) as u64);
}

fn take_signed(bytes: &mut &[u8]) -> i64 {
    let number = take(bytes);
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

fn take_small(bytes: &mut &[u8]) -> u32 {
    take(bytes) as u32
}

/// 0 for none, else 1 and how far the number is from another.
fn put_option(out: &mut Vec<u8>, number: Option<i64>, from: i64) {
    match number {
        None => out.push(0),
        Some(number) => {
            out.push(1);
            put_signed(out, number.wrapping_sub(from));
        }
    }
}

fn take_option(bytes: &mut &[u8], from: i64) -> Option<i64> {
    (take(bytes) == 1).then(|| take_signed(bytes).wrapping_add(from))
}

/// Where an event stands: its device's count, when it happened by its clock and when it was received, and what it says. A beacon
/// that comes twice says the same at the same time.
pub(super) fn place(mut bytes: &[u8]) -> (u64, i64, Option<i64>, &[u8]) {
    let seq = take(&mut bytes);
    let time = take_signed(&mut bytes);
    let received = take_option(&mut bytes, time);
    take_option(&mut bytes, 0);
    (seq, time, received, bytes)
}

/// Working memory of packing: names that most events have in common, and a text that is put together.
#[derive(Default)]
pub(super) struct Scratch {
    text: String,
    arms: Again,
    experiments: Again,
    model: Again,
    placement: Again,
}

/// Appends an event.
pub(super) fn pack(event: &Event<'_>, names: &mut Known<'_>, scratch: &mut Scratch, out: &mut Vec<u8>) {
    put(out, event.seq);
    put_signed(out, event.time);
    put_option(out, event.received, event.time);
    put_option(out, event.queued, 0);
    out.push(event.kind as u8);
    let arms = pairs(event, names, scratch);
    put(out, arms.into());
    match event.kind {
        Kind::Exposure => pack_exposure(event, names, scratch, out),
        Kind::View => {
            pack_list(event, names, scratch, out);
            pack_names(&event.items.0, names, out);
        }
        Kind::Select | Kind::Add => {
            pack_list(event, names, scratch, out);
            put(out, name(event.sku.as_ref(), names));
            put(out, event.position.unwrap_or(0).into());
            put(out, pieces(event.quantity.unwrap_or(1.0)).into());
        }
        Kind::Order => pack_order(event, names, out),
    }
}

/// The device's arms as one name, in alphabetical order.
fn pairs(event: &Event<'_>, names: &mut Known<'_>, scratch: &mut Scratch) -> u32 {
    let text = &mut scratch.text;
    text.clear();
    let mut write = |experiment: &str, arm: &str| text.extend([experiment, "\u{1f}", arm, "\u{1e}"]);
    if let [(experiment, arm)] = event.arms.0.as_slice() {
        write(&experiment.0, &arm.0);
    } else {
        let mut arms: Vec<(&str, &str)> = event.arms.0.iter().map(|(name, arm)| (&*name.0, &*arm.0)).collect();
        arms.sort_unstable();
        arms.into_iter().for_each(|(experiment, arm)| write(experiment, arm));
    }
    scratch.arms.number(text, names)
}

fn pack_exposure(event: &Event<'_>, names: &mut Known<'_>, scratch: &mut Scratch, out: &mut Vec<u8>) {
    let mut triggered: Vec<&str> = event.experiments.0.iter().map(|name| &*name.0).collect();
    triggered.sort_unstable();
    let text = &mut scratch.text;
    text.clear();
    triggered.iter().for_each(|name| text.extend([name, "\u{1e}"]));
    put(out, scratch.experiments.number(text, names).into());
    pack_list(event, names, scratch, out);
    pack_names(&event.items.0, names, out);
    pack_names(&event.cart.0, names, out);
    put(out, event.model.as_ref().map_or(0, |model| scratch.model.number(&model.0, names)).into());
    let hints = event.hints.as_ref();
    let said = |hint: Option<bool>| hint.map_or(0, |hint| 1 + u8::from(hint));
    let (pointer, headless) = (hints.and_then(|hints| hints.pointer), hints.and_then(|hints| hints.headless));
    let (before, customer) = (event.before.as_ref(), event.customer.as_ref());
    let policy = event.policy.as_ref();
    out.push(u8::from(event.shown == Some(true)) | u8::from(before.is_some()) << 1 | u8::from(customer.is_some()) << 2);
    out.push(said(pointer) | said(headless) << 2);
    if let Some(before) = before {
        put(out, before.orders.into());
        put_signed(out, hundredths(before.value));
        put(out, before.views.into());
    }
    if let Some(customer) = customer {
        out.extend(hash(&customer.0).to_le_bytes());
    }
    match policy.map(|policy| &*policy.kind.0) {
        Some("shuffle") => pack_shuffle(event, names, out),
        Some("interleave") => pack_teams(event, names, out),
        _ => out.push(0),
    }
}

fn pack_shuffle(event: &Event<'_>, names: &mut Known<'_>, out: &mut Vec<u8>) {
    let Some(policy) = &event.policy else { return };
    out.push(1);
    put(out, (policy.eps.unwrap_or(0.0).clamp(0.0, 1.0) * PARTS).round() as u64);
    let none: &[Text<'_>] = &[];
    let (number, of) = match &policy.candidates {
        Some(Candidates::Number(number)) => (*number, none),
        Some(Candidates::Items(items)) => (items.len() as u32, items.as_slice()),
        None => (0, none),
    };
    put(out, number.into());
    pack_names(of, names, out);
    pack_names(&policy.base, names, out);
}

fn pack_teams(event: &Event<'_>, names: &mut Known<'_>, out: &mut Vec<u8>) {
    let Some(policy) = &event.policy else { return };
    out.push(2);
    put(out, name(policy.a.as_ref(), names));
    put(out, name(policy.b.as_ref(), names));
    put(out, policy.teams.len() as u64);
    out.extend(policy.teams.iter().map(|team| u8::from(team.0 == "b")));
}

fn pack_order(event: &Event<'_>, names: &mut Known<'_>, out: &mut Vec<u8>) {
    let id = event.order.as_ref().map_or("", |order| order.0.trim());
    put(out, id.len() as u64);
    out.extend(id.as_bytes());
    put(out, name(event.currency.as_ref(), names));
    put(out, event.lines.len() as u64);
    for line in &event.lines {
        put(out, names.number(&line.sku.0).into());
        put(out, pieces(line.quantity).into());
        put_signed(out, hundredths(line.quantity * line.price));
    }
}

fn pack_list(event: &Event<'_>, names: &mut Known<'_>, scratch: &mut Scratch, out: &mut Vec<u8>) {
    // Lists are only told apart within one device: five bytes of the hash are enough.
    let list = event.list.as_ref().map_or(0, |list| (hash(&list.0) >> 24).max(1));
    out.extend_from_slice(&list.to_le_bytes()[..LIST]);
    let placement = event.placement.as_ref().map_or(0, |placement| scratch.placement.number(&placement.0, names));
    put(out, placement.into());
}

fn pack_names(all: &[Text<'_>], names: &mut Known<'_>, out: &mut Vec<u8>) {
    put(out, all.len() as u64);
    all.iter().for_each(|name| put(out, names.number(&name.0).into()));
}

fn name(name: Option<&Text<'_>>, names: &mut Known<'_>) -> u64 {
    name.map_or(0, |name| names.number(&name.0)).into()
}

/// A hash that every run and machine has.
fn hash(text: &str) -> u64 {
    FixedState::default().hash_one(text.as_bytes())
}

fn pieces(quantity: f64) -> u32 {
    quantity.clamp(0.0, 1e6).ceil() as u32
}

/// Reads an event that [`pack`] wrote; or only when it was, its arm, what it triggers, and the order's id and currency.
pub(super) fn unpack(mut bytes: &[u8], fact: &mut Fact, whole: bool) {
    let from = &mut bytes;
    fact.clear();
    fact.seq = take(from);
    fact.time = take_signed(from);
    fact.received = take_option(from, fact.time);
    fact.queued = take_option(from, 0);
    fact.kind = [Kind::Exposure, Kind::View, Kind::Select, Kind::Add, Kind::Order][take(from) as usize % 5];
    fact.arms = take_small(from);
    match fact.kind {
        Kind::Exposure => {
            fact.experiments = take_small(from);
            if whole {
                unpack_exposure(from, fact);
            }
        }
        Kind::Order => unpack_order(from, fact, whole),
        _ if !whole => {}
        Kind::View => {
            unpack_list(from, fact);
            unpack_names(from, &mut fact.items);
        }
        Kind::Select | Kind::Add => {
            unpack_list(from, fact);
            fact.item = take_small(from);
            fact.position = take_small(from);
            fact.quantity = take_small(from);
        }
    }
}

fn unpack_exposure(from: &mut &[u8], fact: &mut Fact) {
    unpack_list(from, fact);
    unpack_names(from, &mut fact.items);
    unpack_names(from, &mut fact.cart);
    fact.model = take_small(from);
    let (flags, hints) = (take_byte(from), take_byte(from));
    let said = |hint: u8| (hint & 3 > 0).then_some(hint & 3 == 2);
    fact.shown = flags & 1 > 0;
    fact.hints = Hints { pointer: said(hints), headless: said(hints >> 2) };
    if flags & 2 > 0 {
        fact.before = Some(Before { orders: take_small(from), cents: take_signed(from), views: take_small(from) });
    }
    if flags & 4 > 0 {
        fact.customer = take_fixed::<8>(from);
    }
    fact.policy = unpack_policy(from);
}

fn unpack_policy(from: &mut &[u8]) -> Option<Policy> {
    match take_byte(from) {
        1 => {
            let (eps, candidates) = (take_small(from), take_small(from));
            let (mut of, mut base) = (Vec::new(), Vec::new());
            unpack_names(from, &mut of);
            unpack_names(from, &mut base);
            Some(Policy::Shuffle { eps, candidates, of, base })
        }
        2 => {
            let models = [take_small(from), take_small(from)];
            let second = (0..take(from)).map(|_| take_byte(from) == 1).collect();
            Some(Policy::Interleave { models, second })
        }
        _ => None,
    }
}

fn unpack_order(from: &mut &[u8], fact: &mut Fact, whole: bool) {
    let length = (take(from) as usize).min(from.len());
    let (id, rest) = from.split_at(length);
    fact.order.extend_from_slice(id);
    *from = rest;
    fact.currency = take_small(from);
    let lines = if whole { take(from) } else { 0 };
    for _ in 0..lines {
        let line = Sold { item: take_small(from), quantity: take_small(from), cents: take_signed(from) };
        fact.lines.push(line);
    }
}

fn unpack_list(from: &mut &[u8], fact: &mut Fact) {
    fact.list = take_fixed::<LIST>(from);
    fact.placement = take_small(from);
}

fn unpack_names(from: &mut &[u8], names: &mut Vec<u32>) {
    let count = take(from);
    names.extend((0..count).map(|_| take_small(from)));
}

fn take_byte(from: &mut &[u8]) -> u8 {
    let Some((&byte, rest)) = from.split_first() else { return 0 };
    *from = rest;
    byte
}

/// A number that is stored in `BYTES` bytes.
fn take_fixed<const BYTES: usize>(from: &mut &[u8]) -> u64 {
    let Some((number, rest)) = from.split_first_chunk::<BYTES>() else { return 0 };
    *from = rest;
    number.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte))
}
