//! Lists the SKUs that a rules file names, so that training can add them to the model.

use toml::de::{DeTable, DeValue};

/// Tables whose keys are chosen by the merchant.
const FREE: [&str; 4] = ["answers", "usage", "text", "label"];

/// The SKUs that a rules file names, without duplicates, by alphabetical order of keys and then in file order.
pub fn wanted_items(text: &str) -> Vec<String> {
    let mut wanted = Vec::new();
    let (table, _) = DeTable::parse_recoverable(text);
    gather(table.get_ref(), &mut wanted);
    let mut seen = std::collections::HashSet::new();
    wanted.retain(|sku| seen.insert(sku.clone()));
    wanted
}

fn gather(table: &DeTable<'_>, wanted: &mut Vec<String>) {
    for (key, value) in table.iter().filter(|(key, _)| !FREE.contains(&key.get_ref().as_ref())) {
        match value.get_ref() {
            DeValue::Table(inner) => gather(inner, wanted),
            DeValue::String(sku) if key.get_ref() == "items" => wanted.push(sku.trim().to_owned()),
            DeValue::Array(list) => {
                for one in list {
                    match one.get_ref() {
                        DeValue::Table(inner) => gather(inner, wanted),
                        DeValue::String(sku) if key.get_ref() == "items" => wanted.push(sku.trim().to_owned()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}
