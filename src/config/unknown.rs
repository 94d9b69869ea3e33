//! Keys that their table does not have. They are reported when all tables have been read: many a key is right
//! and stands in the wrong place.

use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::{Entry, Fields, UnknownEntry, Value};

/// The keys of site.toml that were read, and those that nothing reads.
#[derive(Default)]
pub(super) struct KeyRegister {
    /// The keys of each table, by its name; the empty name is that of the top level.
    known: Vec<(String, Vec<String>)>,
    unknown: Vec<StrayKey>,
    /// The keys of the top level that are written there.
    written: Vec<String>,
}

/// An entry that nothing reads.
struct StrayKey {
    table: String,
    entry: Entry,
    span: Span,
    near: Vec<String>,
}

impl KeyRegister {
    /// Notes the keys of a table that need not be there.
    pub(super) fn note_keys(&mut self, table: &str, fields: &Fields<'_>) {
        let keys = fields.known_keys().iter().map(ToString::to_string);
        self.known.push((table.to_owned(), keys.collect()));
    }

    /// Closes a table that was read. Returns the diagnostics of its values.
    pub(super) fn close(&mut self, table: &str, mut fields: Fields<'_>) -> Vec<Diagnostic> {
        self.note_keys(table, &fields);
        if table.is_empty() {
            let written = fields.known_keys().iter().filter(|key| fields.has(key));
            self.written = written.map(ToString::to_string).collect();
        }
        for UnknownEntry { entry, near, .. } in fields.unknown() {
            let span = fields.span(entry.key.range.clone());
            self.unknown.push(StrayKey {
                table: table.to_owned(),
                entry,
                span,
                near,
            });
        }
        fields.into_diagnostics()
    }

    /// Whether an entry that nothing reads is most likely the key `key` of the top level.
    pub(super) fn is_meant(&self, key: &str) -> bool {
        self.unknown.iter().any(|unknown| {
            let is_same = unknown.entry.key.value == key || unknown.near.iter().any(|it| it == key);
            is_same || self.needless_table(unknown).iter().any(|it| it == key)
        })
    }

    /// One diagnostic for each entry that nothing reads.
    pub(super) fn diagnostics(&self) -> Vec<Diagnostic> {
        let unknown = self.unknown.iter();
        let diagnostics = unknown.map(|unknown| {
            let (message, near) = self.message(unknown);
            Diagnostic::at(unknown.span.clone(), message).with_nearest(near)
        });
        diagnostics.collect()
    }

    fn message(&self, unknown: &StrayKey) -> (Message, Vec<String>) {
        let key = unknown.entry.key.value.clone();
        let inner = self.needless_table(unknown);
        if !inner.is_empty() {
            let keys = inner.join(", ");
            return (Message::NeedlessTable { key, keys }, Vec::new());
        }
        let is_written = self.written.contains(&key);
        if !unknown.table.is_empty() && self.has("", &key) && !is_written {
            let table = unknown.table.clone();
            return (Message::KeyBelowTable { key, table }, Vec::new());
        }
        match self.only_table_with(&key, &unknown.table) {
            Some(table) => (Message::KeyOfTable { key, table }, Vec::new()),
            None => (Message::UnknownKey { key }, unknown.near.clone()),
        }
    }

    fn has(&self, table: &str, key: &str) -> bool {
        let mut keys = self.known.iter().filter(|(name, _)| name == table);
        keys.any(|(_, keys)| keys.iter().any(|known| known == key))
    }

    /// The keys of the top level in a table that does not exist, such as `[site]`.
    fn needless_table(&self, unknown: &StrayKey) -> Vec<String> {
        let Value::Map(entries) = &unknown.entry.node.value else {
            return Vec::new();
        };
        if !unknown.table.is_empty() || !unknown.near.is_empty() {
            return Vec::new();
        }
        let keys = entries.iter().map(|entry| entry.key.value.clone());
        keys.filter(|key| self.has("", key)).collect()
    }

    /// The table that has a key, if there is only one and it is not `own`.
    fn only_table_with(&self, key: &str, own: &str) -> Option<String> {
        let tables = self.known.iter().filter(|(name, keys)| {
            !name.is_empty() && name != own && keys.iter().any(|known| known == key)
        });
        let mut names: Vec<&String> = tables.map(|(name, _)| name).collect();
        names.dedup();
        match names.as_slice() {
            [name] => Some((*name).clone()),
            _ => None,
        }
    }
}
