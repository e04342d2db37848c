//! Splits records into files of the size that a receiver takes; writes them aside, and renames them once all are whole.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::channel::Shape;
use crate::directory::Aside;

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its name.
    pub name: String,
    /// Records in it.
    pub records: u64,
    /// Its size.
    pub bytes: u64,
}

/// Files on their way into a folder.
pub struct Parts {
    folder: PathBuf,
    shape: Shape,
    open: Option<Open>,
    whole: Vec<(Aside, Written)>,
}

/// The file that is being written, and the part in it.
struct Open {
    aside: Aside,
    records: u64,
    bytes: u64,
    /// Of the part that is not at its end yet.
    part_records: usize,
    part_bytes: usize,
}

impl Parts {
    /// Files of a shape for a folder, which is made if it is missing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(folder: &Path, shape: Shape) -> anyhow::Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
        Ok(Self { folder: folder.into(), shape, open: None, whole: Vec::new() })
    }

    /// Adds a record, to another part where this one is full.
    ///
    /// # Errors
    /// When it cannot be written, or is larger than the receiver takes.
    pub fn push(&mut self, record: &[u8]) -> anyhow::Result<()> {
        let alone = self.shape.head.len() + record.len() + self.shape.foot.len();
        if alone > self.shape.bytes || record.len() > self.shape.record_bytes {
            let most = self.shape.bytes.min(self.shape.record_bytes);
            bail!(
                "a record of {} bytes is larger than the {most} that the receiver takes: {}\n  Ask for fewer suggestions with --limit.",
                record.len(),
                crate::terminal::short(&String::from_utf8_lossy(record))
            );
        }
        let mut open = match self.open.take() {
            Some(open) if self.has_room(&open, record.len()) => open,
            Some(full) => self.next(full)?,
            None => self.begin()?,
        };
        if open.part_records > 0 {
            open.add(self.shape.between)?;
        }
        open.add(record)?;
        open.records += 1;
        open.part_records += 1;
        self.open = Some(open);
        Ok(())
    }

    fn has_room(&self, open: &Open, record: usize) -> bool {
        let Shape { between, foot, records, bytes, .. } = &self.shape;
        open.part_records < *records && open.part_bytes + between.len() + record + foot.len() <= *bytes
    }

    /// The next part, in the same file where parts are lines.
    fn next(&mut self, mut full: Open) -> anyhow::Result<Open> {
        full.add(self.shape.foot)?;
        if !self.shape.lines {
            self.end(full)?;
            return self.begin();
        }
        full.add("\n")?;
        (full.part_records, full.part_bytes) = (0, 0);
        full.add(&self.shape.head)?;
        Ok(full)
    }

    fn begin(&self) -> anyhow::Result<Open> {
        let aside = Aside::create(&self.folder, &self.name(self.whole.len() + 1))?;
        let mut open = Open { aside, records: 0, bytes: 0, part_records: 0, part_bytes: 0 };
        open.add(&self.shape.head)?;
        Ok(open)
    }

    fn end(&mut self, open: Open) -> anyhow::Result<()> {
        let Open { mut aside, records, bytes, .. } = open;
        aside.finish()?;
        self.whole.push((aside, Written { name: String::new(), records, bytes }));
        Ok(())
    }

    /// Gives all files their names. Earlier files of the same channel that are not among them are removed: a receiver would
    /// take them for a part.
    ///
    /// # Errors
    /// When a file cannot be written or renamed. Before the first rename the folder's files are as they were.
    pub fn finish(mut self) -> anyhow::Result<Vec<Written>> {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.begin()?,
        };
        open.add(self.shape.foot)?;
        if self.shape.lines {
            open.add("\n")?;
        }
        self.end(open)?;
        let whole = std::mem::take(&mut self.whole);
        let single = whole.len() == 1;
        let mut written = Vec::new();
        for (number, (aside, file)) in (1..).zip(whole) {
            let name = if single { self.name(0) } else { self.name(number) };
            aside.rename(&name)?;
            written.push(Written { name, ..file });
        }
        self.remove_earlier(&written);
        Ok(written)
    }

    /// `google.tsv`, or `google-2.tsv`.
    fn name(&self, number: usize) -> String {
        let Shape { name, ending, .. } = &self.shape;
        if number == 0 { format!("{name}.{ending}") } else { format!("{name}-{number}.{ending}") }
    }

    /// A failure is harmless: the files are named above.
    fn remove_earlier(&self, written: &[Written]) {
        let is_now = |name: &str| written.iter().any(|file| file.name == name);
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if self.is_own(&name) && !is_now(&name) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Whether a file has a name that only this channel gives.
    fn is_own(&self, name: &str) -> bool {
        let Shape { name: own, ending, .. } = &self.shape;
        let middle = name.strip_prefix(own).and_then(|rest| rest.strip_suffix(&format!(".{ending}")));
        middle.is_some_and(|middle| {
            let number = middle.strip_prefix('-').unwrap_or("");
            middle.is_empty() || !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    }
}

impl Open {
    fn add(&mut self, bytes: impl AsRef<[u8]>) -> anyhow::Result<()> {
        let bytes = bytes.as_ref();
        self.aside.write(bytes)?;
        self.bytes += bytes.len() as u64;
        self.part_bytes += bytes.len();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(records: usize, bytes: usize, lines: bool) -> Shape {
        Shape { head: "[".into(), between: ",", foot: "]", records, bytes, lines, ..Shape::of_lines("list", "json") }
    }

    /// The files that come of these records, by name.
    fn check(shape: Shape, records: &[&str], expected: &[(&str, &str)]) {
        let folder = tempfile::tempdir().unwrap();
        for stale in ["list.json", "list-9.json", "list-x.json", "other.json"] {
            fs::write(folder.path().join(stale), "old").unwrap();
        }
        let mut parts = Parts::new(folder.path(), shape).unwrap();
        records.iter().for_each(|record| parts.push(record.as_bytes()).unwrap());
        let written = parts.finish().unwrap();
        let names: Vec<&str> = written.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, expected.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        for (file, (name, text)) in written.iter().zip(expected) {
            assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), *text);
            assert_eq!(file.bytes, text.len() as u64);
        }
        let left = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, expected.len() + 2, "list-x.json and other.json stay, earlier parts go");
    }

    #[test]
    fn records_are_split_by_number_and_by_bytes() {
        check(shape(9, 99, false), &["1", "2", "3"], &[("list.json", "[1,2,3]")]);
        check(shape(2, 99, false), &["1", "2", "3"], &[("list-1.json", "[1,2]"), ("list-2.json", "[3]")]);
        check(shape(9, 6, false), &["1", "22", "3"], &[("list-1.json", "[1,22]"), ("list-2.json", "[3]")]);
        let alone = [("list-1.json", "[1]"), ("list-2.json", "[222]"), ("list-3.json", "[3]")];
        check(shape(9, 5, false), &["1", "222", "3"], &alone);
        check(shape(2, 99, true), &["1", "2", "3"], &[("list.json", "[1,2]\n[3]\n")]);
        check(shape(2, 99, false), &[], &[("list.json", "[]")]);
    }

    #[test]
    fn a_record_that_no_part_can_hold_is_refused_and_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let mut parts = Parts::new(folder.path(), shape(9, 6, false)).unwrap();
        parts.push(b"1").unwrap();
        assert!(parts.push(b"12345").unwrap_err().to_string().contains("--limit"));
        drop(parts);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
