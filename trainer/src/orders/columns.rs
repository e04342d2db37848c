//! Finds the columns of an order export by name.

use super::error::{Problem, ReadError};
pub use super::field::{FIELDS, Field};
use super::fold::plain;
use crate::terminal::short;
use std::str::FromStr;

/// Columns that the user named: `order=Bon,item=Artikel`; a name left empty means "there is none".
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ColumnMap {
    named: [Option<String>; FIELDS],
}

impl ColumnMap {
    /// Says which column holds a field.
    pub fn set(&mut self, field: Field, column: &str) {
        self.named[field as usize] = Some(column.to_owned());
    }

    /// The column the user named for a field.
    pub fn named(&self, field: Field) -> Option<&str> {
        self.named[field as usize].as_deref()
    }

    /// Whether columns are named by their place, `#1` the first: then the file has no header.
    pub fn by_position(&self) -> bool {
        self.named.iter().flatten().any(|name| name.strip_prefix('#').is_some_and(|n| n.parse::<usize>().is_ok()))
    }

    /// Takes over what `other` says, where this says nothing: a preset under the user's own words.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.named.iter_mut().zip(&other.named) {
            if mine.is_none() {
                mine.clone_from(theirs);
            }
        }
        self
    }
}

impl FromStr for ColumnMap {
    type Err = ReadError;

    fn from_str(text: &str) -> Result<Self, ReadError> {
        let mut map = Self::default();
        let mut last = None;
        for part in text.split(',').filter(|part| !part.is_empty()) {
            // A comma inside a column's name does not begin a new pair.
            match part.split_once('=').and_then(|(name, column)| Some((Field::by_name(name)?, column))) {
                Some((field, column)) => {
                    map.set(field, column);
                    last = Some(field);
                }
                None => match last.and_then(|field: Field| map.named[field as usize].as_mut()) {
                    Some(column) => {
                        column.push(',');
                        column.push_str(part);
                    }
                    None => return Err(bad_map(part)),
                },
            }
        }
        Ok(map)
    }
}

fn bad_map(part: &str) -> ReadError {
    let names = Field::ALL.map(Field::map_name).join(", ");
    let what = format!("expected NAME=COLUMN, found {part:?}");
    ReadError::new(
        Problem::Usage,
        "--map",
        what,
        format!("NAME is one of {names}. Example: --map order=Bon,item=Artikel"),
    )
}

/// Where each field stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    at: [Option<usize>; FIELDS],
    /// Where titles stand, whether or not they may stand in for codes.
    titles: Option<usize>,
    names: Vec<String>,
    /// What each column may be known by, in plain form.
    keys: Vec<Vec<String>>,
}

impl Columns {
    /// Finds the fields among the names of a header.
    pub fn find(names: Vec<String>, map: &ColumnMap, needed: &[Field], source: &str) -> Result<Self, ReadError> {
        let keys = names.iter().map(|name| vec![plain(name)]).collect();
        Self::known_by(names, keys, map, source)?.check(needed, source)
    }

    /// Finds the fields among columns that are each known by some keys, in plain form.
    pub(super) fn known_by(
        names: Vec<String>,
        keys: Vec<Vec<String>>,
        map: &ColumnMap,
        source: &str,
    ) -> Result<Self, ReadError> {
        let mut columns = Self { at: [None; FIELDS], titles: None, names, keys };
        for field in Field::ALL {
            columns.at[field as usize] = match map.named(field) {
                Some("") => None,
                Some(column) => Some(columns.named(column, source)?),
                None => columns.candidates(field).first().copied(),
            };
        }
        columns.separate_titles(map);
        Ok(columns)
    }

    /// The same columns; an error where one that is needed is not there.
    pub(super) fn check(self, needed: &[Field], source: &str) -> Result<Self, ReadError> {
        let there = needed.iter().all(|&field| self.at(field).is_some());
        if there { Ok(self) } else { Err(self.missing(needed, source)) }
    }

    /// Every column that a field's names fit, likeliest first.
    pub(super) fn candidates(&self, field: Field) -> Vec<usize> {
        let known = |alias| self.keys.iter().position(|keys| keys.iter().any(|key| key == alias));
        field.aliases().filter_map(known).collect()
    }

    /// A column that only a later row has: taken where its field has none.
    pub(super) fn add(&mut self, name: String, keys: Vec<String>, map: &ColumnMap) {
        let at = self.names.len();
        for field in Field::ALL {
            let fits = match map.named(field) {
                Some(named) => named == name,
                None => field != Field::Title && field.aliases().any(|alias| keys.iter().any(|key| key == alias)),
            };
            if fits && self.at(field).is_none() {
                self.at[field as usize] = Some(at);
            }
        }
        self.names.push(name);
        self.keys.push(keys);
    }

    /// Takes a field from another column, or from none.
    pub(super) fn set(&mut self, field: Field, at: Option<usize>) {
        self.at[field as usize] = at;
        if field == Field::Item && self.titles == at {
            self.titles = None;
        }
    }

    /// The names of the columns that hold no field, apart from those that are read otherwise.
    pub(super) fn unused(&self, otherwise: impl Fn(usize) -> bool) -> Vec<String> {
        let unused = (0..self.names.len()).filter(|at| !self.at.contains(&Some(*at)) && !otherwise(*at));
        unused.map(|at| self.names[at].clone()).filter(|name| !name.is_empty()).collect()
    }

    /// The columns' names.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The position of a field.
    pub fn at(&self, field: Field) -> Option<usize> {
        self.at[field as usize]
    }

    /// The position of a column that says what items are called, beside their codes.
    pub fn titles(&self) -> Option<usize> {
        self.titles
    }

    /// The export's own name for a field's column.
    pub fn name(&self, field: Field) -> &str {
        self.at(field).map_or("", |at| self.names[at].as_str())
    }

    /// How many columns the header has.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// How many fields a row must have at least, to hold all that is needed.
    pub fn needed(&self, needed: &[Field]) -> usize {
        needed.iter().filter_map(|&field| self.at(field)).max().map_or(0, |at| at + 1)
    }

    /// Each field that was found, as `--map` would say it.
    pub fn found(&self) -> Vec<(&'static str, &str)> {
        let found = Field::ALL.into_iter().filter(|field| self.at(*field).is_some());
        found.map(|field| (field.map_name(), self.name(field))).collect()
    }

    /// A column named by the user: exactly, else without regard to case, accents, blanks and signs.
    fn named(&self, column: &str, source: &str) -> Result<usize, ReadError> {
        let exact = self.names.iter().position(|name| name == column);
        let wanted = plain(column);
        let close = || self.names.iter().position(|name| plain(name) == wanted && !wanted.is_empty());
        let part = || self.keys.iter().position(|keys| keys.contains(&wanted) && !wanted.is_empty());
        exact.or_else(close).or_else(part).ok_or_else(|| {
            let what =
                format!("--map names the column {column:?}, which is not there; columns found: {}", self.listed());
            ReadError::new(Problem::MissingColumn, source, what, "Name one of these columns.")
        })
    }

    /// A title stands in for a missing code only where the user, or a preset, says so: codes and titles do not mix.
    fn separate_titles(&mut self, map: &ColumnMap) {
        self.titles = self.at(Field::Title).filter(|at| self.at(Field::Item) != Some(*at));
        if map.named(Field::Title).is_none() {
            self.at[Field::Title as usize] = None;
        }
    }

    fn missing(&self, needed: &[Field], source: &str) -> ReadError {
        missing(needed, &self.listed(), source, |field| Some(self.name(field)).filter(|name| !name.is_empty()))
    }

    fn listed(&self) -> String {
        listed(self.names.iter().map(String::as_str))
    }
}

/// Names for a message: a screen has no room for all columns of a wide table.
pub(crate) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    const WIDTH: usize = 300;
    let names: Vec<&str> = names.collect();
    let (mut shown, mut width) = (Vec::new(), 0);
    for name in &names {
        let name = short(name);
        width += name.chars().count() + 2;
        if width > WIDTH {
            shown.push(format!("and {} more", names.len() - shown.len()));
            break;
        }
        shown.push(name);
    }
    if shown.is_empty() {
        return "none".to_owned();
    }
    shown.join(", ")
}

/// What to say when nothing is known to hold a field that is needed. `found` names the columns that are known.
pub(super) fn missing<'c>(
    needed: &[Field],
    listed: &str,
    source: &str,
    found: impl Fn(Field) -> Option<&'c str>,
) -> ReadError {
    let lacking: Vec<&str> =
        needed.iter().filter(|&&field| found(field).is_none()).map(|&field| field.words()).collect();
    let pairs =
        needed.iter().map(|&field: &Field| format!("{}={}", field.map_name(), found(field).unwrap_or("COLUMN")));
    let what = format!("no column for {}; columns found: {listed}", lacking.join(" or "));
    let remedy = format!("Say which: --map {}", pairs.collect::<Vec<_>>().join(","));
    ReadError::new(Problem::MissingColumn, source, what, remedy)
}

#[cfg(test)]
mod tests {
    use super::{ColumnMap, Columns, Field};

    fn check(header: &str, map: &str, expected: &str) {
        let names = header.split(',').map(str::to_owned).collect();
        let found = match Columns::find(names, &map.parse().unwrap(), &[Field::Order, Field::Item], "orders.csv") {
            Ok(columns) => {
                columns.found().iter().map(|(name, column)| format!("{name}={column}")).collect::<Vec<_>>().join(",")
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "{header}");
    }

    #[test]
    fn the_columns_of_common_exports_are_found() {
        check(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
            "",
            "order=InvoiceNo,item=StockCode,quantity=Quantity,price=UnitPrice,time=InvoiceDate,customer=CustomerID",
        );
        check(
            "order_id,ordered_at,customer_id,sku,quantity,unit_price,status",
            "",
            "order=order_id,item=sku,quantity=quantity,price=unit_price,time=ordered_at,customer=customer_id,status=status",
        );
        check("Order #,Item SKU,Qty", "", "order=Order #,item=Item SKU,quantity=Qty");
        check("Invoice,StockCode,Customer ID", "", "order=Invoice,item=StockCode,customer=Customer ID");
        check("order_id,product_id,add_to_cart_order,reordered", "", "order=order_id,item=product_id");
        check("Bon,Artikel,date", "order=bon,item=Artikel", "order=Bon,item=Artikel,time=date");
        check("order_id,sku,price", "price=", "order=order_id,item=sku");
    }

    #[test]
    fn a_missing_column_lists_what_is_there_and_the_map_to_write() {
        check(
            "Bon,sku,wann",
            "",
            "orders.csv: no column for the order id; columns found: Bon, sku, wann\n  Say which: --map order=COLUMN,item=sku",
        );
        check(
            "a,b",
            "order=c",
            "orders.csv: --map names the column \"c\", which is not there; columns found: a, b\n  Name one of these columns.",
        );
    }

    #[test]
    fn a_map_that_is_none_says_how_to_write_one() {
        let error = "sku".parse::<ColumnMap>().unwrap_err().to_string();
        assert!(error.starts_with("--map: expected NAME=COLUMN, found \"sku\""), "{error}");
    }
}
