//! Compiles the sections other than rules and services: subscriptions, restrictions, partners, benefits and bundles.

use pairwell::rules::facts::PERMISSION;
use pairwell::rules::parts::{Action, Benefit, Bundle, Partner};

use super::build::Build;
use super::numbers::within;
use crate::file;
use crate::finding::{Notes, Severity};
use crate::read::{At, Words};
use crate::select::{Selected, known_items, some};
use crate::shop::{Index, Sale};

/// Everything that is needed to compile a section.
pub(super) struct Sections<'a, 's, 't> {
    pub(super) build: &'a mut Build,
    pub(super) index: &'a Index<'s>,
    pub(super) notes: &'a mut Notes<'t>,
}

impl Sections<'_, '_, '_> {
    /// The selected items; `None` if there are none, which is reported.
    pub(super) fn some(&mut self, section: &str, selector: &file::Selector) -> Option<Selected> {
        some(section, selector, self.index, self.notes)
    }

    /// `only` requires a plan in the cart. If every line has one, only items of `only` and `one_off` are shown.
    pub(super) fn subscription(&mut self, subscription: Option<&file::Subscription>) {
        let Some(file::Subscription { place, only, one_off }) = subscription else { return };
        let only = only.as_ref().and_then(|selector| self.some("only", selector));
        let one_off = one_off.as_ref().and_then(|selector| self.some("one_off", selector));
        if let Some(only) = &only {
            let set = self.build.set(only);
            let mut some_plan = self.build.any_fact(["plan:any".to_owned()]);
            some_plan.negated = true;
            self.build.setting("subscription only", vec![some_plan], Action::Exclude(set), *place);
        }
        if let Some(one_off) = one_off {
            let set = self.build.set(&either(only.unwrap_or_default(), &one_off));
            let only_plans = self.build.any_fact(["plan:only".to_owned()]);
            self.build.setting("subscription one-off", vec![only_plans], Action::Require(set), *place);
        }
    }

    /// Excludes the items without the permission.
    pub(super) fn restricted(&mut self, restricted: &file::Restricted) {
        let Some(items) = self.some("restricted", &restricted.of) else { return };
        let set = self.build.set(&items);
        let mut permitted = self.build.any_fact([format!("{PERMISSION}{}", restricted.needs.value)]);
        permitted.negated = true;
        let name = format!("restricted {}", restricted.needs.value);
        self.build.setting(&name, vec![permitted], Action::Exclude(set), restricted.place);
    }

    pub(super) fn partner(&mut self, partner: &file::Partner) {
        let Some(items) = self.some("partner", &partner.of) else { return };
        let set = self.build.set(&items);
        self.build.partners.push(partner.place);
        self.build.merchant.partners.push(Partner { name: partner.name.value.clone(), set });
    }

    pub(super) fn benefit(&mut self, benefit: &file::Benefit) {
        if benefit.text.0.is_empty() {
            self.notes.error(benefit.place, "`text` is empty", "Use text = \"…\", or text = { en = \"…\" }.");
        }
        let Some(items) = self.some("benefit", &benefit.of) else { return };
        let with = benefit.with.as_ref().map(|selector| self.some("with", selector));
        if matches!(with, Some(None)) {
            return;
        }
        let set = self.build.set(&items);
        let with = with.flatten().map(|with| self.build.set(&with));
        self.build.benefits.push(benefit.place);
        self.build.merchant.benefits.push(Benefit { set, with, texts: benefit.text.0.clone() });
    }

    pub(super) fn bundle(&mut self, bundle: &file::Bundle) {
        let percent =
            bundle.discount.as_ref().map_or(0.0, |discount| within("discount", discount, 0.0, 100.0, self.notes));
        if !self.is_well_formed(bundle) {
            return;
        }
        let mut items = known_items(&bundle.items, self.index, self.notes);
        if items.len() < bundle.items.0.len() {
            let text = format!("bundle {:?} is skipped: some of its items are missing", bundle.name.value);
            self.notes.warning(bundle.place, text, "Name other items, or remove the bundle.");
            return;
        }
        self.check_availability(bundle, &items);
        items.sort_unstable();
        let labels = bundle.label.as_ref().map(|label| label.0.clone()).unwrap_or_default();
        let discount = (percent * 100.0).round() as u32;
        self.build.merchant.bundles.push(Bundle { name: bundle.name.value.clone(), labels, items, discount });
    }
}

impl Sections<'_, '_, '_> {
    /// Whether a bundle names two to four different items; if not, that is reported. So is a name that is taken.
    fn is_well_formed(&mut self, bundle: &file::Bundle) -> bool {
        let (name, named) = (&bundle.name, bundle.items.0.len());
        if !(2..=4).contains(&named) {
            let text = format!("bundle {:?}: expected two to four items, found {named}", name.value);
            self.notes.error(bundle.place, text, "");
            return false;
        }
        if self.build.merchant.bundles.iter().any(|other| other.name == name.value) {
            let text = format!("there is already a bundle named {:?}", name.value);
            self.notes.warning(name.place, text, "Give each bundle a different name.");
        }
        let twice = named_twice(&bundle.items);
        if let Some(sku) = twice {
            let text = format!("bundle {:?} is skipped: it names {:?} twice", name.value, sku.value);
            self.notes.warning(sku.place, text, "A bundle contains one piece of each item.");
        }
        twice.is_none()
    }

    /// Reports items that prevent a bundle from being offered.
    fn check_availability(&mut self, bundle: &file::Bundle, items: &[u32]) {
        let (name, index) = (&bundle.name.value, self.index);
        let of = |item: u32| index.described(item).map(|it| (it.sku.as_str(), it.group.as_str(), it.sale));
        let described: Vec<_> = items.iter().filter_map(|item| of(*item)).collect();
        for (n, (sku, group, sale)) in described.iter().enumerate() {
            let sibling = described[..n].iter().find(|(_, other, _)| !group.is_empty() && other == group);
            if let Some((other, ..)) = sibling {
                let text = format!("bundle {name:?}: {sku:?} is a variant of {other:?}, so it is never offered");
                self.notes.warning(bundle.place, text, "Name only one of them.");
            }
            self.check_sale(bundle, sku, *sale);
        }
    }

    /// Reports an item of a bundle that is not for sale.
    fn check_sale(&mut self, bundle: &file::Bundle, sku: &str, sale: Sale) {
        let Some(why) = sale.against() else { return };
        let (severity, what) = match sale {
            Sale::SoldOut => (Severity::Note, "the bundle is hidden until the page says that it is in stock"),
            _ => (Severity::Warning, "the bundle is never offered"),
        };
        let text = format!("bundle {:?}: {sku:?} {why}: {what}", bundle.name.value);
        self.notes.add(severity, bundle.place, &text, "");
    }
}

/// The first name that an earlier one repeats.
fn named_twice(words: &Words) -> Option<&At<String>> {
    let is_repeated = |n: usize, word: &At<String>| words.0[..n].iter().any(|other| other.value == word.value);
    words.0.iter().enumerate().find(|(n, word)| is_repeated(*n, word)).map(|(_, word)| word)
}

/// The items of both selections.
fn either(a: Selected, b: &Selected) -> Selected {
    let mut items = [a.items, b.items.clone()].concat();
    items.sort_unstable();
    items.dedup();
    let name = if a.name.is_empty() { b.name.clone() } else { format!("{}; or {}", a.name, b.name) };
    Selected { items, name, ..Selected::default() }
}
