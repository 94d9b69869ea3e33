//! `bulletin serve`.

use super::Environment;
use super::args::{Global, Serve};
use super::report::{Reporter, Tone};
use crate::diagnostic::{Diagnostic, SourceProvider};
use crate::serve::{self, ServeOptions, ServeReporter};
use crate::source::Folder;

pub(super) fn run(
    options: &Serve,
    global: &Global,
    environment: &Environment,
    reporter: &mut Reporter<'_>,
) -> u8 {
    let options = ServeOptions {
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

impl ServeReporter for Reporter<'_> {
    fn say(&mut self, zh: &str, en: &str) {
        Reporter::say(self, zh, en);
    }

    fn addresses(&mut self, here: &str, network: Option<&str>) {
        match self.tone() {
            Tone::Chatty => {
                self.say(
                    &format!("预览：{here}  （按 Ctrl-C 结束）"),
                    &format!("Preview: {here}  (Ctrl-C ends it)"),
                );
                if let Some(network) = network {
                    self.say(
                        &format!("手机（同一网络）：{network}"),
                        &format!("On a phone in the same network: {network}"),
                    );
                }
            }
            Tone::Bare => {
                for address in std::iter::once(here).chain(network) {
                    self.print(&format!("{address}\n"));
                }
            }
            Tone::Json => {
                let said = match network {
                    Some(network) => serde_json::json!({"address": here, "network": network}),
                    None => serde_json::json!({"address": here}),
                };
                self.print(&format!("{said}\n"));
            }
        }
    }

    fn diagnostics(&mut self, diagnostics: Vec<Diagnostic>, files: &dyn SourceProvider) {
        Reporter::diagnostics(self, diagnostics, files);
    }
}
