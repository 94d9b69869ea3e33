//! The command line: turns arguments into library calls, and results into text and exit codes. One file a
//! command.
//!
//! Exit code 0: fine; 1: the content has errors, all printed; 2: wrong usage, or an obstacle on the machine.
//! It follows from the classes of the messages ([`crate::diagnostic::catalogue::MessageClass`]).

mod args;
mod build;
mod check;
mod common;
mod completions;
mod console;
mod help;
mod init;
mod new;
mod progress;
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
use console::{Console, print_usage};

/// The inputs of the program from the process and the machine. No other module reads them.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The time at which the program began.
    pub now: Timestamp,
    /// The clock, for a command that runs for long.
    pub clock: fn() -> Timestamp,
    /// `LC_ALL`, `LC_MESSAGES` or `LANG`.
    pub locale: Option<String>,
    /// Whether standard error is a terminal.
    pub terminal: bool,
    /// Whether standard error shows colours, unless `--color` says so.
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
        Err(error) => return print_usage(&error, lang, environment.color, out, err),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return print_usage(&error, lang, environment.color, out, err),
    };
    let mut console = Console::new(&cli.global, lang, environment, out, err);
    match &cli.command {
        Command::Init(options) => init::run(options, &cli.global, &mut console),
        Command::New(options) => new::run(options, &cli.global, environment, &mut console),
        Command::Build(options) => build::run(options, &cli.global, environment, &mut console),
        Command::Check(options) => check::run(options, &cli.global, environment, &mut console),
        Command::Serve(options) => serve::run(options, &cli.global, environment, &mut console),
        Command::Theme(options) => theme::run(options, &cli.global, &mut console),
        Command::Completions(options) => completions::run(options, &mut console),
    }
}
