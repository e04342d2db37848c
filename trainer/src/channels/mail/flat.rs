//! Writes one row a customer with slots for suggestions, under the column names of Mailchimp, HubSpot or any other system.

use super::super::channel::{Item, Refusal, Shape};
use super::super::plain::csv_row;
use super::letter::{Letter, Mailing};

/// Whose column names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// `rec_1_title`.
    Plain,
    /// Mailchimp's merge tags: `REC1`, at most ten characters.
    Mailchimp,
    /// HubSpot's properties: `pairwell_1_title`.
    HubSpot,
}

/// What a slot says.
#[derive(Debug, Clone, Copy)]
enum Cell {
    Id,
    Title,
    Url,
    Image,
    Price,
}

/// Mailchimp's fields of an audience, of which it needs some itself: six slots of four fit.
const MAILCHIMP_SLOTS: usize = 6;
/// The longest text of a merge field.
const MAILCHIMP_LONGEST: usize = 255;
/// The most rows and bytes of a HubSpot import, without its header.
const HUBSPOT_ROWS: usize = 1_048_575;
const HUBSPOT_BYTES: usize = 512_000_000;

/// A table with slots.
pub struct Flat {
    /// Whose column names.
    pub naming: Naming,
    /// Slots of a customer.
    pub slots: usize,
    /// Whether there is a link to a cart with all of them.
    pub cart_link: bool,
    /// What the first column is called.
    pub id_column: String,
}

impl Flat {
    fn cells(&self) -> &'static [Cell] {
        match self.naming {
            Naming::Mailchimp => &[Cell::Title, Cell::Url, Cell::Image, Cell::Price],
            _ => &[Cell::Id, Cell::Title, Cell::Url, Cell::Image, Cell::Price],
        }
    }

    /// The columns after the id, in order.
    pub fn columns(&self) -> Vec<String> {
        let slots = (1..=self.slots).flat_map(|slot| self.cells().iter().map(move |cell| (slot, *cell)));
        let mut columns: Vec<String> = slots.map(|(slot, cell)| self.column(slot, cell)).collect();
        let [send_on, cart] = match self.naming {
            Naming::Plain => ["send_on", "cart_url"],
            Naming::Mailchimp => ["RECDATE", "RECCART"],
            Naming::HubSpot => ["pairwell_send_on", "pairwell_cart_url"],
        };
        columns.push(send_on.to_owned());
        columns.extend(self.cart_link.then(|| cart.to_owned()));
        columns
    }

    fn column(&self, slot: usize, cell: Cell) -> String {
        let plain = match cell {
            Cell::Id => "id",
            Cell::Title => "title",
            Cell::Url => "url",
            Cell::Image => "image",
            Cell::Price => "price",
        };
        let tag = match cell {
            Cell::Id | Cell::Title => "",
            Cell::Url => "URL",
            Cell::Image => "IMG",
            Cell::Price => "PRICE",
        };
        match self.naming {
            Naming::Plain => format!("rec_{slot}_{plain}"),
            Naming::Mailchimp => format!("REC{slot}{tag}"),
            Naming::HubSpot => format!("pairwell_{slot}_{plain}"),
        }
    }

    /// A text as the system keeps it, on one line.
    fn text(&self, text: &str) -> String {
        let one_line = text.split(char::is_control).collect::<Vec<_>>().join(" ");
        match self.naming {
            Naming::Mailchimp => one_line.chars().take(MAILCHIMP_LONGEST).collect(),
            _ => one_line,
        }
    }

    /// What HubSpot's import API wants to know of the files: each column's property, in order.
    pub fn import_request(&self, files: &[String]) -> serde_json::Value {
        let id = serde_json::json!({
            "columnObjectTypeId": "0-1", "columnName": self.id_column, "propertyName": self.id_column,
            "columnType": "HUBSPOT_ALTERNATE_ID",
        });
        let property =
            |name: String| serde_json::json!({ "columnObjectTypeId": "0-1", "columnName": name, "propertyName": name });
        let mappings: Vec<_> = std::iter::once(id).chain(self.columns().into_iter().map(property)).collect();
        let file = |name: &String| {
            let page = serde_json::json!({ "hasHeader": true, "columnMappings": mappings });
            serde_json::json!({ "fileName": name, "fileFormat": "CSV", "fileImportPage": page })
        };
        serde_json::json!({
            "name": "Pairwell",
            "importOperations": { "0-1": "UPDATE" },
            "dateFormat": "YEAR_MONTH_DAY",
            "files": files.iter().map(file).collect::<Vec<_>>(),
        })
    }
}

impl Mailing for Flat {
    fn shape(&self) -> Shape {
        let columns = self.columns();
        let header: Vec<&str> =
            std::iter::once(self.id_column.as_str()).chain(columns.iter().map(String::as_str)).collect();
        let mut head = Vec::new();
        csv_row(&mut head, &header);
        head.push(b'\n');
        let head = String::from_utf8_lossy(&head).into_owned();
        match self.naming {
            Naming::Plain => Shape { head, ..Shape::of_lines("mail", "csv") },
            Naming::Mailchimp => Shape { head, ..Shape::of_lines("mailchimp", "csv") },
            Naming::HubSpot => {
                Shape { head, records: HUBSPOT_ROWS, bytes: HUBSPOT_BYTES, ..Shape::of_lines("hubspot", "csv") }
            }
        }
    }

    fn most(&self) -> usize {
        if self.naming == Naming::Mailchimp { MAILCHIMP_SLOTS } else { usize::MAX }
    }

    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal> {
        super::super::channel::linked(item).map(|_| ())
    }

    fn record(&self, letter: &Letter<'_>, out: &mut Vec<u8>) {
        let mut row = vec![letter.id.to_owned()];
        for slot in 0..self.slots {
            let offered = letter.offered.get(slot);
            row.extend(self.cells().iter().map(|cell| match (offered, cell) {
                (None, _) => String::new(),
                (Some(offered), Cell::Id) => offered.item.id.to_owned(),
                (Some(offered), Cell::Title) => self.text(offered.title()),
                (Some(offered), Cell::Url) => offered.url().to_owned(),
                (Some(offered), Cell::Image) => offered.image().to_owned(),
                (Some(offered), Cell::Price) => offered.price(),
            }));
        }
        row.push(letter.send_on.map(|day| day.to_string()).unwrap_or_default());
        row.extend(self.cart_link.then(|| letter.cart_link.clone()));
        csv_row(out, &row.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
