//! Chooses the columns of a table by name and confirms them by the values in its first rows.

use super::also::Also;
use super::columns::{ColumnMap, Columns, Field};
use super::dates::Dates;
use super::evidence::{Doubt, doubt, like_time, list_style, of_many_customers, tells_orders_apart};
use super::fold::plain;
use super::form::Form;
use super::layout::Layout;
use super::options::ReadOptions;
use super::sample::Sample;
use crate::terminal::{quoted, short};
use hashbrown::HashSet;

/// Fields in the order in which they are chosen: line numbers can only be recognised within orders.
const FIELDS: [Field; 8] = [
    Field::Order,
    Field::Item,
    Field::Quantity,
    Field::Price,
    Field::Time,
    Field::Customer,
    Field::Status,
    Field::Event,
];

/// How a table is to be read.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) columns: Columns,
    pub(super) layout: Layout,
    pub(super) form: Form,
    /// Columns beside the fields that say what became of an order or a line.
    pub(super) also: Also,
    /// What was chosen against the names alone, and why.
    pub(super) notes: Vec<String>,
}

impl Choice {
    /// Looks at the columns' values. `columns` were found by name; those that `map` names are beyond doubt.
    pub(super) fn new(
        columns: Columns,
        layout: Layout,
        map: &ColumnMap,
        sample: &Sample,
        options: &ReadOptions,
    ) -> Self {
        let mut choice = Self { columns, layout, form: Form::One, also: Also::default(), notes: Vec::new() };
        for field in FIELDS {
            if map.named(field).is_none() {
                choice.confirm(field, sample, options);
            }
        }
        if map.named(Field::Time).is_none() {
            choice.find_time(sample);
        }
        choice.check_customers(sample);
        choice.find_form(map, sample);
        choice.also = Also::find(&choice.columns, map, sample, &options.statuses);
        choice.notes.extend(choice.also.notes(choice.columns.names()));
        choice.layout.order_once |= choice.order_stands_once(sample);
        choice
    }

    /// Keeps a field's column, takes a better one, or none.
    fn confirm(&mut self, field: Field, sample: &Sample, options: &ReadOptions) {
        let order = self.columns.at(Field::Order).filter(|_| field != Field::Order);
        let taken = |at: &usize| field != Field::Item || Some(*at) != order;
        let candidates: Vec<usize> = self.columns.candidates(field).into_iter().filter(taken).collect();
        let doubts: Vec<Option<Doubt>> =
            candidates.iter().map(|at| doubt(field, *at, sample, order, &options.statuses)).collect();
        let Some((&first, Some(against))) = candidates.first().zip(doubts.first().copied()) else { return };
        // A column of baskets repeats, too, where baskets do.
        let is_list = |at: usize| list_style(at, sample, true, true).is_some();
        let fits = |at: usize| field != Field::Order || (tells_orders_apart(at, sample) && !is_list(at));
        let better = candidates.iter().zip(&doubts).find(|(at, doubt)| doubt.is_none() && fits(**at));
        let name = |at: usize| self.columns.names()[at].as_str();
        // The state of an order, or of the country.
        let state =
            |at: usize| matches!(plain(&self.columns.names()[at]).as_str(), "state" | "estado" | "stato" | "etat");
        let grave = |(at, doubt): (&usize, &Option<Doubt>)| {
            doubt.is_some_and(|doubt| doubt.is_grave(field) || (doubt == Doubt::NoWords && state(*at)))
        };
        let next = candidates.iter().zip(&doubts).find(|candidate| !grave(*candidate)).map(|(at, _)| *at);
        let chosen = better.map(|(at, _)| *at).or(next);
        match chosen {
            Some(at) if at == first => self.warn(field, first, against),
            Some(at) => {
                self.notes.push(format!(
                    "{}={}, not {}, which {}",
                    field.map_name(),
                    short(name(at)),
                    quoted(name(first)),
                    against.words()
                ));
                self.columns.set(field, Some(at));
            }
            None => {
                self.notes.push(format!("{} is not {}, which {}", field.words(), quoted(name(first)), against.words()));
                self.columns.set(field, None);
            }
        }
    }

    /// A column of dates under a name that is not known.
    fn find_time(&mut self, sample: &Sample) {
        let dated = |at: usize| sample.values(at).any(|value| Dates::default().read(value).is_some());
        if self.columns.at(Field::Time).is_some_and(dated) {
            return;
        }
        let names = self.columns.names();
        let free = |at: &usize| Field::ALL.into_iter().all(|field| self.columns.at(field) != Some(*at));
        let fits = (0..names.len()).filter(free).filter_map(|at| Some((like_time(&names[at], at, sample)?, at)));
        let fits: Vec<(u8, usize)> = fits.collect();
        let best = fits.iter().map(|(rank, _)| *rank).max().unwrap_or_default();
        let mut likely = fits.iter().filter(|(rank, _)| *rank == best);
        let Some(&(_, at)) = likely.next() else { return };
        // Of several columns of dates whose names say nothing of the order, none is surer than another.
        if best < 2 && likely.next().is_some() {
            return;
        }
        self.notes.push(format!("time={}, whose values are dates", short(&names[at])));
        self.columns.set(Field::Time, Some(at));
    }

    /// An order's number that is counted anew for each customer makes one order of many.
    fn check_customers(&mut self, sample: &Sample) {
        let both = self.columns.at(Field::Order).zip(self.columns.at(Field::Customer));
        if let Some((order, _)) = both.filter(|(order, customer)| of_many_customers(*order, *customer, sample)) {
            let name = short(&self.columns.names()[order]);
            self.notes.push(format!("order={name}, though it {}", Doubt::OfManyCustomers.words()));
        }
    }

    /// A column that is kept for want of a better one, though its values are odd.
    fn warn(&mut self, field: Field, at: usize, against: Doubt) {
        let worth_saying = match against {
            Doubt::Counter { .. } | Doubt::NoDates | Doubt::NoNumbers => true,
            Doubt::OneValue => field == Field::Item,
            Doubt::OfManyCustomers => true,
            Doubt::NoWords | Doubt::Blank | Doubt::Unique | Doubt::OfOrder => false,
        };
        if worth_saying {
            let name = short(&self.columns.names()[at]);
            self.notes.push(format!("{}={name}, though it {}", field.map_name(), against.words()));
        }
    }

    /// How items stand in a row: one, several in a cell, side by side, or one column an item.
    fn find_form(&mut self, map: &ColumnMap, sample: &Sample) {
        if self.layout.order_is_customer_day {
            return;
        }
        let single = self.orders_have_one_row(sample);
        let item = self.columns.at(Field::Item);
        let lists = Form::list_columns(self.columns.names());
        let style = |at: usize| list_style(at, sample, single, lists.contains(&at));
        if let Some(at) = item {
            let again = || Form::repeated(&self.columns).filter(|_| single && map.named(Field::Item).is_none());
            if let Some(form) = style(at).map(|style| Form::List(at, style)).or_else(again) {
                self.take_form(form);
            }
        } else if map.named(Field::Item).is_none() {
            if let Some((at, style)) = lists.iter().find_map(|at| Some((*at, style(*at)?))) {
                self.columns.set(Field::Item, Some(at));
                self.take_form(Form::List(at, style));
            } else if let Some(form) = Form::beside(self.columns.names()) {
                self.take_form(form);
            } else if let Some(form) = Form::flags(&self.columns, sample) {
                self.take_form(form);
            }
        }
    }

    fn take_form(&mut self, form: Form) {
        self.notes.push(form.words(self.columns.names()));
        self.form = form;
    }

    /// Whether no order has a second row, as far as the sample goes.
    fn orders_have_one_row(&self, sample: &Sample) -> bool {
        let Some(order) = self.columns.at(Field::Order) else { return true };
        let mut seen = HashSet::new();
        sample.values(order).all(|id| seen.insert(id))
    }

    /// Whether an order's id, and what else concerns the order, stands in its first row only: items follow under blanks.
    fn order_stands_once(&self, sample: &Sample) -> bool {
        let (Some(order), Some(item)) = (self.columns.at(Field::Order), self.columns.at(Field::Item)) else {
            return false;
        };
        let heads =
            [Field::Time, Field::Customer, Field::Status].into_iter().filter_map(|field| self.columns.at(field));
        let heads: Vec<usize> = heads.collect();
        let blank = |at: usize| sample.column(at).map(<[u8]>::is_empty).collect::<Vec<bool>>();
        let (orders, items) = (blank(order), blank(item));
        let heads: Vec<Vec<bool>> = heads.into_iter().map(blank).collect();
        let continues = |row: usize| orders[row] && !items[row];
        let rows: Vec<usize> = (0..sample.len()).filter(|row| continues(*row)).collect();
        let heads_tell = heads
            .iter()
            .any(|head| rows.iter().all(|row| head[*row]) && (0..sample.len()).any(|row| !orders[row] && !head[row]));
        !rows.is_empty() && !orders.first().copied().unwrap_or(true) && heads_tell
    }
}
