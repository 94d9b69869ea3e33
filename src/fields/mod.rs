//! Keys and values with their places: what YAML front matter and site.toml have in common.
//!
//! Both formats are parsed into [`Node`]s and read through [`Fields`], which records every key that a getter
//! reads. All other keys are unknown, so the list of known keys cannot drift from the code.

mod dates;
mod key_names;
mod plain;
mod reader;
#[cfg(test)]
mod testing;
mod toml;
mod written;
mod yaml;

pub(crate) use dates::{DateProblem, LeadingDay, leading_day, midnight, read_date};
pub(crate) use plain::parse_plain;
pub(crate) use reader::{Fields, Parting, UnknownEntry};
pub(crate) use toml::parse_toml;
pub(crate) use written::{half_width, names as parted_names, visible};
pub(crate) use yaml::{YamlError, YamlFault, parse_yaml, repeated_keys};

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The first line of a file: the range for diagnostics about its front matter as a whole.
pub(crate) const FRONT_MATTER: Range<usize> = 0..3;

/// A value with its byte range in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Byte range in the file's text.
    pub range: Range<usize>,
}

/// One value of YAML or TOML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Its value.
    pub value: Value,
    /// Byte range in the file's text, without quotes and brackets around the value. An empty text or list has
    /// the range of its quotes or brackets, and a value that is not written has that of its key.
    pub range: Range<usize>,
}

/// The value of a [`Node`]. Numbers and dates keep their spelling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing: `key:` alone.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was written.
    Number(String),
    /// A text, or a date in TOML.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order of the file.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The key.
    pub key: Spanned<String>,
    /// The value.
    pub node: Node,
}

impl Node {
    /// The value for templates.
    fn to_template(&self) -> tera::Value {
        match &self.value {
            Value::Null => tera::Value::none(),
            Value::Bool(flag) => (*flag).into(),
            Value::Number(written) => number(written),
            Value::Text(text) => text.as_str().into(),
            Value::List(items) => items
                .iter()
                .map(Node::to_template)
                .collect::<Vec<_>>()
                .into(),
            Value::Map(entries) => entries_to_template(entries),
        }
    }

    /// The value as one text, if it is a text, number or flag.
    pub fn scalar(&self) -> Option<String> {
        match &self.value {
            Value::List(_) | Value::Map(_) => None,
            value => value.clone().into_scalar(),
        }
    }
}

impl Value {
    /// The value as one text, if it is a text, number or flag.
    pub fn into_scalar(self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            Self::Bool(flag) => Some(flag.to_string()),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }
}

/// A map of entries for templates.
pub(crate) fn entries_to_template(entries: &[Entry]) -> tera::Value {
    let mut map = tera::value::Map::with_capacity(entries.len());
    for entry in entries {
        map.insert(
            tera::value::Key::from(entry.key.value.clone()),
            entry.node.to_template(),
        );
    }
    map.into()
}

fn number(written: &str) -> tera::Value {
    let radix = |prefix, radix| {
        let digits = written.strip_prefix(prefix)?;
        i64::from_str_radix(digits, radix).ok()
    };
    let integer = written.parse().ok();
    let integer = integer.or_else(|| radix("0x", 16).or_else(|| radix("0o", 8)));
    if let Some(integer) = integer.or_else(|| radix("0b", 2)) {
        return integer.into();
    }
    written
        .parse::<f64>()
        .map_or_else(|_| written.into(), Into::into)
}
