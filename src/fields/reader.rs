//! Reads typed values out of a map, collects every error with its place, and knows which keys were not read.

use std::ops::Range;
use std::sync::Arc;

use super::{Entry, Node, Spanned, Value};
use crate::diagnostic::catalogue::examples::LIST;
use crate::diagnostic::{Diagnostic, Message, SUGGESTED, Span};
use crate::text::similar::nearest;

/// The most items of a list, and the most characters of a text: what front matter names is repeated on many
/// pages.
const MAX_ITEMS: usize = 200;
const MAX_TEXT: usize = 2_000;

/// The most characters of an item of a list: a name or an address.
const MAX_ITEM: usize = 300;

/// A map that is being read. Each getter makes its key a known one; [`Fields::unknown`] returns the others.
///
/// A value of the wrong type becomes a diagnostic, and the getter returns what it returns for a missing key.
#[derive(Debug)]
pub(crate) struct Fields<'f> {
    file: &'f Arc<str>,
    entries: Vec<Entry>,
    /// The keys that a getter has asked for.
    known_keys: Vec<&'f str>,
    /// The keys whose values were rejected.
    failed_keys: Vec<&'f str>,
    /// The errors of values that were peeked at, with their keys.
    peeked: Vec<(&'f str, Diagnostic)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'f> Fields<'f> {
    /// A reader of these entries of `file`.
    pub(crate) fn new(file: &'f Arc<str>, entries: Vec<Entry>) -> Self {
        Self {
            file,
            entries,
            known_keys: Vec::new(),
            failed_keys: Vec::new(),
            peeked: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// The whole value of `key`.
    pub(crate) fn node(&mut self, key: &'static str) -> Option<Node> {
        self.known_keys.push(key);
        // The getter that asks decides what is wrong with the value.
        self.peeked.retain(|(peeked, _)| *peeked != key);
        let entry = self.entries.iter_mut().find(|it| it.key.value == key)?;
        let value = std::mem::replace(&mut entry.node.value, Value::Null);
        let range = entry.node.range.clone();
        (value != Value::Null).then_some(Node { value, range })
    }

    /// A text; numbers and flags count as text, so that `title: 2024` works.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let Node { value, range } = self.node(key)?;
        let Some(text) = value.into_scalar() else {
            self.wrong(key, range, TEXT);
            return None;
        };
        let value = trimmed(text);
        if let Some(message) = too_long(key, &value, MAX_TEXT) {
            self.reject(key, range, message);
            return None;
        }
        (!value.is_empty()).then_some(Spanned { value, range })
    }

    /// The value of [`Fields::text`], or an empty text.
    pub(crate) fn text_or_empty(&mut self, key: &'static str) -> String {
        self.text(key).map(|text| text.value).unwrap_or_default()
    }

    /// A list of at most [`MAX_ITEMS`] texts; a single text is a list of one, an inner list is flattened with
    /// `/` between its items.
    pub(crate) fn list(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let texts = self.long_list(key);
        self.limited(key, texts, |text| text.range.clone())
    }

    /// A list of any number of texts, of which each is about something that exists.
    pub(crate) fn long_list(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        self.texts(key, node)
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

    /// The texts of a value that was fetched by [`Fields::node`].
    pub(crate) fn texts(&mut self, key: &'static str, node: Node) -> Vec<Spanned<String>> {
        let items = match node.value {
            Value::List(items) => items,
            _ => vec![node],
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            let Node { value, range } = item;
            match flatten(value).map(trimmed) {
                Some(value) if value.is_empty() => {}
                Some(value) => match too_long(key, &value, MAX_ITEM) {
                    None => texts.push(Spanned { value, range }),
                    Some(message) => self.reject(key, range, message),
                },
                None => self.wrong(key, range, LIST),
            }
        }
        texts
    }

    /// The list at `key`, which other getters may read, too: for taxonomies, whose source may be any key. Items
    /// of the wrong type or too long are reported unless another getter reads the key.
    pub(crate) fn peek_list(&mut self, key: &'f str) -> Vec<Spanned<String>> {
        self.known_keys.push(key);
        let Some(entry) = self.entries.iter().find(|entry| entry.key.value == key) else {
            return Vec::new();
        };
        let items = match &entry.node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.node),
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            let range = item.range.clone();
            let mut refuse = |range, message| {
                let diagnostic = Diagnostic::at(Span::new(self.file, range), message);
                self.peeked.push((key, diagnostic));
            };
            match flatten(item.value.clone()).map(trimmed) {
                Some(value) if value.is_empty() => {}
                Some(value) => match too_long(key, &value, MAX_ITEM) {
                    None => texts.push(Spanned { value, range }),
                    Some(message) => refuse(range, message),
                },
                None => refuse(range, wrong_type(key, LIST)),
            }
        }
        texts
    }

    /// A reader for a map inside this one; give it back through [`Fields::absorb`].
    pub(crate) fn inner(&self, entries: Vec<Entry>) -> Fields<'f> {
        Fields::new(self.file, entries)
    }

    /// Adds the diagnostics of an inner map. Its unknown keys are reported as `message`; `None`: they are
    /// allowed.
    pub(crate) fn absorb(
        &mut self,
        inner: Fields<'f>,
        message: impl Fn(String) -> Option<Message>,
    ) {
        let mut inner = inner;
        for (entry, near) in inner.unknown() {
            let span = inner.span(entry.key.range);
            if let Some(message) = message(entry.key.value) {
                inner.push(Diagnostic::at(span, message).with_nearest(near));
            }
        }
        self.diagnostics.extend(inner.diagnostics);
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
        let node = self.node(key)?;
        match &node.value {
            Value::Bool(flag) => Some(*flag),
            Value::Text(text) if matches!(text.as_str(), "yes" | "on" | "是") => Some(true),
            Value::Text(text) if matches!(text.as_str(), "no" | "off" | "否") => Some(false),
            _ => {
                self.wrong(key, node.range, "true / false");
                None
            }
        }
    }

    /// A whole number from 0; leading zeros are allowed.
    pub(crate) fn integer(&mut self, key: &'static str) -> Option<Spanned<u32>> {
        let node = self.node(key)?;
        let value = node.scalar().and_then(|text| text.trim().parse().ok());
        if value.is_none() {
            self.wrong(key, node.range.clone(), "12");
        }
        Some(Spanned {
            value: value?,
            range: node.range,
        })
    }

    /// A table below `key`.
    pub(crate) fn map(&mut self, key: &'static str) -> Option<Fields<'f>> {
        let node = self.node(key)?;
        let Value::Map(entries) = node.value else {
            self.wrong(key, node.range, &format!("[{key}]"));
            return None;
        };
        Some(Fields::new(self.file, entries))
    }

    /// The entries of a table below `key` whose keys another module knows.
    pub(crate) fn open_map(&mut self, key: &'static str) -> Vec<Entry> {
        self.map(key).map(|map| map.entries).unwrap_or_default()
    }

    /// The maps of a list below `key`.
    pub(crate) fn maps(&mut self, key: &'static str) -> Vec<Fields<'f>> {
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        let items = match node.value {
            Value::List(items) => items,
            _ => vec![node],
        };
        let items = self.limited(key, items, |item| item.range.clone());
        let mut maps = Vec::with_capacity(items.len());
        for item in items {
            match item.value {
                Value::Map(entries) => maps.push(Fields::new(self.file, entries)),
                _ => self.wrong(key, item.range, "- { key: value }"),
            }
        }
        maps
    }

    /// All tables below `key`, for tables with free names (`[taxonomies.NAME]`).
    pub(crate) fn named_maps(&mut self, key: &'static str) -> Vec<(Spanned<String>, Fields<'f>)> {
        let Some(all) = self.map(key) else {
            return Vec::new();
        };
        let entries = self.limited(key, all.entries, |entry| entry.key.range.clone());
        let mut maps = Vec::new();
        for entry in entries {
            match entry.node.value {
                Value::Map(entries) => maps.push((entry.key, Fields::new(self.file, entries))),
                _ => {
                    let expected = format!("[{key}.{}]", entry.key.value);
                    self.wrong(key, entry.node.range, &expected);
                }
            }
        }
        maps
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

    /// The entries that no getter has read, each with the known keys nearest to it.
    pub(crate) fn unknown(&mut self) -> Vec<(Entry, Vec<String>)> {
        let entries = std::mem::take(&mut self.entries);
        let unknown = entries
            .into_iter()
            .filter(|entry| !self.known_keys.contains(&entry.key.value.as_str()));
        let suggested = unknown.enumerate().map(|(index, entry)| {
            let near = match index {
                ..SUGGESTED => self.known_key_near(&entry.key.value),
                _ => Vec::new(),
            };
            (entry, near)
        });
        suggested.collect()
    }

    fn known_key_near(&self, key: &str) -> Vec<String> {
        let known = || self.known_keys.iter().copied();
        let translation = CHINESE.iter().find(|(name, _)| *name == key);
        match translation.filter(|(_, name)| known().any(|known| known == *name)) {
            Some((_, name)) => vec![(*name).to_owned()],
            None => nearest(key, known(), 2),
        }
    }

    /// Reports every entry that no getter has read as `message`. Returns all diagnostics.
    pub(crate) fn finish(mut self, message: impl Fn(String) -> Message) -> Vec<Diagnostic> {
        for (entry, near) in self.unknown() {
            let span = self.span(entry.key.range);
            self.push(Diagnostic::at(span, message(entry.key.value)).with_nearest(near));
        }
        self.into_diagnostics()
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

/// The message about a text of more than `limit` characters.
fn too_long(key: &str, text: &str, limit: usize) -> Option<Message> {
    // A text of no more bytes has no more characters.
    if text.len() <= limit {
        return None;
    }
    let length = text.chars().count();
    (length > limit).then(|| Message::TextTooLong {
        key: key.to_owned(),
        length: length.to_string(),
        limit: limit.to_string(),
    })
}

/// Chinese names of keys, which authors sometimes write.
const CHINESE: &[(&str, &str)] = &[
    ("标题", "title"),
    ("日期", "date"),
    ("更新", "updated"),
    ("作者", "author"),
    ("来源", "source"),
    ("摘要", "summary"),
    ("栏目", "column"),
    ("行动", "initiatives"),
    ("地区", "regions"),
    ("期", "issue"),
    ("图片", "image"),
    ("数据", "figures"),
    ("标签", "tags"),
    ("草稿", "draft"),
    ("名称", "name"),
    ("别名", "aliases"),
    ("上级", "parent"),
    ("期号", "number"),
    ("总期号", "total"),
    ("目录", "contents"),
];

const TEXT: &str = "\"…\"";

fn flatten(value: Value) -> Option<String> {
    match value {
        Value::List(items) => {
            let parts = items.into_iter().map(|item| item.value.into_scalar());
            parts.collect::<Option<Vec<_>>>().map(|it| it.join("/"))
        }
        Value::Null => Some(String::new()),
        value => value.into_scalar(),
    }
}

fn trimmed(text: String) -> String {
    let inner = text.trim();
    if inner.len() == text.len() {
        text
    } else {
        inner.to_owned()
    }
}
