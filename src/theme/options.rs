//! The options of a theme: theme.toml declares each with its default, and which of them are addresses;
//! `[options]` in site.toml overrides some.

use std::sync::Arc;

use super::ThemeFiles;
use crate::config::{self, Config, address_problem};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::{Entry, Fields, Node, Value, entries_to_template, parse_toml};
use crate::text::similar::nearest;

/// The one type of an option: an address, or a list of them.
const ADDRESS: &str = "address";

/// The options as templates see them. It is an error if site.toml sets an option that the theme does not
/// declare, or one that it declares with another type.
pub(super) fn merge(
    files: &ThemeFiles,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> tera::Value {
    let manifest = files.path("theme.toml");
    let (mut options, addresses) = declared_options(files, &manifest);
    let site_toml: Arc<str> = Arc::from(config::FILE);
    for typed in &addresses {
        let key = &typed.key.value;
        let option = options.iter().find(|option| option.key.value == *key);
        match (option, wrong_type(typed)) {
            (None, _) => {
                let span = Span::new(&manifest, typed.key.range.clone());
                let message = Message::UnknownOption { key: key.clone() };
                diagnostics.push(Diagnostic::at(span, message));
            }
            (Some(_), Some(message)) => {
                let span = Span::new(&manifest, typed.node.range.clone());
                diagnostics.push(Diagnostic::at(span, message));
            }
            (Some(option), None) => check_address(option, &manifest, config, diagnostics),
        }
    }
    for entry in &config.options {
        if let Err(diagnostic) = set_option(&mut options, entry) {
            diagnostics.push(diagnostic);
        } else if addresses
            .iter()
            .any(|typed| typed.key.value == entry.key.value)
        {
            check_address(entry, &site_toml, config, diagnostics);
        }
    }
    entries_to_template(&options)
}

/// The message about a type of an option that does not exist.
fn wrong_type(typed: &Entry) -> Option<Message> {
    let value = typed.node.scalar();
    (value.as_deref() != Some(ADDRESS)).then(|| Message::BadValue {
        key: typed.key.value.clone(),
        value: value.unwrap_or_else(|| "…".to_owned()),
        expected: format!("\"{ADDRESS}\""),
    })
}

/// Reports an option that is to be an address, or a list of them, and is not.
fn check_address(
    option: &Entry,
    file: &Arc<str>,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let nodes = match &option.node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(&option.node),
    };
    for node in nodes {
        let text = node.scalar().unwrap_or_default();
        let problem = address_problem(&config.links.schemes, text.trim());
        if let Some(message) = problem.filter(|_| !text.is_empty()) {
            let span = Span::new(file, node.range.clone());
            diagnostics.push(Diagnostic::at(span, message));
        }
    }
}

/// The options that theme.toml declares, and the types of those that are more than texts. Errors in that file
/// are reported by `manifest`.
fn declared_options(files: &ThemeFiles, file: &Arc<str>) -> (Vec<Entry>, Vec<Entry>) {
    let text = files.text("theme.toml").unwrap_or_default();
    let mut fields = Fields::new(file, parse_toml(file, &text).unwrap_or_default());
    let options = fields.open_map("options");
    (options, fields.open_map("option_types"))
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
