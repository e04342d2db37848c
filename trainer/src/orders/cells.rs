//! Reads Arrow columns as ids, numbers and times, whatever their type.

use super::blank::filled;
use super::columns::Field;
use super::dates::Dates;
use super::fold::text;
use super::intern::Interner;
use super::row::{self, Trouble};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int32Type, Int64Type, UInt64Type};
use arrow_array::{Array, ArrayRef, FixedSizeBinaryArray, Float64Array, Int64Array, StringArray, StringViewArray};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, TimeUnit};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use jiff::Timestamp;
use std::io::Write;

const UNSEEN: u32 = u32::MAX;

/// A column of ids.
pub(super) enum Ids {
    /// Whole numbers.
    Whole(Whole),
    /// Text.
    Texts(StringViewArray),
    /// Text as words of a dictionary.
    Words(Words),
}

impl Ids {
    /// The ids of a column; `known` is what the column's last batch learned.
    pub(super) fn new(array: &ArrayRef, known: Option<Self>) -> Result<Self, ArrowError> {
        Ok(match array.data_type() {
            DataType::UInt64 if has_huge(array) => {
                Self::Texts(cast(array, &DataType::Utf8View)?.as_string_view().clone())
            }
            kind if kind.is_integer() => {
                let values = cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone();
                let numbers = if let Some(Self::Whole(whole)) = known { whole.numbers } else { Numbered::default() };
                Self::Whole(Whole { values, numbers, last: None, text: Vec::new() })
            }
            DataType::Dictionary(_, _) => {
                let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                Self::Words(Words::new(&cast(array, &words)?, known))
            }
            // A number column that once held a gap comes as floating point; fractions are codes of their own.
            kind if kind.is_floating() || is_decimal(kind) => match whole(array)? {
                Some(whole) => Self::new(&whole, known)?,
                None => Self::Texts(texts(array)?),
            },
            _ => Self::Texts(texts(array)?),
        })
    }

    /// A row's id as text, empty for none.
    pub(super) fn text(&mut self, at: usize) -> &[u8] {
        match self {
            Self::Whole(whole) => whole.text(at),
            Self::Texts(texts) if texts.is_null(at) => b"",
            Self::Texts(texts) => filled(texts.value(at).as_bytes()),
            Self::Words(words) => words.text(at),
        }
    }

    /// Whether a row's id is that of the row above it, in the same batch.
    pub(super) fn same_as_above(&self, at: usize) -> bool {
        match self {
            _ if at == 0 => false,
            Self::Whole(whole) => {
                whole.values.values()[at] == whole.values.values()[at - 1] && whole.values.is_valid(at)
            }
            Self::Texts(texts) => {
                texts.is_valid(at) && texts.is_valid(at - 1) && texts.value(at) == texts.value(at - 1)
            }
            Self::Words(words) => words.keys.values()[at] == words.keys.values()[at - 1] && words.keys.is_valid(at),
        }
    }

    /// The number an interner has for a row's id; `None` when it is blank or must be looked up by its text.
    pub(super) fn number(&mut self, at: usize, interner: &mut Interner) -> Option<u32> {
        match self {
            Self::Whole(whole) => whole.number(at, interner),
            Self::Texts(_) => None,
            Self::Words(words) => words.number(at, interner),
        }
    }
}

/// Ids that are whole numbers; the text of the last one is kept, since an order's lines follow one another.
pub(super) struct Whole {
    values: Int64Array,
    numbers: Numbered,
    last: Option<i64>,
    text: Vec<u8>,
}

impl Whole {
    fn text(&mut self, at: usize) -> &[u8] {
        if self.values.is_null(at) {
            return b"";
        }
        let value = self.values.value(at);
        if self.last != Some(value) {
            self.last = Some(value);
            self.text.clear();
            // Writing to memory does not fail.
            let _ = write!(self.text, "{value}");
        }
        &self.text
    }

    fn number(&mut self, at: usize, interner: &mut Interner) -> Option<u32> {
        if self.values.is_null(at) {
            return None;
        }
        let value = self.values.value(at);
        if let Some(number) = self.numbers.find(value) {
            return Some(number);
        }
        let number = interner.number(self.text(at));
        self.numbers.remember(value, number);
        Some(number)
    }
}

/// The number of each id: small ids in a list, others in a table.
#[derive(Default)]
struct Numbered {
    small: Vec<u32>,
    others: HashMap<i64, u32, FixedState>,
}

impl Numbered {
    const SMALL: i64 = 1 << 22;

    fn find(&self, id: i64) -> Option<u32> {
        if (0..Self::SMALL).contains(&id) {
            return self.small.get(id as usize).copied().filter(|&number| number != UNSEEN);
        }
        self.others.get(&id).copied()
    }

    fn remember(&mut self, id: i64, number: u32) {
        if !(0..Self::SMALL).contains(&id) {
            self.others.insert(id, number);
            return;
        }
        if self.small.len() <= id as usize {
            self.small.resize((id as usize + 1).next_power_of_two(), UNSEEN);
        }
        self.small[id as usize] = number;
    }
}

/// Ids that are words of a dictionary, and the number of each word, once it was asked for.
pub(super) struct Words {
    keys: arrow_array::Int32Array,
    values: StringArray,
    numbers: Vec<u32>,
}

impl Words {
    fn new(array: &ArrayRef, known: Option<Ids>) -> Self {
        let words = array.as_dictionary::<Int32Type>();
        let values = words.values().as_string::<i32>().clone();
        let numbers = match known {
            // Batches of one row group share their dictionary.
            Some(Ids::Words(known)) if same_buffer(&known.values, &values) => known.numbers,
            _ => vec![UNSEEN; values.len()],
        };
        Self { keys: words.keys().clone(), values, numbers }
    }

    fn text(&self, at: usize) -> &[u8] {
        if self.keys.is_null(at) {
            return b"";
        }
        let key = self.keys.value(at) as usize;
        if self.values.is_null(key) { b"" } else { filled(self.values.value(key).as_bytes()) }
    }

    fn number(&mut self, at: usize, interner: &mut Interner) -> Option<u32> {
        let text = self.text(at);
        if text.is_empty() {
            return None;
        }
        let key = self.keys.value(at) as usize;
        if self.numbers[key] == UNSEEN {
            self.numbers[key] = interner.number(text);
        }
        Some(self.numbers[key])
    }
}

fn same_buffer(one: &StringArray, other: &StringArray) -> bool {
    one.len() == other.len()
        && one.value_data().as_ptr() == other.value_data().as_ptr()
        && one.value_offsets().as_ptr() == other.value_offsets().as_ptr()
}

/// A column of quantities or prices.
pub(super) enum Numbers {
    /// Numbers, of whatever type.
    Plain(Float64Array),
    /// Numbers written as text.
    Texts(StringViewArray),
}

impl Numbers {
    /// The numbers of a column.
    pub(super) fn new(array: &ArrayRef) -> Result<Self, ArrowError> {
        Ok(match array.data_type() {
            kind if kind.is_numeric() => {
                Self::Plain(cast(array, &DataType::Float64)?.as_primitive::<Float64Type>().clone())
            }
            _ => Self::Texts(texts(array)?),
        })
    }

    /// A row's number; `None` where the source has none.
    pub(super) fn number(&self, at: usize, field: Field) -> Result<Option<f64>, Trouble> {
        match self {
            Self::Plain(numbers) => Ok((!numbers.is_null(at)).then(|| numbers.value(at)).filter(|n| !n.is_nan())),
            Self::Texts(texts) if texts.is_null(at) => Ok(None),
            Self::Texts(texts) => row::number(field, filled(texts.value(at).as_bytes())),
        }
    }

    /// A row's text, where numbers are written as text.
    pub(super) fn text(&self, at: usize) -> &[u8] {
        match self {
            Self::Texts(texts) if texts.is_valid(at) => filled(texts.value(at).as_bytes()),
            _ => b"",
        }
    }
}

/// A column of times.
pub(super) enum Times {
    /// Since 1970, with this many units a second.
    Since1970(Int64Array, i64),
    /// Since 1970, in units recognised by their size.
    Epoch(Int64Array),
    /// Dates written as text.
    Texts(StringViewArray),
}

impl Times {
    /// The times of a column.
    pub(super) fn new(array: &ArrayRef) -> Result<Self, ArrowError> {
        let whole =
            |array: &ArrayRef| Ok::<_, ArrowError>(cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone());
        Ok(match array.data_type() {
            DataType::Timestamp(unit, _) => Self::Since1970(whole(array)?, units(*unit)),
            DataType::Date32 | DataType::Date64 => {
                Self::Since1970(whole(&cast(array, &DataType::Timestamp(TimeUnit::Second, None))?)?, 1)
            }
            kind if kind.is_floating() || is_decimal(kind) => Self::Texts(texts(array)?),
            kind if kind.is_numeric() => Self::Epoch(whole(array)?),
            _ => Self::Texts(texts(array)?),
        })
    }

    /// A row's time in seconds since 1970; `None` where it has none.
    pub(super) fn seconds(&self, at: usize, dates: &mut Dates) -> Result<Option<i64>, Trouble> {
        match self {
            Self::Since1970(values, units) => Ok(values.is_valid(at).then(|| values.value(at).div_euclid(*units))),
            Self::Epoch(values) if values.is_null(at) => Ok(None),
            Self::Epoch(values) => row::time(values.value(at).to_string().as_bytes(), dates),
            Self::Texts(_) => row::time(self.text(at), dates),
        }
    }

    /// A row's text, where times are written as text.
    pub(super) fn text(&self, at: usize) -> &[u8] {
        match self {
            Self::Texts(texts) if texts.is_valid(at) => filled(texts.value(at).as_bytes()),
            _ => b"",
        }
    }
}

fn units(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

fn is_decimal(kind: &DataType) -> bool {
    matches!(
        kind,
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) | DataType::Decimal256(..)
    )
}

/// Whether a column of unsigned numbers has some that are no signed ones.
fn has_huge(array: &ArrayRef) -> bool {
    array.as_primitive::<UInt64Type>().iter().flatten().any(|id| i64::try_from(id).is_err())
}

/// The same numbers as whole ones, where all are.
fn whole(array: &ArrayRef) -> Result<Option<ArrayRef>, ArrowError> {
    let floats = cast(array, &DataType::Float64)?;
    let exact = |number: f64| number.fract() == 0.0 && number.abs() < 9e15;
    let all = floats.as_primitive::<Float64Type>().iter().flatten().all(|number| number.is_nan() || exact(number));
    // What is no number becomes no id.
    if all { cast(array, &DataType::Int64).map(Some) } else { Ok(None) }
}

/// A column of any flat type as text: a number without a needless `.0`, a UUID as it is written, fixed bytes as text.
pub(super) fn texts(array: &ArrayRef) -> Result<StringViewArray, ArrowError> {
    let each = |text: &dyn Fn(usize) -> Option<String>| {
        (0..array.len()).map(|at| if array.is_null(at) { None } else { text(at) }).collect::<StringViewArray>()
    };
    Ok(match array.data_type() {
        DataType::Float64 => {
            let numbers = array.as_primitive::<Float64Type>();
            each(&|at| Some(numbers.value(at)).filter(|number| !number.is_nan()).map(|number| number.to_string()))
        }
        DataType::Float16 | DataType::Float32 => {
            let numbers = cast(array, &DataType::Float32)?;
            let numbers = numbers.as_primitive::<Float32Type>().clone();
            each(&|at| Some(numbers.value(at)).filter(|number| !number.is_nan()).map(|number| number.to_string()))
        }
        // Zones by name need a table of zones: the moment does not.
        DataType::Timestamp(unit, Some(_)) => {
            let (moments, units) = (cast(array, &DataType::Int64)?, units(*unit));
            let moments = moments.as_primitive::<Int64Type>().clone();
            let written = |at: usize| Timestamp::from_second(moments.value(at).div_euclid(units)).ok();
            each(&|at| written(at).map(|moment| moment.to_string()))
        }
        DataType::FixedSizeBinary(16) => {
            let values = array.as_fixed_size_binary();
            let write = sixteen(values);
            each(&|at| Some(write(values.value(at))))
        }
        DataType::FixedSizeBinary(_) => each(&|at| Some(bytes_as_text(array.as_fixed_size_binary().value(at)))),
        DataType::Binary => each(&|at| Some(bytes_as_text(array.as_binary::<i32>().value(at)))),
        DataType::LargeBinary => each(&|at| Some(bytes_as_text(array.as_binary::<i64>().value(at)))),
        DataType::BinaryView => each(&|at| Some(bytes_as_text(array.as_binary_view().value(at)))),
        kind if is_decimal(kind) => {
            let written = cast(array, &DataType::Utf8)?;
            let written = written.as_string::<i32>().clone();
            each(&|at| Some(without_zeros(written.value(at)).to_owned()))
        }
        _ => cast(array, &DataType::Utf8View)?.as_string_view().clone(),
    })
}

/// `90.50` as `90.5`, `90.00` as `90`.
fn without_zeros(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// ClickHouse fills fixed strings with zeros.
fn bytes_as_text(bytes: &[u8]) -> String {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    text(&bytes[..end])
}

/// How to write values of sixteen bytes: as text, as whole numbers of 128 bits where half of each is empty, or as UUIDs.
fn sixteen(values: &FixedSizeBinaryArray) -> fn(&[u8]) -> String {
    let all = |fits: &dyn Fn(&[u8]) -> bool| values.iter().flatten().all(fits);
    let is_empty = |half: &[u8]| [0, 0xff].iter().any(|sign| half.iter().all(|byte| byte == sign));
    match () {
        () if all(&|bytes| is_printable(&bytes_as_text(bytes))) => uuid_or_text,
        () if all(&|bytes| is_empty(&bytes[8..])) => |bytes| number(bytes, i128::from_le_bytes),
        () if all(&|bytes| is_empty(&bytes[..8])) => |bytes| number(bytes, i128::from_be_bytes),
        () => uuid_or_text,
    }
}

fn number(bytes: &[u8], read: fn([u8; 16]) -> i128) -> String {
    bytes.try_into().map_or_else(|_| String::new(), |bytes| read(bytes).to_string())
}

fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

fn uuid_or_text(bytes: &[u8]) -> String {
    let printable = bytes_as_text(bytes);
    if is_printable(&printable) {
        return printable;
    }
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| hex.get(part).unwrap_or_default());
    parts.join("-")
}
