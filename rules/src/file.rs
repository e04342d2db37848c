//! Declares every table and key of rules.toml, for reader and schema alike; never knows a shop.

use crate::read::{At, Many, Map, Moment, Texts, Words, choices, tables};

choices! {
    /// What dearer substitutes of a cart item are.
    enum Substitutes {
        /// Not shown.
        Never = "never",
        /// Shown; cheaper ones never are.
        Dearer = "dearer",
    }
    /// What a suggestion is worth to the shop.
    enum Worth {
        /// All the same.
        None = "none",
        /// Its price.
        Price = "price",
        /// Its price less its cost.
        Margin = "margin",
        /// Its margin, less what comes back.
        MarginAfterReturns = "margin-after-returns",
    }
    /// Where a suggestion comes from.
    enum Filler {
        /// A rule, or curation in the shop.
        Pinned = "pinned",
        /// What was bought with the cart's items.
        Learned = "learned",
        /// What is popular in categories that go with the cart's.
        Complements = "complements",
        /// What is popular.
        Popular = "popular",
    }
    /// What a cap counts.
    enum Per {
        /// Each category.
        Category = "category",
        /// Each brand.
        Brand = "brand",
    }
}

tables! {
    /// rules.toml: what a merchant says about Pairwell's suggestions.
    struct File {
        /// How suggestions are chosen where no rule says otherwise.
        defaults: Option<Defaults>,
        /// How not to be pushy.
        quiet: Option<Quiet>,
        /// What goes with subscriptions.
        subscription: Option<Subscription>,
        /// One rule: when it holds, and what happens then.
        rule: Many<Rule>,
        /// An add-on that is suggested only with its product: a warranty, installation, gift wrap.
        service: Many<Service>,
        /// Items that the page must be permitted to show, such as by age.
        restricted: Many<Restricted>,
        /// Another merchant's items, labelled as such.
        partner: Many<Partner>,
        /// Why an item fits, in your words.
        benefit: Many<Benefit>,
        /// Two to four items to be bought together.
        bundle: Many<Bundle>,
    }
    /// How suggestions are chosen where no rule says otherwise.
    struct Defaults {
        /// Each further suggestion of a category counts this much of the one before; 1 is off. 0.85 if left out.
        diversity: Option<At<f64>>,
        /// Whether dearer substitutes of a cart item are shown. "never" if left out.
        substitutes: Option<Substitutes>,
        /// An upgrade costs at most this many times the item. 1.5 if left out.
        upgrade_step: Option<At<f64>>,
        /// Weighs down items that are dear for the cart. Off if left out.
        price_sanity: Option<PriceSanity>,
        /// Prefers what is worth more to the shop; takes effect at the next training.
        value: Option<Value>,
        /// Prefers what there is plenty of; takes effect at the next training.
        overstock: Option<Overstock>,
        /// Whether the shop's own cross-sells and complementary products become pins, at the next training. True if left out.
        curation: Option<At<bool>>,
    }
    /// Weighs down items that are dear for the cart.
    struct PriceSanity {
        /// Dearer than this many times the cart's value.
        share: At<f64>,
        /// Counts this much.
        factor: At<f64>,
    }
    /// Prefers what is worth more to the shop.
    struct Value {
        /// What counts as worth.
        by: Worth,
        /// How much it counts, from 0 to 1. 0.25 if left out.
        weight: Option<At<f64>>,
    }
    /// Prefers what there is plenty of.
    struct Overstock {
        /// With more pieces in stock than this.
        above: At<u32>,
        /// An item counts this much more.
        boost: At<f64>,
    }
    /// How not to be pushy. 0 turns a limit off.
    struct Quiet {
        /// An item shown this often without a click rests. 6 if left out.
        rest_after: Option<At<u32>>,
        /// The most suggestions on a page, over all shelves. 12 if left out.
        per_page: Option<At<u32>>,
        /// The most suggestions in a session. 60 if left out.
        per_session: Option<At<u32>>,
        /// Signals from the page at which nothing is shown.
        silence: Option<Words>,
    }
    /// What goes with subscriptions.
    struct Subscription {
        /// Suggested only if a cart line has a plan.
        only: Option<Selector>,
        /// While every cart line has a plan, only these and `only` are suggested.
        one_off: Option<Selector>,
    }
    /// Items: those that all keys agree on. A list means any of its entries.
    struct Selector {
        /// SKUs.
        items: Option<Words>,
        /// Categories; "A" also means "A > B".
        categories: Option<Words>,
        /// Tags.
        tags: Option<Words>,
        /// Brands.
        brands: Option<Words>,
        /// A price band, in the shop's currency, such as { from = 10.00, to = 50.00 }.
        price: Option<Bounds>,
        /// But not these.
        except: Option<Box<Selector>>,
    }
    /// From and to, both included; either may be left out.
    struct Bounds {
        /// The least.
        from: Option<At<f64>>,
        /// The most.
        to: Option<At<f64>>,
    }
    /// First and last day, both included, on the shopper's own clock.
    struct Dates {
        /// The first day.
        from: Option<At<Moment>>,
        /// The last day.
        to: Option<At<Moment>>,
    }
    /// When a rule holds: all keys must agree. A list means any of its entries.
    struct When {
        /// One of these items is in the cart, or is the page's item.
        cart: Option<Selector>,
        /// None of these items is in the cart.
        cart_without: Option<Selector>,
        /// Where the shelf stands: "product", "cart", "checkout", "post-purchase", "home", or a name of your own.
        placement: Option<Words>,
        /// What the cart is worth, in the shop's currency.
        value: Option<Bounds>,
        /// How many pieces are in the cart.
        size: Option<Bounds>,
        /// Customer segments that the page names.
        segment: Option<Words>,
        /// Quiz answers that the page gives: question and answers.
        answers: Option<Map<Words>>,
        /// First and last day.
        dates: Option<Dates>,
        /// Languages: "de" also means "de-CH".
        locale: Option<Words>,
        /// Countries or regions that the page names.
        region: Option<Words>,
        /// Subscription plans of a cart line; "any" for any plan.
        plan: Option<Words>,
        /// How much of a licence or quota is used, as the page says: 1 is all of it.
        usage: Option<Map<Bounds>>,
    }
    /// One rule: when it holds, and what happens then.
    struct Rule {
        /// What you call it; reasons and findings name it.
        name: Option<At<String>>,
        /// When it holds. Always if left out.
        when: Option<When>,
        /// Puts items at a position.
        pin: Many<Pin>,
        /// Lifts items.
        boost: Many<Weight>,
        /// Lowers items.
        bury: Many<Weight>,
        /// Never suggests these.
        exclude: Many<Selector>,
        /// Suggests only these.
        require: Many<Selector>,
        /// At most so many of a kind.
        cap: Many<Cap>,
        /// No suggestion below this score, from 0 to 1.
        min_score: Option<At<f64>>,
        /// At most so many suggestions; 0 shows none.
        most: Option<At<u32>>,
        /// Where suggestions come from, the first first.
        fill: Option<Fill>,
        /// Prefers what just closes the gap to free shipping.
        free_shipping: Option<Gap>,
    }
    /// Puts items at a position.
    struct Pin {
        /// SKUs; the second stands behind the first.
        items: Words,
        /// 1, which is first, if left out.
        position: Option<At<u32>>,
    }
    /// Items, and what their score is multiplied by.
    struct Weight with of: Selector {
        /// Above 1 lifts, below 1 lowers.
        by: At<f64>,
    }
    /// At most so many of each category, of each brand, or of the selected items.
    struct Cap with of: Selector {
        /// Of each category or of each brand.
        per: Option<Per>,
        /// How many.
        most: At<u32>,
    }
    /// Prefers what just closes the gap to free shipping.
    struct Gap {
        /// Shipping is free from this cart value on, in the shop's currency.
        from: At<f64>,
        /// What the scores are multiplied by. 1.5 if left out.
        by: Option<At<f64>>,
    }
    /// An add-on that is suggested only with its product.
    struct Service with of: Selector {
        /// Its products.
        with: Selector,
        /// About how many take it, from 0 to 1. 0.1 if left out.
        rate: Option<At<f64>>,
    }
    /// Items that need a permission.
    struct Restricted with of: Selector {
        /// The permission that the page must give, such as "age-18".
        needs: At<String>,
    }
    /// Another merchant's items.
    struct Partner with of: Selector {
        /// What the label says.
        name: At<String>,
    }
    /// Why items fit.
    struct Benefit with of: Selector {
        /// Said only when one of these is in the cart.
        with: Option<Selector>,
        /// The words, or the words for each language.
        text: Texts,
    }
    /// Two to four items to be bought together.
    struct Bundle {
        /// What you call it; shown where there is no label.
        name: At<String>,
        /// Two to four SKUs.
        items: Words,
        /// Percent off the sum of the prices. 0 if left out.
        discount: Option<At<f64>>,
        /// What the page calls it, or that for each language.
        label: Option<Texts>,
    }
}

/// The sources of suggestions, in order.
#[derive(Debug, Clone)]
pub(crate) struct Fill(pub(crate) At<Vec<Filler>>);
