//! Invents a small market for the slow twin: items with categories, devices with lists, orders of customers in the shop's own record.

use std::fmt::Write as _;

use serde_json::json;

use super::log::{DAY, Device, START};

/// A source of numbers that is the same on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// How many items there are. The last has no category, the one before no cost, the one before that no price.
pub const ITEMS: u64 = 12;

pub fn sku(item: u64) -> String {
    format!("I{item}")
}

pub fn category(item: u64) -> Option<u64> {
    (item + 1 < ITEMS).then_some(item % 3)
}

/// In cents.
pub fn price(item: u64) -> Option<i64> {
    (item + 3 != ITEMS).then_some(500 + 137 * item as i64)
}

/// In cents.
pub fn cost(item: u64) -> Option<i64> {
    (item + 2 != ITEMS).then_some(210 + 50 * item as i64)
}

/// An order in the shop's own record.
pub struct Sale {
    pub id: String,
    pub customer: Option<u64>,
    /// Milliseconds, whole seconds.
    pub time: i64,
    pub cancelled: bool,
    /// Item, pieces, pieces taken back, price of a piece in cents.
    pub lines: Vec<(u64, i64, i64, i64)>,
}

pub struct Market {
    pub devices: Vec<Device>,
    pub sales: Vec<Sale>,
}

impl Market {
    /// Some hundred devices in two arms over three weeks.
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut market = Self { devices: Vec::new(), sales: Vec::new() };
        for n in 0..400 {
            market.device(n, &mut dice);
        }
        // Orders that no page told of: some of customers whose devices are known.
        for n in 0..80 {
            let time = START + dice.below(40 * 86_400) as i64 * 1000;
            let customer = Some(dice.below(150));
            let sale = sale(format!("shop{n}"), customer, time, &[dice.below(ITEMS)], &mut dice);
            market.sales.push(sale);
        }
        market.devices.push(super::log::closing(START + 34 * DAY));
        market
    }

    fn device(&mut self, n: u64, dice: &mut Dice) {
        let mut device = Device::new(format!("d{n}"), if dice.one_in(2) { "on" } else { "off" });
        let mut time = START + dice.below(21 * 86_400) as i64 * 1000;
        let mut wanted = Vec::new();
        let customer = (!dice.one_in(6)).then(|| dice.below(150));
        for step in 0..2 + dice.below(4) {
            time += 1000 + dice.below(3 * 86_400) as i64 * 1000;
            if step == 0 || !dice.one_in(3) {
                wanted.extend(list(&mut device, time, step, dice));
            } else {
                let mut items: Vec<u64> = (0..1 + dice.below(3)).map(|_| dice.below(ITEMS)).collect();
                items.extend(wanted.last().filter(|_| !dice.one_in(4)));
                items.sort_unstable();
                items.dedup();
                self.order(&mut device, time, &items, customer, dice);
            }
        }
        self.devices.push(device);
    }

    fn order(&mut self, device: &mut Device, time: i64, items: &[u64], customer: Option<u64>, dice: &mut Dice) {
        let id = format!("o{}", self.sales.len());
        device.order(time, &id, "I0", 1.0);
        if !dice.one_in(20) {
            self.sales.push(sale(id, customer, time, items, dice));
        } else {
            // The number is taken, and the shop does not know the order.
            self.sales.push(sale(format!("x{}", self.sales.len()), None, time, items, dice));
        }
    }

    /// The shop's record as its export has it.
    pub fn orders(&self) -> String {
        let mut text = "order_id,sku,quantity,unit_price,ordered_at,status,customer_id\n".to_owned();
        for sale in &self.sales {
            let time = jiff::Timestamp::from_millisecond(sale.time).unwrap().strftime("%Y-%m-%d %H:%M:%S");
            let (status, customer) = (if sale.cancelled { "cancelled" } else { "paid" }, sale.customer);
            let customer = customer.map(|customer| format!("c{customer}")).unwrap_or_default();
            for (item, pieces, returned, cents) in &sale.lines {
                let mut line = |pieces: i64| {
                    let (id, sku) = (&sale.id, sku(*item));
                    let price = format!("{}.{:02}", cents / 100, cents % 100);
                    writeln!(text, "{id},{sku},{pieces},{price},{time},{status},{customer}").unwrap();
                };
                line(*pieces);
                if *returned > 0 {
                    line(-returned);
                }
            }
        }
        text
    }

    /// The catalog as a table.
    pub fn catalog() -> String {
        let money = |cents: Option<i64>| cents.map_or(String::new(), |c| format!("{}.{:02}", c / 100, c % 100));
        let mut text = "sku,title,price,currency,cost,category\n".to_owned();
        for item in 0..ITEMS {
            let category = category(item).map(|category| format!("K{category}")).unwrap_or_default();
            let (sku, price, cost) = (sku(item), money(price(item)), money(cost(item)));
            writeln!(text, "{sku},{sku},{price},EUR,{cost},{category}").unwrap();
        }
        text
    }
}

/// A list and what the device does with it; the items that it wants then.
fn list(device: &mut Device, time: i64, step: u64, dice: &mut Dice) -> Vec<u64> {
    let place = ["product", "cart"][dice.below(2) as usize];
    let list = format!("l{step}");
    let items: Vec<String> = (0..3).map(|_| sku(dice.below(ITEMS))).collect();
    let cart: Vec<String> = (0..1 + dice.below(2)).map(|_| sku(dice.below(ITEMS))).collect();
    let fields = json!({"shown": device.arm == "on", "experiments": ["autumn"], "list": list, "placement": place,
        "items": items, "cart": cart, "model": "0123456789abcdef"});
    device.event("exposure", time, fields);
    let mut wanted = Vec::new();
    if device.arm == "off" {
        return wanted;
    }
    device.event("view", time + 100, json!({"list": list, "placement": place, "items": items}));
    for kind in ["select", "add"] {
        if dice.one_in(2) {
            let item = dice.below(3) as usize;
            device.event(
                kind,
                time + 200,
                json!({"list": list, "placement": place, "sku": items[item], "position": item + 1}),
            );
            wanted.push(items[item][1..].parse().unwrap());
        }
    }
    wanted
}

fn sale(id: String, customer: Option<u64>, time: i64, items: &[u64], dice: &mut Dice) -> Sale {
    let mut line = |item: &u64| {
        let pieces = 1 + dice.below(3) as i64;
        let returned = if dice.one_in(4) { 1 + dice.below(pieces as u64) as i64 } else { 0 };
        (*item, pieces, returned, 400 + dice.below(900) as i64)
    };
    let lines = items.iter().map(&mut line).collect();
    Sale { id, customer, time, cancelled: dice.one_in(20), lines }
}
