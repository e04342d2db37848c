//! Reads one table as every writer writes it: the orders, and what was dropped and why, must be the same.

use pairwell_cli::orders::{self, Dropped, Orders, Quiet, ReadOptions};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shared;

/// What the writers need, as pip installs it.
const PACKAGES: [&str; 5] = ["pyarrow==26.0.1", "pandas==3.1.1", "polars==2.1.0", "duckdb==2.0.1", "openpyxl==3.1.5"];

/// A Python with the writers; the plain one of this machine, said aloud, where they cannot be installed.
fn python() -> Option<PathBuf> {
    shared::python("writers", &PACKAGES).or_else(|| {
        eprintln!("only Python's own writers are checked");
        Command::new("python3").args(["-c", ""]).output().ok().map(|_| PathBuf::from("python3"))
    })
}

/// What was read, as far as every form can tell it.
#[derive(Debug, PartialEq)]
struct Account {
    orders: Orders,
    dropped: BTreeMap<Dropped, u64>,
    undated: u64,
}

fn read(path: &Path) -> Account {
    let mut source = path.to_str().unwrap().to_owned();
    let mut options = ReadOptions::default();
    if source.ends_with(".sqlite") {
        source = format!("sqlite://{source}");
        options.query = Some("SELECT * FROM lines".to_owned());
    }
    let (orders, report) =
        orders::read(&[source], &options, &Quiet).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Account { orders, dropped: report.dropped, undated: report.undated }
}

#[test]
fn every_writer_says_the_same() {
    let Some(python) = python() else { return eprintln!("not checked: there is no python3") };
    let out = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/writers.py");
    let written = Command::new(python).arg(script).arg(out.path()).output().unwrap();
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    eprint!("{}", String::from_utf8_lossy(&written.stderr));
    let names = String::from_utf8(written.stdout).unwrap();
    let expected = read(&out.path().join("plain.csv"));
    assert!(expected.orders.len() > 40 && expected.dropped[&Dropped::Cancelled] > 20, "{expected:?}");
    let readable = |name: &&str| cfg!(feature = "sql") || !name.ends_with(".sqlite");
    let readable = |name: &&str| readable(name) && (cfg!(feature = "excel") || !name.ends_with(".xlsx"));
    for name in names.lines().filter(readable) {
        assert_eq!(read(&out.path().join(name)), expected, "{name}");
    }
}
