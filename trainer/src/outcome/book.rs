//! Looks up what an order was worth: in the shop's own record where there is one, else in the event; never keeps an order.

use std::collections::HashMap;

use crate::catalog::CatalogItem;
use crate::events::{Fact, Names};
use crate::orders::Sales;

/// A line of an order, in hundredths of the currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bought {
    /// The item, by its number among the names of events; 0 if no event names it.
    pub item: u32,
    /// Pieces that were sold.
    pub units: u32,
    /// Pieces of these that were taken back.
    pub returned: u32,
    /// What was paid, less what was given back.
    pub cents: i64,
    /// The same less what the pieces cost the shop; `None` if that is not known.
    pub margin: Option<i64>,
}

/// What became of an order.
pub enum Found<'b> {
    /// Its lines.
    Bought(&'b [Bought]),
    /// The shop cancelled it.
    Cancelled,
    /// The shop does not know it.
    Unknown,
}

/// What orders were worth.
#[derive(Default)]
pub struct Book {
    sales: Option<Sales>,
    /// For each item of the sales its number among the names.
    items: Vec<u32>,
    /// What a piece costs the shop, by the item's number among the sales, or among the names.
    costs: Vec<Option<i64>>,
    has_costs: bool,
}

impl Book {
    /// From the shop's orders and catalog, where they are known.
    pub fn new(sales: Option<Sales>, catalog: &[CatalogItem], names: &Names) -> Self {
        let cost = |item: &CatalogItem| Some((item.sku.clone(), item.cost_minor?));
        let known: HashMap<String, i64> = catalog.iter().filter_map(cost).collect();
        let (items, costs) = match &sales {
            Some(sales) => (
                sales.items.iter().map(|item| names.find(item).unwrap_or(0)).collect(),
                sales.items.iter().map(|item| known.get(item).copied()).collect(),
            ),
            None => (Vec::new(), (0..names.len() as u32).map(|item| known.get(names.name(item)).copied()).collect()),
        };
        Self { has_costs: !known.is_empty(), sales, items, costs }
    }

    /// Whether the shop's own record is there.
    pub fn is_shops(&self) -> bool {
        self.sales.is_some()
    }

    /// Whether any cost is known, so that there is a margin.
    pub fn has_costs(&self) -> bool {
        self.has_costs
    }

    /// The shop's own record.
    pub fn sales(&self) -> Option<&Sales> {
        self.sales.as_ref()
    }

    /// The lines of the order that an event tells of.
    pub fn find<'b>(&self, fact: &Fact, lines: &'b mut Vec<Bought>) -> Found<'b> {
        lines.clear();
        let Some(sales) = &self.sales else {
            lines.extend(fact.lines.iter().map(|line| {
                let margin = self.margin(line.item, line.cents, line.quantity);
                Bought { item: line.item, units: line.quantity, returned: 0, cents: line.cents, margin }
            }));
            return Found::Bought(lines);
        };
        match sales.find(&fact.order) {
            None => Found::Unknown,
            Some(sale) if sale.cancelled => Found::Cancelled,
            Some(sale) => {
                lines.extend(sales.lines(sale).iter().map(|line| Bought {
                    item: self.items[line.item as usize],
                    units: line.quantity,
                    returned: line.returned,
                    cents: line.cents,
                    margin: self.margin(line.item, line.cents, line.quantity - line.returned),
                }));
                Found::Bought(lines)
            }
        }
    }

    fn margin(&self, item: u32, cents: i64, units: u32) -> Option<i64> {
        let cost = (*self.costs.get(item as usize)?)?;
        Some(cents.saturating_sub(cost.saturating_mul(units.into())))
    }
}
