//! What the tests of laws share: sites in a temporary folder, the real binary, and what a folder looks like
//! from outside. Each test file compiles this module on its own and uses a part of it.
#![allow(dead_code, reason = "no test file uses all of it")]
#![expect(
    clippy::disallowed_methods,
    reason = "tests make and read the files that the program is run on"
)]

pub(crate) mod corpus;
pub(crate) mod edits;
pub(crate) mod feed;
pub(crate) mod folder;
pub(crate) mod html;
pub(crate) mod lists;
pub(crate) mod web;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// What a run of the program left behind.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code; -1 where a signal ended it.
    pub(crate) code: i32,
    /// Standard output and standard error.
    pub(crate) said: String,
}

impl Run {
    /// Stops the test unless the exit code is `code`.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}", self.said);
        self
    }
}

/// A temporary folder with a site in `site/`, which is written to `site/public/`.
pub(crate) struct Scratch {
    dir: tempfile::TempDir,
}

impl Scratch {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self {
            dir: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// A path in the temporary folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn site(&self) -> PathBuf {
        self.path("site")
    }

    pub(crate) fn public(&self) -> PathBuf {
        self.path("site/public")
    }

    /// Writes a file of the site.
    pub(crate) fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        write(&self.site().join(file), bytes);
    }

    /// Writes many files of the site, in this order.
    pub(crate) fn write_all(&self, files: &[(String, String)]) {
        for (file, text) in files {
            self.write(file, text);
        }
    }

    /// Removes a file of the site; one that is not there is fine.
    pub(crate) fn remove(&self, file: &str) {
        let _ = fs::remove_file(self.site().join(file));
    }

    /// Runs `bulletin build` on the site.
    pub(crate) fn build(&self, options: &[&str]) -> Run {
        build(&self.site(), options)
    }

    /// Builds a copy of the site's sources, of which nothing is known, and returns the output folder.
    #[track_caller]
    pub(crate) fn build_clean(&self, name: &str, options: &[&str]) -> PathBuf {
        let (site, out) = (self.path(&format!("{name}-site")), self.path(name));
        let is_source =
            |path: &str| !path.starts_with("public/") && !path.starts_with(".bulletin/");
        copy(&self.site(), &site, is_source, |_| {});
        let mut all = vec!["--out", out.to_str().expect("a Unicode path")];
        all.extend(options);
        build(&site, &all).expect(0);
        out
    }

    /// Makes every source an hour older than it is, so that size and time alone tell whether it has changed.
    pub(crate) fn settle(&self) {
        for path in folder::paths(&self.site()) {
            if path.starts_with("public/") || path.starts_with(".bulletin/") {
                continue;
            }
            let file = self.site().join(path);
            let times = fs::metadata(&file).and_then(|data| data.modified());
            let hour = std::time::Duration::from_secs(3600);
            if let Ok(time) = times
                && time.elapsed().is_ok_and(|age| age < hour)
            {
                let file = fs::File::options().write(true).open(&file).expect("a file");
                file.set_modified(time - hour).expect("a time");
            }
        }
    }
}

/// Runs `bulletin build` on the site at `site`.
pub(crate) fn build(site: &Path, options: &[&str]) -> Run {
    let output = command(site, options).output().expect("the program runs");
    Run {
        code: output.status.code().unwrap_or(-1),
        said: String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr),
    }
}

/// Starts `bulletin build` and does not wait for it.
pub(crate) fn start(site: &Path, options: &[&str]) -> Child {
    let mut command = command(site, options);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the program starts")
}

/// `bulletin build` with surroundings that do not depend on the machine; options come after `NAME=VALUE` pairs.
fn command(site: &Path, options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bulletin"));
    command.args(["build", "--lang", "en", "--site"]).arg(site);
    for option in options {
        match option.split_once('=') {
            Some((name, value)) if !name.starts_with('-') => command.env(name, value),
            _ => command.arg(option),
        };
    }
    command
}

/// The folder of the sample site.
pub(crate) fn sample() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Builds the sample site into a new folder.
#[track_caller]
pub(crate) fn build_sample(options: &[&str]) -> (Scratch, PathBuf) {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    let mut all = vec!["--as-of", "2025-01-01", "--out"];
    all.push(out.to_str().expect("a Unicode path"));
    all.extend(options);
    build(sample(), &all).expect(0);
    (scratch, out)
}

/// Writes a file with its folders.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).expect("a folder");
    }
    fs::write(path, bytes).expect("a file");
}

/// The bytes of a file.
#[track_caller]
pub(crate) fn read_bytes(path: &Path) -> Vec<u8> {
    match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

/// The text of a file.
#[track_caller]
pub(crate) fn read(path: &Path) -> String {
    match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

/// Copies a folder; `keep` says which paths below it, with `/`, in the order in which `order` puts them.
pub(crate) fn copy(
    from: &Path,
    to: &Path,
    keep: impl Fn(&str) -> bool,
    order: impl Fn(&mut Vec<String>),
) {
    let mut files: Vec<String> = folder::paths(from)
        .into_iter()
        .filter(|path| keep(path))
        .collect();
    order(&mut files);
    for file in files {
        write(&to.join(&file), fs::read(from.join(&file)).expect("a file"));
    }
}
