//! Examples that `init` has left, in site.toml and in the issues: readers are not to see them.

use crate::article::FRONT_MATTER;
use crate::config::{example_values, is_marked, is_sample};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::site::{Issue, Site, Status};

/// A warning for each example in `site_toml`, the text of the file, and one for each issue with any. What
/// publishes a site refuses it while there are any.
pub(crate) fn check_examples(site_toml: &str, site: &Site) -> Vec<Diagnostic> {
    if site.config.base_url.as_deref().is_some_and(is_sample) {
        return Vec::new();
    }
    let issues = site.issues.iter();
    let published = issues.filter(|issue| issue.status == Status::Published);
    example_values(site_toml)
        .into_iter()
        .chain(published.filter_map(example_in))
        .collect()
}

fn example_in(issue: &Issue) -> Option<Diagnostic> {
    let meta = issue.meta();
    let values = [
        ("publisher", meta.publisher.as_deref().unwrap_or_default()),
        ("signed_by", meta.signed_by.as_str()),
    ];
    let (key, value) = values.into_iter().find(|(_, value)| is_marked(value))?;
    let message = Message::ExampleValue {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    let span = Span::new(&issue.document.file, FRONT_MATTER);
    Some(Diagnostic::at(span, message))
}
