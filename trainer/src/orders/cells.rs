//! Gives the values of Arrow columns as ids, numbers and times, whatever type they were written in; never keeps them.

use super::columns::Field;
use super::dates::Dates;
use super::intern::Interner;
use super::numbers;
use super::row::Trouble;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array, StringArray};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, TimeUnit};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::io::Write;

const UNSEEN: u32 = u32::MAX;

/// A column of ids.
pub(super) enum Ids {
    /// Whole numbers.
    Whole(Whole),
    /// Text.
    Texts(StringArray),
    /// Text as words of a dictionary.
    Words(Words),
}

impl Ids {
    /// The ids of a column; `known` is what the column's last batch learned.
    pub(super) fn new(array: &ArrayRef, known: Option<Self>) -> Result<Self, ArrowError> {
        Ok(match array.data_type() {
            kind if kind.is_integer() => {
                let values = cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone();
                let numbers = if let Some(Self::Whole(whole)) = known { whole.numbers } else { Numbered::default() };
                Self::Whole(Whole { values, numbers, last: None, text: Vec::new() })
            }
            DataType::Dictionary(_, _) => {
                let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                Self::Words(Words::new(&cast(array, &words)?, known))
            }
            // A number column that once held a gap comes as floating point.
            kind if kind.is_floating() => Self::new(&cast(array, &DataType::Int64)?, known)?,
            _ => Self::Texts(cast(array, &DataType::Utf8)?.as_string::<i32>().clone()),
        })
    }

    /// A row's id as text, empty for none.
    pub(super) fn text(&mut self, at: usize) -> &[u8] {
        match self {
            Self::Whole(whole) => whole.text(at),
            Self::Texts(texts) if texts.is_null(at) => b"",
            Self::Texts(texts) => texts.value(at).as_bytes().trim_ascii(),
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

    /// The number an interner has for a row's id; `None` when it is blank, or when only its text can tell.
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
        if self.values.is_null(key) { b"" } else { self.values.value(key).as_bytes().trim_ascii() }
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
    Texts(StringArray),
}

impl Numbers {
    /// The numbers of a column.
    pub(super) fn new(array: &ArrayRef) -> Result<Self, ArrowError> {
        Ok(match array.data_type() {
            kind if kind.is_numeric() => {
                Self::Plain(cast(array, &DataType::Float64)?.as_primitive::<Float64Type>().clone())
            }
            _ => Self::Texts(cast(array, &DataType::Utf8)?.as_string::<i32>().clone()),
        })
    }

    /// A row's number; `None` where the source has none.
    pub(super) fn number(&self, at: usize, field: Field) -> Result<Option<f64>, Trouble> {
        match self {
            Self::Plain(numbers) => Ok((!numbers.is_null(at)).then(|| numbers.value(at)).filter(|n| !n.is_nan())),
            Self::Texts(texts) if texts.is_null(at) => Ok(None),
            Self::Texts(texts) => {
                let text = texts.value(at).as_bytes();
                numbers::read(text).map(Some).ok_or_else(|| Trouble::unexpected(field, "a number", text))
            }
        }
    }
}

/// A column of times.
pub(super) enum Times {
    /// Since 1970, so many units a second.
    Since1970(Int64Array, i64),
    /// Since 1970, in units told apart by their size.
    Epoch(Int64Array),
    /// Dates written as text.
    Texts(StringArray),
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
            kind if kind.is_numeric() => Self::Epoch(whole(array)?),
            _ => Self::Texts(cast(array, &DataType::Utf8)?.as_string::<i32>().clone()),
        })
    }

    /// A row's time in seconds since 1970.
    pub(super) fn seconds(&self, at: usize, dates: &mut Dates) -> Result<i64, Trouble> {
        let nothing = || Trouble::unexpected(Field::Time, "a date", b"");
        match self {
            Self::Since1970(values, units) if !values.is_null(at) => Ok(values.value(at).div_euclid(*units)),
            Self::Epoch(values) if !values.is_null(at) => {
                let text = values.value(at).to_string();
                dates.read(text.as_bytes()).ok_or_else(|| Trouble::unexpected(Field::Time, "a date", text.as_bytes()))
            }
            Self::Texts(texts) if !texts.is_null(at) => {
                let text = texts.value(at).as_bytes();
                dates.read(text).ok_or_else(|| Trouble::unexpected(Field::Time, "a date", text))
            }
            _ => Err(nothing()),
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
