//! Runs the stages of a test run and counts passed and failed tests; a failed stage does not stop the next.

use std::time::Instant;

use anyhow::{Result, bail};

use crate::steps::{self, Plan};

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Counts {
    /// Sums the closing lines of cargo test (`test result: …`) and node (`# pass 3`, `ℹ fail 0`).
    fn of(output: &str) -> Counts {
        let mut counts = Counts::default();
        for line in output.lines() {
            if let Some((_, figures)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(' ')) {
                let figures = figures.split(';').filter_map(|figure| figure.trim().split_once(' '));
                figures.for_each(|(number, what)| counts.count(what, number));
            }
            if let Some((what, number)) = line.strip_prefix(['#', 'ℹ']).and_then(|rest| rest.trim().split_once(' ')) {
                counts.count(what, number);
            }
        }
        counts
    }

    fn count(&mut self, what: &str, number: &str) {
        let Ok(number) = number.parse::<usize>() else { return };
        match what {
            "pass" | "passed" => self.passed += number,
            "fail" | "failed" | "cancelled" => self.failed += number,
            "skipped" | "todo" | "ignored" => self.skipped += number,
            _ => (),
        }
    }

    fn add(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    fn line(self) -> String {
        let skipped = if self.skipped == 0 { String::new() } else { format!(", {} skipped", self.skipped) };
        format!("{} passed, {} failed{skipped}", self.passed, self.failed)
    }
}

/// What came of work beside other stages: it is reported when those have been.
pub(crate) struct Aside {
    outcome: Result<(bool, String)>,
    seconds: f32,
}

impl Aside {
    /// Does the work of a stage whose tests are counted from a test runner's output.
    pub(crate) fn of(work: impl FnOnce() -> Result<(bool, String)>) -> Aside {
        let start = Instant::now();
        Aside { outcome: work(), seconds: start.elapsed().as_secs_f32() }
    }
}

/// The results of a run so far.
#[derive(Default)]
pub(crate) struct Stages {
    plan: &'static Plan,
    counts: Counts,
    failures: Vec<String>,
    times: Vec<(String, f32)>,
}

impl Stages {
    /// A run of these stages. A stage that the plan lacks runs too, without a number.
    pub(crate) fn new(plan: &'static Plan) -> Stages {
        Stages { plan, ..Stages::default() }
    }

    /// A stage that is one test. Returns what it made, if it succeeded, for later stages.
    pub(crate) fn check<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        self.stage(name, || work().map(|made| (made, Counts { passed: 1, ..Counts::default() })))
    }

    /// A stage that counts its own tests.
    pub(crate) fn counted(&mut self, name: &str, work: impl FnOnce() -> Result<Counts>) {
        self.stage(name, || work().map(|counts| ((), counts)));
    }

    /// A stage whose tests are counted from a test runner's output.
    pub(crate) fn runner(&mut self, name: &str, work: impl FnOnce() -> Result<(bool, String)>) {
        self.counted(name, || counted(&work()?));
    }

    /// A stage whose runner ran beside others: its output comes now, whole.
    pub(crate) fn report(&mut self, name: &str, aside: Aside) {
        println!("\n== {}", self.heading(name));
        let outcome = aside.outcome.and_then(|ran| {
            println!("{}", ran.1.trim_end());
            counted(&ran).map(|counts| ((), counts))
        });
        self.close(name, outcome, aside.seconds);
    }

    /// A stage that cannot run here; prints the reason and counts as skipped.
    pub(crate) fn skip(&mut self, name: &str, why: &str) {
        println!("\n== {name}: skipped, {why}");
        self.counts.skipped += 1;
    }

    /// A stage that cannot run because an earlier one failed.
    pub(crate) fn blocked(&mut self, name: &str, by: &str) {
        self.check(name, || -> Result<()> { bail!("not run, because it needs the result of \"{by}\"") });
    }

    /// A stage's name, with its place and its share of a first run.
    fn heading(&self, name: &str) -> String {
        let place = self.plan.iter().position(|(planned, _)| *planned == name);
        let Some((place, (_, share))) = place.and_then(|place| Some((place, self.plan.get(place)?))) else {
            return name.to_owned();
        };
        format!("[{}/{}] {name} ({})", place + 1, self.plan.len(), steps::of_first_run(*share))
    }

    fn stage<T>(&mut self, name: &str, work: impl FnOnce() -> Result<(T, Counts)>) -> Option<T> {
        println!("\n== {}", self.heading(name));
        let start = Instant::now();
        let outcome = work();
        self.close(name, outcome, start.elapsed().as_secs_f32())
    }

    /// Prints a stage's verdict and adds up what it counted.
    fn close<T>(&mut self, name: &str, outcome: Result<(T, Counts)>, seconds: f32) -> Option<T> {
        let (made, counts) = match outcome {
            Ok((made, counts)) => (Some(made), counts),
            Err(error) => {
                println!("{error:#}");
                (None, Counts { failed: 1, ..Counts::default() })
            }
        };
        let verdict = if counts.failed == 0 { "ok" } else { "FAILED" };
        println!("== {name}: {verdict} ({seconds:.1} s)");
        if counts.failed > 0 {
            self.failures.push(name.to_owned());
        }
        self.counts.add(counts);
        self.times.push((name.to_owned(), seconds));
        made
    }

    /// Prints the times, the failed stages and, as the last line, the counts.
    pub(crate) fn finish(self) -> Result<()> {
        println!("\n== times");
        for (name, seconds) in &self.times {
            println!("{seconds:8.1} s  {name}");
        }
        let failed = self.failures.join(", ");
        if !failed.is_empty() {
            println!("failed stages: {failed}");
        }
        println!("\n{}", self.counts.line());
        match failed.is_empty() {
            true => Ok(()),
            false => std::process::exit(1),
        }
    }
}

/// The counts of a test runner: whether it succeeded, and its output.
fn counted((succeeded, output): &(bool, String)) -> Result<Counts> {
    let mut counts = Counts::of(output);
    match (succeeded, counts.passed, counts.failed) {
        (true, 0, 0) => bail!("the test runner ran no test"),
        // It failed outside its tests, for example while compiling.
        (false, _, 0) => counts.failed = 1,
        _ => (),
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(output: &str, passed: usize, failed: usize, skipped: usize) {
        assert_eq!(Counts::of(output), Counts { passed, failed, skipped }, "{output}");
    }

    #[test]
    fn closing_lines_of_runners_are_summed() {
        check("", 0, 0, 0);
        check(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n",
            12,
            0,
            1,
        );
        check(
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0\ntest result: ok. 4 passed; 0 failed; 0 ignored; 0",
            6,
            3,
            0,
        );
        check("# tests 5\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 0\n# todo 0\n", 3, 2, 0);
        check("ℹ pass 7\nℹ fail 0\nℹ skipped 2", 7, 0, 2);
    }

    #[test]
    fn the_counts_line_has_the_shape_that_continuous_integration_reads() {
        assert_eq!(Counts { passed: 3, failed: 0, skipped: 0 }.line(), "3 passed, 0 failed");
        assert_eq!(Counts { passed: 3, failed: 1, skipped: 2 }.line(), "3 passed, 1 failed, 2 skipped");
    }

    #[test]
    fn a_planned_stage_is_announced_with_its_place_and_share() {
        let stages = Stages::new(&[("compile", 80), ("run", 20)]);
        assert_eq!(stages.heading("run"), "[2/2] run (about 20 % of a first run)");
        assert_eq!(stages.heading("another"), "another");
    }

    #[test]
    fn a_runner_that_ran_nothing_has_failed() {
        let mut stages = Stages::default();
        stages.runner("nothing", || Ok((true, String::new())));
        stages.runner("did not compile", || Ok((false, String::new())));
        assert_eq!(stages.counts, Counts { passed: 0, failed: 2, skipped: 0 });
    }

    #[test]
    fn a_runner_beside_others_counts_and_fails_like_any_other() {
        let mut stages = Stages::default();
        stages.report("passed", Aside::of(|| Ok((true, "ℹ pass 7\nℹ fail 0\n".to_owned()))));
        assert_eq!((stages.counts, stages.failures.len()), (Counts { passed: 7, failed: 0, skipped: 0 }, 0));
        stages.report("failed", Aside::of(|| Ok((false, "ℹ pass 1\nℹ fail 2\n".to_owned()))));
        stages.report("did not start", Aside::of(|| bail!("no Node")));
        stages.report("ran nothing", Aside::of(|| Ok((true, String::new()))));
        assert_eq!(stages.counts, Counts { passed: 8, failed: 4, skipped: 0 });
        assert_eq!((stages.failures.len(), stages.times.len()), (3, 4));
    }
}
