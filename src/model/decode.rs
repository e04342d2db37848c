//! Turns a model file's bytes into a checked model; never panics, never allocates out of proportion to the bytes.

use super::coder::Decoder;
use super::container::{Container, u16_at, u32_at};
use super::error::DecodeError;
use super::layout::{
    BITS, HEAD, HEAD_FIRST, HEAD_ITEMS, HEAD_LAST, HEAD_SHARD, HEAD_SHARDS, HEAD_SIZE, HEAD_WEIGHTS, HIDE, HISTORY,
    HISTORY_BOOST, HISTORY_SIZE, HISTORY_WEIGHT, MAX_ITEMS, MAX_LEVEL, MAX_NEIGHBOURS, MAX_PER_BYTE, MAX_WEIGHT_BITS,
    MIN_WEIGHT_BITS, NEIG, PRIO, SCORE_BITS, SKUS, USUAL_WEIGHT_BITS, VERSION,
};
use super::level::units;
use super::sku_table::SkuTable;
use super::streams::{FlagCoder, PriorCoder, RowCoder, SkuCoder};
use super::{History, Model};

/// The counts at the head of a model file.
struct Head {
    items: usize,
    weights: usize,
}

impl Model {
    /// Reads and checks a whole model file. Afterwards no look-up can fail or leave the model.
    ///
    /// # Errors
    /// Says what is wrong with the bytes; see [`DecodeError`]. No sequence of bytes makes it panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let file = Container::open(bytes, &[HEAD, SKUS, PRIO, HIDE, BITS, NEIG])?;
        let head = Head::read(file.section(HEAD)?)?;
        let (skus, priors, rows) = (file.section(SKUS)?, file.section(PRIO)?, file.section(NEIG)?);
        if head.items > skus.len() * MAX_PER_BYTE || head.weights > rows.len() * MAX_PER_BYTE {
            return Err(DecodeError::Corrupt("more is promised than the sections can hold"));
        }
        let mut model = Self::of_rows(&head, decode_bits(file.optional(BITS))?, rows)?;
        model.prior = decode_priors(&head, priors)?;
        model.hidden = decode_flags(head.items, file.section(HIDE)?)?;
        if let Some(history) = file.optional(HISTORY) {
            (model.history, model.once) = decode_history(&head, history)?;
        }
        model.skus = decode_skus(&head, skus)?;
        model.digest = file.digest();
        Ok(model)
    }

    /// The model's rows; everything else is still empty.
    fn of_rows(head: &Head, weight_bits: u32, bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut coder = Decoder::new(bytes);
        let mut rows = RowCoder::new(head.items as u32, weight_bits);
        let mut model = Self { starts: Vec::with_capacity(head.items + 1), weight_bits, ..Self::default() };
        model.kept.reserve_exact(head.weights);
        model.starts.push(0);
        for item in 0..head.items as u32 {
            let (level, row) = rows.row(&mut coder, item, 0, &[]).map_err(DecodeError::Corrupt)?;
            if coder.overrun() || model.kept.len() + row.len() > head.weights {
                return Err(DecodeError::Corrupt("the rows do not hold what the head promises"));
            }
            model.kept.extend(row.iter().map(|kept| super::pack(*kept)));
            model.starts.push(model.kept.len() as u32);
            model.scales.push(units(level));
        }
        match coder.ended_well() && model.kept.len() == head.weights {
            true => Ok(model),
            false => Err(DecodeError::Corrupt("the rows do not hold what the head promises")),
        }
    }
}

impl Head {
    fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        let short = DecodeError::Corrupt("the head is of another size");
        if bytes.len() != HEAD_SIZE {
            return Err(short);
        }
        let long = |at| u32_at(bytes, at).map(|n| n as usize).ok_or(short);
        let (items, weights) = (long(HEAD_ITEMS)?, long(HEAD_WEIGHTS)?);
        if (u16_at(bytes, HEAD_SHARD), u16_at(bytes, HEAD_SHARDS)) != (Some(0), Some(1)) {
            return Err(DecodeError::FormatUnsupported(VERSION));
        }
        if long(HEAD_FIRST)? != 0 || long(HEAD_LAST)? != items {
            return Err(DecodeError::Corrupt("one file must hold the rows of all items"));
        }
        if items > MAX_ITEMS || weights > items * MAX_NEIGHBOURS {
            return Err(DecodeError::Corrupt("more items or weights than the format allows"));
        }
        Ok(Self { items, weights })
    }
}

fn decode_priors(head: &Head, bytes: &[u8]) -> Result<Vec<i32>, DecodeError> {
    let mut coder = Decoder::new(bytes);
    let mut priors = PriorCoder::new();
    let mut decoded = Vec::with_capacity(head.items);
    for _ in 0..head.items {
        let symbol = priors.prior(&mut coder, 0);
        let level = units((symbol & u32::from(MAX_LEVEL)) as u8);
        decoded.push(if symbol > u32::from(MAX_LEVEL) { -level } else { level });
    }
    match coder.ended_well() {
        true => Ok(decoded),
        false => Err(DecodeError::Corrupt("the priors do not hold what the head promises")),
    }
}

fn decode_flags(items: usize, bytes: &[u8]) -> Result<Vec<bool>, DecodeError> {
    let mut coder = Decoder::new(bytes);
    let mut flags = FlagCoder::new();
    let decoded = (0..items).map(|_| flags.flag(&mut coder, false)).collect();
    match coder.ended_well() {
        true => Ok(decoded),
        false => Err(DecodeError::Corrupt("the items' flags do not hold what the head promises")),
    }
}

/// Bits of a weight: what the section says, or the usual ones.
fn decode_bits(section: Option<&[u8]>) -> Result<u32, DecodeError> {
    let bits = match section {
        None => USUAL_WEIGHT_BITS,
        Some([bits]) => u32::from(*bits),
        Some(_) => 0,
    };
    let known = (MIN_WEIGHT_BITS..=MAX_WEIGHT_BITS).contains(&bits);
    if known { Ok(bits) } else { Err(DecodeError::Corrupt("weights have 2 to 6 bits")) }
}

fn decode_history(head: &Head, bytes: &[u8]) -> Result<(History, Vec<bool>), DecodeError> {
    let numbers = u32_at(bytes, HISTORY_BOOST).zip(u16_at(bytes, HISTORY_WEIGHT));
    let bounded = numbers.filter(|(boost, weight)| *boost <= 1 << SCORE_BITS && *weight <= 256);
    let (boost, weight) = bounded.ok_or(DecodeError::Corrupt("what a device remembers counts 0 to 1"))?;
    let once = decode_flags(head.items, bytes.get(HISTORY_SIZE..).unwrap_or_default())?;
    Ok((History { repurchase_boost: boost as i32, history_weight: u32::from(weight) }, once))
}

fn decode_skus(head: &Head, bytes: &[u8]) -> Result<SkuTable, DecodeError> {
    let mut coder = Decoder::new(bytes);
    let mut skus = SkuCoder::new();
    let mut table = SkuTable::with_capacity(head.items);
    for _ in 0..head.items {
        let sku = skus.sku(&mut coder, &[]).ok_or(DecodeError::Corrupt("a SKU is too long"))?;
        if coder.overrun() {
            break;
        }
        let sku = std::str::from_utf8(&sku).map_err(|_| DecodeError::Corrupt("a SKU is not UTF-8"))?;
        if sku.is_empty() || !table.push(sku) {
            return Err(DecodeError::Corrupt("a SKU is empty or stands twice"));
        }
    }
    match coder.ended_well() {
        true => Ok(table),
        false => Err(DecodeError::Corrupt("the SKUs do not hold what the head promises")),
    }
}
