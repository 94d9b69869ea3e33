//! The options of a theme: theme.toml declares each with its default, `[options]` in site.toml overrides
//! some.

use std::sync::Arc;

use super::ThemeFiles;
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::{Entry, Fields, Node, Value, entries_to_template, parse_toml};
use crate::text::similar::nearest;

/// The options as templates see them. It is an error if site.toml sets an option that the theme does not
/// declare, or one that it declares with another type.
pub(super) fn merge(
    files: &ThemeFiles,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> tera::Value {
    let mut options = declared_options(files);
    for entry in &config.options {
        if let Err(diagnostic) = set_option(&mut options, entry) {
            diagnostics.push(diagnostic);
        }
    }
    entries_to_template(&options)
}

/// The options that theme.toml declares. Errors in that file are reported by `manifest`.
fn declared_options(files: &ThemeFiles) -> Vec<Entry> {
    let text = files.text("theme.toml").unwrap_or_default();
    let file = files.path("theme.toml");
    let mut fields = Fields::new(&file, parse_toml(&text).unwrap_or_default());
    fields.open_map("options")
}

fn set_option(options: &mut [Entry], entry: &Entry) -> Result<(), Diagnostic> {
    let key = &entry.key.value;
    let file: Arc<str> = Arc::from(config::FILE);
    let Some(at) = options.iter().position(|option| option.key.value == *key) else {
        let keys = options.iter().map(|option| option.key.value.as_str());
        let span = Span::new(&file, entry.key.range.clone());
        let unknown = Diagnostic::at(span, Message::UnknownOption { key: key.clone() });
        return Err(unknown.with_nearest(nearest(key, keys, 2)));
    };
    let option = &mut options[at];
    if std::mem::discriminant(&option.node.value) != std::mem::discriminant(&entry.node.value) {
        let span = Span::new(&file, entry.node.range.clone());
        let message = Message::BadValue {
            key: key.clone(),
            value: entry.node.scalar().unwrap_or_else(|| "…".to_owned()),
            expected: example(&option.node),
        };
        return Err(Diagnostic::at(span, message));
    }
    option.node = entry.node.clone();
    Ok(())
}

/// An example of a value of the same type as `node`.
fn example(node: &Node) -> String {
    match &node.value {
        Value::Bool(_) => "true | false".to_owned(),
        Value::Number(number) => number.clone(),
        Value::Text(text) if text.is_empty() => "\"…\"".to_owned(),
        Value::Text(text) => format!("\"{text}\""),
        Value::List(_) => "[…]".to_owned(),
        Value::Map(_) | Value::Null => "{…}".to_owned(),
    }
}
