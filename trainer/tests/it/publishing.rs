//! Publishes into one directory from several processes at once, and kills some of them: the directory is always whole.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use pairwell_cli::directory::{self, Lock, MANIFEST};
use tempfile::TempDir;

const BUSY: &str = "another training is writing to this directory";

struct Shop(TempDir);

impl Shop {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn model(&self) -> PathBuf {
        self.0.path().join("model")
    }

    /// Orders that give a model of their own for each number.
    fn orders(&self, number: usize) -> String {
        let mut csv = String::from("order,sku\n");
        for order in 0..60 + number % 50 {
            let pair = if order % 3 == 0 { ["c", "d"] } else { ["a", "b"] };
            pair.iter().for_each(|sku| csv += &format!("{order},{sku}\n{order},n{}\n", number % 7));
        }
        let name = format!("orders-{number}.csv");
        fs::write(self.0.path().join(&name), csv).unwrap();
        name
    }

    fn spawn(&self, arguments: &str) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pairwell"));
        command.args(arguments.split(' ')).current_dir(self.0.path());
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn train(&self, number: usize) -> Child {
        self.spawn(&format!("train --orders {} --out model --no-tune --force --threads 1", self.orders(number)))
    }

    fn trained(self) -> Self {
        let output = self.train(0).wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        self
    }

    /// The files of the directory that are neither a model's nor its report.
    fn leftovers(&self) -> Vec<String> {
        let names = fs::read_dir(self.model()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with('.') || name.ends_with(".partial")).collect()
    }
}

/// Waits for a writer, which ends well, or says that there is another one.
fn ends(writer: Child) -> bool {
    let output = writer.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(0) => true,
        Some(3) if said.contains(BUSY) => false,
        other => panic!("{other:?}: {said}"),
    }
}

/// Does something while a reader opens the directory over and over; returns how often it was whole.
fn while_read(model: &Path, work: impl FnOnce()) -> usize {
    let (done, checks) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                if model.join(MANIFEST).exists() {
                    directory::open(model).unwrap_or_else(|error| panic!("a reader saw: {error}"));
                    checks.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        struct Done<'a>(&'a AtomicBool);
        impl Drop for Done<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let _done = Done(&done);
        work();
    });
    checks.into_inner()
}

/// How many pairs of writers; PAIRWELL_PAIRS says otherwise.
fn pairs() -> usize {
    std::env::var("PAIRWELL_PAIRS").ok().and_then(|pairs| pairs.parse().ok()).unwrap_or(8)
}

#[test]
fn two_trainings_at_once_leave_a_whole_directory() {
    let shop = Shop::new();
    let mut published = 0;
    let checks = while_read(&shop.model(), || {
        for pair in 0..pairs() {
            let both = [shop.train(2 * pair), shop.train(2 * pair + 1)];
            published += both.map(ends).iter().filter(|published| **published).count();
        }
    });
    assert!(checks > 0 && published >= pairs());
    assert_eq!(shop.leftovers(), [""; 0]);
    eprintln!("{} pairs of trainings: {published} published, {checks} reader checks", pairs());
}

#[test]
fn rules_applied_beside_a_training_are_those_of_the_model_that_is_there() {
    let shop = Shop::new().trained();
    fs::write(shop.0.path().join("rules.toml"), "[[rule]]\nexclude = { items = ['d'] }\n").unwrap();
    let checks = while_read(&shop.model(), || {
        for pair in 0..pairs() {
            let apply = shop.spawn("rules apply rules.toml --model model");
            [shop.train(pair), apply].into_iter().for_each(|writer| _ = ends(writer));
        }
    });
    assert!(checks > 0);
    assert_eq!(shop.leftovers(), [""; 0]);
    eprintln!("{} trainings beside rules apply: {checks} reader checks", pairs());
}

#[test]
fn a_training_killed_while_it_publishes_leaves_a_whole_directory_and_the_next_one_clears_up() {
    let shop = Shop::new().trained();
    let mut amid = 0;
    for number in 0..24 {
        let mut writer = shop.train(number);
        while shop.leftovers().is_empty() && writer.try_wait().unwrap().is_none() {
            thread::yield_now();
        }
        thread::sleep(Duration::from_micros(number as u64 % 8 * 300));
        amid += usize::from(writer.try_wait().unwrap().is_none());
        writer.kill().unwrap();
        writer.wait().unwrap();
        directory::open(&shop.model()).unwrap_or_else(|error| panic!("after kill {number}: {error}"));
    }
    assert!(amid > 0, "some were killed while they published");
    assert!(ends(shop.train(99)));
    assert_eq!(shop.leftovers(), [""; 0]);
}

#[test]
fn a_directory_that_another_process_writes_is_left_alone() {
    let shop = Shop::new().trained();
    let before = fs::read(shop.model().join(MANIFEST)).unwrap();
    fs::write(shop.0.path().join("rules.toml"), "").unwrap();
    let lock = Lock::take(&shop.model()).unwrap();
    let writers = [shop.train(1), shop.spawn("rules apply rules.toml --model model")];
    assert_eq!(writers.map(ends), [false, false]);
    assert_eq!(fs::read(shop.model().join(MANIFEST)).unwrap(), before);
    drop(lock);
    assert!(ends(shop.train(1)));
}

#[test]
fn rules_are_not_applied_to_a_directory_that_is_not_there() {
    let shop = Shop::new();
    fs::write(shop.0.path().join("rules.toml"), "").unwrap();
    let output = shop.spawn("rules apply rules.toml --model model").wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!shop.model().exists());
}

#[test]
fn what_killed_runs_left_goes_but_young_files_of_others_stay() {
    let shop = Shop::new().trained();
    let file = |name: &str, minutes: u64| {
        let path = shop.model().join(name);
        let written = SystemTime::now() - Duration::from_secs(60 * minutes);
        File::create(&path).unwrap().set_modified(written).unwrap();
        path
    };
    let gone = [
        file(".model-0123456789abcdef.pw-1-2-0.partial", 0),
        file("pairwell.json.partial", 60),
        file("rules-0123456789abcdef.pw", 60),
    ];
    let stay = [file("report.json.partial", 1), file("model-0123456789abcdef.pw", 1), file("notes.txt", 60)];
    assert!(ends(shop.train(5)));
    assert!(gone.iter().all(|path| !path.exists()));
    assert!(stay.iter().all(|path| path.exists()));
}
