//! `bulletin build`.

use std::path::Path;

use super::Environment;
use super::args::{Build, Global};
use super::report::Reporter;
use crate::diagnostic::{Diagnostic, Message};
use crate::fields::parse_date;
use crate::site::{Clock, Show};
use crate::source::Folder;
use crate::{Request, SiteFiles};

pub(super) fn run(
    options: &Build,
    global: &Global,
    environment: &Environment,
    reporter: &mut Reporter<'_>,
) -> u8 {
    let folder = Folder::new(&global.site);
    let request = match request(options, global, environment) {
        Ok(request) => request,
        Err(problem) => return reporter.refuse(problem),
    };
    let (summary, diagnostics, templates) = crate::build(&folder, &request);
    if let Some(problem) = environment_problem(&diagnostics) {
        return reporter.refuse(problem);
    }
    let code = reporter.diagnostics(
        diagnostics,
        &SiteFiles {
            folder: &folder,
            templates: &templates,
        },
    );
    match summary {
        Some(done) => {
            let out = request.out.display();
            let total = done.added + done.changed + done.unchanged;
            reporter.say(
                &format!(
                    "已生成 {out}：共 {total} 个文件，新增 {}，更新 {}，删除 {}，未变 {}。",
                    done.added, done.changed, done.removed, done.unchanged
                ),
                &format!(
                    "Built {out}: {total} files, {} new, {} changed, {} removed, {} unchanged.",
                    done.added, done.changed, done.removed, done.unchanged
                ),
            );
        }
        None => reporter.say(
            "没有生成：请先改正上面的错误，输出文件夹没有变动。",
            "Nothing was built: correct the errors above. The output folder is as it was.",
        ),
    }
    code
}

fn request(
    options: &Build,
    global: &Global,
    environment: &Environment,
) -> Result<Request, Diagnostic> {
    let base_url = match &options.base_url {
        Some(written) => {
            Some(crate::config::base_url(written).ok_or_else(|| refused(written, "https://…"))?)
        }
        None => None,
    };
    Ok(Request {
        clock: clock(options.drafts, options.as_of.as_deref(), environment)?,
        base_url,
        portable: options.portable,
        out: options
            .out
            .clone()
            .unwrap_or_else(|| global.site.join("public")),
    })
}

/// What is published when, by the options of `build` and `check`.
pub(super) fn clock(
    drafts: bool,
    as_of: Option<&str>,
    environment: &Environment,
) -> Result<Clock, Diagnostic> {
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap_or(jiff::tz::TimeZone::UTC);
    let as_of = match as_of {
        Some(written) => {
            parse_date(written, &zone).ok_or_else(|| refused(written, "2024-06-01"))?
        }
        None => environment.now,
    };
    Ok(Clock {
        as_of,
        show: if drafts {
            Show::Drafts
        } else {
            Show::Published
        },
    })
}

fn refused(value: &str, expected: &str) -> Diagnostic {
    Diagnostic::new(Message::BadArgument {
        value: value.to_owned(),
        expected: expected.to_owned(),
    })
}

/// The one problem that is not of the content: then the exit code is 2.
pub(super) fn environment_problem(diagnostics: &[Diagnostic]) -> Option<Diagnostic> {
    let is_environment = |message: &Message| {
        matches!(
            message,
            Message::NoSite { .. }
                | Message::Io { .. }
                | Message::AnotherBuild { .. }
                | Message::ForeignFile { .. }
        )
    };
    diagnostics
        .iter()
        .find(|diagnostic| is_environment(&diagnostic.message))
        .cloned()
}

/// The request of a command that writes nothing.
pub(super) fn dry(clock: Clock, site: &Path) -> Request {
    Request {
        clock,
        base_url: None,
        portable: false,
        out: site.join("public"),
    }
}
