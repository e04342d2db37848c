//! Declares every table and key of rules.toml; the reader, the schema and the documentation follow it.

use toml::Spanned;
use toml::de::DeValue;

use crate::finding::Notes;
use crate::read::{At, Many, Map, Moment, Read, Texts, Words, at, choices, expected, tables};

choices! {
    /// Whether substitutes of a cart item are shown.
    enum Substitutes {
        /// They are never shown.
        Never = "never",
        /// Those that cost more than the cart item are shown, cheaper ones never.
        MoreExpensive = "more-expensive" was "dearer",
    }
    /// What a suggestion is worth to the shop.
    enum Worth {
        /// All items are worth the same.
        None = "none",
        /// Its price.
        Price = "price",
        /// Its price minus its cost.
        Margin = "margin",
        /// Its margin, where returned pieces earn nothing.
        MarginAfterReturns = "margin-after-returns",
    }
    /// Where suggestions come from.
    enum SourceName {
        /// The shop's own curation.
        Pinned = "pinned",
        /// Items bought with the cart's items.
        Learned = "learned",
        /// Popular items in categories that go with the cart's.
        Complements = "complements",
        /// Popular items.
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
    /// rules.toml: a merchant's rules for Pairwell's suggestions.
    struct File {
        /// How suggestions are chosen if no rule says otherwise.
        defaults: Option<Defaults>,
        /// Limits on how much is shown, and when nothing is.
        quiet: Option<Quiet>,
        /// Suggestions beside subscriptions.
        subscription: Option<Subscription>,
        /// One rule: a condition and actions.
        rule: Many<Rule>,
        /// An add-on that is suggested only with its product, such as a warranty, installation or gift wrap.
        service: Many<Service>,
        /// Items that need the page's permission, such as proof of age.
        restricted: Many<Restricted>,
        /// Another merchant's items, labelled with its name.
        partner: Many<Partner>,
        /// The reason why an item fits, in your words.
        benefit: Many<Benefit>,
        /// Two to four items to buy together.
        bundle: Many<Bundle>,
    }
    /// How suggestions are chosen if no rule says otherwise.
    struct Defaults {
        /// Factor for each further suggestion of a category, compared with the one before. 1 turns it off. Default: 0.85.
        diversity: Option<At<f64>>,
        /// Whether substitutes of a cart item are shown. Default: "never".
        substitutes: Option<Substitutes>,
        /// An upsell costs at most this many times the item. Default: 1.5.
        upsell_max_ratio was upgrade_step: Option<At<f64>>,
        /// Lowers items that are expensive compared with the cart. Off by default.
        price_sanity: Option<PriceSanity>,
        /// Prefers items that are worth more to the shop. Takes effect at the next training.
        value: Option<Value>,
        /// Prefers items with much stock. Takes effect at the next training.
        overstock: Option<Overstock>,
        /// Whether the shop's own cross-sells and complementary products become pins. Takes effect at the next training. Default: true.
        curation: Option<At<bool>>,
        /// The share of page views at which one place shows an item that hardly any order holds yet. 0 turns it off. Default: 0.05.
        explore: Option<At<f64>>,
    }
    /// Lowers items that are expensive compared with the cart.
    struct PriceSanity {
        /// Applies to items that cost more than this many times the cart's value.
        share: At<f64>,
        /// Multiplies their scores.
        factor: At<f64>,
    }
    /// Prefers items that are worth more to the shop.
    struct Value {
        /// What an item is worth.
        by: Worth,
        /// How much the worth counts, from 0 to 1. Default: 0.25.
        weight: Option<At<f64>>,
    }
    /// Prefers items with much stock.
    struct Overstock {
        /// Applies to items with more pieces in stock than this.
        above: At<u32>,
        /// Multiplies their scores.
        boost: At<f64>,
    }
    /// Limits on how much is shown, and when nothing is. 0 turns a limit off.
    struct Quiet {
        /// Hides an item after it was shown this many times without a click. Default: 6.
        frequency_cap was rest_after: Option<At<u32>>,
        /// The most suggestions on a page, over all shelves. Default: 12.
        per_page: Option<At<u32>>,
        /// The most suggestions in a session. Default: 60.
        per_session: Option<At<u32>>,
        /// Signals from the page that hide all suggestions. Default: "complaint", "return", "payment-problem", "frequent-returner".
        suppress_on was silence: Option<Words>,
    }
    /// Suggestions beside subscriptions.
    struct Subscription {
        /// Items that are suggested only if a cart line has a plan.
        only: Option<Selector>,
        /// If every cart line has a plan, only these items and those of `only` are suggested.
        one_off: Option<Selector>,
    }
    /// Selects items. An item must match all keys; of a list, one entry is enough.
    struct Selector {
        /// SKUs.
        items: Option<Words>,
        /// Categories. "A" includes "A > B".
        categories: Option<Words>,
        /// Tags.
        tags: Option<Words>,
        /// Brands.
        brands: Option<Words>,
        /// A price range in the shop's currency, such as { from = 10.00, to = 50.00 }.
        price: Option<Bounds>,
        /// Leaves these items out.
        except: Option<Box<Selector>>,
    }
    /// A range with both ends included. Either end may be left out.
    struct Bounds {
        /// The lower end.
        from: Option<At<f64>>,
        /// The upper end.
        to: Option<At<f64>>,
    }
    /// The first and the last day, both included, on the shopper's own clock.
    struct Dates {
        /// The first day.
        from: Option<At<Moment>>,
        /// The last day.
        to: Option<At<Moment>>,
    }
    /// The condition of a rule. All keys must match; of a list, one entry is enough.
    struct When {
        /// One of these items is in the cart, or is the page's item.
        cart: Option<Selector>,
        /// None of these items is in the cart.
        cart_without: Option<Selector>,
        /// Where the shelf is: "product", "cart", "checkout", "post-purchase", "home", or a name of your choice.
        placement: Option<Words>,
        /// The value of the cart, in the shop's currency.
        value: Option<Bounds>,
        /// The number of pieces in the cart.
        size: Option<Bounds>,
        /// Customer segments that the page names.
        segment: Option<Words>,
        /// Quiz answers that the page passes, by question.
        answers: Option<Map<Words>>,
        /// The first and the last day.
        dates: Option<Dates>,
        /// Languages. "de" includes "de-CH".
        locale: Option<Words>,
        /// Countries or regions that the page names.
        region: Option<Words>,
        /// Subscription plans of a cart line. "any" matches every plan.
        plan: Option<Words>,
        /// The used share of a licence or quota, as the page passes it. 1 is all of it.
        usage: Option<Map<Bounds>>,
    }
    /// One rule: a condition and actions.
    struct Rule {
        /// The rule's name, shown in reasons and findings.
        name: Option<At<String>>,
        /// When the rule applies. Without it, always.
        when: Option<When>,
        /// Puts items at a position.
        pin: Many<Pin>,
        /// Raises the scores of items.
        boost: Many<Weight>,
        /// Lowers the scores of items.
        bury: Many<Weight>,
        /// Never suggests these items.
        exclude: Many<Selector>,
        /// Suggests only these items.
        require: Many<Selector>,
        /// Limits how many items of a kind are shown.
        cap: Many<Cap>,
        /// Hides suggestions with a score below this, from 0 to 1.
        min_score: Option<At<f64>>,
        /// The most suggestions. 0 shows none.
        most: Option<At<u32>>,
        /// Where suggestions come from, first to last.
        source_order was fill: Option<SourceOrder>,
        /// Prefers items that just close the gap to free shipping.
        free_shipping: Option<Gap>,
    }
    /// Puts items at a position.
    struct Pin {
        /// SKUs. The second follows the first.
        items: Words,
        /// The position; 1 is first. Default: 1.
        position: Option<At<u32>>,
    }
    /// Items, and the factor for their scores.
    struct Weight with of: Selector {
        /// Above 1 raises scores, below 1 lowers them.
        by: At<f64>,
    }
    /// Limits how many items of each category, of each brand, or of the selected items are shown.
    struct Cap with of: Selector {
        /// Counts each category or each brand.
        per: Option<Per>,
        /// The most items.
        most: At<u32>,
    }
    /// Prefers items that just close the gap to free shipping.
    struct Gap {
        /// The cart value from which shipping is free, in the shop's currency.
        from: At<f64>,
        /// Multiplies the scores. Default: 1.5.
        by: Option<At<f64>>,
    }
    /// An add-on that is suggested only with its product.
    struct Service with of: Selector {
        /// Its products.
        with: Selector,
        /// The share of customers who take it, from 0 to 1. Default: 0.1.
        rate: Option<At<f64>>,
    }
    /// Items that need a permission.
    struct Restricted with of: Selector {
        /// The permission that the page must give, such as "age-18".
        needs: At<String>,
    }
    /// Another merchant's items.
    struct Partner with of: Selector {
        /// The name on the label.
        name: At<String>,
    }
    /// The reason why items fit.
    struct Benefit with of: Selector {
        /// Shown only if one of these items is in the cart.
        with: Option<Selector>,
        /// The text, or the text for each language.
        text: Texts,
    }
    /// Two to four items to buy together.
    struct Bundle {
        /// The bundle's name, shown if there is no label.
        name: At<String>,
        /// Two to four SKUs.
        items: Words,
        /// Percent off the sum of the prices. Default: 0.
        discount: Option<At<f64>>,
        /// The name that shoppers see, or that name for each language.
        label: Option<Texts>,
    }
}

/// The sources of suggestions, in order.
#[derive(Debug, Clone)]
pub(crate) struct SourceOrder(pub(crate) At<Vec<SourceName>>);

impl Read for SourceOrder {
    fn read(key: &str, value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) -> Option<Self> {
        let DeValue::Array(list) = value.get_ref() else {
            expected("a list such as [\"pinned\", \"learned\"]", key, value, notes);
            return None;
        };
        let sources = list.iter().filter_map(|one| SourceName::read(key, one, notes)).collect();
        at(value, notes, sources).map(Self)
    }
}
