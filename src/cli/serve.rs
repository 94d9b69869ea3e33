//! `bulletin serve`.

use super::Environment;
use super::args::{Global, Serve};
use super::report::Reporter;
use crate::diagnostic::{Diagnostic, Files};
use crate::serve::{self, Options, Voice};
use crate::source::Folder;

pub(super) fn run(
    options: &Serve,
    global: &Global,
    environment: &Environment,
    reporter: &mut Reporter<'_>,
) -> u8 {
    let options = Options {
        port: options.port,
        open: options.open,
        lan: options.lan,
        poll: options.poll,
        color: reporter.has_color(),
        lang: reporter.lang,
        clock: environment.clock,
    };
    let problem = serve::run(&Folder::new(&global.site), &options, reporter);
    reporter.refuse(problem)
}

impl Voice for Reporter<'_> {
    fn say(&mut self, zh: &str, en: &str) {
        Reporter::say(self, zh, en);
    }

    fn diagnostics(&mut self, diagnostics: Vec<Diagnostic>, files: &dyn Files) {
        Reporter::diagnostics(self, diagnostics, files);
    }
}
