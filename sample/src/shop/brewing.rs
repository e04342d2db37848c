//! Lists brewing equipment: brewers, filters, grinders, kettles, scales, espresso, cold brew and care.

use super::{Crowd, Product, Section, p};

const HOUSE: &str = "Kettle & Finch";
const LOAM: &str = "Loam & Ember";
const BRASS: &str = "Brasswick";
const VELLORO: &str = "Velloro";
const QUILLET: &str = "Quillet";

pub(super) const SECTIONS: &[Section] = &[
    Section { category: "Brewers", consumable: false, cost_percent: 55, crowd: Crowd::Brew, products: BREWERS },
    Section { category: "Filters", consumable: true, cost_percent: 40, crowd: Crowd::Brew, products: FILTERS },
    Section { category: "Grinders", consumable: false, cost_percent: 62, crowd: Crowd::Brew, products: GRINDERS },
    Section { category: "Kettles", consumable: false, cost_percent: 58, crowd: Crowd::Everyone, products: KETTLES },
    Section { category: "Scales & timers", consumable: false, cost_percent: 55, crowd: Crowd::Brew, products: SCALES },
    Section { category: "Espresso", consumable: false, cost_percent: 66, crowd: Crowd::Espresso, products: ESPRESSO },
    Section { category: "Cold brew", consumable: false, cost_percent: 50, crowd: Crowd::Brew, products: COLD },
    Section { category: "Cleaning & care", consumable: true, cost_percent: 38, crowd: Crowd::Everyone, products: CARE },
];

#[rustfmt::skip]
const BREWERS: &[Product] = &[
    p("KF-2001", "Rill cone dripper, 1 cup, cream", LOAM, (1600, 44), "Stoneware with spiral ribs: one honest cup at a time.").group("rill-1").tags("beginner"),
    p("KF-2002", "Rill cone dripper, 1 cup, terracotta", LOAM, (1600, 34), "Stoneware with spiral ribs, in warm terracotta.").group("rill-1").tags("beginner"),
    p("KF-2003", "Rill cone dripper, 2–4 cups, cream", LOAM, (2100, 40), "The bigger Rill, for a jug on the table.").group("rill-2"),
    p("KF-2004", "Rill copper dripper, 2–4 cups", LOAM, (4900, 14), "Spun copper that holds its heat to the last pour.").tags("premium"),
    p("KF-2005", "Plateau flat-bed dripper, stoneware", LOAM, (2400, 28), "A flat floor and three holes: even, forgiving, sweet."),
    p("KF-2006", "Plateau flat-bed dripper, steel", BRASS, (4200, 14), "The flat-bed dripper for kitchens with stone floors.").tags("premium"),
    p("KF-2007", "Isthmus hourglass brewer, 3 cups", HOUSE, (3600, 24), "Brewer and carafe in one piece of glass.").group("isthmus"),
    p("KF-2008", "Isthmus hourglass brewer, 6 cups", HOUSE, (4400, 22), "The hourglass brewer for Sunday tables.").group("isthmus"),
    p("KF-2009", "Nook pocket press", QUILLET, (3200, 42), "Tent, train or office: a clean cup in ninety seconds.").tags("travel"),
    p("KF-2010", "Millpond press, 3 cups", HOUSE, (2400, 34), "Glass press with a fine double mesh.").group("millpond").tags("beginner"),
    p("KF-2011", "Millpond press, 8 cups", HOUSE, (3400, 26), "The press for a full house.").group("millpond"),
    p("KF-2012", "Millpond double-walled steel press", HOUSE, (6200, 12), "Keeps a litre hot for an hour and survives the floor.").tags("premium"),
    p("KF-2013", "Ember stovetop pot, 3 cups", BRASS, (2600, 32), "Eight sides, one valve, strong coffee.").group("ember"),
    p("KF-2014", "Ember stovetop pot, 6 cups", BRASS, (3400, 22), "The same pot for company, in brick red.").group("ember"),
    p("KF-2015", "Range server, glass, 600 ml", HOUSE, (1900, 18), "A carafe with a scale you can read."),
    p("KF-2016", "Vesper vacuum brewer", HOUSE, (8900, 26), "Theatre in two globes.").discontinued(),
];

#[rustfmt::skip]
const FILTERS: &[Product] = &[
    p("KF-2101", "Cone papers for Rill 1 cup, 100", LOAM, (550, 40), "Unbleached papers, size 1. Fit the one-cup Rill.").tags("refill"),
    p("KF-2102", "Cone papers for Rill 2–4 cups, 100", LOAM, (650, 34), "Unbleached papers, size 2. Fit the bigger Rill drippers.").tags("refill"),
    p("KF-2103", "Basket papers for Plateau, 100", LOAM, (690, 24), "Fluted papers that keep their distance from the wall.").tags("refill"),
    p("KF-2104", "Square papers for Isthmus, 100", HOUSE, (890, 24), "Heavy folded papers for the hourglass brewer.").tags("refill"),
    p("KF-2105", "Round papers for Nook, 350", QUILLET, (650, 28), "A year of mornings in a box.").tags("refill"),
    p("KF-2106", "Steel disc for Nook", QUILLET, (1400, 12), "Washable, and a little more body in the cup.").tags("reusable"),
    p("KF-2107", "Steel cone for Rill 2–4 cups", LOAM, (2200, 9), "Double mesh instead of paper.").tags("reusable"),
    p("KF-2108", "Spare mesh for Millpond presses", HOUSE, (790, 10), "Fits both glass presses."),
    p("KF-2109", "Seal and sieve for Ember pots", BRASS, (690, 12), "Change it once a year, and the pot keeps its pressure."),
];

#[rustfmt::skip]
const GRINDERS: &[Product] = &[
    p("KF-2201", "Pippin hand grinder", BRASS, (5900, 38), "Steel burrs and thirty clicks, small enough for a rucksack.").tags("travel"),
    p("KF-2202", "Pippin Pro hand grinder", BRASS, (12900, 14), "Larger burrs, half the turns, fine enough for espresso.").tags("premium travel"),
    p("KF-2203", "Millstone electric grinder, black", BRASS, (14900, 24), "Forty settings from press to pour-over.").group("millstone"),
    p("KF-2204", "Millstone electric grinder, cream", BRASS, (14900, 20), "Forty settings, in a colour your kitchen will like.").group("millstone"),
    p("KF-2205", "Millstone Duo espresso grinder", BRASS, (32900, 12), "Stepless, weighed doses, quiet at six in the morning.").tags("premium espresso"),
    p("KF-2206", "Dosing cup, 58 mm", VELLORO, (2400, 12), "From grinder to basket without a crumb on the worktop.").tags("espresso"),
];

#[rustfmt::skip]
const KETTLES: &[Product] = &[
    p("KF-2301", "Heron gooseneck kettle, steel", HOUSE, (4900, 30), "For the hob: a thin, steady stream where you want it.").group("heron"),
    p("KF-2302", "Heron gooseneck kettle, copper", HOUSE, (6900, 14), "The hob kettle in copper, which only gets better.").group("heron"),
    p("KF-2303", "Heron Electric kettle, black", HOUSE, (12900, 20), "Any temperature to the degree, held for an hour.").group("heron-electric").tags("premium"),
    p("KF-2304", "Heron Electric kettle, white", HOUSE, (12900, 16), "Any temperature to the degree, in matt white.").group("heron-electric").tags("premium"),
    p("KF-2305", "Bramble whistling kettle, sage", HOUSE, (5400, 24), "Two litres, and a whistle like a polite train.").group("bramble"),
    p("KF-2306", "Bramble whistling kettle, mustard", HOUSE, (5400, 18), "Two litres of sunshine on the hob.").group("bramble"),
];

#[rustfmt::skip]
const SCALES: &[Product] = &[
    p("KF-2401", "Featherweight brew scale", QUILLET, (3900, 32), "Tenths of a gram and a timer, on one button."),
    p("KF-2402", "Featherweight Pro scale", QUILLET, (11900, 11), "Reads the flow, starts by itself, fits under a portafilter.").tags("premium"),
    p("KF-2403", "Clip thermometer", QUILLET, (1500, 18), "For kettles and milk; clips to both."),
    p("KF-2404", "Brass coffee scoop", BRASS, (1200, 22), "Ten grams, level. A small present to yourself.").tags("gift"),
    p("KF-2405", "Four-minute sand timer", QUILLET, (1600, 14), "For presses and pots of tea. Needs no battery.").tags("gift"),
];

#[rustfmt::skip]
const ESPRESSO: &[Product] = &[
    p("KF-2501", "Velloro Uno espresso machine, steel", VELLORO, (38900, 15), "One group, hot in four minutes, built to be mended.").group("velloro-uno"),
    p("KF-2502", "Velloro Uno espresso machine, red", VELLORO, (38900, 12), "One group and one very good colour.").group("velloro-uno"),
    p("KF-2503", "Velloro Due twin-boiler machine", VELLORO, (89900, 11), "Brew and steam together; the machine you will not outgrow.").tags("premium"),
    p("KF-2504", "Piccolo hand lever", VELLORO, (14900, 13), "Espresso by arm, without a plug.").tags("travel"),
    p("KF-2505", "Walnut tamper, 58 mm", VELLORO, (3400, 22), "A flat base and a handle that remembers the tree."),
    p("KF-2506", "Milk pitcher, 350 ml", VELLORO, (1900, 24), "A sharp spout for the first crooked hearts.").group("pitcher"),
    p("KF-2507", "Milk pitcher, 600 ml", VELLORO, (2300, 15), "Milk for two cappuccinos.").group("pitcher"),
    p("KF-2508", "Knock box", VELLORO, (2600, 17), "Takes a day of pucks and a good thump."),
    p("KF-2509", "Bottomless portafilter, 58 mm", VELLORO, (5900, 10), "Shows you everything your tamping did.").tags("premium"),
    p("KF-2510", "Precision basket, 18 g", VELLORO, (2800, 12), "Holes punched to the hundredth, for even shots."),
    p("KF-2511", "Nimbus milk frother", QUILLET, (2200, 22), "Foam in twenty seconds, with two small batteries.").tags("milk-drinks"),
    p("KF-2512", "Water filter for Velloro machines", VELLORO, (1800, 18), "Softens two months of water.").tags("refill"),
];

#[rustfmt::skip]
const COLD: &[Product] = &[
    p("KF-2601", "Glacier cold-brew bottle, 750 ml", HOUSE, (2600, 34), "Coffee in, water in, fridge, sleep, done.").tags("summer beginner"),
    p("KF-2602", "Glacier slow-drip tower", HOUSE, (13900, 10), "A drop a second, and the clearest iced coffee there is.").tags("summer premium"),
    p("KF-2603", "Big-cube ice mould", HOUSE, (1200, 24), "Cubes that outlast the drink.").tags("summer"),
    p("KF-2604", "Tall iced-coffee glasses, pair", LOAM, (1800, 26), "Tall, thin and happy in the freezer.").tags("summer"),
    p("KF-2605", "Steel straws with brush, four", HOUSE, (900, 18), "Bent at the top, washable to the bottom.").tags("summer reusable"),
    p("KF-2606", "Cold-brew steeping bags, 20", HOUSE, (690, 20), "Paper bags for a litre each. No sieve, no mess.").tags("summer refill"),
    p("KF-2607", "Iced-tea jug, 1.5 l", LOAM, (2900, 18), "With a lid that holds back the fruit.").tags("summer"),
];

#[rustfmt::skip]
const CARE: &[Product] = &[
    p("KF-2701", "Descaler, 500 ml", HOUSE, (890, 38), "Citric, scentless, safe for kettles and machines.").tags("refill"),
    p("KF-2702", "Espresso cleaning tablets, 60", VELLORO, (1090, 24), "One tablet a week keeps the bitterness away.").tags("refill espresso"),
    p("KF-2703", "Grinder cleaning pellets, 400 g", BRASS, (1490, 15), "Grind a handful; it takes the old oils along.").tags("refill"),
    p("KF-2704", "Grinder brush", BRASS, (790, 16), "Stiff bristles for burrs and corners."),
    p("KF-2705", "Milk system rinse, 500 ml", VELLORO, (990, 15), "For steam wands and pitchers.").tags("refill milk-drinks"),
    p("KF-2706", "Café cloths, set of four", HOUSE, (1200, 20), "One for the wand, one for the worktop, two for tomorrow."),
    p("KF-2707", "Group-head brush", VELLORO, (890, 11), "Angled, with a handle that stays cool.").tags("espresso"),
];
