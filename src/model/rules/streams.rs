//! Describes what a rules file holds, number by number, once for both directions; never sees a whole file.

use super::super::layout::{
    ACTION_ADD, ACTION_BOOST, ACTION_CAP_BRAND, ACTION_CAP_CATEGORY, ACTION_CAP_SET, ACTION_CLOSE_GAP, ACTION_EXCLUDE,
    ACTION_MIN_SCORE, ACTION_MOST, ACTION_PIN, ACTION_PRICE_SANITY, ACTION_REQUIRE, ACTION_SOURCES, ATOM_CART,
    ATOM_FACT, CLASSES,
};
use super::parts::{
    Action, Atom, Benefit, Bundle, Capped, Clause, ItemRelations, ItemSet, MerchantRules, Near, Partner, Policy, Range,
    Rule, Source, Traits,
};
use super::pass::{Done, Pass, long, many};

/// How many parts the learned half has.
pub(super) const RELATIONS: usize = 9;

/// One part of the learned half; they follow each other in the file. Attributes are kept column by column, each behind a flag: a shop
/// without brands spends a byte on them.
pub(super) fn relations<P: Pass>(pass: &mut P, part: usize, relations: &mut ItemRelations) -> Done {
    match part {
        0 => long(pass, &mut relations.traits, class),
        1 => column(pass, &mut relations.traits, |item| &mut item.category),
        2 => column(pass, &mut relations.traits, |item| &mut item.brand),
        3 => column(pass, &mut relations.traits, |item| &mut item.group),
        4 => column(pass, &mut relations.traits, |item| &mut item.price),
        5 => long(pass, &mut relations.curated, near),
        6 => long(pass, &mut relations.substitutes, near),
        7 => lists(pass, &mut relations.complements),
        _ => long(pass, &mut relations.bundles, bundle),
    }
}

/// Lists of numbers.
pub(super) fn lists<P: Pass>(pass: &mut P, lists: &mut Vec<Vec<u32>>) -> Done {
    long(pass, lists, |pass, list| many(pass, list, P::short))
}

/// How many parts the merchant's half has.
pub(super) const MERCHANT: usize = 8;

/// One part of the merchant's half; they follow each other in the file.
pub(super) fn merchant<P: Pass>(pass: &mut P, part: usize, merchant: &mut MerchantRules) -> Done {
    match part {
        0 => long(pass, &mut merchant.sets, |pass, set: &mut ItemSet| {
            pass.text(&mut set.name)?;
            pass.ascending(&mut set.items)
        }),
        1 => long(pass, &mut merchant.facts, P::text),
        2 => long(pass, &mut merchant.measures, P::text),
        3 => long(pass, &mut merchant.rules, rule),
        4 => long(pass, &mut merchant.benefits, |pass, benefit: &mut Benefit| {
            pass.short(&mut benefit.set)?;
            optional(pass, &mut benefit.with)?;
            texts(pass, &mut benefit.texts)
        }),
        5 => long(pass, &mut merchant.bundles, bundle),
        6 => long(pass, &mut merchant.partners, |pass, partner: &mut Partner| {
            pass.text(&mut partner.name)?;
            pass.short(&mut partner.set)
        }),
        _ => policy(pass, &mut merchant.policy),
    }
}

/// Class and stock are never left out, and keep the promise that each item takes a byte.
fn class<P: Pass>(pass: &mut P, item: &mut Traits) -> Done {
    let mut class = u32::from(item.class) << 1 | u32::from(item.sold_out);
    pass.short(&mut class)?;
    (item.class, item.sold_out) = ((class >> 1) as u8, class & 1 == 1);
    (class < 2 * CLASSES).then_some(())
}

fn column<P: Pass>(pass: &mut P, traits: &mut [Traits], column: fn(&mut Traits) -> &mut u32) -> Done {
    let mut used = traits.iter_mut().any(|item| *column(item) != 0);
    pass.flag(&mut used)?;
    match used {
        true => traits.iter_mut().try_for_each(|item| pass.short(column(item))),
        false => Some(()),
    }
}

fn near<P: Pass>(pass: &mut P, near: &mut Near) -> Done {
    pass.short(&mut near.item)?;
    many(pass, &mut near.others, P::short)
}

fn bundle<P: Pass>(pass: &mut P, bundle: &mut Bundle) -> Done {
    pass.text(&mut bundle.name)?;
    texts(pass, &mut bundle.labels)?;
    pass.ascending(&mut bundle.items)?;
    pass.short(&mut bundle.discount)
}

fn texts<P: Pass>(pass: &mut P, texts: &mut Vec<(String, String)>) -> Done {
    many(pass, texts, |pass, (language, text)| {
        pass.text(language)?;
        pass.text(text)
    })
}

fn optional<P: Pass>(pass: &mut P, value: &mut Option<u32>) -> Done {
    let mut there = value.is_some();
    pass.flag(&mut there)?;
    if there {
        pass.short(value.get_or_insert_default())?;
    }
    Some(())
}

fn policy<P: Pass>(pass: &mut P, policy: &mut Policy) -> Done {
    pass.half(&mut policy.diversity)?;
    pass.flag(&mut policy.dearer_substitutes)?;
    pass.short(&mut policy.frequency_cap)?;
    pass.short(&mut policy.per_page)?;
    pass.short(&mut policy.per_session)?;
    pass.ascending(&mut policy.suppress)?;
    pass.half(&mut policy.upsell_step)
}

fn rule<P: Pass>(pass: &mut P, rule: &mut Rule) -> Done {
    pass.text(&mut rule.name)?;
    many(pass, &mut rule.when, |pass, clause: &mut Clause| {
        pass.flag(&mut clause.negated)?;
        many(pass, &mut clause.any, atom)
    })?;
    many(pass, &mut rule.ranges, |pass, range: &mut Range| {
        pass.short(&mut range.measure)?;
        pass.signed(&mut range.from)?;
        pass.signed(&mut range.to)
    })?;
    many(pass, &mut rule.actions, action)
}

/// A kind and a number in one: what it is about above what it is.
fn atom<P: Pass>(pass: &mut P, atom: &mut Atom) -> Done {
    let mut both = match *atom {
        Atom::Cart(set) => u64::from(set) << 1 | ATOM_CART,
        Atom::Fact(fact) => u64::from(fact) << 1 | ATOM_FACT,
    };
    pass.number(&mut both)?;
    let about = u32::try_from(both >> 1).ok()?;
    *atom = if both & 1 == ATOM_CART { Atom::Cart(about) } else { Atom::Fact(about) };
    Some(())
}

/// The kind, then two numbers, which kinds that need fewer leave 0; sources follow a fill order.
fn action<P: Pass>(pass: &mut P, action: &mut Action) -> Done {
    let (mut kind, mut about, mut amount) = numbers(action);
    pass.short(&mut kind)?;
    pass.short(&mut about)?;
    pass.short(&mut amount)?;
    *action = match kind {
        ACTION_SOURCES => {
            let mut sources =
                if let Action::SourceOrder(sources) = action { std::mem::take(sources) } else { Vec::new() };
            many(pass, &mut sources, source)?;
            Action::SourceOrder(sources)
        }
        _ => of_numbers(kind, about, amount)?,
    };
    Some(())
}

fn source<P: Pass>(pass: &mut P, source: &mut Source) -> Done {
    let mut number = source.number();
    pass.short(&mut number)?;
    *source = Source::ALL.into_iter().find(|source| source.number() == number)?;
    Some(())
}

fn numbers(action: &Action) -> (u32, u32, u32) {
    match *action {
        Action::Exclude(set) => (ACTION_EXCLUDE, set, 0),
        Action::Require(set) => (ACTION_REQUIRE, set, 0),
        Action::Boost { set, factor } => (ACTION_BOOST, set, u32::from(factor)),
        Action::Add { set, units } => (ACTION_ADD, set, units),
        Action::Pin { item, position } => (ACTION_PIN, item, position),
        Action::Cap { of: Capped::Category, most } => (ACTION_CAP_CATEGORY, 0, most),
        Action::Cap { of: Capped::Brand, most } => (ACTION_CAP_BRAND, 0, most),
        Action::Cap { of: Capped::Set(set), most } => (ACTION_CAP_SET, set, most),
        Action::MinScore(units) => (ACTION_MIN_SCORE, 0, units),
        Action::Most(most) => (ACTION_MOST, 0, most),
        Action::SourceOrder(_) => (ACTION_SOURCES, 0, 0),
        Action::CloseGap { threshold, factor } => (ACTION_CLOSE_GAP, threshold, u32::from(factor)),
        Action::PriceSanity { share, factor } => (ACTION_PRICE_SANITY, u32::from(share), u32::from(factor)),
    }
}

fn of_numbers(kind: u32, about: u32, amount: u32) -> Option<Action> {
    let factor = || u16::try_from(amount).ok();
    Some(match kind {
        ACTION_EXCLUDE => Action::Exclude(about),
        ACTION_REQUIRE => Action::Require(about),
        ACTION_BOOST => Action::Boost { set: about, factor: factor()? },
        ACTION_ADD => Action::Add { set: about, units: amount },
        ACTION_PIN => Action::Pin { item: about, position: amount },
        ACTION_CAP_CATEGORY => Action::Cap { of: Capped::Category, most: amount },
        ACTION_CAP_BRAND => Action::Cap { of: Capped::Brand, most: amount },
        ACTION_CAP_SET => Action::Cap { of: Capped::Set(about), most: amount },
        ACTION_MIN_SCORE => Action::MinScore(amount),
        ACTION_MOST => Action::Most(amount),
        ACTION_CLOSE_GAP => Action::CloseGap { threshold: about, factor: factor()? },
        ACTION_PRICE_SANITY => Action::PriceSanity { share: u16::try_from(about).ok()?, factor: factor()? },
        _ => return None,
    })
}
