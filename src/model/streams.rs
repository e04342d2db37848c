//! Codes SKUs, priors and neighbour rows bit by bit; one description for both directions; never sees a whole file.
//!
//! Each function is run by the writer with the values to write and by the reader with none, and returns the values
//! coded: the two directions cannot drift apart. `FORMAT.md` describes the same in words.

use super::coder::{Bit, BitCoder};
use super::layout::{COUNT_BITS, ITEM_BITS, LEVEL_BITS, MAX_SKU, PRIOR_BITS, TILT_BITS, TILTS};

/// Ends a SKU: a byte that UTF-8 never has.
const SKU_END: u8 = 0xff;
/// Bits of a gap's exponent.
const EXPONENT_BITS: u32 = 5;
/// Bits below the highest of a gap that are coded in context; the rest is noise.
const SHAPED_BITS: u32 = 3;
/// Contexts for "how many neighbours are still to come".
const LEFT_CLASSES: usize = 8;

/// One kept weight: the neighbour and its quantised weight, which with four bits is 0 to 15 and stands for 1/16 to 16/16 of the
/// row's scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kept {
    pub(super) neighbour: u32,
    pub(super) quantum: u8,
    /// Which of the file's tilts it has; the first in a file without any.
    pub(super) tilt: u8,
}

/// Contexts of the `SKUS` section.
#[derive(Debug)]
pub(super) struct SkuCoder {
    contexts: Vec<Bit>,
}

impl SkuCoder {
    pub(super) fn new() -> Self {
        Self { contexts: vec![Bit::EVEN; 256 * 256] }
    }

    /// Codes one SKU; each byte in the context of the one before it (0 at the start). `None` if it is too long.
    pub(super) fn sku<C: BitCoder>(&mut self, coder: &mut C, given: &[u8]) -> Option<Vec<u8>> {
        let mut sku = Vec::with_capacity(given.len());
        let mut before = 0u8;
        loop {
            let contexts = self.contexts.get_mut(usize::from(before) << 8..)?;
            let next = given.get(sku.len()).copied().unwrap_or(SKU_END);
            before = coder.tree(contexts, 8, u32::from(next)) as u8;
            if before == SKU_END {
                return Some(sku);
            }
            if sku.len() == MAX_SKU {
                return None;
            }
            sku.push(before);
        }
    }
}

/// Contexts of the `PRIO` section.
#[derive(Debug)]
pub(super) struct PriorCoder {
    contexts: Vec<Bit>,
    before: u32,
}

impl PriorCoder {
    pub(super) fn new() -> Self {
        Self { contexts: vec![Bit::EVEN; 1 << (PRIOR_BITS + PRIOR_BITS - 3)], before: 0 }
    }

    /// Codes a prior: sign above level, in the context of the item before it, an eighth as fine.
    pub(super) fn prior<C: BitCoder>(&mut self, coder: &mut C, given: u32) -> u32 {
        let from = (self.before as usize >> 3) << PRIOR_BITS;
        let Some(contexts) = self.contexts.get_mut(from..) else { return 0 };
        self.before = coder.tree(contexts, PRIOR_BITS, given);
        self.before
    }
}

/// Contexts of one bit an item: of the `HIDE` section, and at the end of `TAST`.
#[derive(Debug)]
pub(super) struct FlagCoder {
    contexts: [Bit; 2],
    before: bool,
}

impl FlagCoder {
    pub(super) fn new() -> Self {
        Self { contexts: [Bit::EVEN; 2], before: false }
    }

    /// Codes an item's bit, in the context of the item before it.
    pub(super) fn flag<C: BitCoder>(&mut self, coder: &mut C, given: bool) -> bool {
        let [unset, set] = &mut self.contexts;
        self.before = coder.bit(if self.before { set } else { unset }, given);
        self.before
    }
}

/// Contexts of the `NEIG` section, and the rows' memory of who named them.
#[derive(Debug)]
pub(super) struct RowCoder {
    items: u32,
    /// Bits of a weight.
    bits: u32,
    is_tilted: bool,
    count: Vec<Bit>,
    level: Vec<Bit>,
    mutual: Vec<Bit>,
    exponent: Vec<Bit>,
    mantissa: Vec<Bit>,
    quantum: Vec<Bit>,
    tilt: Vec<Bit>,
    /// By item: the latest entry of `named` about it, plus one.
    latest: Vec<u32>,
    /// (the entry before it about the same item, what the row that named it says, with that row's item in place of this one)
    named: Vec<(u32, Kept)>,
}

impl RowCoder {
    /// For rows whose weights have `bits` bits each, with tilts or without.
    pub(super) fn new(items: u32, bits: u32, is_tilted: bool) -> Self {
        // The weight that the other direction gave, or none.
        let partner_classes = 1 + (1 << bits);
        Self {
            items,
            bits,
            is_tilted,
            count: vec![Bit::EVEN; 1 << COUNT_BITS],
            level: vec![Bit::EVEN; 1 << LEVEL_BITS],
            mutual: vec![Bit::EVEN; LEFT_CLASSES << bits],
            exponent: vec![Bit::EVEN; (2 + ITEM_BITS as usize) << EXPONENT_BITS],
            mantissa: vec![Bit::EVEN; (1 + ITEM_BITS as usize) << (SHAPED_BITS + 1)],
            quantum: vec![Bit::EVEN; partner_classes << bits],
            tilt: vec![Bit::EVEN; (1 + TILTS) << TILT_BITS],
            latest: vec![0; items as usize],
            named: Vec::new(),
        }
    }

    /// Codes one item's row: scale level (0 for an empty row) and neighbours, ascending. Rows come by ascending item.
    /// An error names the rule that what was read breaks.
    pub(super) fn row<C: BitCoder>(
        &mut self,
        coder: &mut C,
        item: u32,
        level: u8,
        given: &[Kept],
    ) -> Result<(u8, Vec<Kept>), &'static str> {
        let count = coder.tree(&mut self.count, COUNT_BITS, given.len() as u32) as usize;
        if count == 0 {
            return Ok((0, Vec::new()));
        }
        let level = coder.tree(&mut self.level, LEVEL_BITS, u32::from(level)) as u8;
        let mut row = Vec::with_capacity(count);
        self.partners(coder, item, count, given, &mut row);
        self.others(coder, item, count, given, &mut row)?;
        sort_few(&mut row);
        if row.windows(2).any(|pair| matches!(pair, [a, b] if a.neighbour == b.neighbour)) {
            return Err("an item names a neighbour twice");
        }
        self.quanta(coder, item, given, &mut row);
        Ok((level, row))
    }

    /// Codes which of the items that named this one it names in return: one bit each, the latest first.
    fn partners<C: BitCoder>(&mut self, coder: &mut C, item: u32, count: usize, given: &[Kept], row: &mut Vec<Kept>) {
        let mut entry = self.latest.get(item as usize).copied().unwrap_or(0);
        while let Some(&(before, named)) = self.named.get((entry as usize).wrapping_sub(1)) {
            let left = count - row.len();
            if left == 0 {
                break;
            }
            let class = left.min(LEFT_CLASSES) - 1;
            let Some(context) = self.mutual.get_mut(class << self.bits | usize::from(named.quantum)) else { break };
            if coder.bit(context, given.iter().any(|kept| kept.neighbour == named.neighbour)) {
                // Quantum and tilt stand for the partner's until they are coded themselves.
                row.push(Kept { quantum: named.quantum + 1, tilt: named.tilt + 1, ..named });
            }
            entry = before;
        }
    }

    /// Codes the neighbours that are not partners, as gaps between ascending numbers.
    fn others<C: BitCoder>(
        &mut self,
        coder: &mut C,
        item: u32,
        count: usize,
        given: &[Kept],
        row: &mut Vec<Kept>,
    ) -> Result<(), &'static str> {
        let partners = row.len();
        let mut fresh = given.iter().map(|kept| kept.neighbour);
        let mut least = 0u32;
        let mut class = 0;
        for _ in partners..count {
            let next = fresh.by_ref().find(|n| !row.iter().take(partners).any(|kept| kept.neighbour == *n));
            let (gap, exponent) = self.gap(coder, class, next.unwrap_or(least) - least);
            let neighbour = least.saturating_add(gap);
            if neighbour >= self.items || neighbour == item {
                return Err("a neighbour is not another item of the model");
            }
            row.push(Kept { neighbour, quantum: 0, tilt: 0 });
            least = neighbour + 1;
            class = 1 + exponent as usize;
        }
        Ok(())
    }

    /// Codes a gap as the exponent and the lower bits of gap + 1, in the context of the gap before it.
    fn gap<C: BitCoder>(&mut self, coder: &mut C, class: usize, gap: u32) -> (u32, u32) {
        let value = gap + 1;
        let Some(contexts) = self.exponent.get_mut(class << EXPONENT_BITS..) else { return (u32::MAX, 0) };
        let exponent = coder.tree(contexts, EXPONENT_BITS, value.ilog2());
        if exponent > ITEM_BITS {
            return (u32::MAX, ITEM_BITS);
        }
        let shaped = exponent.min(SHAPED_BITS);
        let noise = exponent - shaped;
        let mask = (1 << shaped) - 1;
        let Some(contexts) = self.mantissa.get_mut((exponent as usize) << (SHAPED_BITS + 1)..) else {
            return (u32::MAX, 0);
        };
        let high = coder.tree(contexts, shaped, value >> noise & mask);
        let low = coder.plain(noise, value);
        ((1 << exponent | high << noise | low) - 1, exponent)
    }

    /// Codes the quantum of each neighbour, and its tilt, in the context of the partner's, and notes who named whom.
    fn quanta<C: BitCoder>(&mut self, coder: &mut C, item: u32, given: &[Kept], row: &mut [Kept]) {
        for (n, kept) in row.iter_mut().enumerate() {
            let (quantum, tilt) = given.get(n).map_or((0, 0), |k| (u32::from(k.quantum), u32::from(k.tilt)));
            let Some(contexts) = self.quantum.get_mut(usize::from(kept.quantum) << self.bits..) else { return };
            kept.quantum = coder.tree(contexts, self.bits, quantum) as u8;
            let Some(contexts) = self.tilt.get_mut(usize::from(kept.tilt) << TILT_BITS..) else { return };
            kept.tilt = if self.is_tilted { coder.tree(contexts, TILT_BITS, tilt) as u8 } else { 0 };
            // Only later rows can look back.
            if kept.neighbour > item
                && let Some(latest) = self.latest.get_mut(kept.neighbour as usize)
            {
                self.named.push((*latest, Kept { neighbour: item, ..*kept }));
                *latest = self.named.len() as u32;
            }
        }
    }
}

/// Sorts a row by neighbour. Insertion sort: rows are short, nearly sorted, and the library's sort is 3 kB of module.
fn sort_few(row: &mut [Kept]) {
    for end in 1..row.len() {
        for at in (1..=end).rev() {
            match row.get(at - 1..=at) {
                Some([before, this]) if this.neighbour < before.neighbour => row.swap(at - 1, at),
                _ => break,
            }
        }
    }
}
