//! Checks what a learning curve measures, and what is said of it.

use super::world;
use pairwell_cli::catalog::CatalogItem;
use pairwell_cli::evaluate::{
    Carts, CurvePoint, Decoded, Grounds, Holdout, HoldoutOptions, Interval, LearningCurve, Outlook, Ranks, Split,
    outlook, proportion,
};
use pairwell_cli::kin::Kinship;
use pairwell_cli::orders::Orders;
use pairwell_cli::report::curve_sentences;
use pairwell_cli::stages::Silent;
use pairwell_cli::train::{TrainOptions, train};
use std::sync::Arc;

fn curve(orders: &Orders) -> Option<LearningCurve> {
    let holdout = Holdout::of(orders, &HoldoutOptions::new(Split::Time));
    let options = TrainOptions::default();
    LearningCurve::of(&holdout, &train(&holdout.train, &options, &Silent), &options, &Silent).unwrap()
}

#[test]
fn points_have_the_newest_orders_each_half_of_the_next() {
    let curve = curve(&world::orders(&world::couples(1000, 30, 3))).unwrap();
    assert_eq!(curve.points.iter().map(|point| point.orders).collect::<Vec<_>>(), [50, 100, 200, 400, 800]);
    for (orders, points) in [(50, vec![10, 20, 40]), (30, vec![12, 24]), (28, vec![11, 22])] {
        let found = self::curve(&world::orders(&world::couples(orders, 5, 3))).unwrap();
        assert_eq!(found.points.iter().map(|point| point.orders).collect::<Vec<_>>(), points);
    }
    let many = self::curve(&world::orders(&world::couples(6300, 5, 3))).unwrap();
    assert_eq!(many.points.iter().map(|point| point.orders).collect::<Vec<_>>(), [1260, 2520, 5040]);
    assert_eq!(self::curve(&world::orders(&world::couples(20, 5, 3))), None, "one point is no curve");
}

#[test]
fn a_point_is_what_its_orders_alone_would_give() {
    // Half of the history is of another shop: the newest orders know nothing of it.
    let mut baskets = world::couples(500, 10, 4);
    baskets.extend(world::couples(500, 10, 5).iter().map(|basket| basket.iter().map(|item| item + 20).collect()));
    let orders = world::orders(&baskets);
    let curve = curve(&orders).unwrap();
    let holdout = Holdout::of(&orders, &HoldoutOptions::new(Split::Time)).carts(Carts::Live);
    let wanted: Vec<bool> = (0..holdout.train.len()).map(|n| n >= 600).collect();
    let newest = (*holdout.train).clone().only(&wanted);
    let parts = train(&newest, &TrainOptions::default(), &Silent);
    let model = pairwell::model::Model::decode(&parts.encode().unwrap()).unwrap();
    let ranks = Ranks::of(&holdout, &Decoded::new(model, &holdout.train), &|_| ());
    let rate = proportion(ranks.hits().filter(|hit| *hit).count(), holdout.cases.len());
    assert_eq!((curve.points[2].orders, curve.points[2].hr), (200, rate));
}

#[test]
fn any_number_of_threads_measures_the_same_curve() {
    let orders = world::orders(&world::couples(600, 20, 8));
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| curve(&orders))
    };
    assert_eq!(on(1), on(2));
}

/// Couples share a category of their own: what a category says is all there is to know.
fn with_catalog(orders: Orders) -> Orders {
    let item = |sku: &String| CatalogItem {
        sku: sku.clone(),
        category: sku[1..].parse::<u32>().ok().map(|item| format!("kind {}", item / 4)),
        ..CatalogItem::default()
    };
    let items: Vec<CatalogItem> = orders.skus.iter().map(item).collect();
    Orders { kinship: Some(Arc::new(Kinship::of(&items))), ..orders }
}

#[test]
fn few_orders_lean_on_popularity_or_the_catalog_and_many_rest_on_their_own_pairs() {
    let orders = world::orders(&world::couples(4000, 60, 6));
    let curve = curve(&orders).unwrap();
    let grounds: Vec<Grounds> = curve.points.iter().map(|point| point.grounds).collect();
    assert!(grounds.iter().all(|it| it.kin == 0.0 && (it.own_pairs + it.popularity - 1.0).abs() < 1e-9));
    assert!(grounds[4].own_pairs > 2.0 * grounds[0].own_pairs, "{grounds:?}");
    let catalog: Vec<Grounds> =
        self::curve(&with_catalog(orders)).unwrap().points.iter().map(|point| point.grounds).collect();
    assert!(catalog.iter().all(|it| (it.own_pairs + it.kin + it.popularity - 1.0).abs() < 1e-9));
    assert!(catalog.iter().any(|it| it.kin > 0.01) && catalog[4].own_pairs > catalog[0].own_pairs, "{catalog:?}");
}

/// A curve whose shares of own pairs are these, over the newest 100, 200, 400 … orders.
fn drawn(own: &[f64]) -> LearningCurve {
    let point = |(n, own): (usize, &f64)| CurvePoint {
        orders: 100 << n,
        hr: proportion(20, 100),
        popularity: proportion(10, 100),
        grounds: Grounds { own_pairs: *own, kin: 0.0, popularity: 1.0 - own },
    };
    let points = own.iter().enumerate().map(point).collect();
    LearningCurve { cases: 500, has_kin: false, points, last_step: Interval::default() }
}

#[test]
fn an_outlook_continues_the_curve_and_is_told_in_one_digit() {
    // Odds grow as the orders do: 1 to 99 at 100 orders, even at 9 900.
    let odds = |orders: f64| orders / (orders + 9_900.0);
    let shares: Vec<f64> = (0..5).map(|n| odds(f64::from(100 << n))).collect();
    assert_eq!(outlook(&drawn(&shares)), Outlook::At(10_000));
    assert!(curve_sentences(&drawn(&shares), 2000)[0].contains("At about 10\u{202f}000 orders most will rest"));
    assert!(
        curve_sentences(&drawn(&shares), 12_000)[0].contains("With those held back for the test, most should rest")
    );
}

#[test]
fn a_curve_that_does_not_tell_gives_no_number() {
    // Flat; falling; one point; one point that carries it all; far beyond what was measured, by many points and by two; before it.
    let far: Vec<f64> = (0..5).map(|n| 0.01 * 1.3f64.powi(n)).collect();
    for shares in [
        &[0.2, 0.2, 0.2, 0.2][..],
        &[0.3, 0.2, 0.1],
        &[0.0, 0.2],
        &[0.05, 0.05, 0.05, 0.3],
        &far,
        &[0.1, 0.13],
        &[0.1, 0.3, 0.49, 0.48],
    ] {
        assert_eq!(outlook(&drawn(shares)), Outlook::Unknown, "{shares:?}");
        assert!(curve_sentences(&drawn(shares), 800)[0].contains("do not tell yet"), "{shares:?}");
    }
    assert_eq!(outlook(&drawn(&[0.0, 0.0, 0.1, 0.2])), Outlook::At(3000), "two points that are near");
    assert_eq!(outlook(&drawn(&[0.1, 0.3, 0.5])), Outlook::Now);
}

#[test]
fn sentences_say_what_suggestions_lean_on_and_what_more_orders_would_bring() {
    let curve = drawn(&[0.1, 0.2, 0.6]);
    let said = |grounds, last_step| {
        let mut curve = LearningCurve { last_step, has_kin: true, ..curve.clone() };
        curve.points[2].grounds = grounds;
        curve_sentences(&curve, 500).join(" ")
    };
    let step = |value, low, high| Interval { value, low, high };
    let leaning = |own_pairs, kin, popularity| Grounds { own_pairs, kin, popularity };
    let kin = said(leaning(0.1, 0.5, 0.4), step(0.05, 0.02, 0.08));
    assert!(kin.contains("500 orders: suggestions lean on categories, brands and words of the catalog"), "{kin}");
    assert!(kin.contains("of 100, 10 on your own pairs, 50 on the catalog, 40 on what is popular"), "{kin}");
    assert!(kin.ends_with("+5.0 points (+2.0 to +8.0): more orders will bring more."), "{kin}");
    let popular = said(leaning(0.1, 0.4, 0.5), step(0.001, -0.005, 0.006));
    assert!(popular.contains("lean on what is popular") && popular.ends_with("will bring little."), "{popular}");
    let own = said(leaning(0.6, 0.1, 0.3), step(0.01, -0.05, 0.06));
    assert!(own.contains("rest on your own pairs") && own.ends_with("do not tell what more will bring."), "{own}");
}
