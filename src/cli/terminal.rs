//! The terminal: standard output and standard error, the one place where text leaves the program.
//!
//! Control characters are shown, not sent: a text may quote the name of a file, and a name may hold what
//! steers a terminal. A write that fails does not stop a command; its end reports it.

use std::io::{self, Write};

use super::console::USAGE;
use crate::diagnostic::catalogue::system_cause;
use crate::diagnostic::{Detail, Diagnostic, Lang, Message, render_terminal};
use crate::util::visible::visible_lines;

/// Standard output and standard error.
pub(super) struct Terminal<'t> {
    out: &'t mut dyn Write,
    err: &'t mut dyn Write,
    /// The first failure.
    failure: Option<io::Error>,
}

impl<'t> Terminal<'t> {
    pub(super) fn new(out: &'t mut dyn Write, err: &'t mut dyn Write) -> Self {
        Self {
            out,
            err,
            failure: None,
        }
    }

    /// Writes to standard output.
    pub(super) fn out(&mut self, text: &str) {
        self.styled_out(&visible_lines(text));
    }

    /// Writes to standard error.
    pub(super) fn err(&mut self, text: &str) {
        self.styled_err(&visible_lines(text));
    }

    /// Writes a text with colours to standard output. What it quotes must be
    /// [visible](crate::util::visible).
    pub(super) fn styled_out(&mut self, text: &str) {
        let written = self.out.write_all(text.as_bytes());
        self.record(written);
    }

    /// Writes a text with colours to standard error. What it quotes must be
    /// [visible](crate::util::visible).
    pub(super) fn styled_err(&mut self, text: &str) {
        let written = self.err.write_all(text.as_bytes());
        self.record(written);
    }

    /// Whether a write has failed.
    pub(super) fn is_broken(&self) -> bool {
        self.failure.is_some()
    }

    fn record(&mut self, result: io::Result<()>) {
        if let Err(error) = result {
            self.failure.get_or_insert(error);
        }
    }

    /// Ends a command whose exit code is `code`. If its output could not be printed, reports that on standard
    /// error. Returns the exit code of the program.
    pub(super) fn finish(mut self, code: u8, lang: Lang) -> u8 {
        let flushed = self.out.flush().and_then(|()| self.err.flush());
        self.record(flushed);
        let Some(error) = self.failure.take() else {
            return code;
        };
        let message = Message::NotPrinted {
            cause: system_cause(&error).to_owned(),
            original: error.to_string(),
        };
        let diagnostics = [Diagnostic::new(message)];
        self.err(&render_terminal(&diagnostics, &(), lang, Detail::default()));
        USAGE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that is full.
    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_write_that_fails_is_reported_at_the_end() {
        let (mut out, mut err) = (Full, Vec::new());
        let mut terminal = Terminal::new(&mut out, &mut err);
        assert!(!terminal.is_broken());
        terminal.out("村\n");
        assert!(terminal.is_broken());
        assert_eq!(terminal.finish(0, Lang::En), USAGE);
        let err = String::from_utf8(err).expect("text");
        assert!(err.starts_with("error[not-printed]: "), "{err}");
        // Without a place for messages, the exit code is left.
        let (mut out, mut err) = (Vec::new(), Full);
        let mut terminal = Terminal::new(&mut out, &mut err);
        terminal.err("村\n");
        assert_eq!(terminal.finish(1, Lang::Zh), USAGE);
    }

    #[test]
    fn nothing_but_text_reaches_the_terminal() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut terminal = Terminal::new(&mut out, &mut err);
        terminal.out("a\u{1b}[2J\n");
        terminal.err("\u{202e}b\n");
        assert_eq!(terminal.finish(1, Lang::Zh), 1);
        assert_eq!(out, b"a\\u{1b}[2J\n");
        assert_eq!(err, b"\\u{202e}b\n");
    }
}
