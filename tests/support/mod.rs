//! What tests of the real binary share: a folder to work in, the program run there, a readable diff.
//!
//! Each test file compiles this module on its own and uses a part of it.
#![allow(dead_code, reason = "no test file uses all of it")]
#![expect(
    clippy::disallowed_methods,
    reason = "tests make and read the files that the program is run on"
)]

pub(crate) mod case;
pub(crate) mod content;
pub(crate) mod diff;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The two lines that a site needs.
pub(crate) const SITE: &str = "title = \"乡村振兴简报\"\nbase_url = \"https://jianbao.example/\"\n";

/// What a run of the program left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// The exit code; -1 where a signal ended it.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

/// An empty folder that goes when the test ends. The program runs in it, so paths in messages are short.
pub(crate) struct Sandbox {
    dir: tempfile::TempDir,
}

impl Sandbox {
    /// A new folder.
    pub(crate) fn new() -> Self {
        Self {
            dir: tempfile::tempdir().expect("a folder for temporary files"),
        }
    }

    /// A new folder with a site.toml.
    pub(crate) fn site() -> Self {
        let sandbox = Self::new();
        sandbox.write("site.toml", SITE);
        sandbox
    }

    /// Where it is.
    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    /// The place of `path`, which is written with `/`.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        path.split('/')
            .fold(self.root().to_path_buf(), |at, part| at.join(part))
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        let folder = path.parent().expect("a file stands in a folder");
        std::fs::create_dir_all(folder).expect("the folder can be made");
        std::fs::write(&path, bytes).expect("the file can be written");
    }

    /// Removes a file.
    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).expect("the file can be removed");
    }

    /// The text of a file, or `None` where there is none.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        let bytes = std::fs::read(self.path(path)).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Every file below `folder` with its bytes, by path relative to it.
    pub(crate) fn files(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.path(folder);
        let entries = walkdir::WalkDir::new(&root).sort_by_file_name();
        let files = entries.into_iter().filter_map(Result::ok);
        let files = files.filter(|entry| entry.file_type().is_file());
        files
            .map(|entry| {
                let below = entry.path().strip_prefix(&root).expect("below its root");
                let parts = below.components().map(|part| part.as_os_str());
                let parts: Vec<_> = parts.map(|part| part.to_string_lossy()).collect();
                let bytes = std::fs::read(entry.path()).expect("the file can be read");
                (parts.join("/"), bytes)
            })
            .collect()
    }

    /// Runs the program in the folder, with nothing of the surroundings that could change what it says.
    pub(crate) fn run<S: AsRef<str>>(&self, arguments: &[S]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bulletin"));
        command.args(arguments.iter().map(AsRef::as_ref));
        command.current_dir(self.root()).env_remove("NO_COLOR");
        for name in ["LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"] {
            command.env_remove(name);
        }
        let output = command.output().expect("the program runs");
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Reads a file of the repository.
pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// Writes a file of the repository: only where expectations are rewritten.
pub(crate) fn rewrite(path: &Path, text: &str) {
    std::fs::write(path, text)
        .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
}

/// Whether expectations are to be rewritten instead of checked.
pub(crate) fn blessing() -> bool {
    std::env::var_os("BULLETIN_BLESS").is_some_and(|value| value == "1")
}
