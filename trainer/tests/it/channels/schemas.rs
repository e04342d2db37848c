//! Holds the files against what the receivers publish: schemas of Salesforce and Klaviyo, schema.org by a JSON-LD processor.

use std::path::Path;
use std::process::Command;

use super::shop::{Receiver, export};
use super::told::RECEIVERS;
use crate::shared;

/// What the checks need, as pip installs it.
pub const PACKAGES: [&str; 3] = ["lxml==6.1.3", "jsonschema==4.26.0", "pyld==2.0.4"];

/// The files that a format writes are valid by a schema.
fn check(format: &str, kind: &str, schema: &Path) {
    let receiver: &Receiver = RECEIVERS.iter().find(|receiver| receiver.format == format).unwrap();
    let out = tempfile::tempdir().unwrap();
    export(receiver, "", out.path(), 0);
    valid(kind, schema, out.path());
}

/// The files of a folder are valid by a schema; skipped, aloud, where Python's packages cannot be installed.
fn valid(kind: &str, schema: &Path, folder: &Path) {
    let Some(python) = shared::python("channels", &PACKAGES) else { return };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/channels/schemas.py");
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let checked = Command::new(&python).arg(&script).arg(kind).arg(schema).arg(&file).output().unwrap();
        let said = String::from_utf8_lossy(&checked.stderr);
        assert!(checked.status.success(), "{kind}: {said}");
        assert!(String::from_utf8_lossy(&checked.stdout).starts_with("valid: "), "{kind}: nothing was checked");
    }
}

#[test]
fn recommendations_are_valid_by_the_schema_of_salesforce() {
    if let Some(schema) = shared::file("reference/schemas", "sfcc/catalog.xsd") {
        check("salesforce", "xsd", &schema);
    }
}

#[test]
fn requests_are_valid_by_the_schema_of_klaviyo() {
    let schema =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schemas/klaviyo-bulk-update-catalog-items.json");
    check("klaviyo-catalog", "klaviyo", &schema);
}

#[test]
fn profiles_are_valid_by_the_schema_of_klaviyo() {
    let Some(schema) = shared::file("reference/schemas", "klaviyo/bulk_import_profiles.json") else { return };
    let folder = tempfile::tempdir().unwrap();
    let customers = folder.path().join("customers.jsonl");
    std::fs::write(&customers, "{\"id\":\"c-1\",\"orders\":[[\"kettle\"]]}\n{\"id\":\"c-2\"}\n").unwrap();
    let out = folder.path().join("out");
    let (customers, written) = (customers.display(), out.display());
    let args =
        format!("mail model --customers {customers} --to klaviyo --catalog catalog.csv --out {written} --min-score");
    for score in ["0", "0.1"] {
        crate::cli::check(super::shop::shop(), &format!("{args} {score}"), 0, &["klaviyo-profiles.jsonl"]);
        valid("klaviyo", &schema, &out);
    }
}

#[test]
fn a_processor_of_json_ld_finds_the_products_and_what_they_are_bought_with() {
    check("json-ld", "json-ld", Path::new("-"));
}

#[test]
fn feeds_of_google_are_well_formed() {
    check("google-xml", "rss", Path::new("-"));
}

#[test]
fn what_shopify_imports_is_what_our_reader_of_its_export_finds() {
    let receiver: &Receiver = RECEIVERS.iter().find(|receiver| receiver.format == "shopify").unwrap();
    let (told, _) = super::shop::exported(receiver, "");
    let out = tempfile::tempdir().unwrap();
    export(receiver, "", out.path(), 0);
    // An export has prices and options; an import may leave them out.
    let text = std::fs::read_to_string(out.path().join("shopify.csv")).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let rows = rows.lines().map(|row| format!("{row},1.00,Title,\n")).collect::<String>();
    let path = out.path().join("products.csv");
    std::fs::write(&path, format!("{head},Price,Option1 name,SKU\n{rows}")).unwrap();
    let read = pairwell_cli::catalog::read(path.to_str().unwrap()).unwrap();
    assert_eq!(read.len(), told.len());
    for item in &read {
        assert_eq!(item.cross_sells, told[item.group.as_ref().unwrap()]);
    }
}
