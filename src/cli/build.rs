//! `bulletin build`.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use super::Environment;
use super::args::{BuildArgs, GlobalArgs};
use super::common::{bad_argument, clock, start_threads};
use super::console::Console;
use super::{progress, timings};
use crate::diagnostic::catalogue::Notice;
use crate::diagnostic::{Diagnostic, Message};
use crate::output::{Change, CommitSummary, expect_output_folder};
use crate::pipeline::{Built, Progress, Request, Shard, SiteFiles};
use crate::source::Folder;

pub(super) fn run(
    args: &BuildArgs,
    global: &GlobalArgs,
    environment: &Environment,
    console: &mut Console<'_, '_>,
) -> u8 {
    let started = Instant::now();
    let folder = Folder::new(&global.site);
    let request = start_threads().and_then(|()| request(args, global, environment));
    let request = match request {
        Ok(request) => request,
        Err(diagnostic) => return console.refuse(diagnostic),
    };
    let build = || crate::pipeline::build(&folder, &request);
    let built = if environment.terminal && console.has_notices() {
        progress::with_progress_line(&request.progress, console.lang, build)
    } else {
        build()
    };
    let Built {
        summary,
        diagnostics,
        left_out,
        templates,
        site,
    } = built;
    let has_changed = |diagnostic: &Diagnostic| {
        matches!(
            diagnostic.message,
            Message::HalfWritten { .. } | Message::OutputGone { .. }
        )
    };
    let is_output_changed = diagnostics.iter().any(has_changed);
    let code = console.diagnostics(
        diagnostics,
        &SiteFiles {
            folder: &folder,
            templates: &templates,
        },
    );
    match summary {
        Some(summary) => {
            if args.timings {
                timings::print(&request.progress, started.elapsed(), console);
            }
            report(&summary, &request, console);
        }
        None if is_output_changed => {}
        None => console.notice(&Notice::NotBuilt {}),
    }
    console.left_out(&left_out);
    if let Some(site) = site {
        for file in &site.plan.replacing {
            let file = file.to_string();
            console.detail(&Notice::OutputReplaced { file });
        }
        (environment.discard)(site);
    }
    code
}

/// Prints the changes in the output folder.
fn report(summary: &CommitSummary, request: &Request, console: &mut Console<'_, '_>) {
    for (change, path) in &summary.changes {
        let path = path.clone();
        console.detail(&match change {
            Change::New => Notice::OutputNew { path },
            Change::Changed => Notice::OutputChanged { path },
            Change::Removed => Notice::OutputRemoved { path },
            Change::Unchanged => continue,
        });
    }
    let (new, changed) = (summary.count(Change::New), summary.count(Change::Changed));
    console.notice(&Notice::Built {
        out: request.out.display().to_string(),
        total: new + changed + summary.unchanged,
        new,
        changed,
        removed: summary.count(Change::Removed),
        unchanged: summary.unchanged,
    });
}

fn request(
    args: &BuildArgs,
    global: &GlobalArgs,
    environment: &Environment,
) -> Result<Request, Diagnostic> {
    let base_url = match &args.base_url {
        Some(url) => {
            let expected = || {
                let meant = crate::config::nearest_base_url(url);
                meant.unwrap_or_else(|| "https://…".to_owned())
            };
            let checked = crate::config::base_url(url);
            Some(checked.ok_or_else(|| bad_argument(url, &expected()))?)
        }
        None => None,
    };
    let public = || global.site.join("public");
    let out = args.out.clone().unwrap_or_else(public);
    expect_output_folder(&out, &global.site, environment.home.as_deref())?;
    Ok(Request {
        now: SystemTime::from(environment.now),
        clock: clock(global, args.drafts, args.as_of.as_deref(), environment)?,
        base_url,
        portable: args.portable,
        out,
        shard: match &args.shard {
            Some(share) => shard(share).ok_or_else(|| bad_argument(share, "2/4"))?,
            None => Shard::WHOLE,
        },
        progress: Arc::new(if args.timings {
            Progress::timed()
        } else {
            Progress::default()
        }),
    })
}

/// `2/4`: the second of four.
fn shard(share: &str) -> Option<Shard> {
    let (number, of) = share.split_once('/')?;
    let (number, of) = (number.parse().ok()?, of.parse().ok()?);
    (1..=of).contains(&number).then_some(Shard { number, of })
}
