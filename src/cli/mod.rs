//! The command line: arguments into library calls, results into text and exit codes. One file a command.
//!
//! Exit code 0: fine; 1: the content has errors, all printed; 2: wrong usage, or the machine is in the way.

mod args;
mod build;
mod check;
mod help;
mod init;
mod new;
mod progress;
mod report;
mod serve;
mod theme;
mod timings;

pub use args::command;

use std::ffi::OsString;
use std::io::Write;

use clap::FromArgMatches;
use jiff::Timestamp;

use crate::pipeline::BuiltSite;
use args::{Cli, Command};
use report::Reporter;

/// What the program takes from its surroundings, so that nothing below asks for it again.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The moment at which the program runs.
    pub now: Timestamp,
    /// Tells the time, for a command that runs for long.
    pub clock: fn() -> Timestamp,
    /// `LC_ALL`, `LC_MESSAGES` or `LANG`.
    pub locale: Option<String>,
    /// Whether standard error is a terminal.
    pub terminal: bool,
    /// Whether standard error shows colours.
    pub color: bool,
    /// Disposes of the site of a build at the end of the command.
    pub discard: fn(BuiltSite),
}

/// Runs the program. Returns its exit code.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    environment: &Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = args::language(&arguments, environment);
    let matches = match command(lang).try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return args::refused(&error, lang, environment.color, out, err),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return args::refused(&error, lang, environment.color, out, err),
    };
    let mut reporter = Reporter::new(&cli.global, lang, environment, out, err);
    match &cli.command {
        Command::Init(options) => init::run(options, &cli.global, environment, &mut reporter),
        Command::New(options) => new::run(options, &cli.global, environment, &mut reporter),
        Command::Build(options) => build::run(options, &cli.global, environment, &mut reporter),
        Command::Check(options) => check::run(options, &cli.global, environment, &mut reporter),
        Command::Serve(options) => serve::run(options, &cli.global, environment, &mut reporter),
        Command::Theme(options) => theme::run(options, &cli.global, &mut reporter),
        Command::Completions(options) => reporter.completions(options.shell),
    }
}
