//! Finds what is not part of the repository: the reference data sets, and a Python with packages.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// A file of the shared folder: beside the repository, or where PAIRWELL_SHARED says. `None` if it is missing, with a line that says so.
pub fn file(folder: &str, name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let path = std::env::var_os("PAIRWELL_SHARED").map_or(beside, PathBuf::from).join(folder).join(name);
    if !path.exists() {
        eprintln!("skipped: {} is missing; set PAIRWELL_SHARED to the folder with {folder}/", path.display());
        return None;
    }
    Some(path)
}

/// A data set, as [`file`].
pub fn data(name: &str) -> Option<String> {
    file("data", name)?.to_str().map(str::to_owned)
}

/// Makes something in the tools' cache once for these packages; `None`, said aloud, where that cannot be.
fn made(name: &str, packages: &[&str], make: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    // Two tests at once would install into each other's folder.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock();
    let cache = std::env::var_os("PAIRWELL_TOOLS")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/pairwell-tools")))?;
    let (place, wanted) = (cache.join(name), packages.join(" "));
    let ready = place.join("ready");
    if std::fs::read_to_string(&ready).is_ok_and(|installed| installed == wanted) {
        return Some(place);
    }
    if make(&place) && std::fs::write(&ready, &wanted).is_ok() {
        return Some(place);
    }
    eprintln!("skipped: {wanted} could not be installed");
    None
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|out| out.status.success())
}

/// A Python with these packages, made once in the tools' cache; `None`, said aloud, where that cannot be.
pub fn python(name: &str, packages: &[&str]) -> Option<PathBuf> {
    let made = made(name, packages, |place| {
        let pip = ["-m", "pip", "install", "-q"];
        succeeds(Command::new("python3").args(["-m", "venv"]).arg(place))
            && succeeds(Command::new(place.join("bin/python")).args(pip).args(packages))
    });
    made.map(|place| place.join("bin/python"))
}

/// A folder whose `node_modules` has these packages, made once in the tools' cache; `None`, said aloud, where that cannot be.
pub fn node_modules(name: &str, packages: &[&str]) -> Option<PathBuf> {
    made(name, packages, |place| {
        let npm = ["install", "--no-audit", "--no-fund", "--ignore-scripts"];
        std::fs::create_dir_all(place).is_ok()
            && std::fs::write(place.join("package.json"), "{\"private\":true}\n").is_ok()
            && succeeds(Command::new("npm").args(npm).args(packages).current_dir(place))
    })
}
