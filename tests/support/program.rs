//! Runs the real binary in a folder, without the environment variables that change its output.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Longer than a build takes on a slow machine.
const TIMEOUT: Duration = Duration::from_secs(60);

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
        Self::from(&command.output().expect("the program runs"))
    }

    /// Runs a command, and fails the test if it does not end.
    #[track_caller]
    pub(crate) fn in_time(command: &mut Command) -> Self {
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let start = Instant::now();
        // What it prints fits into the pipes.
        while matches!(child.try_wait(), Ok(None)) {
            if start.elapsed() > TIMEOUT {
                child.kill().expect("killed");
                panic!("{command:?} does not end");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Self::from(&child.wait_with_output().expect("its output"))
    }

    /// Fails the test unless the exit code is `code`.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
        self
    }
}

impl From<&Output> for Run {
    fn from(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
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
