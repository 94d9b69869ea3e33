//! Template errors as diagnostics: file, place under the right character, and the names that exist.

use tera::ErrorKind;

use super::TemplateSources;
use super::views;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::text::similar::nearest;

/// Turns an error of the template engine into a diagnostic.
pub fn diagnostic(error: &tera::Error, sources: &TemplateSources) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            reported(report, sources)
        }
        ErrorKind::MissingParent { current, parent } => {
            let near = nearest(parent, sources.names(), 3);
            at_text(
                current,
                parent,
                format!("Unknown template `{parent}`"),
                sources,
            )
            .with_nearest(near)
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            at_text(tpl, "{%", error.to_string(), sources)
        }
        _ => Diagnostic::new(Message::Template {
            reason: error.to_string(),
        }),
    }
}

fn reported(report: &tera::ReportError, sources: &TemplateSources) -> Diagnostic {
    let reason = report.message().trim().to_owned();
    let near = near_names(&reason, sources);
    let message = Message::Template { reason };
    let Some((file, text)) = sources.get(report.filename()) else {
        return Diagnostic::new(message).with_nearest(near);
    };
    let range = byte_range(text, report.span());
    Diagnostic::at(Span::new(file, range), message).with_nearest(near)
}

/// The engine counts lines from 1 and columns in characters from 0.
fn byte_range(text: &str, span: &tera::Span) -> std::ops::Range<usize> {
    let start = offset(text, span.start_line, span.start_col);
    let end = offset(text, span.end_line, span.end_col).max(start + 1);
    start..end
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(start..).unwrap_or_default();
    start
        + rest
            .char_indices()
            .nth(column)
            .map_or(rest.len(), |(at, _)| at)
}

fn at_text(template: &str, needle: &str, reason: String, sources: &TemplateSources) -> Diagnostic {
    let message = Message::Template { reason };
    match sources.get(template) {
        Some((file, text)) => {
            let start = text.find(needle).unwrap_or(0);
            Diagnostic::at(Span::new(file, start..start + needle.len().max(1)), message)
        }
        None => Diagnostic::new(message),
    }
}

/// Names that exist and resemble the first name that the engine quotes.
fn near_names(reason: &str, sources: &TemplateSources) -> Vec<String> {
    let mut quoted = reason.split('`').skip(1).step_by(2);
    let Some(wanted) = quoted.next() else {
        return Vec::new();
    };
    let wanted = wanted.rsplit('.').next().unwrap_or(wanted);
    if reason.contains("filter") {
        return nearest(wanted, FILTERS.iter().copied(), 3);
    }
    if reason.contains("template") {
        return nearest(wanted, sources.names(), 3);
    }
    let documented = views::all();
    let fields = documented
        .iter()
        .flat_map(|view| view.fields.iter().map(|field| field.name));
    let variables = views::TEMPLATES
        .iter()
        .flat_map(|doc| doc.variables.iter().map(|(name, _)| *name));
    let mut names: Vec<&str> = fields
        .chain(variables)
        .chain(["site", "page", "strings"])
        .collect();
    names.sort_unstable();
    names.dedup();
    nearest(wanted, names, 3)
}

/// The filters that templates use most, and our own.
const FILTERS: &[&str] = &[
    "absolute",
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "fill",
    "first",
    "float",
    "get",
    "group_by",
    "han",
    "indent",
    "int",
    "join",
    "json_encode",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "striptags",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "urlencode",
    "wordcount",
];
