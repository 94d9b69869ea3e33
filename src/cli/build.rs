//! `bulletin build`.

use std::path::Path;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use super::Environment;
use super::args::{Build, Global};
use super::report::Reporter;
use super::{progress, timings};
use crate::diagnostic::{Diagnostic, Message, SourceProvider};
use crate::fields::parse_date;
use crate::output::{Change, CommitSummary};
use crate::pipeline::Progress;
use crate::pipeline::{Built, Request, Shard, SiteFiles};
use crate::site::{Clock, Show};
use crate::source::Folder;

pub(super) fn run(
    options: &Build,
    global: &Global,
    environment: &Environment,
    reporter: &mut Reporter<'_>,
) -> u8 {
    let started = Instant::now();
    let folder = Folder::new(&global.site);
    let request = match request(options, global, environment) {
        Ok(request) => request,
        Err(problem) => return reporter.refuse(problem),
    };
    let build = || crate::pipeline::build(&folder, &request);
    let built = if environment.terminal && reporter.is_chatty() {
        progress::watched(&request.progress, reporter.lang, build)
    } else {
        build()
    };
    let Built {
        summary,
        diagnostics,
        templates,
        site,
    } = built;
    let blocked = is_blocked(&diagnostics);
    let half_written = diagnostics
        .iter()
        .any(|diagnostic| matches!(diagnostic.message, Message::HalfWritten { .. }));
    let code = reporter.diagnostics(
        diagnostics,
        &SiteFiles {
            folder: &folder,
            templates: &templates,
        },
    );
    match summary {
        Some(done) => {
            if options.timings {
                timings::print(&request.progress, started.elapsed(), reporter);
            }
            report(&done, &request, reporter);
        }
        None if half_written => {}
        None => reporter.say(
            "没有生成：请先改正上面的错误，输出文件夹没有变动。",
            "Nothing was built: correct the errors above. The output folder is as it was.",
        ),
    }
    if let Some(site) = site {
        (environment.discard)(site);
    }
    if blocked { 2 } else { code }
}

/// Says what was written.
fn report(done: &CommitSummary, request: &Request, reporter: &mut Reporter<'_>) {
    for (change, path) in &done.changes {
        let what = match change {
            Change::New => ("新增", "new"),
            Change::Changed => ("更新", "changed"),
            Change::Removed => ("删除", "removed"),
            Change::Unchanged => continue,
        };
        reporter.detail(what, path);
    }
    let (out, unchanged) = (request.out.display(), done.unchanged);
    let (new, changed, removed) = (
        done.count(Change::New),
        done.count(Change::Changed),
        done.count(Change::Removed),
    );
    let total = new + changed + unchanged;
    reporter.say(
        &format!("已生成 {out}：共 {total} 个文件，新增 {new}，更新 {changed}，删除 {removed}，未变 {unchanged}。"),
        &format!("Built {out}: {total} files, {new} new, {changed} changed, {removed} removed, {unchanged} unchanged."),
    );
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
        now: SystemTime::from(environment.now),
        clock: clock(
            global,
            options.drafts,
            options.as_of.as_deref(),
            environment,
        )?,
        base_url,
        portable: options.portable,
        out: options
            .out
            .clone()
            .unwrap_or_else(|| global.site.join("public")),
        shard: match &options.shard {
            Some(written) => shard(written).ok_or_else(|| refused(written, "2/4"))?,
            None => Shard::WHOLE,
        },
        progress: Arc::new(if options.timings {
            Progress::timed()
        } else {
            Progress::default()
        }),
    })
}

/// `2/4`: the second of four.
fn shard(written: &str) -> Option<Shard> {
    let (number, of) = written.split_once('/')?;
    let (number, of) = (number.parse().ok()?, of.parse().ok()?);
    (1..=of).contains(&number).then_some(Shard { number, of })
}

/// What is published when, by the options of `build` and `check`. A day begins at midnight in the site's zone.
pub(super) fn clock(
    global: &Global,
    drafts: bool,
    as_of: Option<&str>,
    environment: &Environment,
) -> Result<Clock, Diagnostic> {
    let as_of = match as_of {
        Some(written) => {
            let text = Folder::new(&global.site).text(crate::config::FILE);
            let config = text.and_then(|text| crate::config::read(&text).0);
            let zone = config.map_or(jiff::tz::TimeZone::UTC, |config| config.time_zone);
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

/// Whether the machine is in the way, and not only the content: then the exit code is 2.
pub(super) fn is_blocked(diagnostics: &[Diagnostic]) -> bool {
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
        .any(|diagnostic| is_environment(&diagnostic.message))
}

/// The request of a command that writes nothing.
pub(super) fn dry(clock: Clock, site: &Path) -> Request {
    Request {
        clock,
        now: SystemTime::UNIX_EPOCH,
        base_url: None,
        portable: false,
        out: site.join("public"),
        shard: Shard::WHOLE,
        progress: Arc::default(),
    }
}
