//! The arguments of the command line, as clap reads them.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use super::{Environment, help};
use crate::diagnostic::Lang;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "bulletin", version, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: GlobalArgs,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
pub(super) struct GlobalArgs {
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub(super) site: PathBuf,
    /// Whether `site` was not typed, but is the folder above in which a site was found, or this one.
    #[arg(skip)]
    pub(super) is_found: bool,
    #[arg(long, global = true, value_enum)]
    pub(super) lang: Option<Language>,
    #[arg(long, global = true, value_enum, default_value = "human")]
    pub(super) format: MessageFormat,
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
    #[arg(long, global = true, value_enum, default_value = "auto")]
    pub(super) color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    Zh,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    Human,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Init(InitArgs),
    New(NewArgs),
    Build(BuildArgs),
    Serve(ServeArgs),
    Check(CheckArgs),
    Theme(ThemeArgs),
    Help(HelpArgs),
    Completions(CompletionsArgs),
    Licences,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct NewArgs {
    #[command(subcommand)]
    pub(super) command: NewCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum NewCommand {
    Article {
        title: String,
        #[arg(long)]
        slug: Option<String>,
    },
    Page {
        title: String,
        #[arg(long)]
        slug: Option<String>,
    },
    Issue {
        #[arg(long)]
        key: Option<String>,
    },
    Initiative {
        name: String,
        #[arg(long)]
        key: Option<String>,
        #[arg(long)]
        parent: Option<String>,
    },
    Region {
        code: String,
        #[arg(long)]
        name: Option<String>,
        #[arg(long)]
        key: Option<String>,
        #[arg(long)]
        parent: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    #[arg(long)]
    pub(super) drafts: bool,
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    #[arg(long)]
    pub(super) portable: bool,
    #[arg(long, value_name = "K/N")]
    pub(super) shard: Option<String>,
    #[arg(long)]
    pub(super) timings: bool,
}

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[arg(long, value_name = "N")]
    pub(super) port: Option<u16>,
    #[arg(long)]
    pub(super) open: bool,
    #[arg(long)]
    pub(super) lan: bool,
    #[arg(long)]
    pub(super) poll: bool,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[arg(long)]
    pub(super) drafts: bool,
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ThemeArgs {
    #[command(subcommand)]
    pub(super) command: ThemeCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum ThemeCommand {
    Eject { name: Option<String> },
    Check { name: Option<String> },
    Docs,
}

#[derive(Debug, Args)]
pub(super) struct HelpArgs {
    pub(super) command: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

/// The command line with help in `lang`.
pub fn command(lang: Lang) -> clap::Command {
    help::translated(Cli::command(), lang)
}

/// The language of messages: `--lang`, else the locale. Read before the arguments are parsed, since help and
/// usage errors need it.
pub(super) fn language(arguments: &[OsString], environment: &Environment) -> Lang {
    let texts: Vec<&str> = arguments
        .iter()
        .filter_map(|argument| argument.to_str())
        .collect();
    let option =
        texts
            .iter()
            .enumerate()
            .find_map(|(at, text)| match text.strip_prefix("--lang") {
                Some("") => texts.get(at + 1).copied(),
                Some(rest) => rest.strip_prefix('='),
                None => None,
            });
    match option {
        Some("en") => Lang::En,
        Some("zh") => Lang::Zh,
        _ => environment
            .locale
            .as_deref()
            .filter(|locale| !matches!(*locale, "" | "C" | "POSIX" | "C.UTF-8"))
            .map_or(Lang::Zh, Lang::from_locale),
    }
}
