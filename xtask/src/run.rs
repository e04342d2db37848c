//! Runs other programs, and reads and writes files; an error names the command or file and what to do.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs::{self, File};
use std::hash::Hasher;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, anyhow, bail};

/// What to do when a compiler failed.
pub(crate) const COMPILER: &str = "the compiler's messages above say why";

/// Where this checkout is and where its builds go.
pub(crate) struct Repo {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
}

impl Repo {
    pub(crate) fn here() -> Repo {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf();
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        Repo { root, target }
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// `cargo …` in the root. The variables that cargo set for xtask are removed: build scripts would see them change and run again.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
                command.env_remove(name);
            }
        }
        command.args(arguments).current_dir(&self.root);
        command
    }

    /// Compiles a program of the workspace and returns its path; cargo shows its progress. Selecting xtask too gives shared crates
    /// the features that they have in `cargo test --workspace`, so that they are compiled once.
    pub(crate) fn build(&self, package: &str, program: &str, more: &[&str]) -> Result<PathBuf> {
        let mut cargo = self.cargo(&["build", "--release", "--package", "xtask", "--package", package]);
        run(cargo.args(["--bin", program]).args(more), COMPILER)?;
        Ok(self.target.join("release").join(program))
    }

    /// A data set beside the checkout, or None: only the team's machines have them.
    pub(crate) fn shared(&self, file: &str) -> Option<PathBuf> {
        let shared = env::var_os("PAIRWELL_SHARED").map_or_else(|| self.path("../shared"), PathBuf::from);
        Some(shared.join("data").join(file)).filter(|path| path.is_file())
    }

    /// Files that git tracks or would track, relative to the root, sorted.
    pub(crate) fn files(&self) -> Result<Vec<String>> {
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&self.root);
        let listed = capture(&mut git, "run it in a git checkout of the project")?;
        let mut files: Vec<_> = listed.split('\0').filter(|file| !file.is_empty()).map(str::to_owned).collect();
        files.retain(|file| self.root.join(file).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }
}

/// Runs a command whose output goes straight to the terminal.
pub(crate) fn run(command: &mut Command, remedy: &str) -> Result<()> {
    let status = command.status().map_err(|error| cannot_start(command, &error, remedy))?;
    succeeded(command, status, remedy)
}

/// Runs a command for what it prints.
pub(crate) fn capture(command: &mut Command, remedy: &str) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| cannot_start(command, &error, remedy))?;
    succeeded(command, output.status, remedy)?;
    String::from_utf8(output.stdout).with_context(|| format!("`{}` printed something that is not UTF-8", line(command)))
}

/// Runs a command, shows its standard output as it comes, and returns it with whether the command succeeded.
pub(crate) fn tee(command: &mut Command, remedy: &str) -> Result<(bool, String)> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error, remedy))?;
    let mut kept = String::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("{line}");
            kept.push_str(&line);
            kept.push('\n');
        }
    }
    Ok((child.wait()?.success(), kept))
}

/// Where the output goes of what runs beside something else: `tail -f` shows how far it is.
pub(crate) fn log(repo: &Repo, name: &str) -> PathBuf {
    repo.target.join("logs").join(name).with_extension("log")
}

/// Runs a command whose output goes into a file, and returns that with whether the command succeeded. A pipe would be waited for as long
/// as a server that the command started and left running.
pub(crate) fn hush(command: &mut Command, log: &Path, remedy: &str) -> Result<(bool, String)> {
    log.parent().map_or(Ok(()), make_dir)?;
    let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    command.stdout(file.try_clone()?).stderr(file);
    let status = command.status().map_err(|error| cannot_start(command, &error, remedy))?;
    Ok((status.success(), String::from_utf8_lossy(&read(log)?).into_owned()))
}

fn succeeded(command: &Command, status: ExitStatus, remedy: &str) -> Result<()> {
    match status.code() {
        Some(0) => Ok(()),
        Some(code) => bail!("`{}` failed with exit code {code}; {remedy}", line(command)),
        None => bail!("`{}` was killed by a signal; {remedy}", line(command)),
    }
}

fn cannot_start(command: &Command, error: &std::io::Error, remedy: &str) -> anyhow::Error {
    anyhow!("cannot start `{}`: {error}; {remedy}", line(command))
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Every file under `dir`, sorted, as paths relative to it with forward slashes.
pub(crate) fn walk(dir: &Path) -> Result<Vec<String>> {
    fn into(dir: &Path, prefix: &str, found: &mut Vec<String>) -> Result<()> {
        for entry in fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true => into(&entry.path(), &format!("{name}/"), found)?,
                false => found.push(name),
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    into(dir, "", &mut found)?;
    found.sort();
    Ok(found)
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    path.parent().map_or(Ok(()), make_dir)?;
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

pub(crate) fn empty_dir(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("cannot remove {}", dir.display()))?;
    }
    make_dir(dir)
}

pub(crate) fn make_dir(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))
}

/// Copies an executable.
pub(crate) fn copy_program(from: &Path, to: &Path) -> Result<()> {
    to.parent().map_or(Ok(()), make_dir)?;
    fs::copy(from, to).map(|_| ()).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))
}

/// Copies the tree under `from` into `to`.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    walk(from)?.iter().try_for_each(|file| write(&to.join(file), read(&from.join(file))?))
}

/// A digest of names and contents: if it is the same, nothing has to be built again.
#[derive(Default)]
pub(crate) struct Stamp(DefaultHasher);

impl Stamp {
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) {
        for part in [name.as_bytes(), content] {
            self.0.write(&(part.len() as u64).to_le_bytes());
            self.0.write(part);
        }
    }

    pub(crate) fn add_file(&mut self, root: &Path, name: &str) -> Result<()> {
        self.add(name, &read(&root.join(name))?);
        Ok(())
    }

    pub(crate) fn hex(&self) -> String {
        format!("{:016x}", self.0.finish())
    }

    /// Whether `file` holds this stamp.
    pub(crate) fn is_in(&self, file: &Path) -> bool {
        fs::read_to_string(file).is_ok_and(|old| old == self.hex())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// The sets of features with which each package of a build is compiled.
    fn features(edges: &str, packages: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
        let mut tree = Repo::here().cargo(&["tree", "--offline", "--locked", "--edges", edges]);
        tree.args(["--prefix", "none", "--no-dedupe", "--format", "{p}\t{f}"]).args(packages);
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in capture(&mut tree, "the packages are downloaded by `cargo xtask test`").unwrap().lines() {
            let (package, features) = line.split_once('\t').unwrap_or((line, ""));
            found.entry(package.to_owned()).or_default().insert(features.to_owned());
        }
        found
    }

    #[test]
    fn what_a_hushed_command_said_on_both_ways_is_kept_with_its_verdict() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("logs/sh.log");
        let said = |script: &str| hush(Command::new("sh").args(["-c", script]), &log, "").unwrap();
        assert_eq!(said("echo one; echo two >&2; echo three"), (true, "one\ntwo\nthree\n".to_owned()));
        assert_eq!(said("echo why >&2; exit 3"), (false, "why\n".to_owned()));
        let (_, left_running) = said("sleep 600 & echo $!");
        let ended = Command::new("kill").arg(left_running.trim()).status().unwrap();
        assert!(ended.success(), "it was waited for");
        let absent = hush(&mut Command::new("no-such-program"), &log, "install it").unwrap_err();
        assert!(absent.to_string().contains("install it"), "{absent}");
    }

    #[test]
    fn nothing_that_the_demo_compiles_is_compiled_again_for_the_tests() {
        let tested = features("normal,build,dev", &["--workspace"]);
        let trainer = ["--package", "xtask", "--package", "pairwell-cli"];
        let demo = [&trainer[..], &["--no-default-features"]].concat();
        for packages in
            [&["--package", "xtask"][..], &demo, &trainer, &["--package", "xtask", "--package", "pairwell-checks"]]
        {
            for (package, sets) in features("normal,build", packages) {
                let own = package.starts_with("pairwell-cli ");
                let missing = tested[&package].difference(&sets).next().filter(|_| !sets.is_subset(&tested[&package]));
                assert!(
                    own || missing.is_none(),
                    "{package} has the features {sets:?} in {packages:?} and {missing:?} in the tests: add those to xtask/features/Cargo.toml"
                );
            }
        }
    }
}
