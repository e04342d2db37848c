//! Turns a model file's bytes into a checked model, at once or step by step; never panics, never allocates out of proportion to the bytes.

use std::borrow::Cow;

use super::coder::{Decoder, Place};
use super::container::{Container, u16_at, u32_at};
use super::error::DecodeError;
use super::layout::{
    BITS, HEAD, HEAD_FIRST, HEAD_ITEMS, HEAD_LAST, HEAD_SHARD, HEAD_SHARDS, HEAD_SIZE, HEAD_WEIGHTS, HIDE, HISTORY,
    HISTORY_BOOST, HISTORY_SIZE, HISTORY_WEIGHT, MAX_ITEMS, MAX_LEVEL, MAX_NEIGHBOURS, MAX_PER_BYTE, MAX_WEIGHT_BITS,
    MIN_WEIGHT_BITS, NEIG, PRIO, SCORE_BITS, SIZE, SKUS, USUAL_WEIGHT_BITS, VERSION,
};
use super::level::units;
use super::sku_table::SkuTable;
use super::streams::{FlagCoder, PriorCoder, RowCoder, SkuCoder};
use super::tilt::Tilts;
use super::{History, Model};

/// The counts at the head of a model file.
#[derive(Debug, Default)]
struct Head {
    items: usize,
    weights: usize,
}

/// A model file on its way to a model, decoded a little at a time where there is something else to do in between.
///
/// How much is decoded at a time changes nothing: the model is the same, and so is the error.
#[derive(Debug)]
pub struct Decoding<'a> {
    file: Container<'a>,
    head: Head,
    stage: Stage,
    /// Items that the stage is done with.
    done: usize,
    /// Where the stage stands in its section.
    place: Place,
    model: Model,
}

/// What is being decoded: section after section, each item by item.
#[derive(Debug)]
enum Stage {
    Frame,
    Rows(RowCoder),
    Priors(PriorCoder),
    Hidden(FlagCoder),
    Once(FlagCoder),
    Skus(SkuCoder),
    Whole,
    Refused(DecodeError),
}

impl Model {
    /// Reads and checks a whole model file. Afterwards no look-up can fail or leave the model.
    ///
    /// # Errors
    /// Says what is wrong with the bytes; see [`DecodeError`]. No sequence of bytes makes it panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut decoding = Decoding::new(bytes)?;
        loop {
            if let Some(model) = decoding.step(usize::MAX)? {
                return Ok(model);
            }
        }
    }
}

impl<'a> Decoding<'a> {
    /// Begins with a model file's bytes; checks no more than that they look like one.
    ///
    /// # Errors
    /// As [`Model::decode`], which may say more than this.
    pub fn new(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Self, DecodeError> {
        let file = Container::open(bytes.into())?;
        let (head, place) = (Head::default(), Place::default());
        Ok(Self { file, head, stage: Stage::Frame, done: 0, place, model: Model::default() })
    }

    /// Decodes for up to `work` units, at least one: the checked model, once it is whole. A unit takes about as long as an item's row.
    ///
    /// # Errors
    /// As [`Model::decode`]; from then on always the same. What is decoded after the model is void.
    pub fn step(&mut self, work: usize) -> Result<Option<Model>, DecodeError> {
        self.advance(work.max(1)).inspect_err(|error| self.stage = Stage::Refused(*error))
    }

    fn advance(&mut self, mut work: usize) -> Result<Option<Model>, DecodeError> {
        while work > 0 {
            match self.stage {
                Stage::Whole => break,
                Stage::Refused(error) => return Err(error),
                Stage::Frame => {
                    if self.file.check(&mut work, &[HEAD, SKUS, PRIO, HIDE, BITS, SIZE, NEIG])? {
                        self.begin()?;
                    }
                }
                _ => self.items(&mut work)?,
            }
        }
        Ok(matches!(self.stage, Stage::Whole).then(|| std::mem::take(&mut self.model)))
    }

    /// Makes room for what the head promises, as far as the sections can hold it.
    fn begin(&mut self) -> Result<(), DecodeError> {
        let head = Head::read(self.file.section(HEAD)?)?;
        let (skus, _, rows) = (self.file.section(SKUS)?, self.file.section(PRIO)?, self.file.section(NEIG)?);
        if head.items > skus.len() * MAX_PER_BYTE || head.weights > rows.len() * MAX_PER_BYTE {
            return Err(DecodeError::Corrupt("more is promised than the sections can hold"));
        }
        self.model.weight_bits = decode_bits(self.file.optional(BITS))?;
        let size = self.file.optional(SIZE);
        self.model.tilts = size.map_or(Ok(Tilts::NONE), decode_tilts)?;
        self.model.starts.reserve_exact(head.items + 1);
        self.model.starts.push(0);
        self.model.kept.reserve_exact(head.weights);
        let rows = RowCoder::new(head.items as u32, self.model.weight_bits, size.is_some());
        self.head = head;
        self.enter(Stage::Rows(rows))
    }

    fn enter(&mut self, stage: Stage) -> Result<(), DecodeError> {
        self.stage = stage;
        self.done = 0;
        self.place = Decoder::new(self.stage.section(&self.file)?).place();
        Ok(())
    }

    /// Decodes up to `work` items of the stage, and enters the next stage after the last one.
    fn items(&mut self, work: &mut usize) -> Result<(), DecodeError> {
        let mut coder = Decoder::resume(self.stage.section(&self.file)?, self.place);
        let until = self.head.items.min(self.done.saturating_add(*work));
        for item in self.done..until {
            self.stage.item(&mut coder, &self.head, item, &mut self.model)?;
        }
        *work -= until - self.done;
        (self.done, self.place) = (until, coder.place());
        if until < self.head.items {
            return Ok(());
        }
        if !coder.ended_well() || self.model.kept.len() < self.head.weights {
            return Err(self.stage.broken());
        }
        self.next()
    }

    fn next(&mut self) -> Result<(), DecodeError> {
        match self.stage {
            Stage::Rows(_) => {
                self.model.prior.reserve_exact(self.head.items);
                self.enter(Stage::Priors(PriorCoder::new()))
            }
            Stage::Priors(_) => {
                self.model.hidden.reserve_exact(self.head.items);
                self.enter(Stage::Hidden(FlagCoder::new()))
            }
            Stage::Hidden(_) => match self.file.optional(HISTORY) {
                Some(history) => {
                    self.model.history = decode_history(history)?;
                    self.enter(Stage::Once(FlagCoder::new()))
                }
                None => self.enter_skus(),
            },
            Stage::Once(_) => self.enter_skus(),
            _ => {
                self.model.digest = self.file.digest();
                self.stage = Stage::Whole;
                Ok(())
            }
        }
    }

    fn enter_skus(&mut self) -> Result<(), DecodeError> {
        self.model.skus = SkuTable::with_capacity(self.head.items);
        self.enter(Stage::Skus(SkuCoder::new()))
    }
}

impl Stage {
    /// The bytes that it reads.
    fn section<'a>(&self, file: &'a Container<'_>) -> Result<&'a [u8], DecodeError> {
        file.section(match self {
            Self::Rows(_) => NEIG,
            Self::Priors(_) => PRIO,
            Self::Hidden(_) => HIDE,
            Self::Once(_) => return Ok(file.section(HISTORY)?.get(HISTORY_SIZE..).unwrap_or_default()),
            _ => SKUS,
        })
    }

    /// What is wrong when its section does not end after the last item.
    fn broken(&self) -> DecodeError {
        DecodeError::Corrupt(match self {
            Self::Rows(_) => ROWS_BROKEN,
            Self::Priors(_) => "the priors do not hold what the head promises",
            Self::Hidden(_) | Self::Once(_) => "the items' flags do not hold what the head promises",
            _ => SKUS_BROKEN,
        })
    }

    /// Decodes the next item.
    fn item(
        &mut self,
        coder: &mut Decoder<'_>,
        head: &Head,
        item: usize,
        model: &mut Model,
    ) -> Result<(), DecodeError> {
        match self {
            Self::Rows(rows) => decode_row(rows, coder, head, item as u32, model),
            Self::Priors(priors) => {
                let symbol = priors.prior(coder, 0);
                let level = units((symbol & u32::from(MAX_LEVEL)) as u8);
                model.prior.push(if symbol > u32::from(MAX_LEVEL) { -level } else { level });
                Ok(())
            }
            Self::Hidden(flags) => {
                model.hidden.push(flags.flag(coder, false));
                Ok(())
            }
            Self::Once(flags) => {
                model.once.push(flags.flag(coder, false));
                Ok(())
            }
            Self::Skus(skus) => decode_sku(skus, coder, &mut model.skus),
            _ => Ok(()),
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

/// What is wrong with rows that end too early or too late.
const ROWS_BROKEN: &str = "the rows do not hold what the head promises";
/// The same of SKUs.
const SKUS_BROKEN: &str = "the SKUs do not hold what the head promises";

fn decode_row(
    rows: &mut RowCoder,
    coder: &mut Decoder<'_>,
    head: &Head,
    item: u32,
    model: &mut Model,
) -> Result<(), DecodeError> {
    let (level, row) = rows.row(coder, item, 0, &[]).map_err(DecodeError::Corrupt)?;
    if coder.overrun() || model.kept.len() + row.len() > head.weights {
        return Err(DecodeError::Corrupt(ROWS_BROKEN));
    }
    model.kept.extend(row.iter().map(|kept| super::pack(*kept)));
    model.starts.push(model.kept.len() as u32);
    model.scales.push(units(level));
    Ok(())
}

fn decode_sku(skus: &mut SkuCoder, coder: &mut Decoder<'_>, table: &mut SkuTable) -> Result<(), DecodeError> {
    let sku = skus.sku(coder, &[]).ok_or(DecodeError::Corrupt("a SKU is too long"))?;
    if coder.overrun() {
        return Err(DecodeError::Corrupt(SKUS_BROKEN));
    }
    let sku = std::str::from_utf8(&sku).map_err(|_| DecodeError::Corrupt("a SKU is not UTF-8"))?;
    if sku.is_empty() || !table.push(sku) {
        return Err(DecodeError::Corrupt("a SKU is empty or stands twice"));
    }
    Ok(())
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

/// How weights change with the cart's size.
fn decode_tilts(section: &[u8]) -> Result<Tilts, DecodeError> {
    Tilts::from_bytes(section).ok_or(DecodeError::Corrupt("tilts are between -64 and 64"))
}

fn decode_history(bytes: &[u8]) -> Result<History, DecodeError> {
    let numbers = u32_at(bytes, HISTORY_BOOST).zip(u16_at(bytes, HISTORY_WEIGHT));
    let bounded = numbers.filter(|(boost, weight)| *boost <= 1 << SCORE_BITS && *weight <= 256);
    let (boost, weight) = bounded.ok_or(DecodeError::Corrupt("the history's strengths are between 0 and 1"))?;
    Ok(History { repurchase_boost: boost as i32, history_weight: u32::from(weight) })
}
