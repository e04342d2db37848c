//! Writes Tableau's description of a table beside its CSV: columns with their roles, and rates as calculations.

use std::fmt::Write as _;

use super::tables::{Kind, Table};

/// A `.tds` for `NAME.csv` in the same folder. Tableau sums rows, so rates are calculations over sums.
pub fn tds(table: &Table) -> String {
    let (name, file) = (table.name, format!("{}.csv", table.name));
    let mut text = format!(
        "<?xml version='1.0' encoding='utf-8'?>\n\
         <datasource formatted-name='pairwell-{name}' inline='true' version='18.1'>\n  \
         <connection class='federated'>\n    <named-connections>\n      <named-connection caption='{name}' name='textscan.pairwell'>\n        \
         <connection class='textscan' directory='.' filename='{file}' server='' password=''/>\n      </named-connection>\n    \
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
