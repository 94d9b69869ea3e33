//! Diagnostics for editors and CI: one JSON object a line, with control characters escaped.

use serde::Serialize;

use super::{Diagnostic, Lang, Locator, Severity, SourceProvider, Span};
use crate::util::visible::visible_json;

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    severity: &'static str,
    code: &'a str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<JsonLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<JsonLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nearest: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    help: String,
    /// What a library or the system said, in its own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<&'a str>,
}

/// A location; `line` and `column` count from 1, the column in characters, and are 0 for a file as a whole.
#[derive(Serialize)]
struct JsonLocation {
    file: String,
    line: usize,
    column: usize,
    /// Characters marked on the line.
    length: usize,
}

/// Renders `diagnostics`, one JSON object a line, in `lang`.
pub fn render_json(diagnostics: &[Diagnostic], sources: &dyn SourceProvider, lang: Lang) -> String {
    let mut locator = Locator::new(sources);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let line = JsonDiagnostic {
            severity: match diagnostic.message.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            code: diagnostic.message.code(),
            message: diagnostic.message.text(lang),
            place: diagnostic
                .span
                .as_ref()
                .map(|span| location(span, &mut locator)),
            related: diagnostic
                .related
                .iter()
                .map(|span| location(span, &mut locator))
                .collect(),
            nearest: diagnostic.nearest.clone(),
            help: diagnostic.message.help(lang),
            original: diagnostic.message.original(),
        };
        out.push_str(&visible_json(
            &serde_json::to_string(&line).unwrap_or_default(),
        ));
        out.push('\n');
    }
    out
}

fn location(span: &Span, locator: &mut Locator<'_>) -> JsonLocation {
    let location = locator.find(span);
    JsonLocation {
        length: location.text[location.marked.clone()].chars().count(),
        file: location.file,
        line: location.line,
        column: location.column,
    }
}
