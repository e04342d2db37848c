//! Computes every metric anew from plain events, the shop's record and the definitions in docs/experiments.md, slowly, and compares.

use std::collections::BTreeSet;

use serde_json::Value;

use super::log::{DAY, START, lines, report};
use super::market::{ITEMS, Market, Sale, category, cost, price, sku};

const WINDOW: i64 = 7 * DAY;
const FOLLOWED: i64 = 10 * DAY;
const END: i64 = START + 34 * DAY;
const PLANNED: f64 = 600.0;

/// One device's events, in its order.
struct Story<'m> {
    market: &'m Market,
    events: &'m [Value],
    id: &'m str,
    arm: usize,
    start: i64,
}

fn time(event: &Value) -> i64 {
    event["time"].as_i64().unwrap()
}

fn number(sku: &Value) -> u64 {
    sku.as_str().unwrap()[1..].parse().unwrap()
}

fn is(event: &Value, kind: &str) -> bool {
    event["type"] == kind
}

/// Revenue of a line: what is left of it.
fn paid((_, pieces, returned, cents): (u64, i64, i64, i64)) -> i64 {
    pieces * cents * (pieces - returned) / pieces
}

fn margin(sale: &Sale) -> i64 {
    let lines = sale.lines.iter().filter_map(|line| Some(paid(*line) - cost(line.0)? * (line.1 - line.2)));
    lines.sum()
}

impl<'m> Story<'m> {
    fn all(market: &'m Market) -> Vec<Self> {
        let devices = market.devices.iter().filter(|device| device.id != "last");
        let story = |device: &'m super::log::Device| Self {
            market,
            events: &device.events,
            id: &device.id,
            arm: usize::from(device.arm == "on"),
            start: time(&device.events[0]),
        };
        devices.map(story).collect()
    }

    fn sale(&self, id: &Value) -> Option<&'m Sale> {
        self.market.sales.iter().find(|sale| sale.id == id.as_str().unwrap() && !sale.cancelled)
    }

    /// Its orders that count, with their place among the events.
    fn orders(&self) -> Vec<(usize, &'m Sale)> {
        let in_window = |event: &&Value| is(event, "order") && time(event) < self.start + WINDOW;
        let orders = self.events.iter().enumerate().filter(|(_, event)| in_window(event));
        orders.filter_map(|(at, event)| Some((at, self.sale(&event["order"])?))).collect()
    }

    /// The last touch of an item before an event: an addition, or a select of the day before. Its place among the events.
    fn touch(&self, item: u64, before: usize) -> Option<usize> {
        let touches = |at: &usize| {
            let event = &self.events[*at];
            let fresh = time(&self.events[before]) - time(event) <= DAY;
            event.get("sku").is_some_and(|sku| number(sku) == item)
                && (is(event, "add") || (is(event, "select") && fresh))
        };
        (0..before).rev().find(touches)
    }

    fn added(&self, item: u64, before: usize) -> Option<usize> {
        let is_it = |at: &usize| is(&self.events[*at], "add") && number(&self.events[*at]["sku"]) == item;
        (0..before).rev().find(is_it)
    }

    /// The exposure of the list that an event is of.
    fn exposure(&self, at: usize) -> usize {
        let list = &self.events[at]["list"];
        self.events.iter().position(|event| is(event, "exposure") && event["list"] == *list).unwrap()
    }

    fn cart(&self, exposure: usize) -> Vec<u64> {
        self.events[exposure]["cart"].as_array().unwrap().iter().map(number).collect()
    }

    fn is_cross_sell(&self, item: u64, order: usize) -> bool {
        let (Some(own), Some(added)) = (category(item), self.added(item, order)) else { return false };
        let since = self.orders().iter().map(|(at, _)| *at).filter(|at| *at < order).max().unwrap_or(0);
        let earlier =
            (since..added).filter(|at| is(&self.events[*at], "add")).map(|at| number(&self.events[at]["sku"]));
        // Of an item that was added twice only the last addition is known.
        let earlier =
            earlier.filter(|other| *other != item && self.added(*other, order).is_some_and(|last| last < added));
        let before: Vec<u64> = self.cart(self.exposure(added)).into_iter().chain(earlier).collect();
        before.iter().all(|other| category(*other) != Some(own))
    }

    fn is_upsell(&self, item: u64, touch: usize, sale: &Sale) -> bool {
        let (Some(own), Some(dear)) = (category(item), price(item)) else { return false };
        let exposures = (0..=self.exposure(touch)).filter(|at| is(&self.events[*at], "exposure"));
        let viewed: Vec<u64> = exposures.flat_map(|at| self.cart(at)).collect();
        viewed.iter().any(|other| {
            let is_cheaper = category(*other) == Some(own) && price(*other).is_some_and(|price| price < dear);
            is_cheaper && sale.lines.iter().all(|line| line.0 != *other)
        })
    }

    /// The customer, if this device is the one whose orders are theirs.
    fn customer(&self, all: &[Story<'_>]) -> Option<u64> {
        let customer = self.orders().first()?.1.customer?;
        let told = |story: &&Story<'_>| {
            let mut orders = story.events.iter().filter(|event| is(event, "order"));
            orders.any(|event| story.sale(&event["order"]).is_some_and(|sale| sale.customer == Some(customer)))
        };
        let owner = all.iter().filter(told).min_by_key(|story| (story.start, story.id))?;
        (owner.id == self.id).then_some(customer)
    }

    fn repeat(&self, all: &[Story<'_>]) -> (i64, i64) {
        let Some(customer) = self.customer(all) else { return (0, 0) };
        let first = self.orders()[0].1.time;
        if first + FOLLOWED > END {
            return (0, 0);
        }
        let of_customer = |sale: &&Sale| sale.customer == Some(customer) && !sale.cancelled;
        let mut later = self.market.sales.iter().filter(of_customer).map(|sale| sale.time);
        (later.any(|time| time > first && time <= first + FOLLOWED).into(), 1)
    }

    fn lifetime(&self, all: &[Story<'_>]) -> (i64, i64) {
        if self.start + FOLLOWED > END {
            return (0, 0);
        }
        let customer = self.customer(all);
        let span = self.start..self.start + FOLLOWED;
        let told: BTreeSet<&str> = self
            .events
            .iter()
            .filter(|event| is(event, "order") && span.contains(&time(event)))
            .map(|event| event["order"].as_str().unwrap())
            .collect();
        let counts = |sale: &&Sale| {
            let is_theirs = customer.is_some() && sale.customer == customer && span.contains(&sale.time);
            !sale.cancelled && (is_theirs || told.contains(sale.id.as_str()))
        };
        (self.market.sales.iter().filter(counts).map(margin).sum(), 1)
    }

    /// Numerator and denominator of a metric, in cents and counts.
    fn value(&self, key: &str, all: &[Story<'_>]) -> (i64, i64) {
        let orders = self.orders();
        let lines = || orders.iter().flat_map(|(at, sale)| sale.lines.iter().map(move |line| (*at, *sale, *line)));
        let with = |is_so: &dyn Fn(u64, usize, &Sale) -> bool| {
            let has = |(at, sale): &&(usize, &Sale)| sale.lines.iter().any(|line| is_so(line.0, *at, sale));
            (orders.iter().filter(has).count() as i64, orders.len() as i64)
        };
        match key {
            "revenue" => (lines().map(|(_, _, line)| paid(line)).sum(), 1),
            "margin" => (orders.iter().map(|(_, sale)| margin(sale)).sum(), 1),
            "added_orders" => with(&|item, at, _| self.added(item, at).is_some()),
            "cross_sell" => with(&|item, at, _| self.is_cross_sell(item, at)),
            "upsell" => {
                with(&|item, at, sale| self.touch(item, at).is_some_and(|touch| self.is_upsell(item, touch, sale)))
            }
            "attributed" => (
                lines().filter(|(at, _, line)| self.touch(line.0, *at).is_some()).map(|(_, _, line)| paid(line)).sum(),
                1,
            ),
            "return_rate" => lines()
                .filter(|(at, _, line)| self.touch(line.0, *at).is_some() && time(&self.events[*at]) + FOLLOWED <= END)
                .fold((0, 0), |(y, x), (.., line)| (y + line.2, x + line.1)),
            "returns" => (lines().map(|(_, _, line)| line.2).sum(), 1),
            "repeat_purchase" => self.repeat(all),
            "lifetime_margin" => self.lifetime(all),
            other => panic!("no {other}"),
        }
    }
}

const KEYS: [(&str, f64); 10] = [
    ("revenue", 100.0),
    ("margin", 100.0),
    ("added_orders", 1.0),
    ("cross_sell", 1.0),
    ("upsell", 1.0),
    ("attributed", 100.0),
    ("return_rate", 1.0),
    ("returns", 1.0),
    ("repeat_purchase", 1.0),
    ("lifetime_margin", 100.0),
];

/// Value, variance of a device's part, numerator and denominator of one arm.
fn arm(values: &[(i64, i64)], unit: f64) -> [f64; 4] {
    let sum = |of: &dyn Fn(&(i64, i64)) -> i64| values.iter().map(of).sum::<i64>() as f64;
    let (y, x, n) = (sum(&|value| value.0), sum(&|value| value.1), values.len() as f64);
    let (ratio, mean) = (y / x, x / n);
    let squares = values.iter().map(|(y, x)| ((*y as f64 - ratio * *x as f64) / mean / unit).powi(2));
    [ratio / unit, squares.sum::<f64>() / (n - 1.0), y / unit, x]
}

/// Checks a figure against values by device of both arms: sums, the difference, and its interval by the formulas of the reference.
fn check(what: &str, figure: &Value, values: &[Vec<(i64, i64)>; 2], unit: f64) {
    let near = |found: &Value, wanted: f64, name: &str| {
        let found = found.as_f64().unwrap_or(f64::NAN);
        assert!(
            (found - wanted).abs() <= 1e-9 * (1.0 + wanted.abs()),
            "{what}, {name}: {found} is not {wanted}\n{figure}"
        );
    };
    let [[a, var_a, ya, xa], [b, var_b, yb, xb]] = [0, 1].map(|at| arm(&values[at], unit));
    for (at, (y, x)) in [(ya, xa), (yb, xb)].into_iter().enumerate() {
        near(&figure["arms"][at]["numerator"], y, "numerator");
        near(&figure["arms"][at]["denominator"], x, "denominator");
    }
    let buyers = [0, 1].map(|at| figure["arms"][at]["buyers"].as_u64().unwrap());
    if xa == 0.0 || xb == 0.0 || buyers.iter().any(|buyers| *buyers < 25) {
        return assert!(figure["absolute"].is_null(), "{what}: {figure}");
    }
    let [n, m] = [0, 1].map(|at| values[at].len() as f64);
    let pooled = ((n - 1.0) * var_a + (m - 1.0) * var_b) / (n + m - 2.0);
    let error = (pooled * (1.0 / n + 1.0 / m)).sqrt();
    let r = 8.211_968_1 * (n + m) / (PLANNED / 2.0);
    let reach = ((1.0 + 1.0 / r) * ((1.0 + r).ln() - 2.0 * 0.05_f64.ln())).sqrt();
    near(&figure["absolute"]["estimate"], b - a, "difference");
    // The constant above has eight digits.
    let half = (figure["absolute"]["high"].as_f64().unwrap() - figure["absolute"]["low"].as_f64().unwrap()) / 2.0;
    assert!((half / (reach * error) - 1.0).abs() < 1e-6 || error == 0.0, "{what}: {half} is not {}", reach * error);
}

fn written(market: &Market) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("e.jsonl", lines(&market.devices).join("\n"));
    write("orders.csv", market.orders());
    write("catalog.csv", Market::catalog());
    let arguments = "e.jsonl --orders orders.csv --catalog catalog.csv --planned-devices 600 --follow-up-days 10";
    report(folder.path(), arguments)
}

/// Values of a metric by arm, of the devices that count and are asked for.
fn values(key: &str, all: &[Story<'_>], wanted: &dyn Fn(&Story<'_>) -> bool) -> [Vec<(i64, i64)>; 2] {
    [0, 1].map(|arm| {
        let counted = |story: &&Story<'_>| story.arm == arm && story.start + WINDOW <= END && wanted(story);
        all.iter().filter(counted).map(|story| story.value(key, all)).collect()
    })
}

fn figure_of<'r>(figures: &'r Value, key: &str) -> &'r Value {
    figures.as_array().unwrap().iter().find(|figure| figure["key"] == key).unwrap_or_else(|| panic!("no {key}"))
}

#[test]
fn every_metric_is_what_a_slow_account_of_the_events_says() {
    for seed in 1..=3 {
        let market = Market::new(seed);
        let (report, all) = (written(&market), Story::all(&market));
        for (key, unit) in KEYS {
            let figure = figure_of(&report["comparisons"][0]["figures"], key);
            check(key, figure, &values(key, &all, &|_| true), unit);
            for placement in report["placements"].as_array().unwrap() {
                let name = placement["placement"].as_str().unwrap();
                let here = values(key, &all, &|story| story.events[0]["placement"] == name);
                let figure = figure_of(&placement["comparisons"][0]["figures"], key);
                check(&format!("{key} in {name}"), figure, &here, unit);
                assert_eq!(figure["decides"], false);
            }
            for (week, figures) in (0..).zip(report["weeks"].as_array().unwrap()) {
                let then = values(key, &all, &|story| (story.start - START) / (7 * DAY) == week);
                for (at, values) in then.iter().enumerate() {
                    let metric = figure_of(&figures["arms"][at]["metrics"], key);
                    let [value, variance, y, _] = arm(values, unit);
                    assert!((metric["numerator"].as_f64().unwrap() - y).abs() < 1e-9, "{key} of week {week}: {metric}");
                    let near = |name: &str, wanted: f64| {
                        let found = metric[name].as_f64();
                        let is_near = found.map_or(!wanted.is_finite(), |found| (found - wanted).abs() < 1e-9);
                        assert!(is_near, "{key} of week {week}, {name}: {metric} is not {wanted}");
                    };
                    near("value", value);
                    near("error", (variance / values.len() as f64).sqrt());
                }
            }
        }
        let counted = |key: &str| figure_of(&report["comparisons"][0]["figures"], key)["arms"][1]["numerator"].as_f64();
        assert!(["cross_sell", "upsell", "repeat_purchase", "return_rate"].iter().all(|key| counted(key) > Some(0.0)));
    }
}

#[test]
fn revenue_of_an_item_is_that_of_all_its_lines() {
    let market = Market::new(4);
    let (report, all) = (written(&market), Story::all(&market));
    let items = report["items"].as_array().unwrap();
    assert!(items.len() >= 3, "{items:?}");
    for item in 0..ITEMS {
        let paid_for = |story: &Story<'_>| {
            let orders = story.orders();
            let lines = orders.iter().flat_map(|(_, sale)| &sale.lines).filter(|line| line.0 == item);
            lines.fold(None, |sum, line| Some(sum.unwrap_or(0) + paid(*line)))
        };
        let of_arm = |arm: usize| -> Vec<Option<i64>> {
            let counted = |story: &&Story<'_>| story.arm == arm && story.start + WINDOW <= END;
            all.iter().filter(counted).map(paid_for).collect()
        };
        let arms = [0, 1].map(of_arm);
        let buyers = [0, 1].map(|arm| arms[arm].iter().flatten().count());
        let Some(found) = items.iter().find(|figures| figures["sku"] == sku(item)) else {
            assert!(buyers.iter().any(|buyers| *buyers < 25), "{item}: {buyers:?}");
            continue;
        };
        let revenue = [0, 1].map(|arm| arms[arm].iter().flatten().sum::<i64>() as f64 / 100.0);
        for arm in 0..2 {
            assert_eq!(found["arms"][arm]["buyers"], buyers[arm]);
            assert!((found["arms"][arm]["revenue"].as_f64().unwrap() - revenue[arm]).abs() < 1e-9);
        }
        let effect = &found["comparisons"][0]["per_device"];
        let difference = revenue[1] / arms[1].len() as f64 - revenue[0] / arms[0].len() as f64;
        assert!((effect["estimate"].as_f64().unwrap() - difference).abs() < 1e-9, "{effect}");
        assert!(
            effect["low"].as_f64() < effect["estimate"].as_f64()
                && effect["estimate"].as_f64() < effect["high"].as_f64()
        );
    }
}
