//! The getters for maps, each of which is read through [`Fields`] of its own.

use super::{Fields, UnknownEntry};
use crate::diagnostic::{Diagnostic, Message};
use crate::fields::{Entry, Spanned, Value};

impl<'f> Fields<'f> {
    /// A reader for a map inside this one; give it back through [`Fields::absorb`].
    pub(crate) fn inner(&self, entries: Vec<Entry>) -> Fields<'f> {
        match self.source {
            Some(source) => Fields {
                is_in_curly_quotes: self.is_in_curly_quotes,
                ..Fields::of_front_matter(self.file, source, entries)
            },
            None => Fields::new(self.file, entries),
        }
    }

    /// Adds the diagnostics of an inner map. Its unknown keys are reported as `message`; `None`: they are
    /// allowed.
    pub(crate) fn absorb(
        &mut self,
        inner: Fields<'f>,
        message: impl Fn(String) -> Option<Message>,
    ) {
        let mut inner = inner;
        for UnknownEntry { entry, near, .. } in inner.unknown() {
            let span = inner.span(entry.key.range);
            if let Some(message) = message(entry.key.value) {
                inner.push(Diagnostic::at(span, message).with_nearest(near));
            }
        }
        self.diagnostics.extend(inner.diagnostics);
    }

    /// A table below `key`.
    pub(crate) fn map(&mut self, key: &'static str) -> Option<Fields<'f>> {
        let node = self.node(key)?;
        let Value::Map(entries) = node.value else {
            self.wrong(key, node.range, &format!("[{key}]"));
            return None;
        };
        Some(self.inner(entries))
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
                Value::Map(entries) => maps.push(self.inner(entries)),
                Value::Text(text) if text.contains('：') => {
                    let name = text.split('：').next().unwrap_or_default().to_owned();
                    self.reject(key, item.range, Message::FullWidthColon { key: name });
                }
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
                Value::Map(entries) => maps.push((entry.key, self.inner(entries))),
                _ => {
                    let expected = format!("[{key}.{}]", entry.key.value);
                    self.wrong(key, entry.node.range, &expected);
                }
            }
        }
        maps
    }
}
