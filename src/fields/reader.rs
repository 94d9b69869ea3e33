//! Reads typed values out of a map, collects every error with its place, and knows which keys were not read.

mod lists;
mod maps;
mod texts;

pub(crate) use lists::Parting;

use std::ops::Range;
use std::sync::Arc;

use super::key_names::{is_other_name, may_be_other_name};
use super::written::{half_width, inside_quotes};
use super::{Entry, Node, Spanned, Value};
use crate::diagnostic::{Diagnostic, Message, SUGGESTED, Span};
use crate::text::similar::nearest;
use texts::is_prose;

/// The most items of a list: what front matter names is repeated on many pages.
const MAX_ITEMS: usize = 200;

/// A map that is being read. Each getter makes its key a known one; [`Fields::unknown`] returns the others.
///
/// A value of the wrong type becomes a diagnostic, and the getter returns what it returns for a missing key.
#[derive(Debug)]
pub(crate) struct Fields<'f> {
    file: &'f Arc<str>,
    /// The text of the file, if its values are read as writers type them; `None` for TOML.
    source: Option<&'f str>,
    /// Whether curly quotation marks around any value are those of YAML.
    is_in_curly_quotes: bool,
    /// Whether a key may be another name of the one that is asked for.
    has_other_names: bool,
    entries: Vec<Entry>,
    /// The keys that a getter has asked for.
    known_keys: Vec<&'f str>,
    /// The keys whose values were rejected.
    failed_keys: Vec<&'f str>,
    /// The errors of values that were peeked at, with their keys.
    peeked: Vec<(&'f str, Diagnostic)>,
    diagnostics: Vec<Diagnostic>,
}

/// An entry that no getter has read.
#[derive(Debug)]
pub(crate) struct UnknownEntry<'f> {
    /// The entry.
    pub entry: Entry,
    /// The known keys nearest to its key.
    pub near: Vec<String>,
    /// The key that its key is another name of, and that is there as well.
    pub other_name_of: Option<&'f str>,
}

impl<'f> Fields<'f> {
    /// A reader of these entries of `file`.
    pub(crate) fn new(file: &'f Arc<str>, entries: Vec<Entry>) -> Self {
        Self {
            file,
            source: None,
            is_in_curly_quotes: false,
            has_other_names: false,
            entries,
            known_keys: Vec::new(),
            failed_keys: Vec::new(),
            peeked: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// A reader of the front matter of `file`, whose whole text is `source`. Its values and keys may be
    /// typed as writers do: in curly quotation marks, with full-width signs, by other names.
    pub(crate) fn of_front_matter(
        file: &'f Arc<str>,
        source: &'f str,
        entries: Vec<Entry>,
    ) -> Self {
        // A date or a name needs no quotation marks: where one has them, the word processor has changed
        // those of YAML, around the title as well.
        let is_proof = |entry: &Entry| match &entry.node.value {
            Value::Text(text) => {
                inside_quotes(text).is_some()
                    && !is_prose(&entry.key.value)
                    && !is_quoted(source, &entry.node.range)
            }
            _ => false,
        };
        Self {
            source: Some(source),
            is_in_curly_quotes: entries.iter().any(is_proof),
            has_other_names: entries
                .iter()
                .any(|entry| may_be_other_name(&entry.key.value)),
            ..Self::new(file, entries)
        }
    }

    /// The position of the entry of a key. One that has the key by another name gets the key itself.
    fn position(&mut self, key: &str) -> Option<usize> {
        let exact = self.entries.iter().position(|it| it.key.value == key);
        if exact.is_some() || !self.has_other_names {
            return exact;
        }
        let known = &self.known_keys;
        let is_free = |name: &str| !known.contains(&name);
        let other = self
            .entries
            .iter()
            .position(|entry| is_free(&entry.key.value) && is_other_name(&entry.key.value, key))?;
        key.clone_into(&mut self.entries[other].key.value);
        Some(other)
    }

    /// The whole value of `key`.
    pub(crate) fn node(&mut self, key: &'static str) -> Option<Node> {
        // The getter that asks decides what is wrong with the value.
        self.peeked.retain(|(peeked, _)| *peeked != key);
        let position = self.position(key);
        self.known_keys.push(key);
        let entry = &mut self.entries[position?];
        let value = std::mem::replace(&mut entry.node.value, Value::Null);
        let range = entry.node.range.clone();
        if value == Value::Null {
            // No title is missing where one is written, even `null`.
            let word = self
                .word(&range)
                .filter(|_| matches!(key, "title" | "name"))?;
            let value = Value::Text(word.to_owned());
            return Some(Node { value, range });
        }
        Some(Node { value, range })
    }

    /// The first items of a list; the first one beyond the limit is reported.
    fn limited<T>(
        &mut self,
        key: &'static str,
        mut items: Vec<T>,
        range: impl Fn(&T) -> Range<usize>,
    ) -> Vec<T> {
        if let Some(first) = items.get(MAX_ITEMS) {
            let message = Message::TooManyItems {
                key: key.to_owned(),
                count: items.len().to_string(),
                limit: MAX_ITEMS.to_string(),
            };
            self.reject(key, range(first), message);
            items.truncate(MAX_ITEMS);
        }
        items
    }

    /// Whether the value of `key` was refused, so that it need not be called missing.
    pub(crate) fn failed(&self, key: &str) -> bool {
        self.failed_keys.contains(&key)
    }

    /// Rejects the value of `key`, which is at `range`.
    pub(crate) fn reject(&mut self, key: &'static str, range: Range<usize>, message: Message) {
        self.failed_keys.push(key);
        self.report(range, message);
    }

    /// A flag.
    pub(crate) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let position = self.position(key).map(|at| &self.entries[at].node);
        if let Some(node) = position.filter(|node| node.value == Value::Null) {
            // `draft:` was begun, and may have been meant.
            let range = node.range.clone();
            self.known_keys.push(key);
            self.wrong(key, range, "true / false");
            return None;
        }
        let Node { value, mut range } = self.node(key)?;
        let flag = match value {
            Value::Bool(flag) => Some(flag),
            Value::Text(text) if self.source.is_some() => {
                let text = half_width(&self.cleaned(key, text, &mut range)).to_lowercase();
                match text.as_str() {
                    "true" | "yes" | "on" | "y" | "是" | "对" => Some(true),
                    "false" | "no" | "off" | "n" | "否" => Some(false),
                    _ => None,
                }
            }
            Value::Text(text) if matches!(text.as_str(), "yes" | "on" | "是") => Some(true),
            Value::Text(text) if matches!(text.as_str(), "no" | "off" | "否") => Some(false),
            _ => None,
        };
        if flag.is_none() {
            self.wrong(key, range, "true / false");
        }
        flag
    }

    /// A whole number from 0; leading zeros are allowed.
    pub(crate) fn integer(&mut self, key: &'static str) -> Option<Spanned<u32>> {
        let Node { value, mut range } = self.node(key)?;
        let text = value.into_scalar();
        let text = text.map(|text| half_width(&self.cleaned(key, text, &mut range)));
        let Some(value) = text.and_then(|text| text.parse().ok()) else {
            self.wrong(key, range, "12");
            return None;
        };
        Some(Spanned { value, range })
    }

    /// Reports a key that is read elsewhere and has no effect here, if it is written.
    pub(crate) fn report_no_effect(&mut self, key: &'static str) {
        let place = self
            .position(key)
            .map(|at| self.entries[at].key.range.clone());
        self.known_keys.push(key);
        if let Some(range) = place {
            let key = key.to_owned();
            self.report(range, Message::NoEffect { key });
        }
    }

    /// Adds a diagnostic at `range`.
    pub(crate) fn report(&mut self, range: Range<usize>, message: Message) {
        self.push(Diagnostic::at(self.span(range), message));
    }

    /// Adds a diagnostic.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A span of the file that is being read.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    /// The keys that getters have asked for.
    pub(crate) fn known_keys(&self) -> &[&'f str] {
        &self.known_keys
    }

    /// Whether a key is written.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key.value == key)
    }

    /// The entries that no getter has read.
    pub(crate) fn unknown(&mut self) -> Vec<UnknownEntry<'f>> {
        let entries = std::mem::take(&mut self.entries);
        let unknown = entries
            .into_iter()
            .filter(|entry| !self.known_keys.contains(&entry.key.value.as_str()));
        let suggested = unknown.enumerate().map(|(index, entry)| {
            let key = &entry.key.value;
            let known = || self.known_keys.iter().copied();
            let may_be_other = index < SUGGESTED && may_be_other_name(key);
            let is_other = |known: &&str| may_be_other && is_other_name(key, known);
            let other_name_of = known().find(is_other);
            let near = match (other_name_of, index) {
                (Some(known), _) => vec![known.to_owned()],
                (None, ..SUGGESTED) => nearest(key, known(), 2),
                (None, _) => Vec::new(),
            };
            UnknownEntry {
                entry,
                near,
                other_name_of: other_name_of.filter(|_| self.source.is_some()),
            }
        });
        suggested.collect()
    }

    /// The diagnostics so far.
    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics;
        diagnostics.extend(self.peeked.into_iter().map(|(_, diagnostic)| diagnostic));
        diagnostics
    }

    fn wrong(&mut self, key: &'static str, range: Range<usize>, expected: &str) {
        self.reject(key, range, wrong_type(key, expected));
    }
}

fn wrong_type(key: &str, expected: &str) -> Message {
    Message::WrongType {
        key: key.to_owned(),
        expected: expected.to_owned(),
    }
}

/// Whether a quotation mark of YAML stands before `range`.
fn is_quoted(source: &str, range: &Range<usize>) -> bool {
    let before = range.start.checked_sub(1);
    let before = before.and_then(|at| source.as_bytes().get(at));
    before.is_some_and(|byte| matches!(byte, b'"' | b'\''))
}
