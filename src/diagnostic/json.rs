//! Diagnostics for editors and CI: one JSON object a line.

use serde::Serialize;

use super::{Diagnostic, Files, Lang, Places, Severity, Span};

#[derive(Serialize)]
struct Line<'a> {
    severity: &'static str,
    code: &'a str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Position>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Position>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nearest: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    help: String,
}

/// A place; `line` and `column` count from 1, the column in characters, and are 0 for a file as a whole.
#[derive(Serialize)]
struct Position {
    file: String,
    line: usize,
    column: usize,
    /// Characters marked on the line.
    length: usize,
}

/// Renders all of `diagnostics`, one JSON object a line, in `lang`.
pub fn json(diagnostics: &[Diagnostic], files: &dyn Files, lang: Lang) -> String {
    let mut places = Places::new(files);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let line = Line {
            severity: match diagnostic.message.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            code: diagnostic.message.code(),
            message: diagnostic.message.text(lang),
            place: diagnostic
                .span
                .as_ref()
                .map(|span| position(span, &mut places)),
            related: diagnostic
                .related
                .iter()
                .map(|span| position(span, &mut places))
                .collect(),
            nearest: diagnostic.nearest.clone(),
            help: diagnostic.message.help(lang),
        };
        out.push_str(&serde_json::to_string(&line).unwrap_or_default());
        out.push('\n');
    }
    out
}

fn position(span: &Span, places: &mut Places<'_>) -> Position {
    let place = places.find(span);
    Position {
        length: place.text[place.marked.clone()].chars().count(),
        file: place.file,
        line: place.line,
        column: place.column,
    }
}
