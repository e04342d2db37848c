//! Writes Tableau's description of a table, beside its CSV or packed with it: columns with their roles, and rates as calculations.

use std::fmt::Write as _;

use super::table::{Kind, Table};

/// Where a packed description has its data, as Tableau packs it.
#[cfg(feature = "tableau")]
const DATA: &str = "Data/pairwell";

/// A `.tds` for `NAME.csv` in the same folder. Tableau sums rows, so rates are calculations over sums.
pub fn tds(table: &Table) -> String {
    description(table, ".")
}

/// A `.tdsx`: the description, and the data in a folder beside it. It has no time, so the same table gives the same bytes.
#[cfg(feature = "tableau")]
pub(super) fn packed(table: &Table, csv: &[u8]) -> anyhow::Result<Vec<u8>> {
    use std::io::{Cursor, Write as _};

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    // Without compression: the library then needs none, and the same events give the same file in every build.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default());
    for (name, bytes) in [
        (format!("{}.tds", table.name), description(table, DATA).as_bytes()),
        (format!("{DATA}/{}.csv", table.name), csv),
    ] {
        file.start_file(name, options)?;
        file.write_all(bytes)?;
    }
    Ok(file.finish()?.into_inner())
}

fn description(table: &Table, directory: &str) -> String {
    let (name, file) = (table.name, format!("{}.csv", table.name));
    let mut text = format!(
        "<?xml version='1.0' encoding='utf-8'?>\n\
         <datasource formatted-name='pairwell-{name}' inline='true' version='18.1'>\n  \
         <connection class='federated'>\n    <named-connections>\n      <named-connection caption='{name}' name='textscan.pairwell'>\n        \
         <connection class='textscan' directory='{directory}' filename='{file}' server='' password=''/>\n      </named-connection>\n    \
         </named-connections>\n    <relation connection='textscan.pairwell' name='{file}' table='[{name}#csv]' type='table'>\n      \
         <columns character-set='UTF-8' header='yes' locale='en_US' separator=','>\n"
    );
    for (at, (column, kind)) in table.columns.iter().enumerate() {
        let _ = writeln!(text, "        <column datatype='{}' name='{column}' ordinal='{at}'/>", datatype(*kind));
    }
    text += "      </columns>\n    </relation>\n  </connection>\n";
    for (column, kind) in &table.columns {
        let (role, type_) = match kind {
            Kind::Day => ("dimension", "ordinal"),
            Kind::Text => ("dimension", "nominal"),
            Kind::Count | Kind::Money => ("measure", "quantitative"),
        };
        let _ = writeln!(
            text,
            "  <column caption='{}' datatype='{}' name='[{column}]' role='{role}' type='{type_}'/>",
            caption(column),
            datatype(*kind)
        );
    }
    for (at, (rate, numerator, denominator)) in (1..).zip(table.rates) {
        let _ = writeln!(
            text,
            "  <column caption='{rate}' datatype='real' name='[Calculation_{at}]' role='measure' type='quantitative'>\n    \
             <calculation class='tableau' formula='SUM([{numerator}])/SUM([{denominator}])'/>\n  </column>"
        );
    }
    text + "</datasource>\n"
}

fn datatype(kind: Kind) -> &'static str {
    match kind {
        Kind::Day => "date",
        Kind::Text => "string",
        Kind::Count => "integer",
        Kind::Money => "real",
    }
}

/// A column's name as people read it.
fn caption(column: &str) -> String {
    let words = column.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
