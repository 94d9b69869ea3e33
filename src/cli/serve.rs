//! `bulletin serve`.

use super::Environment;
use super::args::{GlobalArgs, ServeArgs};
use super::common::start_threads;
use super::console::{Console, ResultFormat, USAGE};
use crate::diagnostic::catalogue::Notice;
use crate::diagnostic::{Diagnostic, LeftOut, SourceProvider};
use crate::serve::{self, ServeOptions, ServeReporter};
use crate::source::Folder;

pub(super) fn run(
    args: &ServeArgs,
    global: &GlobalArgs,
    environment: &Environment,
    console: &mut Console<'_, '_>,
) -> u8 {
    let options = ServeOptions {
        port: args.port,
        open: args.open,
        lan: args.lan,
        poll: args.poll,
        color: console.has_color(),
        lang: console.lang,
        clock: environment.clock,
    };
    let refusal = match start_threads() {
        Ok(()) => serve::run(&Folder::new(&global.site), &options, console),
        Err(diagnostic) => Some(diagnostic),
    };
    refusal.map_or(USAGE, |diagnostic| console.refuse(diagnostic))
}

impl ServeReporter for Console<'_, '_> {
    fn notice(&mut self, notice: &Notice) {
        Console::notice(self, notice);
    }

    fn qr_code(&mut self, code: &str) {
        if self.has_notices() {
            self.print_styled(&format!("{code}\n"));
        }
    }

    fn is_broken(&self) -> bool {
        Console::is_broken(self)
    }

    fn addresses(&mut self, local: &str, network: Option<&str>) {
        match self.result_format() {
            ResultFormat::Sentence => {
                self.notice(&Notice::PreviewAddress {
                    address: local.to_owned(),
                });
                if let Some(network) = network {
                    self.notice(&Notice::PreviewNetworkAddress {
                        address: network.to_owned(),
                    });
                }
            }
            ResultFormat::Bare => {
                for address in std::iter::once(local).chain(network) {
                    self.print(&format!("{address}\n"));
                }
            }
            ResultFormat::Json => {
                let addresses = match network {
                    Some(network) => serde_json::json!({"address": local, "network": network}),
                    None => serde_json::json!({"address": local}),
                };
                self.print(&format!("{addresses}\n"));
            }
        }
    }

    fn left_out(&mut self, files: &[LeftOut]) {
        Console::left_out(self, files);
    }

    fn diagnostics(&mut self, diagnostics: Vec<Diagnostic>, sources: &dyn SourceProvider) {
        Console::diagnostics(self, diagnostics, sources);
    }
}
