//! Checks the files of a report: the page loads nothing, tables add up to the report, Tableau's own library reads its descriptions.

use std::io::Read;
use std::process::Command;

use serde_json::Value;

use super::log::{lines, report, run, small};

fn written() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("e.jsonl"), lines(&small()).join("\n")).unwrap();
    let output = run(folder.path(), "e.jsonl --planned-devices 400 --out out");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

/// The sum of a column of a written table.
fn sum(folder: &tempfile::TempDir, table: &str, column: &str) -> f64 {
    let mut rows = csv::Reader::from_path(folder.path().join("out").join(table)).unwrap();
    let at = rows.headers().unwrap().iter().position(|name| name == column).unwrap();
    rows.records().map(|row| row.unwrap()[at].parse::<f64>().unwrap()).sum()
}

#[test]
fn tables_add_up_to_the_report() {
    let folder = written();
    let report: Value = serde_json::from_slice(&std::fs::read(folder.path().join("out/report.json")).unwrap()).unwrap();
    let all = |arms: &dyn Fn(&Value) -> f64| report["arms"].as_array().unwrap().iter().map(arms).sum::<f64>();
    assert_eq!(sum(&folder, "devices.csv", "devices"), all(&|arm| arm["counted"].as_f64().unwrap()));
    assert_eq!(sum(&folder, "devices.csv", "buyers"), all(&|arm| arm["buyers"].as_f64().unwrap()));
    let attributed = report["comparisons"][0]["attributed"].as_f64().unwrap();
    assert_eq!(sum(&folder, "devices.csv", "attributed_revenue"), attributed);
    assert_eq!(sum(&folder, "lists.csv", "attributed_revenue"), attributed);
    assert_eq!(sum(&folder, "items.csv", "attributed_revenue"), attributed);
    assert_eq!(sum(&folder, "lists.csv", "lists_viewed"), 100.0);
    assert_eq!(sum(&folder, "items.csv", "views"), 200.0);
    assert_eq!(report, super::log::report(folder.path(), "e.jsonl --planned-devices 400"));
}

#[test]
fn the_page_loads_nothing_and_tells_the_verdict() {
    let folder = written();
    let page = std::fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    let json: Value = report(folder.path(), "e.jsonl --planned-devices 400");
    let sentence = json["comparisons"][0]["figures"][0]["sentence"].as_str().unwrap();
    assert!(page.contains(sentence), "{page}");
    // Every drawing names its kind by an address that nothing loads.
    let page = page.replace("http://www.w3.org/2000/svg", "");
    assert!(
        ["src=", "http://", "https://", "<script", "@import", "url("].iter().all(|load| !page.contains(load)),
        "{page}"
    );
    assert!(page.matches("<svg").count() == 2 && page.contains("@media print"));
}

#[test]
fn a_packed_description_holds_the_same_description_and_data() {
    let folder = written();
    for table in ["devices", "lists", "items"] {
        let read = |name: String| std::fs::read(folder.path().join("out").join(name)).unwrap();
        let mut packed = zip::ZipArchive::new(std::io::Cursor::new(read(format!("{table}.tdsx")))).unwrap();
        let mut unpacked = |name: String| {
            let mut bytes = Vec::new();
            packed.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        };
        assert!(unpacked(format!("Data/pairwell/{table}.csv")) == read(format!("{table}.csv")), "{table}");
        let (inside, beside) = (unpacked(format!("{table}.tds")), read(format!("{table}.tds")));
        let here = String::from_utf8(inside).unwrap().replace("directory='Data/pairwell'", "directory='.'");
        assert_eq!(here, String::from_utf8(beside).unwrap());
        assert_eq!(packed.len(), 2);
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_the_same_rows() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let folder = written();
    for table in ["devices", "lists", "items"] {
        let file = std::fs::File::open(folder.path().join(format!("out/{table}.parquet"))).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let csv = std::fs::read_to_string(folder.path().join(format!("out/{table}.csv"))).unwrap();
        assert_eq!(reader.metadata().file_metadata().num_rows() as usize, csv.lines().count() - 1, "{table}");
        let names: Vec<String> = reader
            .metadata()
            .file_metadata()
            .schema()
            .get_fields()
            .iter()
            .map(|field| field.name().to_owned())
            .collect();
        assert_eq!(names.join(","), csv.lines().next().unwrap(), "{table}");
    }
}

const CHECK: &str = "
import sys
from tableaudocumentapi import Datasource
for path in sys.argv[1:]:
    source = Datasource.from_file(path)
    print(len(source.connections), source.connections[0].dbclass, len(source.fields), sorted(field.caption or '' for field in source.fields.values() if field.calculation))
";

#[test]
fn tableaus_own_library_reads_the_descriptions() {
    let python = std::env::var("PAIRWELL_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python).args(["-c", "import tableaudocumentapi"]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        eprintln!(
            "skipped: {python} has no tableaudocumentapi; pip install it, or set PAIRWELL_PYTHON to a Python that has it"
        );
        return;
    }
    let folder = written();
    let paths = ["devices", "lists", "items"]
        .iter()
        .flat_map(|table| [".tds", ".tdsx"].map(|ending| folder.path().join(format!("out/{table}{ending}"))));
    let output = Command::new(&python).args(["-c", CHECK]).args(paths).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // It counts a column of the file and the field of it, then the calculations.
    let devices = "1 textscan 54 ['Conversion', 'Cross-sell rate', 'Margin per device over time', 'Repeat purchase rate', \
                   'Return rate of suggestions', 'Revenue per device', 'Revenue per order', 'Upsell rate']\n";
    let (lists, items) = ("1 textscan 28 ['Add rate', 'Click rate']\n", "1 textscan 24 ['Add rate', 'Click rate']\n");
    assert_eq!(text, [devices, lists, items].map(|one| one.repeat(2)).concat());
}
