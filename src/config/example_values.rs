//! The values that `init` leaves in site.toml: they stand for those of the bulletin, and readers are not to
//! see them.

use std::ops::Range;
use std::sync::Arc;

use super::FILE;
use crate::diagnostic::catalogue::examples;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::{Fields, parse_toml};

/// A warning for each value of this site.toml that is an example.
pub(crate) fn example_values(text: &str) -> Vec<Diagnostic> {
    let file: Arc<str> = Arc::from(FILE);
    let Ok(entries) = parse_toml(&file, text) else {
        return Vec::new();
    };
    let mut fields = Fields::new(&file, entries);
    let base_url = fields.text("base_url");
    let mut diagnostics = Vec::new();
    let mut report = |key: &str, value: String, range: Range<usize>| {
        let key = key.to_owned();
        let message = Message::ExampleValue { key, value };
        diagnostics.push(Diagnostic::at(Span::new(&file, range), message));
    };
    if let Some(url) = base_url.filter(|url| is_example(&url.value)) {
        report("base_url", url.value, url.range);
    }
    for key in ["title", "subtitle", "description"] {
        if let Some(text) = fields.text(key).filter(|text| is_marked(&text.value)) {
            report(key, text.value, text.range);
        }
    }
    if let Some(mut publisher) = fields.map("publisher") {
        for key in ["name", "contact"] {
            let text = publisher.text(key);
            let is_left = |text: &str| is_marked(text) || is_example(text);
            if let Some(text) = text.filter(|text| is_left(&text.value)) {
                report(key, text.value, text.range);
            }
        }
    }
    diagnostics
}

/// Whether a text is marked as an example.
pub(crate) fn is_marked(text: &str) -> bool {
    examples::MARKS.iter().any(|mark| text.contains(mark))
}

/// The host of an address of a page or a mailbox.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    host.rsplit('@').next().unwrap_or_default()
}

/// Whether the site at an address is a sample as a whole, with all its values: a standard keeps addresses
/// that end in `.example` for documents, and nobody can reach them.
pub(crate) fn is_sample(address: &str) -> bool {
    host(address).to_ascii_lowercase().ends_with(".example")
}

/// Whether the domain of an address is called `example`: `https://www.example.cn/`, `a@example.com`.
fn is_example(address: &str) -> bool {
    let host = host(address.trim()).to_ascii_lowercase();
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let mut labels = host.split('.').rev().skip(1);
    host.chars().all(is_host) && labels.any(|label| label == "example")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_that_are_called_example_are_found() {
        for address in [
            "https://example.com/",
            "https://www.example.cn/jianbao/",
            "http://EXAMPLE.gov.cn:8080",
            "editor@example.com",
        ] {
            assert!(is_example(address), "{address}");
        }
        for address in [
            "https://examples.com/",
            "https://www.lingyun.gov.cn/example.com/",
            "https://example/",
            "editor@lingyun.cn",
            "0776-1234567",
            "",
        ] {
            assert!(!is_example(address), "{address}");
        }
    }

    #[test]
    fn each_example_value_is_found_at_its_place() {
        let text = "title = \"简报（示例）\"\nbase_url = \"https://www.example.com/\"\n\
                    [publisher]\nname = \"编辑部\"\ncontact = \"a@example.com\"\n";
        let found = example_values(text).into_iter().map(|diagnostic| {
            let span = diagnostic.span.expect("a place");
            text[span.start..span.end].trim_matches('"')
        });
        let expected = ["https://www.example.com/", "简报（示例）", "a@example.com"];
        assert_eq!(found.collect::<Vec<_>>(), expected);
        assert!(is_sample("https://bulletin.example/") && !is_sample("https://www.example.com/"));
    }
}
