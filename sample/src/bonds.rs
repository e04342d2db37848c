//! States the known structure of the sample shop as tables: what goes with what, instead of what, and when.

/// Buying one of `from` leads to each of `to` in the same order, in `percent` of cases; not the other way round.
#[derive(serde::Serialize)]
pub(crate) struct Complement {
    pub(crate) from: &'static [&'static str],
    pub(crate) to: &'static [&'static str],
    pub(crate) percent: u32,
    pub(crate) why: &'static str,
}

/// Demand for `skus` by month, January first, in percent of the usual.
pub(crate) struct Season {
    pub(crate) name: &'static str,
    pub(crate) skus: &'static [&'static str],
    pub(crate) months: [u32; 12],
}

const fn fits(
    from: &'static [&'static str],
    to: &'static [&'static str],
    percent: u32,
    why: &'static str,
) -> Complement {
    Complement { from, to, percent, why }
}

/// Complements, with their direction.
#[rustfmt::skip]
pub(crate) const COMPLEMENTS: &[Complement] = &[
    fits(&["KF-2001", "KF-2002"], &["KF-2101"], 62, "one-cup cones take papers of size 1"),
    fits(&["KF-2003", "KF-2004"], &["KF-2102"], 62, "bigger cones take papers of size 2"),
    fits(&["KF-2003", "KF-2004"], &["KF-2107"], 18, "or a steel cone, once and for all"),
    fits(&["KF-2003", "KF-2004", "KF-2005", "KF-2006"], &["KF-2015"], 26, "the coffee of a large dripper needs a server"),
    fits(&["KF-2005", "KF-2006"], &["KF-2103"], 64, "flat beds take basket papers"),
    fits(&["KF-2007", "KF-2008"], &["KF-2104"], 64, "the hourglass takes square papers"),
    fits(&["KF-2009"], &["KF-2105"], 50, "the pocket press takes round papers"),
    fits(&["KF-2009"], &["KF-2106"], 26, "or a steel disc"),
    fits(&["KF-2009"], &["KF-2201"], 20, "travellers grind by hand"),
    fits(&["KF-2010", "KF-2011"], &["KF-2108"], 24, "a spare mesh for the press"),
    fits(&["KF-2010", "KF-2011", "KF-2012"], &["KF-1009"], 34, "the dark roast that is made for presses"),
    fits(&["KF-2010", "KF-2011", "KF-2012"], &["KF-2405"], 24, "presses want four minutes"),
    fits(&["KF-2013", "KF-2014"], &["KF-1011"], 46, "coffee ground for stovetop pots"),
    fits(&["KF-2013", "KF-2014"], &["KF-2109"], 30, "a spare seal for the pot"),
    fits(&["KF-2001", "KF-2002", "KF-2003", "KF-2005", "KF-2007", "KF-2008"], &["KF-1005"], 20, "a filter roast for the new brewer"),
    fits(&["KF-2301", "KF-2302", "KF-2303", "KF-2304"], &["KF-2401"], 26, "who pours with care also weighs"),
    fits(&["KF-2301", "KF-2302"], &["KF-2403"], 24, "hob kettles do not know their temperature"),
    fits(&["KF-2303", "KF-2304", "KF-2305", "KF-2306"], &["KF-2701"], 40, "kettles fur up"),
    fits(&["KF-2201", "KF-2202", "KF-2203", "KF-2204"], &["KF-2704"], 34, "grinders want brushing"),
    fits(&["KF-2203", "KF-2204", "KF-2205"], &["KF-2703"], 40, "and pellets, when they are electric"),
    fits(&["KF-2205"], &["KF-2206"], 48, "weighed doses go through a dosing cup"),
    fits(&["KF-2501", "KF-2502", "KF-2503"], &["KF-2505"], 46, "the tamper that machines come without"),
    fits(&["KF-2501", "KF-2502", "KF-2503"], &["KF-2512"], 44, "water filters that fit the machine"),
    fits(&["KF-2501", "KF-2502", "KF-2503"], &["KF-2508", "KF-2702"], 38, "knock box and tablets for machines"),
    fits(&["KF-2501", "KF-2502", "KF-2503"], &["KF-2506", "KF-1004"], 32, "milk pitcher and a kilo of espresso"),
    fits(&["KF-2503"], &["KF-2205", "KF-2509"], 34, "the big machine deserves the big grinder"),
    fits(&["KF-2504"], &["KF-2202"], 30, "the hand lever travels with a fine hand grinder"),
    fits(&["KF-2505", "KF-2509"], &["KF-2510"], 34, "baskets for a better puck"),
    fits(&["KF-2506", "KF-2507"], &["KF-2705"], 30, "milk wants rinsing off"),
    fits(&["KF-2506", "KF-2507"], &["KF-4008", "KF-5009"], 26, "cups and oat drink for steamed milk"),
    fits(&["KF-2511"], &["KF-5009", "KF-5005"], 28, "foam goes with oat drink and vanilla"),
    fits(&["KF-2702"], &["KF-2707"], 28, "tablets first, then the brush"),
    fits(&["KF-4006", "KF-4007"], &["KF-5004"], 32, "small cups come with biscotti"),
    fits(&["KF-1003"], &["KF-5004"], 18, "espresso and biscotti"),
    fits(&["KF-5005"], &["KF-5006"], 28, "one syrup leads to the other"),
    fits(&["KF-2601"], &["KF-1012"], 58, "coarse coffee for the cold-brew bottle"),
    fits(&["KF-2601", "KF-2602"], &["KF-2604"], 30, "glasses for cold brew"),
    fits(&["KF-2602"], &["KF-1008"], 36, "a bright coffee for the slow tower"),
    fits(&["KF-2604"], &["KF-2605", "KF-2603"], 34, "straws and big cubes for tall glasses"),
    fits(&["KF-1012"], &["KF-2606"], 26, "steeping bags for coarse coffee"),
    fits(&["KF-2607"], &["KF-3015"], 48, "hibiscus for the iced-tea jug"),
    fits(&["KF-2607"], &["KF-5007"], 30, "and lemon tonic"),
    fits(&["KF-3101", "KF-3102", "KF-3103"], &["KF-3106"], 44, "the infuser that fits the Dove pot"),
    fits(&["KF-3101", "KF-3102", "KF-3103", "KF-3104"], &["KF-3108"], 24, "a cosy for the pot"),
    fits(&["KF-3104", "KF-3105"], &["KF-3113"], 34, "a warmer for iron and glass"),
    fits(&["KF-3105"], &["KF-3007"], 46, "pearls to watch in the glass pot"),
    fits(&["KF-3101", "KF-3102", "KF-3103"], &["KF-3001"], 26, "breakfast tea for the new pot"),
    fits(&["KF-3009"], &["KF-3110"], 42, "ceremonial matcha wants whisking"),
    fits(&["KF-3009", "KF-3110"], &["KF-3109"], 36, "in a bowl"),
    fits(&["KF-3110"], &["KF-3112"], 34, "whisks dry on a stand"),
    fits(&["KF-3009", "KF-3010"], &["KF-3111"], 30, "matcha is measured with a scoop"),
    fits(&["KF-3010"], &["KF-2511"], 24, "matcha lattes are frothed"),
    fits(&["KF-3002"], &["KF-4107"], 28, "refills need a caddy"),
    fits(&["KF-3002"], &["KF-3107"], 24, "or sachets"),
    fits(&["KF-3001", "KF-3003"], &["KF-5001"], 20, "tea and shortbread"),
    fits(&["KF-3012", "KF-3013"], &["KF-5008"], 30, "herbs and honey"),
    fits(&["KF-3014"], &["KF-5002"], 30, "chai and ginger biscuits"),
    fits(&["KF-4011"], &["KF-3003"], 30, "bergamot in thin porcelain"),
    fits(&["KF-5011"], &["KF-5012"], 48, "hot chocolate and marshmallows"),
    fits(&["KF-1002", "KF-1004"], &["KF-4105"], 22, "a kilo of beans needs a canister"),
    fits(&["KF-4012"], &["KF-4104"], 24, "camp mug and flask"),
    fits(&["KF-6004", "KF-6005", "KF-6006", "KF-6002", "KF-6003"], &["KF-6008"], 24, "presents want ribbon"),
    fits(&["KF-1015"], &["KF-6103"], 28, "a tasting wants notes"),
    fits(&["KF-6101"], &["KF-6104"], 26, "who reads about flavour hangs up the wheel"),
    fits(&["KF-6102"], &["KF-3017"], 32, "a tea book with teas to try"),
];

/// Sets of items that do the same job: hardly anyone buys two at once.
#[rustfmt::skip]
pub(crate) const SUBSTITUTES: &[&[&str]] = &[
    &["KF-2001", "KF-2002", "KF-2003", "KF-2004", "KF-2005", "KF-2006", "KF-2007", "KF-2008"],
    &["KF-2010", "KF-2011", "KF-2012"],
    &["KF-2013", "KF-2014"],
    &["KF-2201", "KF-2202", "KF-2203", "KF-2204", "KF-2205"],
    &["KF-2301", "KF-2302", "KF-2303", "KF-2304", "KF-2305", "KF-2306"],
    &["KF-2401", "KF-2402"],
    &["KF-2501", "KF-2502", "KF-2503", "KF-2504"],
    &["KF-2506", "KF-2507"],
    &["KF-2601", "KF-2602"],
    &["KF-2105", "KF-2106"],
    &["KF-2102", "KF-2107"],
    &["KF-3101", "KF-3102", "KF-3103", "KF-3104", "KF-3105"],
    &["KF-3001", "KF-3002"],
    &["KF-3009", "KF-3010"],
    &["KF-1001", "KF-1002"],
    &["KF-1003", "KF-1004"],
    &["KF-4101", "KF-4102", "KF-4103"],
    &["KF-4105", "KF-4106"],
    &["KF-4006", "KF-4007"],
    &["KF-6004", "KF-6005"],
];

/// A product and the better one that does the same job.
#[rustfmt::skip]
pub(crate) const UPGRADES: &[(&str, &str)] = &[
    ("KF-2003", "KF-2004"), ("KF-2005", "KF-2006"), ("KF-2011", "KF-2012"), ("KF-2201", "KF-2202"),
    ("KF-2203", "KF-2205"), ("KF-2301", "KF-2303"), ("KF-2401", "KF-2402"), ("KF-2501", "KF-2503"),
    ("KF-2601", "KF-2602"), ("KF-3101", "KF-3104"), ("KF-3010", "KF-3009"), ("KF-1005", "KF-1014"),
];

/// When demand rises and falls.
#[rustfmt::skip]
pub(crate) const SEASONS: &[Season] = &[
    Season { name: "summer", months: [20, 20, 45, 90, 180, 320, 380, 320, 140, 45, 20, 15],
        skus: &["KF-1012", "KF-2601", "KF-2602", "KF-2603", "KF-2604", "KF-2605", "KF-2606", "KF-2607", "KF-3015", "KF-5007"] },
    Season { name: "winter", months: [220, 160, 70, 30, 10, 5, 5, 10, 40, 120, 280, 380],
        skus: &["KF-1013", "KF-3016", "KF-5011", "KF-5012", "KF-3108"] },
    Season { name: "december", months: [30, 50, 50, 50, 60, 50, 40, 40, 50, 70, 280, 560],
        skus: &["KF-6001", "KF-6002", "KF-6003", "KF-6006", "KF-6007", "KF-6008"] },
    Season { name: "advent", months: [0, 0, 0, 0, 0, 0, 0, 0, 0, 90, 900, 110],
        skus: &["KF-6004", "KF-6005"] },
];
