//! Live reload: the script that is added to each page, and the messages that it receives.
//!
//! A page has its own [signature](PageSignature). When the site has changed, the page asks whether the
//! signature of its address is still the same. So the server keeps no data about open pages, and a page
//! that was open before a restart of the server asks the same question afterwards.

use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use serde::Serialize;
use tokio::sync::{mpsc, watch};

use super::signature::{PageSignature, Sheet};
use super::state::ServerState;
use crate::util::html::last_end_tag;

/// The folder of the preview's own addresses. It is outside of the mount, at the root of the host.
pub(super) const FOLDER: &str = "/__bulletin/";

/// The script of each page.
pub(super) const SCRIPT: &str = include_str!("live.js");

/// The shared worker that receives events for all pages.
pub(super) const WORKER: &str = include_str!("worker.js");

/// The style sheet of diagnostics.
pub(super) const STYLE: &str = include_str!("overlay.css");

/// How often a comment is sent if there is no event. It keeps the connection open, and fails if the client
/// is gone.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Adds the script to a page, with the page's signature.
pub(super) fn inject(html: &str, signature: &PageSignature) -> String {
    let snippet = format!(
        "<script src=\"{FOLDER}live.js\" data-page=\"{}\" data-style=\"{}\" defer></script>",
        signature.page, signature.style
    );
    let at = last_end_tag(html, "body").unwrap_or(html.len());
    let (before, after) = html.split_at(at);
    [before, &snippet, after].concat()
}

/// The action by which an open page becomes up to date.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct PageUpdate {
    /// Load again.
    reload: bool,
    /// The signature of the style sheets of the newest page.
    style: String,
    /// Replace the style sheets by these; absent if they are the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheets: Option<Vec<Sheet>>,
    /// Show these diagnostics, as HTML; absent if there is no error.
    #[serde(rename = "problems", skip_serializing_if = "Option::is_none")]
    error_html: Option<String>,
}

impl PageUpdate {
    /// The update for a page with the signature (`page`, `style`), if its address has the signature `newest`
    /// now.
    pub(super) fn new(
        page: &str,
        style: &str,
        newest: PageSignature,
        error_html: Option<&str>,
    ) -> Self {
        Self {
            reload: newest.page != page,
            sheets: (newest.style != style).then_some(newest.sheets),
            style: newest.style,
            error_html: error_html.map(str::to_owned),
        }
    }
}

/// Sends an event with the revision of each new state until the client is gone. States that follow each
/// other quickly are one event.
pub(super) async fn send_events(
    mut state: watch::Receiver<Arc<ServerState>>,
    sender: mpsc::Sender<Bytes>,
) {
    // The first event is sent immediately: a page that reconnects after a restart of the server then asks for
    // its update.
    let mut event = format!("retry: 500\ndata: {}\n\n", revision(&mut state));
    while sender.send(Bytes::from(event)).await.is_ok() {
        event = match tokio::time::timeout(HEARTBEAT, state.changed()).await {
            Ok(Ok(())) => format!("data: {}\n\n", revision(&mut state)),
            Ok(Err(_)) => return,
            Err(_) => ":\n\n".to_owned(),
        };
    }
}

fn revision(state: &mut watch::Receiver<Arc<ServerState>>) -> u64 {
    state.borrow_and_update().revision
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(page: &str, style: &str) -> PageSignature {
        PageSignature {
            page: page.into(),
            style: style.into(),
            sheets: Vec::new(),
        }
    }

    #[test]
    fn the_script_is_at_the_end_of_the_body() {
        let html = inject("<body>村</body></html>", &signature("p", "s"));
        assert_eq!(
            html,
            "<body>村<script src=\"/__bulletin/live.js\" data-page=\"p\" data-style=\"s\" defer></script></body></html>"
        );
        let html = inject("<body>村</BODY><!-- </body> -->", &signature("p", "s"));
        assert!(
            html.ends_with("defer></script></BODY><!-- </body> -->"),
            "{html}"
        );
        assert!(inject("村", &signature("p", "s")).starts_with("村<script"));
    }

    #[test]
    fn a_page_is_told_what_has_changed_and_no_more() {
        let update = |page, style| PageUpdate::new("p", "s", signature(page, style), None);
        assert!(!update("p", "s").reload && update("p", "s").sheets.is_none());
        assert!(!update("p", "t").reload && update("p", "t").sheets.is_some());
        assert!(update("q", "s").reload);
    }
}
