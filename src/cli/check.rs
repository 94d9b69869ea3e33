//! `bulletin check`.

use super::Environment;
use super::args::{CheckArgs, GlobalArgs};
use super::common::{clock, read_only_request, start_threads};
use super::console::Console;
use crate::diagnostic::catalogue::Notice;
use crate::pipeline::{Checked, SiteFiles};
use crate::source::Folder;

pub(super) fn run(
    args: &CheckArgs,
    global: &GlobalArgs,
    environment: &Environment,
    console: &mut Console<'_, '_>,
) -> u8 {
    let clock = start_threads()
        .and_then(|()| clock(global, args.drafts, args.as_of.as_deref(), environment));
    let clock = match clock {
        Ok(clock) => clock,
        Err(diagnostic) => return console.refuse(diagnostic),
    };
    let folder = Folder::new(&global.site);
    let request = read_only_request(clock, &global.site);
    let Checked {
        diagnostics,
        left_out,
        templates,
    } = crate::pipeline::check(&folder, &request);
    let is_clean = diagnostics.is_empty();
    let code = console.diagnostics(
        diagnostics,
        &SiteFiles {
            folder: &folder,
            templates: &templates,
        },
    );
    if is_clean {
        console.notice(&Notice::CheckedClean {});
    }
    console.left_out(&left_out);
    code
}
