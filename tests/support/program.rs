//! Runs the real binary in a folder, without the environment variables that change its output.

use std::path::Path;
use std::process::Command;

/// The result of a run of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// The exit code; -1 where a signal ended it.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Run {
    /// Runs a command to its end.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().expect("the program runs");
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Fails the test unless the exit code is `code`.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
        self
    }
}

/// The program, to be run in `folder`.
pub(crate) fn program(folder: &Path) -> Command {
    isolated(Command::new(env!("CARGO_BIN_EXE_bulletin")), folder)
}

/// A command, to be run in `folder`, without the variables of the environment that the program heeds.
pub(crate) fn isolated(mut command: Command, folder: &Path) -> Command {
    command.current_dir(folder);
    for name in ["NO_COLOR", "LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"] {
        command.env_remove(name);
    }
    command
}

/// `bulletin build` in English, for the site in `folder`.
pub(crate) fn build_command(folder: &Path, options: &[&str]) -> Command {
    let mut command = program(folder);
    command.args(["build", "--lang", "en"]).args(options);
    command
}

/// Runs `bulletin build` on the site in `folder`.
pub(crate) fn build(folder: &Path, options: &[&str]) -> Run {
    Run::of(&mut build_command(folder, options))
}

/// Runs `bulletin build` on the site in `folder`, into the folder `out`.
pub(crate) fn build_into(folder: &Path, out: &Path, options: &[&str]) -> Run {
    let mut command = build_command(folder, options);
    Run::of(command.arg("--out").arg(out))
}
