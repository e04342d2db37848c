//! Simulates sessions in synthetic shops of any size, and weighs what a page loads of a model in shards: the real encoder, the real engine.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use pairwell::model::shards::{Joined, ROOT, Shard, SplitShards, UNADDRESSED, join, key_of_list, split};
use pairwell::model::{Card, Catalog, ItemRow, Model, Parts, Tilts, encode_catalog};
use pairwell::rules::parts::{ItemRelations, Traits};
use pairwell::rules::{Advisor, Line, QueryBuffer, RuleParts, Rulebook};
use pairwell_cli::directory::{ROWS, served, served_root};
use serde::Serialize;

use crate::dice::{Alias, Dice};

/// Simulate sessions and weigh what their pages load of a model in shards
#[derive(clap::Args)]
pub struct Args {
    /// Shops of these many items
    #[arg(long, value_delimiter = ',', default_value = "1000,10000,50000,100000,1000000")]
    items: Vec<u32>,
    /// Rows in a shard; several are compared
    #[arg(long, value_delimiter = ',', default_values_t = [ROWS])]
    rows: Vec<usize>,
    /// Sessions to simulate
    #[arg(long, default_value_t = 200)]
    sessions: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Items that are bought together.
const CLUSTER: u32 = 40;
/// Neighbours of an item.
const NEIGHBOURS: usize = 18;
/// How often the next neighbour, or the next page, is of the same cluster.
const LOYALTY: f64 = 0.7;
/// Picks of a shelf.
const LIMIT: usize = 4;
/// The manifest without the addresses of shards: `pairwell.json` as `train` writes it has about as many bytes.
const MANIFEST: usize = 1_300;
/// Most pages of a session, most items of a cart, and how often a page's item is put into it.
const PAGES: u32 = 10;
const MOST_IN_CART: usize = 20;
const BUYS: f64 = 0.3;

/// A shop that nobody's orders made: items by falling popularity, in clusters.
struct World {
    model: Model,
    rules: RuleParts,
    catalog: Catalog,
    popular: Alias,
}

impl World {
    fn new(items: u32) -> anyhow::Result<Self> {
        let popularity: Vec<f64> = (0..items).map(|rank| 1.0 / (f64::from(rank) + 10.0)).collect();
        let popular = Alias::new(&popularity);
        let sum: f64 = popularity.iter().sum();
        let mut dice = Dice::new(1, u64::from(items));
        let mut row = |item: u32| {
            let neighbours = neighbours(item, items, &popular, &mut dice);
            let tilts = neighbours.iter().map(|_| dice.unit() - 0.6).collect();
            let prior = popularity[item as usize] / sum;
            ItemRow { sku: sku(item), prior, neighbours, tilts, ..ItemRow::default() }
        };
        let parts = Parts {
            items: (0..items).map(&mut row).collect(),
            tilts: Tilts { half: 16, steps: [-48, -16, 0, 24] },
            ..Parts::default()
        };
        let model = Model::decode(&parts.encode()?)?;
        let traits = |item: u32| Traits {
            category: 1 + item % (items / CLUSTER).clamp(1, 800),
            brand: 1 + item.wrapping_mul(2_654_435_761) % items.clamp(1, 300),
            price: 199 + 100 * (item.wrapping_mul(40_503) % 400),
            ..Traits::default()
        };
        let relations = ItemRelations { traits: (0..items).map(traits).collect(), ..ItemRelations::default() };
        let rules = RuleParts { model: model.digest(), relations, ..RuleParts::default() };
        let cards: Vec<Card> = (0..items).map(card).collect();
        let catalog = Catalog::decode(&encode_catalog(&cards)?)?;
        Ok(Self { model, rules, catalog, popular })
    }

    fn items(&self) -> u32 {
        self.model.items() as u32
    }

    fn related(&self, item: u32, dice: &mut Dice) -> u32 {
        let kept = self.model.kept(item);
        let at = dice.below(kept.len().max(1) as u32) as usize;
        self.model.kept(item).nth(at).map_or(item, |(other, ..)| other)
    }
}

fn sku(item: u32) -> String {
    // Seven digits in no order, as shops number their products.
    format!("{:07}", u64::from(item) * 7_368_787 % 9_999_991)
}

fn neighbours(item: u32, items: u32, popular: &Alias, dice: &mut Dice) -> Vec<(u32, f64)> {
    let clusters = items.div_ceil(CLUSTER).max(1);
    let mut found = BTreeMap::new();
    for _ in 0..4 * NEIGHBOURS {
        if found.len() == NEIGHBOURS {
            break;
        }
        let of_cluster = item % clusters + clusters * dice.below(CLUSTER);
        let other = if dice.unit() < LOYALTY { of_cluster } else { popular.draw(dice) };
        if other < items && other != item {
            found.insert(other, 0.004 + 0.3 * dice.unit().powi(4));
        }
    }
    found.into_iter().collect()
}

/// A card of usual length.
fn card(item: u32) -> Card {
    const WORDS: [&str; 16] = [
        "Cotton", "Steel", "Classic", "Travel", "Kettle", "Lamp", "Ceramic", "Blue", "Large", "Set", "Garden", "Oak",
        "Wireless", "Charger", "Linen", "Bottle",
    ];
    let mut dice = Dice::new(3, u64::from(item));
    let mut word = || WORDS[dice.below(16) as usize];
    let title = format!("{} {} {} {}", word(), word(), word(), item % 977);
    let sku = sku(item);
    Card {
        url: format!("/products/{}-{sku}", title.to_lowercase().replace(' ', "-")),
        image: format!("https://cdn.example/i/{:016x}.jpg", u64::from(item).wrapping_mul(0x9E37_79B9_7F4A_7C15)),
        category: format!("category {}", item % 97),
        brand: format!("brand {}", item % 61),
        price: Some(199 + 100 * (item % 400)),
        currency: "EUR".into(),
        available: true,
        sku,
        title,
        ..Card::default()
    }
}

/// What one page view costs.
#[derive(Default, Clone)]
struct View {
    bytes: usize,
    requests: usize,
    /// Requests that wait for one another, after the script.
    round_trips: usize,
    /// Shards that a cache had.
    hits: usize,
    needed: usize,
    /// From bytes to picks.
    micros: u128,
}

/// A browser that keeps what it has loaded.
struct Browser<'a> {
    world: &'a World,
    split: &'a SplitShards<'a>,
    root: Vec<u8>,
    /// Shards by number: the rows, and what both files weigh.
    cache: BTreeMap<u32, (Shard, usize)>,
    has_root: bool,
}

impl Browser<'_> {
    fn view(&mut self, cart: &[u32]) -> anyhow::Result<View> {
        let mut view = View { round_trips: 1, ..View::default() };
        if !self.has_root {
            self.has_root = true;
            // 16 characters of addresses a group: of rows and of cards.
            view.bytes = MANIFEST + 16 * self.split.groups() as usize + served_root(self.split)?.len();
            (view.requests, view.round_trips) = (2, 2);
        }
        let mut wanted: BTreeSet<u32> =
            cart.iter().map(|item| self.split.places().of(self.world.model.sku(*item))).collect();
        let mut held = BTreeSet::new();
        loop {
            let before = view.requests;
            for shard in &wanted {
                self.load(*shard, &mut view)?;
            }
            held.append(&mut wanted);
            if view.requests > before && held.len() > cart.len() {
                view.round_trips += 1;
            }
            wanted = self.answer(cart, &held, &mut view)?;
            if wanted.is_subset(&held) {
                if view.requests > 0 && view.round_trips == 1 {
                    // The manifest is asked for whether it changed, and the shards after it.
                    view.round_trips = 2;
                }
                return Ok(view);
            }
        }
    }

    fn load(&mut self, shard: u32, view: &mut View) -> anyhow::Result<()> {
        view.needed += 1;
        if self.cache.contains_key(&shard) {
            view.hits += 1;
            return Ok(());
        }
        let files = served(self.split, &self.world.model, &self.world.catalog, shard)?;
        let decoded = Shard::decode(&self.split.shard(shard)?, UNADDRESSED)?;
        let bytes = files.iter().map(Vec::len).sum();
        view.bytes += bytes;
        view.requests += 2;
        self.cache.insert(shard, (decoded, bytes));
        Ok(())
    }

    /// Picks for a cart by what is held; the shards that could change them.
    fn answer(&self, cart: &[u32], held: &BTreeSet<u32>, view: &mut View) -> anyhow::Result<BTreeSet<u32>> {
        let bytes: Vec<Vec<u8>> = held.iter().map(|shard| self.split.shard(*shard)).collect::<Result<_, _>>()?;
        let start = Instant::now();
        let shards: Vec<Shard> =
            bytes.iter().map(|bytes| Shard::decode(bytes, UNADDRESSED)).collect::<Result<_, _>>()?;
        let root = Shard::decode(&self.root, ROOT)?;
        let Joined { model, rules, lists } = join(root, &shards.iter().collect::<Vec<_>>())?;
        let book = Rulebook::new(&model, rules)?;
        let mut advisor = Advisor::new(&model, &book);
        let line = |item: &u32| model.item(self.world.model.sku(*item)).map_or(Line::of(Line::UNKNOWN), Line::of);
        let question = QueryBuffer { cart: cart.iter().map(line).collect(), limit: LIMIT, ..QueryBuffer::default() };
        advisor.picks(&model, &book, &question.query());
        view.micros += start.elapsed().as_micros();
        let wanted = advisor.wants(&model, &book, &question.query(), &lists);
        Ok(wanted.iter().map(|it| self.split.places().of(&key_of_list(it.kind, it.number, it.block))).collect())
    }
}

/// The median and the 95th percentile.
fn quantiles(mut values: Vec<u128>) -> [u128; 2] {
    values.sort_unstable();
    [50, 95].map(|share| values.get(values.len().saturating_sub(1) * share / 100).copied().unwrap_or(0))
}

/// What pages of one kind cost: medians and 95th percentiles.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cost {
    views: usize,
    bytes: [u128; 2],
    requests: [u128; 2],
    round_trips: [u128; 2],
    /// Decoding, joining and ranking, native, on this machine.
    micros: [u128; 2],
    cache_hits: f64,
}

impl Cost {
    fn of(views: &[View]) -> Self {
        let column = |of: fn(&View) -> u128| quantiles(views.iter().map(of).collect());
        let sum = |of: fn(&View) -> usize| views.iter().map(of).sum::<usize>();
        Self {
            views: views.len(),
            bytes: column(|it| it.bytes as u128),
            requests: column(|it| it.requests as u128),
            round_trips: column(|it| it.round_trips as u128),
            micros: column(|it| it.micros),
            cache_hits: sum(|it| it.hits) as f64 / sum(|it| it.needed).max(1) as f64,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Simulated {
    items: u32,
    rows: usize,
    shards: u32,
    whole_bytes: usize,
    first_product_page: Cost,
    further_product_pages: Cost,
    /// Cart pages of five items and more, in a browser that has seen nothing.
    first_cart_of_five: Cost,
}

pub fn run(args: &Args) -> anyhow::Result<bool> {
    let mut all = Vec::new();
    for &items in &args.items {
        let world = World::new(items)?;
        for &rows in &args.rows {
            let simulated = simulate(&world, rows, args.sessions)?;
            if !args.json {
                print(&simulated, all.is_empty());
            }
            all.push(simulated);
        }
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&all)?);
    }
    Ok(true)
}

fn simulate(world: &World, rows: usize, sessions: u64) -> anyhow::Result<Simulated> {
    let split = split(&world.model, &world.rules, rows);
    let root = split.root()?;
    let browser = || Browser { world, split: &split, root: root.clone(), cache: BTreeMap::new(), has_root: false };
    let (mut first, mut further, mut carts) = (Vec::new(), Vec::new(), Vec::new());
    for session in 0..sessions {
        let dice = &mut Dice::new(9, session);
        let (mut browser, mut fresh) = (browser(), browser());
        let (mut item, mut cart) = (world.popular.draw(dice), Vec::new());
        for page in 0..1 + dice.below(PAGES) {
            let view = browser.view(&[item])?;
            if page == 0 {
                first.push(view);
            } else {
                further.push(view);
            }
            if dice.unit() < BUYS && cart.len() < MOST_IN_CART && !cart.contains(&item) {
                cart.push(item);
            }
            item = if dice.unit() < LOYALTY { world.related(item, dice) } else { world.popular.draw(dice) };
        }
        while cart.len() < 5 {
            cart.push(dice.below(world.items()));
        }
        carts.push(fresh.view(&cart[..5])?);
    }
    Ok(Simulated {
        items: world.items(),
        rows,
        shards: split.places().shards,
        whole_bytes: whole(world)?,
        first_product_page: Cost::of(&first),
        further_product_pages: Cost::of(&further),
        first_cart_of_five: Cost::of(&carts),
    })
}

/// What a page loads today: the whole model file alone.
fn whole(world: &World) -> anyhow::Result<usize> {
    let row = |item: u32| ItemRow {
        sku: world.model.sku(item).into(),
        prior: 1e-4,
        neighbours: world
            .model
            .neighbours(item)
            .map(|(other, weight)| (other, f64::from(weight.max(1)) / f64::from(1 << 24)))
            .collect(),
        ..ItemRow::default()
    };
    Ok(Parts { items: (0..world.items()).map(row).collect(), ..Parts::default() }.encode()?.len())
}

fn print(it: &Simulated, is_first: bool) {
    if is_first {
        println!("                                   first product page      further pages   hits   first cart of 5");
        println!(
            "    items  rows  shards  whole B   B p50   p95  rt    µs     B p50   p95    rt        B p50    p95  rt"
        );
    }
    let [first, further, cart] = [&it.first_product_page, &it.further_product_pages, &it.first_cart_of_five];
    println!(
        "{:>9} {:>5} {:>7} {:>8} {:>7} {:>6} {:>3} {:>5} {:>9} {:>6} {:>4} {:>5.2} {:>8} {:>6} {:>3}",
        it.items,
        it.rows,
        it.shards,
        it.whole_bytes,
        first.bytes[0],
        first.bytes[1],
        first.round_trips[1],
        first.micros[0],
        further.bytes[0],
        further.bytes[1],
        further.round_trips[1],
        further.cache_hits,
        cart.bytes[0],
        cart.bytes[1],
        cart.round_trips[1]
    );
}
