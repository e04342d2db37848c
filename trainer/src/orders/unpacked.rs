//! Bounds what a packed file may unpack to, by what it says of itself and by counting what comes out of it.

use super::error::{Problem, ReadError};

/// A file may also unpack to this many times its size: tables pack ten to fifty times.
const TIMES: u64 = 100;

/// What may still come out of a file.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    source: String,
    packed: u64,
    most: u64,
    taken: u64,
}

impl Budget {
    /// For a file of `packed` bytes. Even a small file may unpack to `least` bytes.
    pub(super) fn new(source: &str, packed: u64, least: u64) -> Self {
        Self { source: source.to_owned(), packed, most: least.max(packed.saturating_mul(TIMES)), taken: 0 }
    }

    /// Counts bytes that come out of the file.
    pub(super) fn take(&mut self, bytes: u64) -> Result<(), ReadError> {
        self.taken = self.taken.saturating_add(bytes);
        self.check(self.taken)
    }

    /// Checks what a file says that it holds.
    pub(super) fn check(&self, bytes: u64) -> Result<(), ReadError> {
        if bytes <= self.most {
            return Ok(());
        }
        let (packed, most) = (size(self.packed), size(self.most));
        let what = format!("unpacks to {} or more: a file of {packed} may hold {most}", size(bytes));
        let remedy = "No orders pack that well: check where the file comes from, or export the orders again as CSV.";
        Err(ReadError::new(Problem::Unreadable, &self.source, what, remedy))
    }

    /// A refusal of the file for another reason.
    #[cfg(feature = "excel")]
    pub(super) fn refused(&self, what: &str) -> ReadError {
        ReadError::new(Problem::Unreadable, &self.source, what, "Export it as CSV (UTF-8).")
    }

    /// How many bytes may still come, and one more.
    pub(super) fn beyond(&self) -> u64 {
        (self.most - self.taken.min(self.most)).saturating_add(1)
    }
}

/// A count of bytes, as people read it.
fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = units.into_iter().find(|(unit, _)| bytes >= *unit);
    unit.map_or_else(|| format!("{bytes} bytes"), |(unit, name)| format!("{:.1} {name}", bytes as f64 / unit as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_out_is_counted_against_the_size_of_the_file() {
        let mut budget = Budget::new("orders", 20, 100);
        assert!(budget.take(2000).is_ok());
        assert_eq!(budget.beyond(), 1);
        let error = budget.take(1).unwrap_err().to_string();
        assert!(error.contains("unpacks to 2.0 KiB or more: a file of 20 bytes may hold 2.0 KiB"), "{error}");
        assert!(Budget::new("orders", 0, 100).check(101).is_err());
        assert!(Budget::new("orders", 0, 100).check(100).is_ok());
    }

    #[test]
    fn sizes_are_written_in_their_unit() {
        assert_eq!([5, 3 << 10, 1 << 30].map(size), ["5 bytes", "3.0 KiB", "1.0 GiB"]);
    }
}
