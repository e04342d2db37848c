//! Invents the events of an experiment whose effect is known, so that a report can be seen before there is a real one; never judges.
//!
//! Devices come by day, meet shelves on product pages, choose some of what they see, and some buy. The effect is planted in the
//! share of devices that buy: baskets are alike in both arms, so the true lift of revenue per device is the planted one. What is
//! added from a list would else have been another item of the order: the shelf shows attached revenue that is not its own.

use serde::Serialize;

use super::random::Random;

/// Milliseconds of a day.
const DAY: f64 = 86_400_000.0;
/// Days from the first exposure in which a device comes back and buys.
const WINDOW: f64 = 7.0;
/// Share of devices that have bought before, and how much likelier these buy.
const RETURNING: f64 = 0.25;
const LOYAL: f64 = 2.0;
/// Probability of a further visit, after each.
const AGAIN: f64 = 0.35;
/// Probability that the first item of a list is chosen; of the n-th it is an n-th of that.
const CHOSEN: f64 = 0.06;
/// Probability that what was chosen is added to the cart.
const ADDED: f64 = 0.35;
/// Probability that an order has one more item, after each.
const MORE_LINES: f64 = 0.45;
/// Share of events that reach the receiver twice, and of those that wait on the device because it was offline.
const TWICE: f64 = 0.01;
const OFFLINE: f64 = 0.005;

/// What is invented.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// The experiment's name.
    pub experiment: String,
    /// Its arms: the control, which shows nothing, and the one with the shelf.
    pub arms: [String; 2],
    /// Start, in milliseconds since 1970.
    pub start: i64,
    /// Days in which new devices come.
    pub days: u32,
    /// New devices a day, of both arms.
    pub devices: u32,
    /// Share of the control's devices that buy.
    pub conversion: f64,
    /// How many more buy in the arm with the shelf, as a share: .2 is a fifth more.
    pub lift: f64,
    /// The currency of orders, ISO 4217.
    pub currency: String,
    /// How many of its minor units make a main one: 100 for most.
    pub minor_units: f64,
    /// Digest of the model whose lists are shown.
    pub model: String,
    /// The same seed gives the same events.
    pub seed: u64,
}

/// An item that shoppers look at and buy.
#[derive(Debug, Clone)]
pub struct Sold {
    /// Its SKU.
    pub sku: String,
    /// How likely it is in an order.
    pub prior: f64,
    /// Its price in minor units of the currency, above 0.
    pub price: i64,
    /// What a shelf on its page shows, in order, by number.
    pub list: Vec<u32>,
}

/// One event, as docs/events.md describes it.
#[derive(Debug, Clone, Serialize)]
pub struct Event<'a> {
    v: u32,
    #[serde(rename = "type")]
    kind: &'static str,
    device: String,
    seq: u32,
    time: i64,
    /// When the receiver got it, in milliseconds since 1970. A log has events in this order.
    pub received: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    queued: Option<i64>,
    arms: std::collections::BTreeMap<&'a str, &'a str>,
    #[serde(flatten)]
    said: Said<'a>,
}

/// What an event says beside who and when.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum Said<'a> {
    Exposure {
        experiments: [&'a str; 1],
        shown: bool,
        list: String,
        placement: &'static str,
        cart: [&'a str; 1],
        items: Vec<&'a str>,
        model: &'a str,
        policy: Policy,
        before: Before,
        hints: Hints,
    },
    View {
        list: String,
        placement: &'static str,
        items: Vec<&'a str>,
    },
    Item {
        list: String,
        placement: &'static str,
        sku: &'a str,
        position: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        quantity: Option<u32>,
    },
    Order {
        order: String,
        currency: &'a str,
        lines: Vec<Line<'a>>,
    },
}

#[derive(Debug, Clone, Serialize)]
struct Policy {
    kind: &'static str,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Before {
    orders: u32,
    value: f64,
    views: u32,
}

#[derive(Debug, Clone, Serialize)]
struct Hints {
    pointer: bool,
    headless: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Line<'a> {
    sku: &'a str,
    quantity: u32,
    price: f64,
}

impl Rehearsal {
    /// The events, as a receiver would have logged them.
    pub fn events<'a>(&'a self, sold: &'a Assortment) -> Vec<Event<'a>> {
        let mut random = Random::seeded(self.seed);
        let mut events = Vec::new();
        for device in 0..u64::from(self.days) * u64::from(self.devices) {
            let shop = Shop { plan: self, sold };
            let day = (device / u64::from(self.devices)) as f64;
            let mut story = Device::new(shop, &mut random, day);
            story.live(&mut random);
            events.append(&mut story.events);
        }
        events.sort_by(|a, b| (a.received, &a.device, a.seq).cmp(&(b.received, &b.device, b.seq)));
        events
    }
}

/// All items that are sold.
#[derive(Debug, Clone)]
pub struct Assortment {
    items: Vec<Sold>,
    /// Sums of the priors up to each item.
    until: Vec<f64>,
}

impl Assortment {
    /// Of at least one item, with priors above 0.
    pub fn new(items: Vec<Sold>) -> Self {
        let mut sum = 0.0;
        let add = |item: &Sold| {
            sum += item.prior;
            sum
        };
        Self { until: items.iter().map(add).collect(), items }
    }

    /// An item, by how likely it is in an order.
    fn item(&self, random: &mut Random) -> u32 {
        let wanted = random.share() * self.until.last().copied().unwrap_or(0.0);
        self.until.partition_point(|until| *until < wanted).min(self.items.len().saturating_sub(1)) as u32
    }
}

/// What all devices share.
#[derive(Clone, Copy)]
struct Shop<'a> {
    plan: &'a Rehearsal,
    sold: &'a Assortment,
}

/// One device and what it does.
struct Device<'a> {
    shop: Shop<'a>,
    id: String,
    arm: usize,
    /// Days since the start.
    first: f64,
    before: Before,
    /// What it added from lists.
    added: Vec<u32>,
    events: Vec<Event<'a>>,
}

impl<'a> Device<'a> {
    fn new(shop: Shop<'a>, random: &mut Random, day: f64) -> Self {
        let returning = random.share() < RETURNING;
        let orders = if returning { 1 + repeats(random, 0.5) } else { 0 };
        let value = (f64::from(orders) * 40.0 * basket(random) * 100.0).round() / 100.0;
        let before = Before { orders, value, views: repeats(random, 0.8) + 5 * orders };
        let id = format!("{:016x}", random.bits());
        let arm = usize::from(random.share() < 0.5);
        Self { shop, id, arm, first: day + hour(random), before, added: Vec::new(), events: Vec::new() }
    }

    /// All that it does, from its first exposure until its window closes.
    fn live(&mut self, random: &mut Random) {
        let plan = self.shop.plan;
        let loyal = if self.before.orders > 0 { LOYAL } else { 1.0 } / (1.0 + RETURNING * (LOYAL - 1.0));
        let lift = if self.arm == 1 { 1.0 + plan.lift } else { 1.0 };
        let buys = random.share() < plan.conversion * loyal * lift;
        let mut days = vec![0.0];
        while random.share() < AGAIN {
            days.push(random.share() * (WINDOW - 1.0));
        }
        days.sort_by(f64::total_cmp);
        // A visit ends before the next one begins.
        for at in 1..days.len() {
            days[at] = days[at].max(days[at - 1] + 0.01);
        }
        for (visit, day) in days.iter().enumerate() {
            self.visit(random, *day, visit);
        }
        if buys {
            let last = days.last().copied().unwrap_or(0.0);
            let day = last + 0.01 + random.share() * (WINDOW - 0.1 - last) / 4.0;
            self.order(random, day);
        }
    }

    /// Meets a shelf on a product page.
    fn visit(&mut self, random: &mut Random, day: f64, visit: usize) {
        let Shop { plan, sold } = self.shop;
        let items = &sold.items;
        let page = &items[sold.item(random) as usize];
        let skus: Vec<&str> = page.list.iter().map(|item| items[*item as usize].sku.as_str()).collect();
        if skus.is_empty() {
            return;
        }
        let (list, placement, shown) = (format!("{}-{visit}", &self.id[..8]), "product", self.arm == 1);
        let exposure = Said::Exposure {
            experiments: [&plan.experiment],
            shown,
            list: list.clone(),
            placement,
            cart: [&page.sku],
            items: skus.clone(),
            model: &plan.model,
            policy: Policy { kind: "plain" },
            before: self.before,
            hints: Hints { pointer: true, headless: false },
        };
        self.tell(random, "exposure", day, exposure);
        if !shown {
            return;
        }
        self.tell(random, "view", day + 2e-5, Said::View { list: list.clone(), placement, items: skus.clone() });
        for (at, (sku, item)) in skus.iter().zip(&page.list).enumerate() {
            let position = at + 1;
            if random.share() >= CHOSEN / position as f64 {
                continue;
            }
            let item_of = |quantity| Said::Item { list: list.clone(), placement, sku, position, quantity };
            self.tell(random, "select", day + 2e-4 + 1e-4 * at as f64, item_of(None));
            if random.share() < ADDED {
                self.tell(random, "add", day + 2.5e-4 + 1e-4 * at as f64, item_of(Some(1)));
                self.added.push(*item);
            }
        }
    }

    /// Buys. What was added from lists takes the place of other items: baskets are alike in both arms.
    fn order(&mut self, random: &mut Random, day: f64) {
        let Shop { plan, sold } = self.shop;
        let items = &sold.items;
        let mut bought: Vec<u32> = Vec::new();
        loop {
            bought.push(sold.item(random));
            if random.share() >= MORE_LINES {
                break;
            }
        }
        let value = bought.iter().map(|item| items[*item as usize].price).sum::<i64>() as f64 * basket(random);
        self.added.iter().zip(&mut bought).for_each(|(added, place)| *place = *added);
        bought.sort_unstable();
        bought.dedup();
        let listed = bought.iter().map(|item| items[*item as usize].price).sum::<i64>().max(1) as f64;
        let line = |item: &u32| {
            let Sold { sku, price, .. } = &items[*item as usize];
            Line { sku, quantity: 1, price: (*price as f64 * value / listed).round() / plan.minor_units }
        };
        let order = format!("R{}", &self.id[..10]);
        let lines = bought.iter().map(line).collect();
        self.tell(random, "order", day, Said::Order { order, currency: &plan.currency, lines });
    }

    /// Sends an event; some come twice, some late. Days are since its first exposure.
    fn tell(&mut self, random: &mut Random, kind: &'static str, day: f64, said: Said<'a>) {
        let plan = self.shop.plan;
        let time = plan.start + ((self.first + day) * DAY) as i64;
        let queued = (random.share() < OFFLINE).then(|| (random.share() * DAY / 4.0) as i64);
        let received = time + queued.unwrap_or(0) + 80 + (random.share() * 400.0) as i64;
        let arms = [(plan.experiment.as_str(), plan.arms[self.arm].as_str())].into();
        let seq = self.events.last().map_or(1, |event| event.seq + 1);
        let event = Event { v: 1, kind, device: self.id.clone(), seq, time, received, queued, arms, said };
        if random.share() < TWICE {
            self.events.push(Event { received: received + 900, ..event.clone() });
        }
        self.events.push(event);
    }
}

/// How many visits or orders there are, each with probability `next` after the one before.
fn repeats(random: &mut Random, next: f64) -> u32 {
    random.geometric(next.ln()) as u32
}

/// A factor that spreads baskets, with a mean of 1: lognormal, σ = .5.
fn basket(random: &mut Random) -> f64 {
    (0.5 * random.normal() - 0.125).exp()
}

/// A time of day, as a share of it: mostly in the afternoon.
fn hour(random: &mut Random) -> f64 {
    (random.share() + random.share() + random.share()) / 3.0 * 0.9 + 0.08
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use serde_json::Value;

    use super::*;

    fn sold(n: u32, price: i64) -> Sold {
        Sold {
            sku: format!("S{n}"),
            prior: 1.0 / f64::from(n + 1),
            price,
            list: (0..8).filter(|item| *item != n).take(4).collect(),
        }
    }

    fn invented(lift: f64, devices: u32) -> Vec<Value> {
        let plan = Rehearsal {
            experiment: "it".into(),
            arms: ["off".into(), "on".into()],
            start: 0,
            days: 14,
            devices,
            conversion: 0.1,
            lift,
            currency: "EUR".into(),
            minor_units: 100.0,
            model: "0123456789abcdef".into(),
            seed: 7,
        };
        let sold = Assortment::new((0..8).map(|n| sold(n, 500 + 700 * i64::from(n))).collect());
        plan.events(&sold).iter().map(|event| serde_json::to_value(event).unwrap()).collect()
    }

    fn arm(event: &Value) -> &str {
        event["arms"]["it"].as_str().unwrap()
    }

    #[test]
    fn the_planted_lift_is_in_the_orders_and_baskets_are_alike() {
        let events = invented(0.5, 3_000);
        let mut devices: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
        let mut values: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
        for event in &events {
            devices.entry(arm(event)).or_default().insert(event["device"].as_str().unwrap());
            if event["type"] == "order" {
                let value = event["lines"].as_array().unwrap().iter().map(|line| line["price"].as_f64().unwrap()).sum();
                values.entry(arm(event)).or_default().insert(event["order"].as_str().unwrap(), value);
            }
        }
        let rate = |arm| values[arm].len() as f64 / devices[arm].len() as f64;
        // 21 000 devices an arm: 4 standard errors.
        assert!(
            (rate("off") - 0.1).abs() < 0.009 && (rate("on") - 0.15).abs() < 0.01,
            "{} {}",
            rate("off"),
            rate("on")
        );
        let mean = |arm| values[arm].values().sum::<f64>() / values[arm].len() as f64;
        assert!((mean("on") / mean("off") - 1.0).abs() < 0.08, "{} {}", mean("on"), mean("off"));
    }

    #[test]
    fn events_come_as_a_receiver_logs_them() {
        let events = invented(0.0, 200);
        let time = |event: &Value, key: &str| event[key].as_i64().unwrap();
        assert!(events.is_sorted_by_key(|event| time(event, "received")));
        let mut by_device: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        events.iter().for_each(|event| by_device.entry(event["device"].as_str().unwrap()).or_default().push(event));
        let mut twice = 0;
        for mut told in by_device.into_values() {
            told.sort_by_key(|event| event["seq"].as_u64());
            twice += told.len() as u64 - told.last().unwrap()["seq"].as_u64().unwrap();
            assert_eq!((told[0]["type"].as_str(), told[0]["seq"].as_u64()), (Some("exposure"), Some(1)));
            assert!(told.is_sorted_by_key(|event| time(event, "time")));
            for event in told.iter().filter(|event| arm(event) == "off") {
                assert!(event["type"] == "order" || event["shown"] == false, "the control sees nothing: {event}");
            }
        }
        assert!(twice > 0 && events.iter().any(|event| event["queued"].is_i64()));
        assert_eq!(events, invented(0.0, 200), "the same seed");
    }
}
