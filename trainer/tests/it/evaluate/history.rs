//! Checks past orders by customer, and that the history settings are chosen by what customers bought next.

use super::world;
use pairwell::rank::Past;
use pairwell_cli::evaluate::{Decoded, PastOrders};
use pairwell_cli::evaluate::{HistoryGain, Holdout, HoldoutOptions, KEPT_ORDERS, On, Open, Split, Tuned, tune};
use pairwell_cli::orders::Orders;
use pairwell_cli::stages::Silent;
use pairwell_cli::train::{TrainOptions, train};

fn of_customers(baskets: &[Vec<u32>], customers: Vec<u32>) -> Orders {
    Orders { customers: Some(customers), ..world::orders(baskets) }
}

/// The history before an order: (item, age).
fn before(orders: &Orders, order: usize) -> Vec<(u32, u32)> {
    let number: Vec<Option<u32>> = (0..orders.skus.len() as u32).map(Some).collect();
    let mut past: Vec<Past> = Vec::new();
    PastOrders::of(orders, &number).unwrap().before(order, &mut past);
    assert!(past.iter().all(|past| past.bought));
    past.iter().map(|past| (past.item, past.age)).collect()
}

#[test]
fn past_orders_are_the_customers_earlier_ones_latest_first() {
    let orders = of_customers(&[vec![0], vec![1], vec![2, 3], vec![4]], vec![7, 8, 7, 7]);
    assert_eq!(before(&orders, 3), [(2, 1), (3, 1), (0, 2)]);
    assert_eq!(before(&orders, 1), []);
}

#[test]
fn earlier_is_by_time_not_by_place_in_the_file() {
    let orders = of_customers(&[vec![0], vec![1], vec![2]], vec![5, 5, 5]);
    let orders = Orders { times: Some(vec![30, 10, 20]), ..orders };
    assert_eq!(before(&orders, 0), [(2, 1), (1, 2)]);
    assert_eq!(before(&orders, 1), []);
}

#[test]
fn unknown_customers_are_not_one_customer() {
    let orders = of_customers(&[vec![0], vec![1], vec![2]], vec![u32::MAX, u32::MAX, 0]);
    assert_eq!(before(&orders, 1), []);
    assert!(PastOrders::of(&of_customers(&[vec![0]], vec![u32::MAX]), &[Some(0)]).is_none());
    assert!(PastOrders::of(&world::orders(&[vec![0]]), &[Some(0)]).is_none());
}

#[test]
fn a_device_keeps_a_limited_number_of_orders() {
    let orders = of_customers(&vec![vec![0]; KEPT_ORDERS + 9], vec![0; KEPT_ORDERS + 9]);
    assert_eq!(before(&orders, KEPT_ORDERS + 8).len(), KEPT_ORDERS);
}

/// A hundred customers with forty orders each: a share of items bought before, the rest at random.
fn habits(share: u64) -> Orders {
    let mut roll = world::dice(11);
    let mut own: Vec<Vec<u32>> = vec![Vec::new(); 100];
    let (mut baskets, mut customers) = (Vec::new(), Vec::new());
    for n in 0..4000 {
        let customer = n % 100;
        let known = &mut own[customer];
        let basket: Vec<u32> = (0..3)
            .map(|_| match roll(100) < share && !known.is_empty() {
                true => known[roll(known.len() as u64) as usize],
                false => roll(200) as u32,
            })
            .collect();
        known.extend(&basket);
        baskets.push(basket);
        customers.push(customer as u32);
    }
    of_customers(&baskets, customers)
}

fn tuned(orders: &Orders) -> Tuned {
    let open = Open { history: true, ..Open::NONE };
    tune(orders, &HoldoutOptions::new(Split::Time), TrainOptions::default(), open, &Silent).unwrap()
}

#[test]
fn habits_are_found_where_there_are_some_and_only_there() {
    let repeating = tuned(&habits(70));
    assert!(repeating.options.repurchase_boost > 0.0, "{}", repeating.options);
    assert!(repeating.tries.iter().any(|tried| tried.on == On::Home));
    assert_eq!(tuned(&habits(0)).options.repurchase_boost, 0.0);
}

#[test]
fn without_customers_nothing_is_tried_and_the_default_stands() {
    let orders = Orders { customers: None, ..habits(70) };
    assert_eq!(tuned(&orders), Tuned { options: TrainOptions::default(), tries: Vec::new() });
}

#[test]
fn the_gain_of_history_is_measured_on_returning_customers() {
    let orders = habits(70);
    let holdout = Holdout::of(&orders, &HoldoutOptions::new(Split::Time));
    let options = tuned(&holdout.train).options;
    let bytes = train(&holdout.train, &options, &Silent).encode().unwrap();
    let model = pairwell::model::Model::decode(&bytes).unwrap();
    let brings = HistoryGain::of(&holdout, &Decoded::new(model, &holdout.train)).unwrap();
    assert_eq!(brings.cases, holdout.cases.len());
    assert!(brings.cart.difference.low > 0.0 && brings.home.difference.low > 0.0, "{brings}");
}
