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
mod licences;
mod new;
mod new_region;
mod progress;
mod serve;
mod terminal;
mod theme;
mod timings;

pub use args::command;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::FromArgMatches;
use clap::parser::ValueSource;
use jiff::Timestamp;

use crate::diagnostic::Lang;
use crate::pipeline::BuiltSite;
use crate::util::visible::has_hidden;
use args::{Cli, Command, HelpArgs};
use console::{Console, print_usage};
use terminal::Terminal;

/// The inputs of the program from the process and the machine. No other module reads them.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The time at which the program began.
    pub now: Timestamp,
    /// The clock, for a command that runs for long.
    pub clock: fn() -> Timestamp,
    /// `LC_ALL`, `LC_MESSAGES` or `LANG`.
    pub locale: Option<String>,
    /// The home folder, into which no site is written.
    pub home: Option<PathBuf>,
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
    let mut terminal = Terminal::new(out, err);
    let code = match parse(&arguments, lang) {
        Ok(cli) => {
            let mut console = Console::new(&cli.global, lang, environment, &mut terminal);
            execute(&cli, environment, &mut console)
        }
        Err(error) => {
            let is_visible = |argument: &OsString| !has_hidden(&argument.to_string_lossy());
            let color = environment.color && arguments.iter().all(is_visible);
            print_usage(error, lang, color, &mut terminal)
        }
    };
    terminal.finish(code, lang)
}

/// Reads the arguments. To ask for help is an error to clap, which `help` turns into as well.
fn parse(arguments: &[OsString], lang: Lang) -> Result<Cli, clap::Error> {
    let matches = command(lang).try_get_matches_from(arguments)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    if let Command::Help(HelpArgs { command: names }) = &cli.command {
        let names = names.iter().map(OsString::from);
        let program = arguments.first().cloned().unwrap_or_default();
        let asked = std::iter::once(program)
            .chain(names)
            .chain(["--help".into()]);
        let matches = command(lang).try_get_matches_from(asked)?;
        return Cli::from_arg_matches(&matches);
    }
    let needs_site = match cli.command {
        Command::New(_)
        | Command::Build(_)
        | Command::Serve(_)
        | Command::Check(_)
        | Command::Theme(_) => true,
        Command::Init(_) | Command::Help(_) | Command::Completions(_) | Command::Licences => false,
    };
    if needs_site && matches.value_source("site") == Some(ValueSource::DefaultValue) {
        cli.global.site = common::nearest_site();
        cli.global.is_found = true;
    }
    Ok(cli)
}

/// Runs a command. Returns its exit code.
fn execute(cli: &Cli, environment: &Environment, console: &mut Console<'_, '_>) -> u8 {
    let global = &cli.global;
    match &cli.command {
        Command::Init(options) => init::run(options, global, console),
        Command::New(options) => new::run(options, global, environment, console),
        Command::Build(options) => build::run(options, global, environment, console),
        Command::Check(options) => check::run(options, global, environment, console),
        Command::Serve(options) => serve::run(options, global, environment, console),
        Command::Theme(options) => theme::run(options, global, console),
        // Its arguments were read as a request for help.
        Command::Help(_) => 0,
        Command::Completions(options) => completions::run(options, console),
        Command::Licences => licences::run(console),
    }
}
