//! Reads shops for the other tests: the sample, the reference set, or a few lines of text.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use pairwell::rules::parts::Near;
use pairwell_cli::catalog::{self, CatalogItem};
use pairwell_cli::orders::{self, Orders, Quiet, ReadOptions};
use pairwell_cli::relations::{Input, Money, Relations, learn};

/// Orders, what was returned, and the catalog.
pub struct Shop {
    pub orders: Orders,
    pub returned: BTreeMap<String, u32>,
    pub catalog: Vec<CatalogItem>,
}

impl Shop {
    /// What is learned, under the orders' own item numbers.
    pub fn learn(&self, money: Money) -> Relations {
        let skus: Vec<&str> = self.orders.skus.iter().map(String::as_str).collect();
        let (orders, returned, catalog) = (&self.orders, &self.returned, self.catalog.as_slice());
        learn(&Input { orders, returned, skus: &skus, catalog, min_orders: 3, money })
    }

    pub fn item(&self, sku: &str) -> u32 {
        self.orders.skus.iter().position(|known| known == sku).unwrap() as u32
    }

    pub fn skus(&self, items: &[u32]) -> Vec<&str> {
        items.iter().map(|item| self.orders.skus[*item as usize].as_str()).collect()
    }

    /// The SKUs near a SKU.
    pub fn near<'a>(&'a self, list: &[Near], sku: &str) -> Vec<&'a str> {
        let item = self.item(sku);
        list.iter().find(|near| near.item == item).map(|near| self.skus(&near.others)).unwrap_or_default()
    }
}

/// A shop from files.
pub fn read(orders: &Path, catalog: Option<&Path>) -> Shop {
    let catalog = catalog.map(|path| catalog::read(path.to_str().unwrap()).unwrap()).unwrap_or_default();
    let options =
        ReadOptions { aliases: catalog::aliases(&catalog), max_order_items: Some(200), ..ReadOptions::default() };
    let (orders, report) = orders::read(&[orders.to_str().unwrap().to_owned()], &options, &Quiet).unwrap();
    Shop { orders, returned: report.returned, catalog }
}

/// A shop from texts.
pub fn text(orders: &str, catalog: &str) -> Shop {
    let file = |text: &str| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    };
    let (orders, catalog) = (file(orders), file(catalog));
    read(orders.path(), Some(catalog.path()))
}

/// The sample shop.
pub fn sample() -> Shop {
    let sample = root().join("sample");
    read(&sample.join("orders.csv"), Some(&sample.join("catalog.csv")))
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
