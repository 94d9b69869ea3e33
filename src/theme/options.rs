//! The options of a theme: theme.toml states each with its default, `[options]` in site.toml sets some of them.

use std::sync::Arc;

use super::ThemeFiles;
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::{Entry, Fields, Node, Value, entries_to_template, parse_toml};
use crate::text::similar::nearest;

/// The options as templates see them. What the theme does not state, or states as another kind of value, is an error.
pub(super) fn merge(
    files: &ThemeFiles,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> tera::Value {
    let mut options = stated(files);
    for entry in &config.options {
        match set(&mut options, entry) {
            Ok(()) => {}
            Err(problem) => diagnostics.push(problem),
        }
    }
    entries_to_template(&options)
}

/// The options that theme.toml states; what is wrong with that file is said elsewhere.
fn stated(files: &ThemeFiles) -> Vec<Entry> {
    let text = files.text("theme.toml").unwrap_or_default();
    let file = files.path("theme.toml");
    let mut fields = Fields::new(&file, parse_toml(&text).unwrap_or_default());
    fields.open_map("options")
}

fn set(options: &mut [Entry], entry: &Entry) -> Result<(), Diagnostic> {
    let key = &entry.key.value;
    let file: Arc<str> = Arc::from(config::FILE);
    let Some(at) = options.iter().position(|option| option.key.value == *key) else {
        let near = nearest(
            key,
            options.iter().map(|option| option.key.value.as_str()),
            2,
        );
        let span = Span::new(&file, entry.key.range.clone());
        return Err(
            Diagnostic::at(span, Message::UnknownOption { key: key.clone() }).with_nearest(near),
        );
    };
    let option = &mut options[at];
    if std::mem::discriminant(&option.node.value) != std::mem::discriminant(&entry.node.value) {
        let span = Span::new(&file, entry.node.range.clone());
        let message = Message::BadValue {
            key: key.clone(),
            value: written(&entry.node),
            expected: expected(&option.node),
        };
        return Err(Diagnostic::at(span, message));
    }
    option.node = entry.node.clone();
    Ok(())
}

fn written(node: &Node) -> String {
    node.scalar().unwrap_or_else(|| "…".to_owned())
}

/// An example of the kind of value that the theme states.
fn expected(node: &Node) -> String {
    match &node.value {
        Value::Bool(_) => "true | false".to_owned(),
        Value::Number(number) => number.clone(),
        Value::Text(text) if text.is_empty() => "\"…\"".to_owned(),
        Value::Text(text) => format!("\"{text}\""),
        Value::List(_) => "[…]".to_owned(),
        Value::Map(_) | Value::Null => "{…}".to_owned(),
    }
}
