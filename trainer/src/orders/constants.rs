//! Reads partition columns such as `order_date=2024-01-01` from the folders in a path.

use super::fold::plain;
use std::path::{Component, Path};

/// What Hive calls a folder of no value.
const NOTHING: &str = "__HIVE_DEFAULT_PARTITION__";

/// Columns beside those in a table's rows, the same on every row.
#[derive(Debug, Default, Clone)]
pub(super) struct Constants {
    /// Their names.
    pub(super) names: Vec<String>,
    /// Their values, as text.
    pub(super) values: Vec<Vec<u8>>,
}

impl Constants {
    /// What a path says. Year, month and day in folders of their own are a date.
    pub(super) fn of(source: &str) -> Self {
        let mut constants = Self::default();
        let folders = Path::new(source).parent().into_iter().flat_map(Path::components);
        for folder in folders {
            let Component::Normal(folder) = folder else { continue };
            if let Some((name, value)) = folder.to_string_lossy().split_once('=') {
                let value = if value == NOTHING { String::new() } else { unescaped(value) };
                constants.push(&unescaped(name), value);
            }
        }
        if let Some(date) = constants.date() {
            constants.push("order_date", date);
        }
        constants
    }

    /// Those of them that a table has no column for.
    pub(super) fn without(self, names: &[String]) -> Self {
        let has = |constant: &String| names.iter().any(|name| plain(name) == plain(constant));
        let kept = self.names.into_iter().zip(self.values).filter(|(name, _)| !has(name));
        let (names, values) = kept.unzip();
        Self { names, values }
    }

    fn push(&mut self, name: &str, value: String) {
        self.names.push(name.to_owned());
        self.values.push(value.into_bytes());
    }

    fn date(&self) -> Option<String> {
        let number = |wanted: [&str; 2]| -> Option<u32> {
            let at = self.names.iter().position(|name| wanted.contains(&name.to_lowercase().as_str()))?;
            std::str::from_utf8(self.values.get(at)?).ok()?.parse().ok()
        };
        let (year, month) = (number(["year", "y"])?, number(["month", "m"])?);
        Some(format!("{year:04}-{month:02}-{:02}", number(["day", "d"]).unwrap_or(1)))
    }
}

/// `2024-01-01%2010%3A00` as `2024-01-01 10:00`.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = tail.get(..2).filter(|_| first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::Constants;

    #[test]
    fn folders_are_columns() {
        let said = Constants::of("orders/shop=main/order_date=2024-01-01%2010%3A00/part-0.parquet");
        assert_eq!(said.names, ["shop", "order_date"]);
        assert_eq!(said.values, [b"main".to_vec(), b"2024-01-01 10:00".to_vec()]);
        assert_eq!(Constants::of("y=2024/m=3/d=7/x.csv").values.last(), Some(&b"2024-03-07".to_vec()));
        assert!(Constants::of("orders.csv").names.is_empty());
    }
}
