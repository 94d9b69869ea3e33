//! What is not finished and would be published: texts that `new` wrote, and issues without articles.

use super::{Clock, Issue, Site, Status};
use crate::config::Unfinished;
use crate::diagnostic::{Diagnostic, Message, Span};

/// Reports the texts of published documents that are as `new` wrote them. A draft may have them.
pub(super) fn placeholders(site: &Site, clock: Clock) -> Vec<Diagnostic> {
    let with_placeholder = site.documents().filter_map(|(document, _)| {
        let range = document.content.placeholder.clone()?;
        let is_final = clock.status(&document.meta) != Status::Draft;
        is_final.then(|| Span::new(&document.file, range))
    });
    let message = match site.config.unfinished {
        Unfinished::Refuse => Message::Placeholder {},
        Unfinished::Warn => Message::PlaceholderWarning {},
        Unfinished::Allow => return Vec::new(),
    };
    with_placeholder
        .map(|span| Diagnostic::at(span, message.clone()))
        .collect()
}

/// Reports an issue that has no articles.
pub(super) fn empty_issue(issue: &Issue, unfinished: Unfinished) -> Option<Diagnostic> {
    let message = match unfinished {
        Unfinished::Refuse => Message::EmptyIssue {},
        Unfinished::Warn => Message::EmptyIssueWarning {},
        Unfinished::Allow => return None,
    };
    let is_final = issue.status != Status::Draft && issue.document.is_valid;
    let span = || Span::new(&issue.document.file, crate::article::FRONT_MATTER);
    (is_final && issue.contents.is_empty()).then(|| Diagnostic::at(span(), message))
}
