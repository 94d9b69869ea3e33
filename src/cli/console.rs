//! The console: where a command prints diagnostics, notices and results, in the chosen language and format.

use clap::error::ContextValue;

use super::Environment;
use super::args::{Color, GlobalArgs, MessageFormat};
use super::help;
use super::terminal::Terminal;
use crate::diagnostic::catalogue::{MessageClass, Notice};
use crate::diagnostic::{
    Detail, Diagnostic, Lang, LeftOut, SourceProvider, left_out_json, left_out_notices,
    render_json, render_terminal, sort,
};
use crate::util::visible::Visible;

/// Standard output and standard error, with the options that control them.
pub(super) struct Console<'c, 't> {
    /// The language.
    pub(super) lang: Lang,
    format: MessageFormat,
    quiet: bool,
    verbose: bool,
    color: bool,
    terminal: &'c mut Terminal<'t>,
}

/// The form of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResultFormat {
    /// A sentence for people.
    Sentence,
    /// The value alone: `--quiet`.
    Bare,
    /// JSON: `--format json`.
    Json,
}

impl<'c, 't> Console<'c, 't> {
    pub(super) fn new(
        global: &GlobalArgs,
        lang: Lang,
        environment: &Environment,
        terminal: &'c mut Terminal<'t>,
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
            terminal,
        }
    }

    /// Whether messages are coloured.
    pub(super) fn has_color(&self) -> bool {
        self.color
    }

    /// Prints diagnostics, sorted. Returns the exit code that they mean.
    pub(super) fn diagnostics(
        &mut self,
        mut diagnostics: Vec<Diagnostic>,
        sources: &dyn SourceProvider,
    ) -> u8 {
        let code = exit_code(&diagnostics);
        if self.quiet {
            diagnostics.retain(Diagnostic::is_error);
        }
        sort(&mut diagnostics);
        match self.format {
            MessageFormat::Json => {
                let text = render_json(&diagnostics, sources, self.lang);
                self.terminal.out(&text);
            }
            MessageFormat::Human => {
                let detail = Detail {
                    has_color: self.color,
                    has_originals: self.verbose,
                };
                let text = render_terminal(&diagnostics, sources, self.lang, detail);
                if self.color {
                    self.terminal.styled_err(&text);
                } else {
                    self.terminal.err(&text);
                }
            }
        }
        code
    }

    /// Prints the reason why a command does not start. Returns the exit code of wrong usage: a message that
    /// is an error of the content elsewhere is about an argument here.
    pub(super) fn refuse(&mut self, diagnostic: Diagnostic) -> u8 {
        self.diagnostics(vec![diagnostic], &());
        USAGE
    }

    /// The form of a result.
    pub(super) fn result_format(&self) -> ResultFormat {
        match (self.format, self.quiet) {
            (MessageFormat::Json, _) => ResultFormat::Json,
            (MessageFormat::Human, true) => ResultFormat::Bare,
            (MessageFormat::Human, false) => ResultFormat::Sentence,
        }
    }

    /// Whether notices are printed.
    pub(super) fn has_notices(&self) -> bool {
        self.result_format() == ResultFormat::Sentence
    }

    /// Prints a notice.
    pub(super) fn notice(&mut self, notice: &Notice) {
        if self.has_notices() {
            self.terminal.out(&format!("{}\n", notice.text(self.lang)));
        }
    }

    /// Prints a notice if `--verbose` asks for it.
    pub(super) fn detail(&mut self, notice: &Notice) {
        if self.verbose {
            self.notice(notice);
        }
    }

    /// Prints what is not in a site: a line for each reason, or, for programs, one for each file.
    pub(super) fn left_out(&mut self, files: &[LeftOut]) {
        match self.result_format() {
            ResultFormat::Sentence => {
                for notice in left_out_notices(files, self.verbose, self.lang) {
                    self.notice(&notice);
                }
            }
            ResultFormat::Json if !self.quiet => {
                let text = left_out_json(files, self.lang);
                self.terminal.out(&text);
            }
            ResultFormat::Json | ResultFormat::Bare => {}
        }
    }

    /// Prints a text as it is.
    pub(super) fn print(&mut self, text: &str) {
        self.terminal.out(text);
    }

    /// Prints a text of the program's own, which may have colours.
    pub(super) fn print_styled(&mut self, text: &str) {
        self.terminal.styled_out(text);
    }

    /// Whether something could not be printed.
    pub(super) fn is_broken(&self) -> bool {
        self.terminal.is_broken()
    }
}

/// The exit code where the content has errors.
const CONTENT: u8 = 1;

/// The exit code of wrong usage and of obstacles on the machine.
pub(super) const USAGE: u8 = 2;

/// The exit code of a run with these diagnostics: the highest of all classes.
fn exit_code(diagnostics: &[Diagnostic]) -> u8 {
    let code = |diagnostic: &Diagnostic| match diagnostic.message.class() {
        MessageClass::Warning => 0,
        MessageClass::Error => CONTENT,
        MessageClass::Environment => USAGE,
    };
    diagnostics.iter().map(code).max().unwrap_or_default()
}

/// Prints the output of clap where no command runs: help, the version, or an error in the arguments. With
/// `color`, the arguments must be [visible](crate::util::visible). Returns the exit code.
pub(super) fn print_usage(
    error: clap::Error,
    lang: Lang,
    color: bool,
    terminal: &mut Terminal<'_>,
) -> u8 {
    let error = visible(error);
    let rendered = error.render();
    if !error.use_stderr() {
        terminal.out(&help::translate(&rendered.to_string(), lang));
        return 0;
    }
    match (color, lang) {
        (true, Lang::En) => terminal.styled_err(&rendered.ansi().to_string()),
        // Phrases are found in plain text only.
        _ => terminal.err(&help::translate(&rendered.to_string(), lang)),
    }
    USAGE
}

/// The error with control characters of arguments shown, those that part lines too.
fn visible(mut error: clap::Error) -> clap::Error {
    let shown = |text: &String| Visible(text).to_string();
    let context = error.context().filter_map(|(kind, value)| {
        let value = match value {
            ContextValue::String(text) => ContextValue::String(shown(text)),
            ContextValue::Strings(texts) => {
                ContextValue::Strings(texts.iter().map(shown).collect())
            }
            _ => return None,
        };
        Some((kind, value))
    });
    for (kind, value) in context.collect::<Vec<_>>() {
        error.insert(kind, value);
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Message;

    #[test]
    fn the_exit_code_is_that_of_the_worst_class() {
        let warning = || Diagnostic::new(Message::NoSummary {});
        let error = || Diagnostic::new(Message::UnclosedQuote {});
        let environment = || {
            Diagnostic::new(Message::NoSite {
                folder: ".".to_owned(),
            })
        };
        for (diagnostics, code) in [
            (vec![], 0),
            (vec![warning()], 0),
            (vec![error(), warning()], 1),
            (vec![environment(), error()], 2),
            (vec![error(), environment()], 2),
        ] {
            assert_eq!(exit_code(&diagnostics), code, "{diagnostics:?}");
        }
    }
}
