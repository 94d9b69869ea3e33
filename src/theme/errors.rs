//! Template errors as diagnostics: file, span under the right character, and similar names that exist.

use tera::ErrorKind;

use super::TemplateSources;
use super::syntax::{content_outside, first_fault};
use super::views;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::text::similar::nearest;

/// Converts an error of the template engine into diagnostics: one, or several if the error names several
/// places.
pub fn diagnostics(error: &tera::Error, sources: &TemplateSources) -> Vec<Diagnostic> {
    let diagnostic = match error.kind() {
        ErrorKind::SyntaxError(report) => syntax_diagnostic(report, sources),
        ErrorKind::RenderingError(report) => {
            let range = |text: &str| byte_range(text, report.span());
            diagnostic_at(report.message(), report.filename(), range, sources)
        }
        ErrorKind::MissingParent { current, parent } => {
            let range = |text: &str| find(text, parent);
            let reason = format!("Unknown template `{parent}`");
            diagnostic_at(&reason, current, range, sources)
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            let range = |text: &str| find(text, "{%");
            diagnostic_at(&error.to_string(), tpl, range, sources)
        }
        _ => return parse_report(&error.to_string(), sources),
    };
    vec![diagnostic]
}

/// Whether an error of the engine may follow from a tag that does not end, or is not known.
fn is_about_tags(reason: &str) -> bool {
    let beginnings = [
        "Unknown tag",
        "Unexpected end",
        "unexpected end",
        "Unexpected character",
        "Found `}",
        "Found `%",
        "Found string",
        "String opened",
        "Closing comment",
        "This content would be ignored",
    ];
    beginnings.iter().any(|start| reason.starts_with(start))
}

/// The diagnostic for a syntax error: what the tags of the template say, else what the engine says.
fn syntax_diagnostic(report: &tera::ReportError, sources: &TemplateSources) -> Diagnostic {
    let by_engine = || {
        let range = |text: &str| byte_range(text, report.span());
        diagnostic_at(report.message(), report.filename(), range, sources)
    };
    let Some((file, text)) = sources.get(report.filename()) else {
        return by_engine();
    };
    let place = byte_range(text, report.span()).start;
    let fault = first_fault(text, report.message())
        .filter(|fault| fault.range.start < place || is_about_tags(report.message()));
    if let Some(fault) = fault {
        let span = Span::new(file, fault.range);
        return Diagnostic::at(span, fault.message).with_nearest(fault.nearest);
    }
    match content_outside(text) {
        Some(range) if report.message().starts_with("This content") => {
            let message = message(report.message());
            Diagnostic::at(Span::new(file, range), message)
        }
        _ => by_engine(),
    }
}

/// Parses the text of an error. The engine reports unknown names as text only, all of them in one error: for
/// each the lines `error: …` and ` --> file:line:column`.
fn parse_report(report: &str, sources: &TemplateSources) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut lines = report.lines();
    while let Some(reason) = lines
        .by_ref()
        .find_map(|line| line.trim_start().strip_prefix("error: "))
    {
        let location = lines
            .next()
            .and_then(|line| line.trim_start().strip_prefix("--> "));
        let mut parts = location.unwrap_or_default().rsplitn(3, ':');
        let column: usize = parts.next().and_then(|text| text.parse().ok()).unwrap_or(1);
        let line: usize = parts.next().and_then(|text| text.parse().ok()).unwrap_or(1);
        let file = parts.next().unwrap_or_default();
        let range = |text: &str| {
            let start = offset(text, line, column.saturating_sub(1));
            let name = quoted(reason).filter(|name| {
                text[start..].starts_with(name)
                    || text[start..].trim_start_matches('"').starts_with(name)
            });
            start..start + name.map_or(1, str::len)
        };
        diagnostics.push(diagnostic_at(reason, file, range, sources));
    }
    if diagnostics.is_empty() {
        diagnostics.push(Diagnostic::new(message(report)));
    }
    diagnostics
}

/// A diagnostic in the template `name`. `range` finds the span in the template's text.
fn diagnostic_at(
    reason: &str,
    name: &str,
    range: impl Fn(&str) -> std::ops::Range<usize>,
    sources: &TemplateSources,
) -> Diagnostic {
    let reason = reason.trim();
    let diagnostic = Diagnostic::new(message(reason)).with_nearest(similar_names(reason, sources));
    match sources.get(name) {
        Some((file, text)) => Diagnostic {
            span: Some(Span::new(file, range(text))),
            ..diagnostic
        },
        None => diagnostic,
    }
}

/// The catalogue's message for an error of the engine; frequent errors have messages with their own
/// remedies.
fn message(reason: &str) -> Message {
    let name = quoted(reason).unwrap_or_default().to_owned();
    let names = available(reason).unwrap_or_default().to_owned();
    match reason {
        _ if reason.starts_with("Unknown filter") => Message::UnknownFilter { name },
        _ if reason.starts_with("Unknown function") => Message::UnknownFunction { name },
        _ if reason.starts_with("Unknown asset") => Message::UnknownAsset { name },
        _ if reason.starts_with("Unknown component") => Message::UnknownComponent { name },
        _ if reason.starts_with("Unknown template") => Message::UnknownInclude { name },
        _ if reason.starts_with("Field") && reason.contains("not defined") => {
            Message::UndefinedField { name, names }
        }
        _ if reason.starts_with("Variable") && reason.contains("not defined") => {
            Message::UndefinedVariable { name, names }
        }
        _ if reason.contains("got `undefined`") => Message::UndefinedInput {},
        _ => other_message(reason, name),
    }
}

/// The message for an error that has no names to suggest.
fn other_message(reason: &str, name: String) -> Message {
    let original = reason.to_owned();
    let expected = reason
        .rsplit_once(" but expected ")
        .map(|(_, sign)| sign.trim_end_matches('.'));
    let has = |parts: &[&str]| parts.iter().any(|part| reason.contains(part));
    match (reason, expected) {
        _ if reason.starts_with("Unknown test") => Message::UnknownTest { name, original },
        _ if reason.starts_with("This content would be ignored") => {
            Message::ContentOutside { original }
        }
        _ if reason.starts_with("Template already contains a block") => {
            Message::DuplicateBlock { name, original }
        }
        _ if reason.contains("is not defined in any parent template") => {
            Message::UnknownBlock { name, original }
        }
        _ if reason.contains("found `") && reason.contains("as name in the end tag") => {
            let end = reason.split('`').nth(3).unwrap_or_default().to_owned();
            Message::BlockNames {
                name,
                end,
                original,
            }
        }
        _ if reason.starts_with("Missing keyword argument") => {
            Message::MissingArgument { name, original }
        }
        _ if has(&["Circular extend", "Circular include"]) => Message::TemplateCircle { original },
        (_, Some("%}")) if reason.starts_with("Found `=`") => Message::TemplateEquals { original },
        (_, Some("in")) => Message::TemplateForIn { original },
        (_, Some(close @ (")" | "]" | "}"))) => Message::TemplateBracket {
            close: close.to_owned(),
            original,
        },
        (_, Some("identifier")) if has(&["Found string", "Found integer", "Found float"]) => {
            Message::UnnamedArgument { original }
        }
        (_, Some(expected))
            if expected.starts_with("one of: integer") || expected == "identifier" =>
        {
            Message::MissingExpression { original }
        }
        _ if has(&[
            "Invalid type for the value",
            "operations can only be done on",
            "operands to be numbers",
            "not possible on type",
            "Value of type",
            "can only be used on",
            "Cannot compare",
            "Only numbers can be",
            "Spread operator requires",
            "not comparable",
        ]) =>
        {
            Message::TemplateType { original }
        }
        _ if has(&["is undefined", "undefined value", "is not defined"]) => {
            Message::UndefinedInput {}
        }
        _ => Message::Template { original },
    }
}

/// The names that exist, as the engine lists them.
fn available(reason: &str) -> Option<&str> {
    let (_, rest) = reason.split_once("Available ")?;
    Some(rest.split_once(": ")?.1)
}

/// The first name in backticks.
fn quoted(reason: &str) -> Option<&str> {
    reason.split('`').nth(1)
}

fn find(text: &str, needle: &str) -> std::ops::Range<usize> {
    let start = text.find(needle).unwrap_or(0);
    start..start + needle.len().max(1)
}

/// Converts a span of the engine, which counts lines from 1 and columns in characters from 0.
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

/// Existing names that are similar to the first name in backticks.
fn similar_names(reason: &str, sources: &TemplateSources) -> Vec<String> {
    let Some(wanted) = quoted(reason) else {
        return Vec::new();
    };
    if reason.starts_with("Unknown template") {
        return nearest(wanted, sources.names(), 3);
    }
    if reason.starts_with("Unknown asset") {
        let names = available(reason).unwrap_or_default().split(", ");
        return names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
    }
    let wanted = wanted.rsplit('.').next().unwrap_or(wanted);
    if reason.starts_with("Unknown test") {
        return nearest(wanted, TESTS.iter().copied(), 2);
    }
    if reason.contains("filter") {
        return nearest(wanted, FILTERS.iter().copied(), 3);
    }
    if reason.contains("component") {
        let texts = sources.by_name.values().map(|(_, text)| text);
        return nearest(wanted, texts.flat_map(|text| components(text)), 3);
    }
    if reason.contains("function") {
        return nearest(wanted, ["asset", "range"], 1);
    }
    let view_docs = views::view_docs();
    let fields = view_docs
        .iter()
        .flat_map(|view| view.fields.iter().map(|field| field.name));
    let templates = views::TEMPLATES.iter().chain(views::OPTIONAL_TEMPLATES);
    let variables = templates.flat_map(|doc| doc.variables.iter().map(|(name, _)| *name));
    let mut names: Vec<&str> = fields
        .chain(variables)
        .chain(["site", "page", "head", "strings"])
        .collect();
    names.sort_unstable();
    names.dedup();
    nearest(wanted, names, 3)
}

/// The names of the components that a template defines.
fn components(text: &str) -> impl Iterator<Item = &str> {
    let definitions = text.split("{% component ").skip(1);
    definitions.filter_map(|rest| rest.split(['(', ' ']).next())
}

/// The tests of the engine.
const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

/// The filters of the engine that templates use most, and those of the program.
const FILTERS: &[&str] = &[
    "absolute",
    "abs",
    "capitalize",
    "default",
    "direction",
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
