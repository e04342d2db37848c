//! Finds the columns of an order export by their names; never looks at a row.

use super::error::{Problem, ReadError};
use std::str::FromStr;

/// What a column can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The order's id.
    Order,
    /// The item's code.
    Item,
    /// How many were bought.
    Quantity,
    /// What one cost.
    Price,
    /// When the order was placed.
    Time,
    /// Who bought: told apart, never kept.
    Customer,
    /// What became of the order.
    Status,
    /// The item's title, for exports in which codes may be missing.
    Title,
    /// The order that a return belongs to.
    ReturnOf,
}

const FIELDS: usize = 9;

/// Each field, its name in `--map`, and the column names it is known by, likeliest first, in [`plain`] form.
const KNOWN: [(Field, &str, &str); FIELDS] = [
    (
        Field::Order,
        "order",
        "orderid ordernumber orderno ordernr order ordername incrementid ordercode orderref orderreference \
         invoiceno invoicenumber invoiceid invoice transactionid transactionno transactionnumber \
         transaction basketid basket receiptid receiptno receiptnumber receipt billno billid saleid salesid \
         salesorderid purchaseid checkoutid ticketid ticket bestellnummer auftragsnummer rechnungsnummer \
         numerocommande commande numeropedido pedido",
    ),
    (
        Field::Item,
        "item",
        "sku itemsku productsku lineitemsku variantsku itemid productid itemcode productcode stockcode \
         articleid articlecode articlenumber articleno itemno itemnumber productno productnumber variantid \
         asin ean gtin upc item product article artikelnummer codearticle codigo itemname productname \
         producttitle lineitemname itemdescription",
    ),
    (
        Field::Quantity,
        "quantity",
        "quantity qty lineitemquantity itemquantity productquantity orderquantity orderqty qtyordered \
         quantityordered quantityrefund units unitssold menge anzahl quantite cantidad",
    ),
    (
        Field::Price,
        "price",
        "unitprice price itemprice lineitemprice productprice itemcost saleprice sellingprice priceperunit \
         preis einzelpreis prix prixunitaire precio",
    ),
    (
        Field::Time,
        "time",
        "orderedat orderdate ordertime orderdatetime ordertimestamp invoicedate purchasedate purchasedat \
         orderpurchasetimestamp transactiondate transactiontime createdat datecreated datecreatedgmt \
         placedat paidat timestamp datetime date time eventtimestamp eventtime bestelldatum datum fecha",
    ),
    (
        Field::Customer,
        "customer",
        "customerid customerno customernumber customer userid user clientid memberid buyerid accountid \
         accountnumber householdkey visitorid kundennummer customeremail email",
    ),
    (Field::Status, "status", "orderstatus status financialstatus orderstate state paymentstatus"),
    (Field::Title, "title", "title producttitle productname itemname lineitemname name description"),
    (Field::ReturnOf, "return_of", "returnof refundof originalorder originalorderid originalinvoice"),
];

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
            match part.split_once('=').and_then(|(name, column)| Some((by_name(name)?, column))) {
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

fn by_name(name: &str) -> Option<Field> {
    let name = name.trim().to_ascii_lowercase();
    KNOWN.iter().find(|(_, known, _)| *known == name).map(|&(field, ..)| field)
}

fn bad_map(part: &str) -> ReadError {
    let names = KNOWN.map(|(_, name, _)| name).join(", ");
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
    names: Vec<String>,
}

impl Columns {
    /// Finds the fields among the names of a header.
    pub fn find(names: Vec<String>, map: &ColumnMap, source: &str) -> Result<Self, ReadError> {
        let plain_names: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let mut columns = Self { at: [None; FIELDS], names };
        for (field, _, aliases) in KNOWN {
            columns.at[field as usize] = match map.named(field) {
                Some("") => None,
                Some(column) => Some(columns.named(column, &plain_names, source)?),
                None => aliases.split_whitespace().find_map(|alias| plain_names.iter().position(|name| name == alias)),
            };
        }
        columns.without_double_use(map);
        match (columns.at(Field::Order), columns.at(Field::Item)) {
            (Some(_), Some(_)) => Ok(columns),
            _ => Err(columns.missing(source)),
        }
    }

    /// The position of a field.
    pub fn at(&self, field: Field) -> Option<usize> {
        self.at[field as usize]
    }

    /// The export's own name for a field's column.
    pub fn name(&self, field: Field) -> &str {
        self.at(field).map_or("", |at| self.names[at].as_str())
    }

    /// How many columns the header has.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// How many fields a row must have at least, to hold an order and an item.
    pub fn needed(&self) -> usize {
        [Field::Order, Field::Item].into_iter().filter_map(|field| self.at(field)).max().map_or(0, |at| at + 1)
    }

    /// Each field that was found, as `--map` would say it.
    pub fn found(&self) -> Vec<(&'static str, &str)> {
        let found = KNOWN.iter().filter(|(field, ..)| self.at(*field).is_some());
        found.map(|&(field, name, _)| (name, self.name(field))).collect()
    }

    /// A column named by the user: exactly, else without regard to case, blanks and signs.
    fn named(&self, column: &str, plain_names: &[String], source: &str) -> Result<usize, ReadError> {
        let exact = self.names.iter().position(|name| name == column);
        let close = || plain_names.iter().position(|name| *name == plain(column) && !name.is_empty());
        exact.or_else(close).ok_or_else(|| {
            let what =
                format!("--map names the column {column:?}, which is not there; columns found: {}", self.listed());
            ReadError::new(Problem::MissingColumn, source, what, "Name one of these columns.").at_row(1)
        })
    }

    /// A title column that already serves as item code is not a second source of codes.
    fn without_double_use(&mut self, map: &ColumnMap) {
        if map.named(Field::Title).is_none() && self.at(Field::Title) == self.at(Field::Item) {
            self.at[Field::Title as usize] = None;
        }
    }

    fn missing(&self, source: &str) -> ReadError {
        let word = |field: Field, name: &str| match self.at(field) {
            Some(_) => format!("{name}={}", self.name(field)),
            None => format!("{name}=COLUMN"),
        };
        let lacking: Vec<&str> = [(Field::Order, "the order id"), (Field::Item, "the item code")]
            .into_iter()
            .filter_map(|(field, words)| self.at(field).is_none().then_some(words))
            .collect();
        let what = format!("no column for {}; columns found: {}", lacking.join(" or "), self.listed());
        let remedy = format!("Say which: --map {},{}", word(Field::Order, "order"), word(Field::Item, "item"));
        ReadError::new(Problem::MissingColumn, source, what, remedy).at_row(1)
    }

    fn listed(&self) -> String {
        if self.names.is_empty() { "none".to_owned() } else { self.names.join(", ") }
    }
}

/// A column name without case, blanks and signs: `Order #`, `order_id` and `Order ID` differ in nothing that matters.
pub fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{ColumnMap, Columns};

    fn check(header: &str, map: &str, expected: &str) {
        let names = header.split(',').map(str::to_owned).collect();
        let found = match Columns::find(names, &map.parse().unwrap(), "orders.csv") {
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
            "order=InvoiceNo,item=StockCode,quantity=Quantity,price=UnitPrice,time=InvoiceDate,customer=CustomerID,title=Description",
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
            "orders.csv, line 1: no column for the order id; columns found: Bon, sku, wann\n  Say which: --map order=COLUMN,item=sku",
        );
        check(
            "a,b",
            "order=c",
            "orders.csv, line 1: --map names the column \"c\", which is not there; columns found: a, b\n  Name one of these columns.",
        );
    }

    #[test]
    fn a_map_that_is_none_says_how_to_write_one() {
        let error = "sku".parse::<ColumnMap>().unwrap_err().to_string();
        assert!(error.starts_with("--map: expected NAME=COLUMN, found \"sku\""), "{error}");
    }
}
