//! TOML text into nodes, with exact places.

mod faults;
mod line;

use std::ops::Range;
use std::sync::Arc;

use ::toml::Spanned as Toml;
use ::toml::de::{DeTable, DeValue};

use super::{Entry, Node, Spanned, Value};
use crate::diagnostic::Diagnostic;

/// Parses the TOML of `file`. All syntax errors are returned.
pub(crate) fn parse_toml(file: &Arc<str>, text: &str) -> Result<Vec<Entry>, Vec<Diagnostic>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(entries(table.get_ref()));
    }
    let place = |error: &::toml::de::Error| error.span().unwrap_or_else(|| deepest_line(text));
    let errors = errors.iter();
    let errors = errors.map(|error| (error.message().to_owned(), place(error)));
    Err(faults::explain(file, text, errors.collect()))
}

/// The range of the line with the most dots. The parser does not say where a key has too many levels.
fn deepest_line(text: &str) -> Range<usize> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        at += line.len();
        (
            memchr::memchr_iter(b'.', line.as_bytes()).count(),
            at - line.len(),
            line,
        )
    });
    let deepest = lines.max_by_key(|&(dots, start, _)| (dots, std::cmp::Reverse(start)));
    deepest.map_or(0..1, |(_, start, line)| {
        start..start + line.trim_end().len().max(1)
    })
}

fn entries(table: &DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: Spanned {
                value: key.get_ref().to_string(),
                range: key.span(),
            },
            node: node(value),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key.range.start);
    entries
}

fn node(value: &Toml<DeValue<'_>>) -> Node {
    let content = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => Value::Number(integer.as_str().replace('_', "")),
        DeValue::Float(float) => Value::Number(float.as_str().replace('_', "")),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(table) => Value::Map(entries(table)),
    };
    Node {
        value: content,
        range: value.span(),
    }
}
