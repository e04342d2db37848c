//! Looks up what an order was worth: in the shop's own record where there is one, else in the event; never keeps an order.

use std::collections::HashMap;

use crate::catalog::CatalogItem;
use crate::events::{Fact, Names};
use crate::orders::{Sale, Sales};

use super::goods::Goods;

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
    /// What the catalog says of the items.
    pub goods: Goods,
    /// Orders with a time that were not cancelled, by customer.
    customers: HashMap<u32, Vec<u32>>,
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
        let (goods, customers) = (Goods::new(catalog, names), sales.as_ref().map(by_customer).unwrap_or_default());
        Self { has_costs: !known.is_empty(), sales, items, costs, goods, customers }
    }

    /// Whether the shop's own record tells customers apart.
    pub fn has_customers(&self) -> bool {
        !self.customers.is_empty()
    }

    /// The number of an order in the shop's own record.
    pub fn number(&self, id: &[u8]) -> Option<u32> {
        self.sales.as_ref()?.number(id)
    }

    /// The order of this number.
    pub fn sale(&self, order: u32) -> Option<&Sale> {
        self.sales.as_ref()?.sale(order)
    }

    /// A customer's orders with a time, without those that were cancelled.
    pub fn orders_of(&self, customer: u32) -> &[u32] {
        self.customers.get(&customer).map_or(&[], Vec::as_slice)
    }

    /// The margin of an order: of its lines whose cost is known. Nothing, if it was cancelled.
    pub fn margin_of(&self, order: u32) -> i64 {
        let Some((sales, sale)) = self.sales.as_ref().zip(self.sale(order)).filter(|(_, sale)| !sale.cancelled) else {
            return 0;
        };
        let lines = sales.lines(sale).iter();
        lines.filter_map(|line| self.margin(line.item, line.cents, line.quantity - line.returned)).sum()
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

fn by_customer(sales: &Sales) -> HashMap<u32, Vec<u32>> {
    let mut customers: HashMap<u32, Vec<u32>> = HashMap::new();
    let known = |sale: &Sale| !sale.cancelled && sale.customer != u32::MAX && sale.time.is_some();
    for (number, (_, sale)) in (0..).zip(sales.iter()).filter(|(_, (_, sale))| known(sale)) {
        customers.entry(sale.customer).or_default().push(number);
    }
    customers
}
