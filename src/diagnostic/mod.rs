//! Diagnostics: the problem, its location and the remedy as data; and their printers.
//!
//! Phases return [`Diagnostic`]s; nothing is printed before the end. A diagnostic has a span (file and byte
//! range); the text of the file is fetched only when the diagnostic is printed ([`SourceProvider`]). All
//! wording of the program lives in [`catalogue`], in Chinese and English side by side.

mod cap;
pub mod catalogue;
mod html;
mod json;
mod left_out;
mod location;
mod repeats;
mod terminal;

pub use catalogue::Message;
pub use html::render_html;
pub use json::render_json;
pub use left_out::LeftOut;
pub(crate) use left_out::{left_out_json, left_out_notices};
pub use location::{Location, Locator};
pub use terminal::{Detail, render_terminal};

use std::ops::Range;
use std::sync::Arc;

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language that a `LANG`-like value asks for: Chinese for `zh…`, else English.
    pub fn from_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") {
            Self::Zh
        } else {
            Self::En
        }
    }

    /// Between the items of a list: names, addresses.
    pub const fn enumeration_comma(self) -> &'static str {
        match self {
            Self::Zh => "、",
            Self::En => ", ",
        }
    }

    /// Between the parts of a sentence.
    pub const fn comma(self) -> &'static str {
        match self {
            Self::Zh => "，",
            Self::En => ", ",
        }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The build goes on.
    Warning,
}

/// A byte range of one file. The offsets count in the text as it is shown: decoded to UTF-8, without a BOM.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Path relative to the site's folder, with `/`.
    pub file: Arc<str>,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span of `file`.
    pub fn new(file: &Arc<str>, range: Range<usize>) -> Self {
        Self {
            file: Arc::clone(file),
            start: range.start,
            end: range.end.max(range.start),
        }
    }

    /// A file as a whole, without a line.
    pub fn whole(file: &Arc<str>) -> Self {
        Self {
            file: Arc::clone(file),
            start: 0,
            end: 0,
        }
    }
}

/// How many mistakes of one kind get suggestions. Each costs a comparison with every name there is, and a
/// site with more of them has one mistake many times.
pub const SUGGESTED: usize = 20;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What, with the words for it.
    pub message: Message,
    /// Where; `None` if it is about no file.
    pub span: Option<Span>,
    /// Other spans that belong to it, such as the second of two files with one address.
    pub related: Vec<Span>,
    /// Names that were probably meant.
    pub nearest: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic without a span.
    pub fn new(message: Message) -> Self {
        Self {
            message,
            span: None,
            related: Vec::new(),
            nearest: Vec::new(),
        }
    }

    /// A diagnostic at a span.
    pub fn at(span: Span, message: Message) -> Self {
        Self {
            span: Some(span),
            ..Self::new(message)
        }
    }

    /// The same with names that were probably meant.
    #[must_use]
    pub fn with_nearest(mut self, nearest: Vec<String>) -> Self {
        self.nearest = nearest;
        self
    }

    /// The same with another span.
    #[must_use]
    pub fn with_related(mut self, span: Span) -> Self {
        self.related.push(span);
        self
    }

    /// Whether this stops a build.
    pub fn is_error(&self) -> bool {
        self.message.severity() == Severity::Error
    }
}

/// Provides the texts of files when diagnostics about them are printed.
pub trait SourceProvider {
    /// The text of `file`, decoded as the program reads it, or `None` if it cannot be read.
    fn text(&self, file: &str) -> Option<String>;
}

/// No sources, for diagnostics that quote none.
impl SourceProvider for () {
    fn text(&self, _: &str) -> Option<String> {
        None
    }
}

/// Sorts by span (none first, then file and offset), then severity and text, and removes what is there twice
/// and errors of the machine that repeat themselves.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        a.span
            .cmp(&b.span)
            .then_with(|| a.message.severity().cmp(&b.message.severity()))
            .then_with(|| a.message.text(Lang::En).cmp(&b.message.text(Lang::En)))
    });
    diagnostics.dedup();
    repeats::combine(diagnostics);
}

/// Whether any of them stops a build.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}
