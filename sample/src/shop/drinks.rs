//! Lists food and drink: coffee, tea and the pantry.

use super::{Crowd, Product, Section, p};

const WREN: &str = "Wrenfold Roastery";
const TANSY: &str = "Tansy Row";
const CRUMB: &str = "Crumbwell";

pub(super) const SECTIONS: &[Section] = &[
    Section { category: "Coffee", consumable: true, cost_percent: 48, crowd: Crowd::Brew, products: COFFEE },
    Section { category: "Tea", consumable: true, cost_percent: 42, crowd: Crowd::Tea, products: TEA },
    Section { category: "Pantry", consumable: true, cost_percent: 60, crowd: Crowd::Everyone, products: PANTRY },
];

#[rustfmt::skip]
const COFFEE: &[Product] = &[
    p("KF-1001", "Dawn Chorus house blend, 250 g", WREN, (950, 100), "Milk chocolate, toast and a little orange. The blend we open the shop with.").group("dawn-chorus").tags("beginner"),
    p("KF-1002", "Dawn Chorus house blend, 1 kg", WREN, (3200, 40), "The house blend for households that mean it.").group("dawn-chorus"),
    p("KF-1003", "Night Heron espresso blend, 250 g", WREN, (1000, 80), "Dark cherry and cocoa, roasted for the basket and good with milk.").group("night-heron").tags("espresso"),
    p("KF-1004", "Night Heron espresso blend, 1 kg", WREN, (3400, 44), "A month of espresso in one bag.").group("night-heron").tags("espresso"),
    p("KF-1005", "Goldcrest, Ethiopia natural, 250 g", WREN, (1250, 46), "Blueberry, jasmine and a syrup finish. Best as filter coffee."),
    p("KF-1006", "Bee-eater, Colombia washed, 250 g", WREN, (1150, 42), "Caramel and red apple, clean to the last drop."),
    p("KF-1007", "Oriole, Guatemala, 250 g", WREN, (1100, 34), "Almond, plum and brown sugar."),
    p("KF-1008", "Sunbird, Kenya, 250 g", WREN, (1350, 30), "Blackcurrant with a bright, winey edge."),
    p("KF-1009", "Hoopoe, Sumatra dark, 250 g", WREN, (1100, 26), "Cedar, dark chocolate, no sourness at all. Made for the press."),
    p("KF-1010", "Quiet Owl decaf, 250 g", WREN, (1050, 40), "Decaffeinated with sugar cane; tastes of nothing missing."),
    p("KF-1011", "Little Owl, ground for stovetop, 250 g", WREN, (950, 32), "Fine and dark, ground for stovetop pots."),
    p("KF-1012", "Cold Swift, coarse ground for cold brew, 250 g", WREN, (1050, 30), "Coarse ground for twelve slow hours in cold water.").tags("summer"),
    p("KF-1013", "Robin winter blend, 250 g", WREN, (1150, 44), "Fig, clove and candied peel. Here from November until it is gone.").tags("winter"),
    p("KF-1014", "Rare Finch single lot, 100 g", WREN, (2400, 12), "Forty bags a season from one hillside. Bergamot, peach, honey.").tags("premium"),
    p("KF-1015", "Tasting flight, four small bags", WREN, (1800, 24), "Four of our coffees, enough of each for three cups.").tags("gift beginner"),
];

#[rustfmt::skip]
const TEA: &[Product] = &[
    p("KF-3001", "Breakfast No. 1, tin, 125 g", TANSY, (890, 78), "Brisk Assam and Ceylon; takes milk without blinking.").group("breakfast-no-1"),
    p("KF-3002", "Breakfast No. 1, refill, 250 g", TANSY, (1290, 44), "The same leaf, without another tin.").group("breakfast-no-1").tags("refill"),
    p("KF-3003", "Bergamot Grey, tin, 125 g", TANSY, (950, 60), "Black tea with oil of bergamot and blue cornflowers."),
    p("KF-3004", "Smoky Pine, tin, 100 g", TANSY, (990, 18), "Dried over pine smoke. You will love it or leave the room."),
    p("KF-3005", "High Meadow first flush, tin, 100 g", TANSY, (1450, 22), "Light, floral and muscat-sweet, picked in March.").tags("premium"),
    p("KF-3006", "Green Reed sencha, tin, 100 g", TANSY, (1190, 30), "Sea breeze and cut grass. Water no hotter than 75 °C."),
    p("KF-3007", "Jasmine pearls, tin, 100 g", TANSY, (1390, 28), "Hand-rolled green tea, scented over five nights."),
    p("KF-3008", "Cloud Terrace oolong, tin, 100 g", TANSY, (1490, 20), "Buttery and orchid-scented, good for six infusions."),
    p("KF-3009", "Ceremonial matcha, 30 g", TANSY, (2600, 20), "Stone-milled and vivid, for whisking with water alone.").tags("premium matcha"),
    p("KF-3010", "Everyday matcha, 100 g", TANSY, (2200, 26), "For lattes, baking and busy mornings.").tags("matcha"),
    p("KF-3011", "Red Dune rooibos, tin, 125 g", TANSY, (790, 30), "Round, sweet and without caffeine."),
    p("KF-3012", "Peppermint leaf, tin, 60 g", TANSY, (690, 34), "Whole leaves, cool to the last sip."),
    p("KF-3013", "Lullaby camomile, tin, 60 g", TANSY, (720, 26), "Whole flowers for the end of the day."),
    p("KF-3014", "Bazaar masala chai, tin, 125 g", TANSY, (920, 36), "Ginger, cardamom and black pepper on strong Assam."),
    p("KF-3015", "Hibiscus cooler, for iced tea, 125 g", TANSY, (850, 24), "Hibiscus, rosehip and orange peel; pour over ice.").tags("summer"),
    p("KF-3016", "Winter spice tea, tin, 125 g", TANSY, (950, 36), "Black tea with orange, cinnamon and almond.").tags("winter"),
    p("KF-3017", "Tea tasting box, twelve teas", TANSY, (2150, 26), "A dozen small pouches and a card for notes.").tags("gift beginner"),
];

#[rustfmt::skip]
const PANTRY: &[Product] = &[
    p("KF-5001", "All-butter shortbread, 200 g", CRUMB, (490, 46), "Short, sandy and baked on a Tuesday."),
    p("KF-5002", "Stem ginger biscuits, 200 g", CRUMB, (520, 34), "Warm with ginger, crisp enough to dunk."),
    p("KF-5003", "Dark chocolate with coffee nibs, 85 g", CRUMB, (480, 40), "70 % cocoa with crunchy nibs of roasted coffee."),
    p("KF-5004", "Almond biscotti, 180 g", CRUMB, (590, 32), "Twice baked, made for small strong coffees."),
    p("KF-5005", "Vanilla syrup, 500 ml", CRUMB, (890, 30), "Cane sugar and real vanilla.").tags("milk-drinks"),
    p("KF-5006", "Salted caramel syrup, 500 ml", CRUMB, (890, 28), "Dark caramel and a pinch of sea salt.").tags("milk-drinks"),
    p("KF-5007", "Lemon tonic syrup, 500 ml", CRUMB, (950, 18), "Bitter, bright and cold: for iced coffee and iced tea.").tags("summer"),
    p("KF-5008", "Wildflower honey, 340 g", CRUMB, (780, 26), "From hives two fields away."),
    p("KF-5009", "Barista oat drink, six litres", CRUMB, (1380, 36), "Steams like milk and holds its foam.").tags("milk-drinks"),
    p("KF-5010", "Demerara sugar cubes, 500 g", CRUMB, (390, 20), "Rough-cut cubes of raw cane sugar."),
    p("KF-5011", "Hot chocolate flakes, 250 g", CRUMB, (990, 40), "Shavings of real chocolate, to melt in hot milk.").tags("winter"),
    p("KF-5012", "Vanilla marshmallows, 150 g", CRUMB, (560, 22), "Soft, pink and white, and best half melted.").tags("winter"),
];
