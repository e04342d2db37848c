//! Prints measurements as a table, as Markdown or as JSON.

use serde::Serialize;

/// How to print.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Style {
    /// Print JSON
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print a Markdown table
    #[arg(long)]
    markdown: bool,
}

/// One figure and, where there is one, its target.
#[derive(Debug, Serialize)]
pub struct Row {
    what: String,
    figure: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    met: Option<bool>,
}

/// The figures of one benchmark.
#[derive(Debug, Serialize)]
pub struct Report {
    name: &'static str,
    machine: String,
    rows: Vec<Row>,
}

impl Report {
    pub fn new(name: &'static str) -> Self {
        Self { name, machine: machine(), rows: Vec::new() }
    }

    /// A figure without a target.
    pub fn note(&mut self, what: impl Into<String>, figure: impl Into<String>) {
        self.rows.push(Row { what: what.into(), figure: figure.into(), target: None, met: None });
    }

    /// A figure with its target.
    pub fn goal(&mut self, what: impl Into<String>, figure: impl Into<String>, target: impl Into<String>, met: bool) {
        let (what, figure) = (what.into(), figure.into());
        self.rows.push(Row { what, figure, target: Some(target.into()), met: Some(met) });
    }

    /// Whether no target was missed.
    pub fn is_good(&self) -> bool {
        self.rows.iter().all(|row| row.met != Some(false))
    }

    pub fn print(&self, style: Style) -> anyhow::Result<()> {
        if style.json {
            println!("{}", serde_json::to_string_pretty(self)?);
        } else if style.markdown {
            println!("**{}** ({})\n\n| what | measured | target |\n|---|---|---|", self.name, self.machine);
            for row in &self.rows {
                println!("| {} | {} | {} |", row.what, row.figure, row.verdict());
            }
        } else {
            println!("{} ({})", self.name, self.machine);
            let width = |of: fn(&Row) -> &str| self.rows.iter().map(|r| of(r).chars().count()).max().unwrap_or(0);
            let (what, figure) = (width(|row| &row.what), width(|row| &row.figure));
            for row in &self.rows {
                println!("  {:what$}  {:figure$}  {}", row.what, row.figure, row.verdict());
            }
        }
        Ok(())
    }
}

impl Row {
    fn verdict(&self) -> String {
        let word = if self.met == Some(false) { " (missed)" } else { "" };
        self.target.as_ref().map_or_else(String::new, |target| format!("{target}{word}"))
    }
}

/// The processor and its number of cores.
fn machine() -> String {
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!("{}, {cpus} cores", model.map_or("unknown processor", |(_, name)| name))
}

/// Bytes as MiB.
pub fn mib(bytes: u64) -> String {
    format!("{:.0} MiB", bytes as f64 / f64::from(1 << 20))
}

/// Seconds, with two digits below 10 and one above.
pub fn seconds(seconds: f64) -> String {
    if seconds < 10.0 { format!("{seconds:.2} s") } else { format!("{seconds:.1} s") }
}
