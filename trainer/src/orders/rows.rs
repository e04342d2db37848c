//! Turns the rows of any table into order lines, by the columns chosen for it.

use super::also::{Also, Seen};
use super::blank::filled;
use super::choose::Choice;
use super::columns::{Columns, FIELDS, Field};
use super::constants::Constants;
use super::error::{Place, ReadError};
use super::fold::{plain, text};
use super::form::{Form, Found};
use super::gather::Gather;
use super::layout::Layout;
use super::line::Line;
use super::list::{self, Style};
use super::options::Format;
use super::row::{self, Trouble};
use super::sample::Sample;
use super::{personalize, shopify};

const SECONDS_A_DAY: i64 = 86_400;
/// Once a sample has this many rows, its choice is used for other files with the same header.
const TELLING: usize = 200;

/// A table on its way to lines.
pub(super) struct Rows {
    pub(super) choice: Choice,
    /// The columns that stand before the table's own.
    constants: Constants,
    above: Above,
    /// Whether words of statuses beside the order's own mean that it came to nothing.
    seen: Seen,
    /// The order id made up for the row, where there is none.
    made_up: String,
}

impl Rows {
    /// Chooses the columns of a table, each known by its name and by `keys`. `sample` has the table's own columns.
    pub(super) fn new(
        source: &str,
        names: Vec<String>,
        keys: Vec<Vec<String>>,
        constants: Constants,
        mut sample: Sample,
        gather: &mut Gather,
    ) -> Result<Self, ReadError> {
        let constants = constants.without(&names);
        sample.put_before(&constants.values);
        let constant_keys = constants.names.iter().map(|name| vec![plain(name)]);
        let keys: Vec<Vec<String>> = constant_keys.chain(keys).collect();
        let names = [constants.names.clone(), names].concat();
        let known =
            gather.choices.iter().find(|(known, rows, _)| *known == names && *rows >= sample.len().min(TELLING));
        let choice = match known {
            Some((.., choice)) => choice.clone(),
            None => {
                let choice = choose(source, names.clone(), keys, &sample, gather)?;
                gather.choices.push((names, sample.len(), choice.clone()));
                choice
            }
        };
        gather.report.use_columns(choice.columns.found());
        choice.notes.iter().for_each(|note| gather.report.note(note.clone()));
        if gather.report.unused.is_empty() {
            gather.report.unused = choice.columns.unused(|at| choice.form.reads(at) || choice.also.reads(at));
        }
        gather.pending_is_bought |= plain(choice.columns.name(Field::Status)).ends_with("financialstatus");
        if choice.columns.names().iter().any(|name| is_magento(name)) {
            // An order that was refunded as a whole is closed there.
            gather.options.statuses.platform_says_unpaid("closed");
        }
        Ok(Self { choice, constants, above: Above::default(), seen: Seen::default(), made_up: String::new() })
    }

    /// How many columns stand before the table's own.
    pub(super) fn before(&self) -> usize {
        self.constants.names.len()
    }

    /// Whether each row is one line, and says all that concerns its order.
    #[cfg(feature = "parquet")]
    pub(super) fn is_plain(&self) -> bool {
        let Layout { order_once, order_is_customer_day, .. } = self.choice.layout;
        self.choice.form == Form::One && self.choice.also.is_empty() && !order_once && !order_is_customer_day
    }

    /// Takes in a row. `cell` gives a column's text: empty where it is blank, `None` where the row ends before it.
    pub(super) fn push<'r>(
        &'r mut self,
        source: &str,
        place: Place,
        cell: impl Fn(usize) -> Option<&'r [u8]>,
        gather: &mut Gather,
    ) -> Result<(), ReadError> {
        let Self { choice, constants, above, seen, made_up } = self;
        let columns = &choice.columns;
        let cell = |at: usize| match constants.values.get(at) {
            Some(value) => Some(value.as_slice()),
            None => cell(at - constants.values.len()),
        };
        let pushed = match choice.form {
            Form::One => one(choice, above, seen, made_up, cell, gather),
            _ => several(choice, above, seen, made_up, cell, gather),
        };
        pushed.or_else(|trouble| gather.bad_row(trouble.place(source, place, |field| columns.name(field).to_owned())))
    }
}

fn is_magento(name: &str) -> bool {
    matches!(plain(name.rsplit('.').next().unwrap_or(name)).as_str(), "incrementid" | "qtyordered" | "grandtotalbase")
}

fn choose(
    source: &str,
    names: Vec<String>,
    keys: Vec<Vec<String>>,
    sample: &Sample,
    gather: &Gather,
) -> Result<Choice, ReadError> {
    let layout = layout(gather.options.format, &names);
    let map = gather.options.columns.clone().or(&layout.map);
    let columns = Columns::known_by(names, keys, &map, source)?;
    let choice = Choice::new(columns, layout, &map, sample, &gather.options);
    let needed = if choice.form == Form::One { choice.layout.needed } else { &[] };
    let notes = choice.notes.join("; ");
    let columns = choice.columns.check(needed, source).map_err(|error| {
        let notes = if notes.is_empty() { String::new() } else { format!("\n    {notes}") };
        let rows =
            if sample.len() == 0 { String::new() } else { format!("\n  the first rows:\n    {}", sample.shown()) };
        ReadError { what: format!("{}{notes}{rows}", error.what), ..error }
    })?;
    Ok(Choice { columns, ..choice })
}

fn layout(format: Format, names: &[String]) -> Layout {
    match format {
        Format::Shopify => shopify::layout(names),
        Format::Personalize => personalize::layout(names),
        Format::Auto if shopify::recognises(names) => shopify::layout(names),
        Format::Auto if personalize::recognises(names) => personalize::layout(names),
        _ => Layout::default(),
    }
}

/// A row of one line.
fn one<'r>(
    choice: &'r Choice,
    above: &'r mut Above,
    seen: &mut Seen,
    made_up: &'r mut String,
    cell: impl Fn(usize) -> Option<&'r [u8]>,
    gather: &mut Gather,
) -> Result<(), Trouble> {
    let own = |field| choice.columns.at(field).map(|at| cell(at).unwrap_or_default());
    let quantity = choice.columns.at(Field::Quantity);
    let strict = gather.options.strict;
    let line = if choice.layout.order_once {
        above.take(own);
        row::line(&mut gather.dates, strict, |field| above.field(field).or_else(|| own(field)))?
    } else {
        row::line(&mut gather.dates, strict, own)?
    };
    let line = without_returned(line, &choice.also, &cell, seen);
    if quantity.is_some_and(|at| cell(at).is_none()) && !line.order.is_empty() && !line.item.is_empty() {
        return Err(Trouble::row("the row ends before the quantity".to_owned()));
    }
    let line = if choice.layout.order_is_customer_day { with_day(line, made_up)? } else { line };
    gather.push(&line)?;
    if let Some(at) = choice.columns.titles().filter(|_| gather.options.titles) {
        gather.report.title(line.item, cell(at).unwrap_or_default());
    }
    Ok(())
}

/// A row of several items.
fn several<'r>(
    choice: &'r Choice,
    above: &'r mut Above,
    seen: &mut Seen,
    made_up: &'r mut String,
    cell: impl Fn(usize) -> Option<&'r [u8]>,
    gather: &mut Gather,
) -> Result<(), Trouble> {
    let own = |field| choice.columns.at(field).map(|at| cell(at).unwrap_or_default());
    let mut items = choice.form.items(&cell);
    if let (Form::List(_, Style::Apart(sign)), Some(at)) = (&choice.form, choice.columns.at(Field::Quantity)) {
        count_each(&mut items, cell(at).unwrap_or_default(), *sign);
    }
    if choice.layout.order_once {
        above.take(own);
    }
    // What the row says of number and price is about the whole order.
    let of_order = |field| match field {
        Field::Item | Field::Title | Field::Quantity | Field::Price => None,
        field => above.field(field).or_else(|| own(field)),
    };
    let mut head = row::line(&mut gather.dates, gather.options.strict, of_order)?;
    if choice.columns.at(Field::Order).is_none() {
        gather.made_up += 1;
        *made_up = gather.made_up.to_string();
        head.order = made_up.as_bytes();
    }
    head = without_returned(head, &choice.also, &cell, seen);
    let returned = head
        .quantity
        .or_else(|| own(Field::Quantity).map(filled).and_then(super::numbers::read))
        .filter(|quantity| *quantity <= 0.0);
    // A row is taken in as a whole, or not.
    items.iter().try_for_each(|item| gather.check_code(filled(&item.code)))?;
    if items.is_empty() {
        gather.push(&head)?;
    }
    for item in &items {
        let quantity = returned.or(item.quantity);
        gather.push(&Line { item: filled(&item.code), quantity, price: item.price, ..head })?;
    }
    Ok(())
}

/// Counts that stand in a cell of their own, parted as the items are.
fn count_each(items: &mut [Found], counts: &[u8], sign: char) {
    let counts: Vec<String> = list::split(&list::tidied(&text(counts)), &[sign]);
    if counts.len() > 1 && counts.len() == items.len() {
        for (item, count) in items.iter_mut().zip(counts) {
            item.quantity = super::numbers::read(count.as_bytes()).or(item.quantity);
        }
    }
}

/// The line as the columns beside the fields leave it.
fn without_returned<'r>(
    line: Line<'r>,
    also: &Also,
    cell: impl Fn(usize) -> Option<&'r [u8]>,
    seen: &mut Seen,
) -> Line<'r> {
    if also.is_empty() {
        return line;
    }
    let bare = |at: usize| cell(at).map_or(&b""[..], filled);
    let cancelled = line.cancelled || also.order_is_off(bare, seen);
    Line { cancelled, quantity: also.left(line.quantity, bare, seen), ..line }
}

/// What a customer buys in a day (UTC) is one order.
fn with_day<'r>(line: Line<'r>, order: &'r mut String) -> Result<Line<'r>, Trouble> {
    let Some(time) = line.time else { return Err(Trouble::unexpected(Field::Time, "a date", line.odd_time)) };
    let day = time.div_euclid(SECONDS_A_DAY);
    *order = format!("{}/{day}", String::from_utf8_lossy(line.customer));
    let guest = super::blank::is_guest(line.customer);
    Ok(Line { order: if guest { b"" } else { order.as_bytes() }, ..line })
}

/// What an order's first row says of the order, for the rows below it.
#[derive(Default)]
struct Above {
    fields: [Vec<u8>; FIELDS],
}

impl Above {
    const FIELDS: [Field; 5] = [Field::Order, Field::Time, Field::Customer, Field::Status, Field::CancelledAt];

    /// A new order id begins a new order; a row of the same order, or without an id, adds nothing.
    fn take<'r>(&mut self, own: impl Fn(Field) -> Option<&'r [u8]>) {
        let order = own(Field::Order).unwrap_or_default();
        if order.is_empty() || order == self.fields[Field::Order as usize].as_slice() {
            return;
        }
        for field in Self::FIELDS {
            self.fields[field as usize] = own(field).unwrap_or_default().to_vec();
        }
    }

    fn field(&self, field: Field) -> Option<&[u8]> {
        let above = self.fields[field as usize].as_slice();
        Some(above).filter(|above| !above.is_empty())
    }
}
