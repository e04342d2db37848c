//! Lists teaware, cups, storage, gifts and books.

use super::{Crowd, Product, Section, p};

const HOUSE: &str = "Kettle & Finch";
const LOAM: &str = "Loam & Ember";
const TANSY: &str = "Tansy Row";
const WREN: &str = "Wrenfold Roastery";
const PAPERS: &str = "Finch Press";

pub(super) const SECTIONS: &[Section] = &[
    Section { category: "Teaware", consumable: false, cost_percent: 52, crowd: Crowd::Tea, products: TEAWARE },
    Section { category: "Mugs & cups", consumable: false, cost_percent: 45, crowd: Crowd::Everyone, products: CUPS },
    Section {
        category: "Travel & storage",
        consumable: false,
        cost_percent: 50,
        crowd: Crowd::Everyone,
        products: STORAGE,
    },
    Section { category: "Gifts", consumable: true, cost_percent: 58, crowd: Crowd::Everyone, products: GIFTS },
    Section { category: "Books & paper", consumable: false, cost_percent: 50, crowd: Crowd::Everyone, products: BOOKS },
];

#[rustfmt::skip]
const TEAWARE: &[Product] = &[
    p("KF-3101", "Dove teapot, 700 ml, sage", LOAM, (3200, 28), "Round, stout and drip-free. Takes the basket infuser.").group("dove"),
    p("KF-3102", "Dove teapot, 700 ml, navy", LOAM, (3200, 24), "Round, stout and drip-free, in navy.").group("dove"),
    p("KF-3103", "Dove teapot, 700 ml, rose", LOAM, (3200, 16), "Round, stout and drip-free, in rose.").group("dove").out_of_stock(),
    p("KF-3104", "Anvil cast-iron teapot, 900 ml", LOAM, (6900, 17), "Enamelled inside, patient outside. Warm for an hour.").tags("premium"),
    p("KF-3105", "Lantern glass teapot, 800 ml", LOAM, (3900, 17), "Watch jasmine pearls open. Infuser included."),
    p("KF-3106", "Basket infuser, fine steel", TANSY, (1100, 32), "Fits every mug and the Dove teapot."),
    p("KF-3107", "Paper tea sachets, 100", TANSY, (480, 22), "Fill your own, tie your own.").tags("refill"),
    p("KF-3108", "Knitted tea cosy", TANSY, (2200, 13), "Lambswool, for pots from 600 to 900 ml.").tags("winter gift"),
    p("KF-3109", "Matcha bowl", LOAM, (2800, 14), "Wide enough to whisk in, small enough to hold.").tags("matcha"),
    p("KF-3110", "Bamboo whisk, eighty tines", TANSY, (1900, 16), "Carved from one piece of bamboo.").tags("matcha"),
    p("KF-3111", "Bamboo matcha scoop", TANSY, (700, 12), "Two scoops, one bowl.").tags("matcha"),
    p("KF-3112", "Whisk stand", LOAM, (1200, 9), "Lets the tines dry in shape.").tags("matcha"),
    p("KF-3113", "Tealight pot warmer", LOAM, (1900, 10), "For the second and the third cup."),
];

#[rustfmt::skip]
const CUPS: &[Product] = &[
    p("KF-4001", "Nest mug, 350 ml, terracotta", LOAM, (1400, 34), "Thrown thick, glazed thin, warm in both hands.").group("nest-mug"),
    p("KF-4002", "Nest mug, 350 ml, sage", LOAM, (1400, 32), "Thrown thick, glazed thin, the green of early leaves.").group("nest-mug"),
    p("KF-4003", "Nest mug, 350 ml, navy", LOAM, (1400, 24), "Thrown thick, glazed thin, the blue of late evenings.").group("nest-mug"),
    p("KF-4004", "Finch mug, 300 ml, mustard", HOUSE, (1600, 36), "Our finch, on the mug we drink from.").group("finch-mug").tags("gift"),
    p("KF-4005", "Finch mug, 300 ml, rose", HOUSE, (1600, 28), "Our finch, in a softer mood.").group("finch-mug").tags("gift"),
    p("KF-4006", "Thimble espresso cups, pair, white", LOAM, (1800, 22), "Thick walls for short drinks; saucers included.").group("thimble"),
    p("KF-4007", "Thimble espresso cups, pair, black", LOAM, (1800, 18), "Thick walls for short drinks, in black.").group("thimble"),
    p("KF-4008", "Cappuccino cup and saucer, cream", LOAM, (1700, 20), "A wide mouth for milk and a firm foot.").group("cappuccino"),
    p("KF-4009", "Cappuccino cup and saucer, moss", LOAM, (1700, 15), "A wide mouth for milk, in moss green.").group("cappuccino"),
    p("KF-4010", "Double-walled glasses, pair", LOAM, (2200, 20), "Hot inside, cool outside, the drink in mid-air."),
    p("KF-4011", "Meadow tea cup and saucer", LOAM, (1900, 18), "Thin porcelain with a painted blossom."),
    p("KF-4012", "Enamel camp mug, blue", HOUSE, (1100, 24), "Chips gracefully. Goes over a fire.").group("camp-mug").tags("travel"),
    p("KF-4013", "Enamel camp mug, green", HOUSE, (1100, 40), "Chips gracefully, in green.").group("camp-mug").discontinued(),
    p("KF-4014", "Felt and cork coasters, four", HOUSE, (900, 15), "Kind to tables."),
];

#[rustfmt::skip]
const STORAGE: &[Product] = &[
    p("KF-4101", "Magpie travel cup, 340 ml, black", HOUSE, (2400, 30), "Locks, seals, fits a bicycle.").group("magpie").tags("travel"),
    p("KF-4102", "Magpie travel cup, 340 ml, sage", HOUSE, (2400, 26), "Locks, seals, and looks like a good morning.").group("magpie").tags("travel"),
    p("KF-4103", "Magpie travel cup, 340 ml, rose", HOUSE, (2400, 18), "Locks, seals, and is hard to lose.").group("magpie").tags("travel").out_of_stock(),
    p("KF-4104", "Longwalk flask, 500 ml", HOUSE, (2900, 20), "Hot for twelve hours, cold for a day.").tags("travel"),
    p("KF-4105", "Vault canister, 500 g, steel", HOUSE, (3400, 24), "Pumps out the air, so beans stay young.").group("vault"),
    p("KF-4106", "Vault canister, 500 g, terracotta", HOUSE, (3400, 18), "Pumps out the air, warms up the shelf.").group("vault"),
    p("KF-4107", "Tea caddy, 150 g", TANSY, (1600, 20), "A double lid against light and air."),
];

#[rustfmt::skip]
const GIFTS: &[Product] = &[
    p("KF-6001", "First pour-over set", HOUSE, (5900, 22), "Dripper, papers, a scoop and a bag of Dawn Chorus.").tags("gift beginner december"),
    p("KF-6002", "Tea lover's box", HOUSE, (4200, 24), "Three teas, an infuser and shortbread.").tags("gift december"),
    p("KF-6003", "Espresso lover's box", HOUSE, (4900, 18), "Night Heron, two Thimble cups and biscotti.").tags("gift december"),
    p("KF-6004", "Coffee advent calendar", WREN, (3900, 26), "Twenty-four coffees behind twenty-four doors.").tags("gift december").out_of_stock(),
    p("KF-6005", "Tea advent calendar", TANSY, (3400, 24), "Twenty-four teas behind twenty-four doors.").tags("gift december").out_of_stock(),
    p("KF-6006", "Hot chocolate gift box", HOUSE, (2800, 20), "Flakes, marshmallows and a Finch mug.").tags("gift winter december"),
    p("KF-6007", "Gift card", HOUSE, (2500, 26), "Sent by mail, good for anything here, for ever.").tags("gift-card gift december"),
    p("KF-6008", "Gift ribbon and tags", PAPERS, (450, 10), "Ten metres of cotton ribbon and eight tags.").tags("gift december"),
];

#[rustfmt::skip]
const BOOKS: &[Product] = &[
    p("KF-6101", "The Unhurried Cup: a brew book", PAPERS, (2200, 20), "Every method in this shop, with times and grams.").tags("gift beginner"),
    p("KF-6102", "Leaf by Leaf: a tea book", PAPERS, (2200, 15), "Forty teas and the hills they come from.").tags("gift"),
    p("KF-6103", "Brew journal", PAPERS, (1200, 16), "Ruled for doses, minutes and second thoughts."),
    p("KF-6104", "Flavour wheel poster", PAPERS, (1500, 10), "Name what you taste. 50 × 70 cm."),
    p("KF-6105", "Barista apron", HOUSE, (3200, 10), "Waxed cotton with a pocket for the towel.").tags("gift"),
];
