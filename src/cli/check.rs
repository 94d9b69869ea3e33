//! `bulletin check`.

use super::Environment;
use super::args::{Check, Global};
use super::build::{clock, dry, is_blocked};
use super::report::Reporter;
use crate::pipeline::SiteFiles;
use crate::source::Folder;

pub(super) fn run(
    options: &Check,
    global: &Global,
    environment: &Environment,
    reporter: &mut Reporter<'_>,
) -> u8 {
    let clock = match clock(
        global,
        options.drafts,
        options.as_of.as_deref(),
        environment,
    ) {
        Ok(clock) => clock,
        Err(problem) => return reporter.refuse(problem),
    };
    let folder = Folder::new(&global.site);
    let (diagnostics, templates) = crate::pipeline::check(&folder, &dry(clock, &global.site));
    let blocked = is_blocked(&diagnostics);
    let clean = diagnostics.is_empty();
    let code = reporter.diagnostics(
        diagnostics,
        &SiteFiles {
            folder: &folder,
            templates: &templates,
        },
    );
    if clean {
        reporter.say("检查完毕，没有问题。", "Checked: nothing to report.");
    }
    if blocked { 2 } else { code }
}
