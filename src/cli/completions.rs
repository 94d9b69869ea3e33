//! `bulletin completions`.

use super::args::{self, CompletionsArgs};
use super::console::Console;

pub(super) fn run(args: &CompletionsArgs, console: &mut Console<'_, '_>) -> u8 {
    let mut command = args::command(console.lang);
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "bulletin", &mut script);
    console.print(&String::from_utf8_lossy(&script));
    0
}
