//! Values that several commands derive from their options.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::Environment;
use super::args::GlobalArgs;
use crate::config;
use crate::diagnostic::{Diagnostic, Message, SourceProvider};
use crate::fields::read_date;
use crate::pipeline::{self, Request, Shard};
use crate::site::{Clock, Show};
use crate::source::Folder;

/// The date and the kinds of documents that are shown, by the options of `build` and `check`. A day begins at
/// midnight in the site's time zone.
pub(super) fn clock(
    global: &GlobalArgs,
    drafts: bool,
    as_of: Option<&str>,
    environment: &Environment,
) -> Result<Clock, Diagnostic> {
    let as_of = match as_of {
        Some(date) => {
            let text = Folder::new(&global.site).text(config::FILE);
            let config = text.and_then(|text| config::read(&text).0);
            let zone = config.map_or(jiff::tz::TimeZone::UTC, |config| config.time_zone);
            read_date(date, &zone).map_err(|_| bad_argument(date, "2024-06-01"))?
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

/// The nearest folder with a site.toml, from the current one upward, as a path that leads there; without any,
/// the current folder.
pub(super) fn nearest_site() -> PathBuf {
    let here = PathBuf::from(".");
    let Ok(real) = here.canonicalize() else {
        return here;
    };
    if here.join(config::FILE).symlink_metadata().is_ok() {
        return here;
    }
    let mut above = real.ancestors().enumerate().skip(1);
    let found = above.find(|(_, folder)| folder.join(config::FILE).is_file());
    found.map_or(here, |(levels, _)| {
        std::iter::repeat_n("..", levels).collect()
    })
}

/// `--site "…" ` for a command that the user is to type, where it is needed.
pub(super) fn site_option(site: &Path, is_found: bool) -> String {
    if is_found || site == Path::new(".") {
        String::new()
    } else {
        format!("--site \"{}\" ", site.display())
    }
}

/// Asks the system for what a command works with, and starts its threads. On demand, either would end the
/// program where the system refuses.
pub(super) fn start_threads() -> Result<(), Diagnostic> {
    pipeline::ask_for_memory(0)?;
    let started = rayon::ThreadPoolBuilder::new().build_global();
    // Other errors say that they have been started.
    let failure = started.err();
    let reason = failure.as_ref().and_then(std::error::Error::source);
    reason.map_or(Ok(()), |reason| {
        let message = match reason.downcast_ref::<std::io::Error>() {
            Some(error) => Message::no_threads(error),
            None => Message::no_threads(&std::io::Error::other(reason.to_string())),
        };
        Err(Diagnostic::new(message))
    })
}

/// A value on the command line that does not fit; `expected` is an example of one that does.
pub(super) fn bad_argument(value: &str, expected: &str) -> Diagnostic {
    Diagnostic::new(Message::BadArgument {
        value: value.to_owned(),
        expected: expected.to_owned(),
    })
}

/// The request of a command that writes nothing.
pub(super) fn read_only_request(clock: Clock, site: &Path) -> Request {
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
