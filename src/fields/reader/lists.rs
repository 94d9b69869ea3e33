//! Lists of texts, and several names in one text.

use std::ops::Range;

use super::texts::{too_long, trimmed};
use super::{Fields, wrong_type};
use crate::diagnostic::catalogue::examples::LIST;
use crate::diagnostic::{Diagnostic, Message};
use crate::fields::written::{names, visible};
use crate::fields::{Entry, Node, Spanned, Value};

/// The most characters of an item: a name or an address.
const MAX_ITEM: usize = 300;

/// How a text that names several things is taken apart.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Parting<'p> {
    /// Not at all.
    None,
    /// Between addresses that begin with `/`.
    Addresses,
    /// Not here: the names are declared elsewhere, and may have any signs.
    Later,
    /// Between names. Those of `whole` are one name each, whatever signs they have.
    Names {
        /// Names that are known.
        whole: &'p [String],
    },
}

impl Parting<'_> {
    /// The ranges of the parts of a text; `None` if it is one as it is.
    fn parts(self, text: &str) -> Option<Vec<Range<usize>>> {
        match self {
            Self::None | Self::Later => None,
            Self::Addresses => {
                let is_address = |part: &Range<usize>| text[part.clone()].starts_with('/');
                names(text).filter(|parts| parts.iter().all(is_address))
            }
            Self::Names { whole } if whole.iter().any(|name| name == text) => None,
            Self::Names { .. } => names(text),
        }
    }
}

impl<'f> Fields<'f> {
    /// A list of at most [`MAX_ITEMS`] names; a single text is a list of one, an inner list is flattened with
    /// `/` between its items. A text of several names that `、` or `，` part is as many items.
    pub(crate) fn list(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        let mut texts = self.texts_as(key, node, Parting::Names { whole: &[] });
        if self.is_list_of_nothing(&texts) {
            texts.clear();
        }
        self.limited(key, texts, |text| text.range.clone())
    }

    /// Whether a list says that it has no items: its only one is the word for nothing.
    pub(crate) fn is_list_of_nothing(&self, texts: &[Spanned<String>]) -> bool {
        matches!(texts, [only] if self.is_nothing(&only.value, &only.range))
    }

    /// A list of at most [`MAX_ITEMS`] addresses, each of which begins with `/`.
    pub(crate) fn paths(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        let texts = self.texts_as(key, node, Parting::Addresses);
        self.limited(key, texts, |text| text.range.clone())
    }

    /// A list of any number of texts, of which each is about something that exists.
    pub(crate) fn long_list(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        self.texts(key, node)
    }

    /// The texts of a value that was fetched by [`Fields::node`].
    pub(crate) fn texts(&mut self, key: &'static str, node: Node) -> Vec<Spanned<String>> {
        self.texts_as(key, node, Parting::None)
    }

    fn texts_as(
        &mut self,
        key: &'static str,
        node: Node,
        parting: Parting<'_>,
    ) -> Vec<Spanned<String>> {
        let items = match node.value {
            Value::List(items) => items,
            _ => vec![node],
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            if let Err((range, message)) = self.item(key, item, parting, &mut texts) {
                self.reject(key, range, message);
            }
        }
        texts
    }

    /// Adds the texts of an item to `texts`: one, or as many as are named in it.
    fn item(
        &self,
        key: &str,
        item: Node,
        parting: Parting<'_>,
        texts: &mut Vec<Spanned<String>>,
    ) -> Result<(), (Range<usize>, Message)> {
        let Node { value, mut range } = item;
        if let Value::Map(entries) = &value {
            return Err((range.clone(), self.map_in_list(key, entries, &range)));
        }
        let may_name_several = !matches!(value, Value::List(_)) && !self.is_quoted(&range);
        let Some(written) = self.flattened(value, &range).map(trimmed) else {
            return Err((range, wrong_type(key, LIST)));
        };
        if let Some(parts) = may_name_several.then(|| parting.parts(&written)).flatten() {
            let is_exact = range.len() == written.len();
            for part in parts {
                let within = range.start + part.start..range.start + part.end;
                let value = visible(written[part].to_owned());
                let range = if is_exact { within } else { range.clone() };
                add_text(key, Spanned { value, range }, texts)?;
            }
            return Ok(());
        }
        let value = match parting {
            Parting::Names { .. } | Parting::Later => self.cleaned(key, written, &mut range),
            Parting::Addresses | Parting::None if self.source.is_some() => {
                self.without_quotes(key, written, &mut range)
            }
            Parting::Addresses | Parting::None => written,
        };
        add_text(key, Spanned { value, range }, texts)
    }

    /// The message about a map where a text is expected. Without braces, it is a text with a colon.
    fn map_in_list(&self, key: &str, entries: &[Entry], range: &Range<usize>) -> Message {
        let before = self.source.and_then(|source| source.get(..range.start));
        let in_braces = before.is_none_or(|before| before.trim_end().ends_with('{'));
        match entries {
            [_] if !in_braces => Message::ColonInItem {
                key: key.to_owned(),
            },
            _ => wrong_type(key, LIST),
        }
    }

    /// A text of any value but a map: the items of a list with `/` between them.
    fn flattened(&self, value: Value, range: &Range<usize>) -> Option<String> {
        match value {
            Value::List(items) => {
                let items = items.into_iter();
                let parts = items.map(|item| self.scalar(item.value, &item.range));
                parts.collect::<Option<Vec<_>>>().map(|it| it.join("/"))
            }
            value => self.scalar(value, range),
        }
    }

    /// The names at `key`, which other getters may read, too: for taxonomies, whose source may be any key.
    /// Items of the wrong type or too long are reported unless another getter reads the key.
    pub(crate) fn peek_list(&mut self, key: &'f str, parting: Parting<'_>) -> Vec<Spanned<String>> {
        let position = self.position(key);
        self.known_keys.push(key);
        let Some(position) = position else {
            return Vec::new();
        };
        let node = &self.entries[position].node;
        let items = match &node.value {
            Value::Null => return Vec::new(),
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut texts = Vec::with_capacity(items.len());
        let mut refused = Vec::new();
        for item in items {
            if let Err((range, message)) = self.item(key, item.clone(), parting, &mut texts) {
                refused.push((key, Diagnostic::at(self.span(range), message)));
            }
        }
        self.peeked.append(&mut refused);
        texts
    }
}

/// Adds a text to a list unless it is empty or too long.
fn add_text(
    key: &str,
    text: Spanned<String>,
    texts: &mut Vec<Spanned<String>>,
) -> Result<(), (Range<usize>, Message)> {
    match too_long(key, &text.value, MAX_ITEM) {
        Some(message) => Err((text.range, message)),
        None if text.value.is_empty() => Ok(()),
        None => {
            texts.push(text);
            Ok(())
        }
    }
}
