//! The getters for texts, and the text of a value as readers are to see it.

use std::ops::Range;

use super::{Fields, is_quoted};
use crate::diagnostic::Message;
use crate::diagnostic::catalogue::examples;
use crate::fields::key_names::is_other_name;
use crate::fields::written::{inside_quotes, visible};
use crate::fields::{Node, Spanned, Value};
use crate::text::language;

/// The most characters of a text: what front matter says is repeated on many pages.
const MAX_TEXT: usize = 2_000;

/// An example of a text.
const TEXT: &str = "\"…\"";

impl<'f> Fields<'f> {
    /// The word at `range`, if YAML gives it a meaning of its own.
    pub(super) fn word(&self, range: &Range<usize>) -> Option<&'f str> {
        let word = self.source?.get(range.clone())?;
        let words = ["~", "null", "true", "false"];
        let is_word = words.iter().any(|known| word.eq_ignore_ascii_case(known));
        is_word.then_some(word)
    }

    /// A text, number or flag as it is typed; in a list also a `null`, and an empty text for nothing.
    pub(super) fn scalar(&self, value: Value, range: &Range<usize>) -> Option<String> {
        match value {
            Value::Bool(flag) => {
                let word = self.word(range);
                Some(word.map_or_else(|| flag.to_string(), str::to_owned))
            }
            Value::Null => Some(self.word(range).unwrap_or_default().to_owned()),
            value => value.into_scalar(),
        }
    }

    /// Whether a value in front matter is the word that fills a field of a form with nothing.
    pub(crate) fn is_nothing(&self, text: &str, range: &Range<usize>) -> bool {
        let is_word = text == "无" || text.eq_ignore_ascii_case("none");
        is_word && self.source.is_some() && !self.is_quoted(range)
    }

    /// Whether the value at `range` is in the quotation marks of YAML, or may be.
    pub(super) fn is_quoted(&self, range: &Range<usize>) -> bool {
        self.source.is_none_or(|source| is_quoted(source, range))
    }

    /// A text as it is seen, without blanks and curly quotation marks around it.
    pub(super) fn cleaned(&self, key: &str, text: String, range: &mut Range<usize>) -> String {
        if self.source.is_none() {
            return trimmed(text);
        }
        self.without_quotes(key, trimmed(visible(text)), range)
    }

    /// A text without curly quotation marks around it, unless they are part of what readers see.
    pub(super) fn without_quotes(
        &self,
        key: &str,
        text: String,
        range: &mut Range<usize>,
    ) -> String {
        let are_signs = || {
            let is_typed = self.is_in_curly_quotes || !is_prose(key);
            is_typed && !self.is_quoted(range)
        };
        match inside_quotes(&text).filter(|_| are_signs()) {
            Some(inner) => {
                if range.len() == text.len() {
                    *range = range.start + inner.start..range.start + inner.end;
                }
                text[inner].trim().to_owned()
            }
            None => text,
        }
    }

    /// The text of a value that was fetched by [`Fields::node`]; `None` if it is a list or a map.
    pub(crate) fn text_of(&self, key: &str, node: Node) -> Option<Spanned<String>> {
        let Node { value, mut range } = node;
        let text = self.scalar(value, &range)?;
        let value = self.cleaned(key, text, &mut range);
        Some(Spanned { value, range })
    }

    /// A text; numbers and flags count as text, so that `title: 2024` works.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let node = self.node(key)?;
        let place = node.range.clone();
        let Some(Spanned { value, range }) = self.text_of(key, node) else {
            self.wrong(key, place, TEXT);
            return None;
        };
        if let Some(message) = too_long(key, &value, MAX_TEXT) {
            self.reject(key, range, message);
            return None;
        }
        if self.is_nothing(&value, &range) && !matches!(key, "title" | "name" | "value") {
            return None;
        }
        (!value.is_empty()).then_some(Spanned { value, range })
    }

    /// The tag of a language, in its usual form.
    pub(crate) fn language(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let Spanned { value, range } = self.text(key)?;
        match language::tag(&value) {
            Ok(tag) => Some(Spanned { value: tag, range }),
            Err(right) => {
                let right = right.unwrap_or(examples::LANGUAGES).to_owned();
                self.reject(key, range, Message::BadLanguage { value, right });
                None
            }
        }
    }

    /// The value of [`Fields::text`], or an empty text.
    pub(crate) fn text_or_empty(&mut self, key: &'static str) -> String {
        self.text(key).map(|text| text.value).unwrap_or_default()
    }
}

/// The message about a text of more than `limit` characters.
pub(super) fn too_long(key: &str, text: &str, limit: usize) -> Option<Message> {
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

/// Whether the value of a key is a text for readers, in which quotation marks have their usual meaning.
pub(super) fn is_prose(key: &str) -> bool {
    matches!(key, "title" | "summary" | "alt" | "caption")
        || ["title", "summary"]
            .iter()
            .any(|prose| is_other_name(key, prose))
}

pub(super) fn trimmed(text: String) -> String {
    let inner = text.trim();
    if inner.len() == text.len() {
        text
    } else {
        inner.to_owned()
    }
}
