//! The tokens of the tokenizer.

use std::ops::Range;

/// A piece of markup. Everything between two tokens is text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token<'h> {
    /// `<p class="x">`. Its attributes are read with [`Tokens::attribute`](super::Tokens::attribute) or
    /// [`Tokens::attributes`](super::Tokens::attributes).
    StartTag(StartTag<'h>),
    /// `</p>`.
    EndTag(EndTag<'h>),
    /// `<!-- x -->`, and what browsers take for a comment: `<!x>`, `<?x>`, `</ x>`.
    Comment(Range<usize>),
    /// `<!DOCTYPE html>`.
    Doctype(Range<usize>),
    /// `<![CDATA[x]]>`, in foreign content.
    Cdata(Range<usize>),
    /// `</>`, or an end tag that the text ends in: browsers drop both.
    Nothing(Range<usize>),
}

/// The start of a start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StartTag<'h> {
    /// The name as typed.
    pub(super) name: &'h [u8],
    /// Where its `<` is.
    pub(crate) start: usize,
}

impl StartTag<'_> {
    /// Whether it has this name, which is given in lower case.
    #[inline(always)]
    pub(crate) fn is(&self, name: &str) -> bool {
        is_name(self.name, name)
    }

    /// Whether its name begins like this, which is given in lower case.
    pub(crate) fn begins_with(&self, start: &str) -> bool {
        let head = self.name.get(..start.len());
        head.is_some_and(|head| is_name(head, start))
    }

    /// The name, in lower case.
    pub(crate) fn name(&self) -> String {
        String::from_utf8_lossy(self.name).to_ascii_lowercase()
    }
}

/// An end tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EndTag<'h> {
    /// The name as typed.
    pub(super) name: &'h [u8],
    /// From `<` to `>`.
    pub(crate) range: Range<usize>,
}

impl EndTag<'_> {
    /// Whether it has this name, which is given in lower case.
    #[inline(always)]
    pub(crate) fn is(&self, name: &str) -> bool {
        is_name(self.name, name)
    }
}

/// An attribute of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'h> {
    /// The name as typed.
    pub(super) name: &'h [u8],
    /// The value as typed, without its quotes; empty where there is none.
    pub(crate) value: &'h str,
    /// Where the value starts, in bytes.
    pub(super) start: usize,
}

impl Attribute<'_> {
    /// Whether it has this name, which is given in lower case.
    #[inline(always)]
    pub(crate) fn is(&self, name: &str) -> bool {
        is_name(self.name, name)
    }

    /// Whether its name begins with this, which is given in lower case.
    pub(crate) fn begins_with(&self, start: &str) -> bool {
        let typed = self.name.get(..start.len());
        typed.is_some_and(|typed| is_name(typed, start))
    }

    /// Where the value is, without its quotes.
    #[inline(always)]
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.start + self.value.len()
    }
}

/// The attributes of a tag, in order. Of several with one name browsers take the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attributes<'h> {
    pub(super) list: Vec<Attribute<'h>>,
    pub(super) end: TagEnd,
}

impl<'h> Attributes<'h> {
    /// All of them.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Attribute<'h>> {
        self.list.iter()
    }

    /// The attribute of this name, which is given in lower case.
    pub(crate) fn find(&self, name: &str) -> Option<&Attribute<'h>> {
        self.iter().find(|attribute| attribute.is(name))
    }

    /// The value of the attribute of this name, as typed.
    pub(crate) fn value(&self, name: &str) -> Option<&'h str> {
        self.find(name).map(|attribute| attribute.value)
    }

    /// Whether the value of the attribute `name` is a list of words with this one, in lower case, among
    /// them.
    pub(crate) fn has_word(&self, name: &str, word: &str) -> bool {
        let value = self.value(name).unwrap_or_default();
        let mut words = value.split_ascii_whitespace();
        words.any(|other| other.eq_ignore_ascii_case(word))
    }

    /// Where the `>` or `/>` is that ends the tag: attributes can be added there.
    pub(crate) fn end(&self) -> usize {
        self.end.at - if self.end.is_self_closing { 2 } else { 1 }
    }

    /// Where the tag ends, with its `>`.
    pub(crate) fn tag_end(&self) -> usize {
        self.end.at
    }
}

/// How a tag ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TagEnd {
    /// Behind its `>`.
    pub(super) at: usize,
    /// Whether it ends with `/>`.
    pub(super) is_self_closing: bool,
}

/// Whether `typed` is the name, which is given in lower case.
#[inline(always)]
fn is_name(typed: &[u8], name: &str) -> bool {
    // Nearly all names are typed in lower case, and are compared sooner so.
    typed == name.as_bytes() || typed.eq_ignore_ascii_case(name.as_bytes())
}
