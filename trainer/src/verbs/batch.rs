//! Answers a batch input of Amazon Personalize for `pairwell export`, into a file beside its name.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context as _;
use pairwell::rank::Past;
use pairwell_cli::bounded::read_line;
use pairwell_cli::channels::{Batch, Items};
use pairwell_cli::directory::Aside;
use pairwell_cli::question::{Asked, Words};

use crate::Outcome;

/// What a batch is answered from.
pub struct From<'a> {
    /// The model and its rules.
    pub words: Words<'a>,
    /// As Personalize's items are called.
    pub items: &'a Items<'a>,
    /// What the page states.
    pub asked: &'a Asked,
    /// Most suggestions of a line.
    pub limit: usize,
    /// What users bought before.
    pub users: &'a HashMap<String, Vec<Past>>,
}

/// Answers all lines, or writes nothing.
pub fn run(input: &Path, out: &Path, from: &From<'_>) -> Outcome {
    let mut lines = BufReader::new(File::open(input).with_context(|| format!("{}: cannot read", input.display()))?);
    fs::create_dir_all(out).with_context(|| format!("{}: cannot be made", out.display()))?;
    let name = format!("{}.out", input.file_name().unwrap_or_default().to_string_lossy());
    let mut aside = Aside::create(out, &name)?;
    let mut batch = Batch::new(from.words, from.items, from.asked, from.limit, from.users);
    let (mut line, mut answer, mut answered) = (Vec::new(), Vec::new(), 0);
    for number in 1.. {
        line.clear();
        let place = || format!("{}, line {number}", input.display());
        if read_line(&mut lines as &mut dyn BufRead, &mut line).with_context(place)? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        answer.clear();
        batch.answer(line.trim_ascii(), &mut answer).with_context(place)?;
        aside.write(&answer)?;
        answered += 1;
    }
    aside.finish()?;
    aside.rename(&name)?;
    say!("wrote {}: {answered} answers", out.join(&name).display());
    Ok(answered > 0)
}
