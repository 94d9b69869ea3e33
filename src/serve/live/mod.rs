//! Live reload: what is added to a page when it is shown, and what its script is told.
//!
//! A page knows its own likeness. When the site has changed it asks whether that is still the likeness of its address, so
//! the server keeps nothing for any page: one that was open before a restart asks the same question afterwards.

use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use serde::Serialize;
use tokio::sync::{mpsc, watch};

use super::likeness::{Likeness, Sheet};
use super::showing::Showing;

/// Where the preview's own files are, below the root of the host.
pub(super) const FOLDER: &str = "/__bulletin/";

/// The script that each page runs.
pub(super) const SCRIPT: &str = include_str!("live.js");

/// The script that holds the connection.
pub(super) const WORKER: &str = include_str!("worker.js");

/// The style of mistakes.
pub(super) const STYLE: &str = include_str!("overlay.css");

/// A line this often keeps the connection open, and tells when nobody is there any more.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The page with the script that watches over it.
pub(super) fn inject(html: &str, likeness: &Likeness) -> String {
    let snippet = format!(
        "<script src=\"{FOLDER}live.js\" data-page=\"{}\" data-style=\"{}\" defer></script>",
        likeness.page, likeness.style
    );
    let at = html.rfind("</body>").unwrap_or(html.len());
    let (before, after) = html.split_at(at);
    [before, &snippet, after].concat()
}

/// What a page is told about itself.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct State {
    /// Whether it is to be loaded again.
    reload: bool,
    /// The likeness of its style sheets, with these in place of those that it shows; absent where they are as they were.
    style: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheets: Option<Vec<Sheet>>,
    /// The mistakes to be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<String>,
}

impl State {
    /// The state of a page that looked like (`page`, `style`) and now looks like `now`.
    pub(super) fn of(page: &str, style: &str, now: Likeness, problems: Option<&str>) -> Self {
        Self {
            reload: now.page != page,
            sheets: (now.style != style).then_some(now.sheets),
            style: now.style,
            problems: problems.map(str::to_owned),
        }
    }
}

/// Tells one browser the number of each new state of the site, until it is gone. States that follow each other
/// closely are told as one.
pub(super) async fn tell(mut showing: watch::Receiver<Arc<Showing>>, to: mpsc::Sender<Bytes>) {
    // The number is told at once: whoever comes back after a restart asks then.
    let mut line = format!("retry: 500\ndata: {}\n\n", number(&mut showing));
    while to.send(Bytes::from(line)).await.is_ok() {
        line = match tokio::time::timeout(HEARTBEAT, showing.changed()).await {
            Ok(Ok(())) => format!("data: {}\n\n", number(&mut showing)),
            Ok(Err(_)) => return,
            Err(_) => ":\n\n".to_owned(),
        };
    }
}

fn number(showing: &mut watch::Receiver<Arc<Showing>>) -> u64 {
    showing.borrow_and_update().number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(page: &str, style: &str) -> Likeness {
        Likeness {
            page: page.into(),
            style: style.into(),
            sheets: Vec::new(),
        }
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        let html = inject("<body>村</body></html>", &likeness("p", "s"));
        assert_eq!(
            html,
            "<body>村<script src=\"/__bulletin/live.js\" data-page=\"p\" data-style=\"s\" defer></script></body></html>"
        );
        assert!(inject("村", &likeness("p", "s")).starts_with("村<script"));
    }

    #[test]
    fn a_page_is_told_what_has_changed_and_no_more() {
        let state = |page, style| State::of("p", "s", likeness(page, style), None);
        assert!(!state("p", "s").reload && state("p", "s").sheets.is_none());
        assert!(!state("p", "t").reload && state("p", "t").sheets.is_some());
        assert!(state("q", "s").reload);
    }
}
