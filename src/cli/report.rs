//! What a command says: diagnostics, then one line that sums up.

use std::io::Write;

use super::Environment;
use super::args::{self, Color, Format, Global};
use crate::diagnostic::{
    Diagnostic, Lang, SourceProvider, has_errors, render_json, render_terminal, sort,
};

/// Prints in the chosen language and format.
pub(super) struct Reporter<'r> {
    /// The language.
    pub(super) lang: Lang,
    format: Format,
    quiet: bool,
    verbose: bool,
    color: bool,
    out: &'r mut dyn Write,
    err: &'r mut dyn Write,
}

/// How what was asked for is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// In sentences for people.
    Chatty,
    /// Alone, after `-q`.
    Bare,
    /// For programs.
    Json,
}

/// A file source for diagnostics that quote none.
pub(super) struct NoFiles;

impl SourceProvider for NoFiles {
    fn text(&self, _: &str) -> Option<String> {
        None
    }
}

impl<'r> Reporter<'r> {
    pub(super) fn new(
        global: &Global,
        lang: Lang,
        environment: &Environment,
        out: &'r mut dyn Write,
        err: &'r mut dyn Write,
    ) -> Self {
        let color = match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => environment.color,
        };
        Self {
            lang,
            format: global.format,
            quiet: global.quiet,
            verbose: global.verbose,
            color,
            out,
            err,
        }
    }

    /// Whether messages are coloured.
    pub(super) fn has_color(&self) -> bool {
        self.color
    }

    /// Prints diagnostics in order of place. Returns the exit code that they mean.
    pub(super) fn diagnostics(
        &mut self,
        mut diagnostics: Vec<Diagnostic>,
        files: &dyn SourceProvider,
    ) -> u8 {
        if self.quiet {
            diagnostics.retain(Diagnostic::is_error);
        }
        sort(&mut diagnostics);
        match self.format {
            Format::Json => drop(write!(
                self.out,
                "{}",
                render_json(&diagnostics, files, self.lang)
            )),
            Format::Human => drop(write!(
                self.err,
                "{}",
                render_terminal(&diagnostics, files, self.lang, self.color)
            )),
        }
        u8::from(has_errors(&diagnostics))
    }

    /// Prints what is in the way of the command itself.
    pub(super) fn refuse(&mut self, problem: Diagnostic) -> u8 {
        self.diagnostics(vec![problem], &NoFiles);
        2
    }

    /// How what was asked for is said.
    pub(super) fn tone(&self) -> Tone {
        match (self.format, self.quiet) {
            (Format::Json, _) => Tone::Json,
            (Format::Human, true) => Tone::Bare,
            (Format::Human, false) => Tone::Chatty,
        }
    }

    /// Whether people are told more than what is wrong.
    pub(super) fn is_chatty(&self) -> bool {
        self.tone() == Tone::Chatty
    }

    /// Prints a line for people: Chinese, English.
    pub(super) fn say(&mut self, zh: &str, en: &str) {
        if self.is_chatty() {
            let _ = writeln!(self.out, "{}", if self.lang == Lang::Zh { zh } else { en });
        }
    }

    /// Prints a line that only `-v` asks for: what happened to an output, in both languages, and its path.
    pub(super) fn detail(&mut self, (zh, en): (&str, &str), path: &str) {
        if self.verbose {
            self.say(&format!("{zh} {path}"), &format!("{en} {path}"));
        }
    }

    /// Prints what was asked for, as it is.
    pub(super) fn print(&mut self, text: &str) -> u8 {
        let _ = write!(self.out, "{text}");
        0
    }

    /// Prints the completion script of a shell.
    pub(super) fn completions(&mut self, shell: clap_complete::Shell) -> u8 {
        let mut command = args::command(self.lang);
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut command, "bulletin", &mut script);
        let _ = self.out.write_all(&script);
        0
    }
}
