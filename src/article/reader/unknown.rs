//! The end of reading front matter: keys that no getter asked for, and keys that are missing, which may be the
//! same one misspelt.

use std::sync::Arc;

use super::FrontMatterReader;
use super::holding_back::holds_back;
use crate::article::{DocumentKind, FRONT_MATTER};
use crate::config::UnknownFields;
use crate::diagnostic::{Diagnostic, Message};
use crate::fields::{Entry, Fields, UnknownEntry, Value};

impl FrontMatterReader<'_> {
    /// Whether articles have a key that this document does not have.
    fn is_of_articles(&self, key: &str) -> bool {
        if self.kind == DocumentKind::Article {
            return false;
        }
        let file: Arc<str> = Arc::from("");
        let fields = Fields::new(&file, Vec::new());
        let mut reader = FrontMatterReader::new(DocumentKind::Article, "", fields, self.config);
        reader.article();
        reader.fields.known_keys().contains(&key)
    }

    /// Notes a key that is missing. Whether it is misspelt is seen when all other keys are read.
    pub(super) fn missing(&mut self, key: &'static str, example: &str) {
        self.missing.push((key, example.to_owned()));
    }

    /// The remaining entries: `extra`, and every unknown key, which is reported as the configuration
    /// requires.
    pub(super) fn close(&mut self) -> Vec<Entry> {
        if let Some(node) = self.fields.node("extra") {
            match node.value {
                Value::Map(entries) => self.extra = entries,
                _ => {
                    let message = Message::WrongType {
                        key: "extra".into(),
                        expected: "{ key: value }".into(),
                    };
                    self.fields.report(node.range, message);
                }
            }
        }
        for unknown in self.fields.unknown() {
            let UnknownEntry {
                entry,
                near,
                other_name_of,
            } = unknown;
            let key = entry.key.value.clone();
            let span = self.fields.span(entry.key.range.clone());
            let missing = near
                .first()
                .and_then(|near| self.missing.iter().position(|(missing, _)| missing == near));
            let message = match (other_name_of, missing, self.config.unknown_fields) {
                (Some(other), ..) => {
                    let other = other.to_owned();
                    Some(Message::SameKey { key, other })
                }
                (None, Some(missing), _) => {
                    let (meant, _) = self.missing.swap_remove(missing);
                    let meant = meant.to_owned();
                    Some(Message::MisspeltKey { key, meant })
                }
                (None, None, _) if !self.is_draft && holds_back(&entry) => {
                    Some(Message::NotHeldBack { key })
                }
                (None, None, UnknownFields::Warn) if self.is_of_articles(&key) => {
                    Some(Message::ArticleField { key })
                }
                (None, None, UnknownFields::Warn) => Some(Message::UnknownField { key }),
                (None, None, UnknownFields::Error) => Some(Message::UnknownFieldError { key }),
                (None, None, UnknownFields::Allow) => None,
            };
            let near = match message {
                Some(Message::UnknownField { .. } | Message::UnknownFieldError { .. }) => near,
                _ => Vec::new(),
            };
            self.extra.push(entry);
            if let Some(message) = message {
                self.fields
                    .push(Diagnostic::at(span, message).with_nearest(near));
            }
        }
        for (key, example) in std::mem::take(&mut self.missing) {
            let key = key.to_owned();
            self.fields
                .report(FRONT_MATTER, Message::MissingKey { key, example });
        }
        std::mem::take(&mut self.extra)
    }
}
