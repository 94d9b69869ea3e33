//! Puts the help texts of the catalogue into clap's commands.

use clap::{Arg, Command};

use crate::diagnostic::Lang;
use crate::diagnostic::catalogue::{HELP, Label, USAGE_PHRASES, USAGE_TEMPLATE_ZH};

/// Puts the help texts in `lang` into a command and all below it.
pub(super) fn translated(command: Command, lang: Lang) -> Command {
    let command = describe(command, "", lang)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .after_help(Label::HelpExamples.text(lang));
    let flag = |name: &'static str, short, action| {
        let arg = Arg::new(name)
            .long(name)
            .short(short)
            .action(action)
            .help_heading(Label::HelpCommonOptions.text(lang))
            .help(text(name, lang).unwrap_or_default());
        arg.global(name == "help")
    };
    command
        .arg(flag("help", 'h', clap::ArgAction::Help))
        .arg(flag("version", 'V', clap::ArgAction::Version))
}

fn describe(command: Command, above: &str, lang: Lang) -> Command {
    let name = command.get_name();
    let full = match (above, name) {
        ("", "bulletin") => String::new(),
        // `theme check` and `check` are two commands of one name.
        ("theme", "check") => "theme check".to_owned(),
        _ => name.to_owned(),
    };
    let command = command
        .about(text(&full, lang).unwrap_or_default())
        .disable_help_flag(true)
        .mut_args(|arg| described(arg, &full, lang));
    let command = match lang {
        Lang::Zh => command
            .subcommand_help_heading(Label::HelpCommands.text(lang))
            .help_template(USAGE_TEMPLATE_ZH),
        Lang::En => command,
    };
    command.mut_subcommands(move |inner| describe(inner, &full, lang))
}

/// An argument of the command `full` with its help. Options of every command have a heading to themselves.
fn described(arg: Arg, full: &str, lang: Lang) -> Arg {
    let id = arg.get_id().to_string();
    let help = text(&format!("{full} {id}"), lang).or_else(|| text(&id, lang));
    let heading = match (full, arg.is_positional()) {
        ("", _) => Label::HelpCommonOptions,
        (_, true) => Label::HelpArguments,
        (_, false) => Label::HelpOptions,
    };
    arg.help(help.unwrap_or_default())
        .help_heading(heading.text(lang))
}

fn text(key: &str, lang: Lang) -> Option<&'static str> {
    let entry = HELP.iter().find(|entry| entry.key == key)?;
    Some(entry.text.text(lang))
}

/// A plain text of clap in `lang`.
pub(super) fn translate(text: &str, lang: Lang) -> String {
    match lang {
        Lang::En => text.to_owned(),
        Lang::Zh => USAGE_PHRASES.iter().fold(text.to_owned(), |text, phrase| {
            text.replace(phrase.clap, phrase.zh)
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::builder::StyledStr;

    use super::*;
    use crate::cli::command;

    fn without_help(command: &Command, above: &str, missing: &mut Vec<String>) {
        let is_empty = |help: Option<&StyledStr>| help.is_none_or(|it| it.to_string().is_empty());
        let name = format!("{above}{}", command.get_name());
        if is_empty(command.get_about()) {
            missing.push(name.clone());
        }
        for arg in command.get_arguments() {
            if is_empty(arg.get_help()) {
                missing.push(format!("{name} {}", arg.get_id()));
            }
        }
        for inner in command.get_subcommands() {
            without_help(inner, &format!("{name} "), missing);
        }
    }

    #[test]
    fn every_command_and_argument_has_a_help_text() {
        let mut missing = Vec::new();
        without_help(&command(Lang::En), "", &mut missing);
        assert_eq!(missing, [""; 0]);
    }

    #[test]
    fn no_help_text_is_there_twice() {
        let keys: BTreeSet<&str> = HELP.iter().map(|entry| entry.key).collect();
        assert_eq!(keys.len(), HELP.len());
    }
}
