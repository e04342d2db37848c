//! Reads events from files of any supported form, on all threads: JSON lines, server logs, CSV, Parquet, Google Analytics exports.

use std::io::BufRead;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::ga4;
use super::intake::{Broken, Intake};
use super::logged;
use super::settled::Settled;
use super::store::Store;
use super::table;
use crate::bounded::read_line;
use crate::orders::source::{Progress, Tally, open, unreadable};
use crate::orders::{Problem, ReadError, sources};

/// Bytes of lines that a thread takes at a time.
const CHUNK: usize = 1 << 19;
/// The most chunks whose memory waits to be used again.
const SPARE: usize = 16;
/// How much of a text is looked at to tell its form.
const PEEK: usize = 1 << 14;

/// All events that were read.
pub struct Read {
    /// By device, each once.
    pub settled: Settled,
    /// Lines that are no event.
    pub broken: Broken,
    /// Events as they came, copies included.
    pub came: u64,
}

/// What the lines of a chunk are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Events, one or several a line.
    Events,
    /// A server's log.
    Logged,
    /// Events of Google Analytics.
    Ga4,
}

/// Memory of chunks that were taken in.
type Used = Mutex<Vec<Vec<u8>>>;

/// Lines to be taken in.
struct Chunk(Form, Vec<u8>);

/// Reads all files, in any order: files, folders, patterns, `-` for standard input.
///
/// # Errors
/// A file that cannot be read or is of no known form. Broken lines are counted instead.
pub fn read(paths: &[String], progress: &dyn Progress) -> Result<Read, ReadError> {
    read_all(paths, progress).map_err(|mut error| {
        // The reader of orders opens the files and names its own option.
        error.remedy = error.remedy.replace(" given with --orders", "");
        error
    })
}

fn read_all(paths: &[String], progress: &dyn Progress) -> Result<Read, ReadError> {
    let files = sources::expand(paths)?;
    let mut tally = Tally::new(&files, progress);
    let store = Store::new();
    let threads = rayon::current_num_threads();
    let (sender, receiver) = sync_channel::<Chunk>(2 * threads);
    let receiver = Mutex::new(receiver);
    let taken = Mutex::new(Vec::new());
    // Memory of chunks that were taken in is used again: pages that the system gives anew are blanked first.
    let used = Mutex::new(Vec::new());
    // The threads that settle the store later: memory that they give up then is theirs to use again.
    let read = rayon::in_place_scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|_| {
                let own = work(&store, &receiver, &used);
                taken.lock().unwrap_or_else(PoisonError::into_inner).push(own);
            });
        }
        let mut send = |form, lines| drop(sender.send(Chunk(form, lines)));
        let read = files.iter().try_for_each(|file| read_file(file, &mut tally, &used, &mut send));
        drop(sender);
        read
    });
    read?;
    tally.finish();
    let (mut broken, mut came) = (Broken::default(), 0);
    for (own, events) in taken.into_inner().unwrap_or_else(PoisonError::into_inner) {
        broken.merge(own);
        came += events;
    }
    Ok(Read { settled: Settled::of(store), broken, came })
}

/// Takes in chunks until there are no more.
fn work(store: &Store, chunks: &Mutex<Receiver<Chunk>>, used: &Used) -> (Broken, u64) {
    let mut intake = Intake::new(store);
    let next = || chunks.lock().unwrap_or_else(PoisonError::into_inner).recv();
    while let Ok(Chunk(form, lines)) = next() {
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', &lines).chain([lines.len()]) {
            let line = &lines[start..end];
            start = end + 1;
            match form {
                Form::Events => intake.line(line, None),
                Form::Logged => logged::line(line, &mut intake),
                Form::Ga4 => ga4_line(line, &mut intake),
            }
        }
        intake.hand_over(false);
        let mut used = used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() < SPARE {
            used.push(lines);
        }
    }
    intake.hand_over(true);
    (intake.broken, intake.events)
}

fn ga4_line(line: &[u8], intake: &mut Intake<'_>) {
    match serde_json::from_slice::<Value>(line) {
        Ok(row) => ga4::events(&row).iter().for_each(|event| intake.line(event.to_string().as_bytes(), None)),
        Err(_) if line.trim_ascii().is_empty() => {}
        Err(error) => intake.broken("not JSON", line, error.to_string()),
    }
}

fn read_file(
    file: &str,
    tally: &mut Tally<'_>,
    used: &Used,
    send: &mut dyn FnMut(Form, Vec<u8>),
) -> Result<(), ReadError> {
    if is_parquet(file) {
        return read_parquet(file, tally, send);
    }
    let (mut text, _) = open(file, tally)?;
    let start = text.fill_buf().map_err(|error| unreadable(file, &error))?;
    let start = start[..start.len().min(PEEK)].trim_ascii_start();
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let form = match start.first() {
        None => return Ok(()),
        Some(b'{' | b'[') if ga4::recognises(start) => Form::Ga4,
        Some(b'{') if logged::recognises(first) => Form::Logged,
        Some(b'{' | b'[') => Form::Events,
        Some(_) => match delimiter(first) {
            Some(delimiter) => return read_table(file, text.as_mut(), delimiter, send),
            // Lines that are broken from the first on are still lines of events.
            None => Form::Events,
        },
    };
    read_lines(file, text.as_mut(), used, &mut |lines| send(form, lines))
}

/// Sends whole lines on, some at a time.
fn read_lines(file: &str, text: &mut dyn BufRead, used: &Used, send: &mut dyn FnMut(Vec<u8>)) -> Result<(), ReadError> {
    loop {
        let mut chunk = used.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        chunk.resize(CHUNK, 0);
        let mut filled = 0;
        while filled < CHUNK {
            match text.read(&mut chunk[filled..]).map_err(|error| unreadable(file, &error))? {
                0 => break,
                read => filled += read,
            }
        }
        chunk.truncate(filled);
        if filled == 0 {
            return Ok(());
        }
        // The rest of the last line.
        read_line(text, &mut chunk).map_err(|error| unreadable(file, &error))?;
        send(chunk);
    }
}

/// What parts the columns of a table of events; `None` if the line is no header of one.
fn delimiter(header: &[u8]) -> Option<u8> {
    let names = |delimiter: u8| {
        let name = |name: &[u8]| unquoted(name.trim_ascii()).to_ascii_lowercase();
        header.split(move |byte| *byte == delimiter).map(name).collect::<Vec<_>>()
    };
    [b',', b';', b'\t'].into_iter().find(|delimiter| {
        let names = names(*delimiter);
        ["device", "seq", "type"].iter().all(|needed| names.iter().any(|name| name == needed.as_bytes()))
    })
}

fn unquoted(name: &[u8]) -> &[u8] {
    name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")).unwrap_or(name)
}

/// Sends rows on as JSON lines.
fn read_table(
    file: &str,
    text: &mut dyn BufRead,
    delimiter: u8,
    send: &mut dyn FnMut(Form, Vec<u8>),
) -> Result<(), ReadError> {
    let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text);
    let names = rows.byte_headers().map_err(|error| broken_table(file, &error))?.clone();
    let names: Vec<String> =
        names.iter().map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase()).collect();
    let mut lines = Lines::new(send);
    let mut row = csv::ByteRecord::new();
    while rows.read_byte_record(&mut row).map_err(|error| broken_table(file, &error))? {
        let text = |cell: &[u8]| Value::String(String::from_utf8_lossy(cell).into_owned());
        lines.push(&table::event(names.iter().cloned().zip(row.iter().map(text))));
    }
    lines.finish();
    Ok(())
}

fn broken_table(file: &str, error: &csv::Error) -> ReadError {
    ReadError::new(Problem::Unreadable, file, format!("cannot be read as a table: {error}"), "Export it again.")
}

/// Rows on their way to the threads.
struct Lines<'s> {
    chunk: Vec<u8>,
    send: &'s mut dyn FnMut(Form, Vec<u8>),
}

impl<'s> Lines<'s> {
    fn new(send: &'s mut dyn FnMut(Form, Vec<u8>)) -> Self {
        Self { chunk: Vec::new(), send }
    }

    fn push(&mut self, event: &Value) {
        self.chunk.extend_from_slice(event.to_string().as_bytes());
        self.chunk.push(b'\n');
        if self.chunk.len() >= CHUNK {
            (self.send)(Form::Events, std::mem::take(&mut self.chunk));
        }
    }

    fn finish(self) {
        (self.send)(Form::Events, self.chunk);
    }
}

/// Whether a file is Parquet, by its first bytes.
fn is_parquet(file: &str) -> bool {
    let mut start = [0; 4];
    let read = |mut file: std::fs::File| std::io::Read::read_exact(&mut file, &mut start);
    std::fs::File::open(file).and_then(read).is_ok() && &start == b"PAR1"
}

#[cfg(feature = "parquet")]
fn read_parquet(file: &str, tally: &mut Tally<'_>, send: &mut dyn FnMut(Form, Vec<u8>)) -> Result<(), ReadError> {
    let mut lines = Lines::new(send);
    crate::orders::each_record(file, tally, LARGEST_TABLE, |record| {
        if record.get("event_name").is_some() && record.get("event_timestamp").is_some() {
            ga4::events(&record).iter().for_each(|event| lines.push(event));
        } else if let Value::Object(cells) = record {
            lines.push(&table::event(cells.into_iter()));
        }
        Ok(())
    })?;
    lines.finish();
    Ok(())
}

#[cfg(not(feature = "parquet"))]
fn read_parquet(file: &str, _: &mut Tally<'_>, _: &mut dyn FnMut(Form, Vec<u8>)) -> Result<(), ReadError> {
    Err(ReadError::without_feature(file, "parquet"))
}

/// What a small Parquet file may unpack to.
#[cfg(feature = "parquet")]
const LARGEST_TABLE: u64 = 64 * crate::bounded::LARGEST as u64;
