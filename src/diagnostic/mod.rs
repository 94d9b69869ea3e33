//! What is wrong, where, and what to do about it, as data.
//!
//! Phases return [`Diagnostic`]s; nothing is printed before the end. A diagnostic names its place by file
//! and byte range; the text of the file is fetched only when it is printed ([`Files`]). All wording lives
//! in [`catalogue`], in Chinese and English side by side.

pub mod catalogue;
mod html;
mod human;
mod json;
mod place;

pub use catalogue::Message;
pub use html::{escape, html};
pub use human::human;
pub use json::json;
pub use place::{Place, Places};

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

/// Of the mistakes of one kind, so many are given suggestions: each is compared with every name there is, and who has made more has made
/// one mistake many times.
pub const SUGGESTED: usize = 200;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What, with the words for it.
    pub message: Message,
    /// Where; `None` where no file is concerned.
    pub span: Option<Span>,
    /// Other places that belong to it, such as the second of two files with one address.
    pub related: Vec<Span>,
    /// What was probably meant.
    pub nearest: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub fn new(message: Message) -> Self {
        Self {
            message,
            span: None,
            related: Vec::new(),
            nearest: Vec::new(),
        }
    }

    /// A diagnostic at a place.
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

    /// The same with another place.
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

/// Where the text of a file comes from when a diagnostic about it is printed.
pub trait Files {
    /// The text of `file`, decoded as the program reads it, or `None` if it cannot be had.
    fn text(&self, file: &str) -> Option<String>;
}

/// Sorts by place (file, then offset; what has no place comes first) and drops repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        a.span
            .cmp(&b.span)
            .then_with(|| a.message.severity().cmp(&b.message.severity()))
            .then_with(|| a.message.text(Lang::En).cmp(&b.message.text(Lang::En)))
    });
    diagnostics.dedup();
}

/// Whether any of them stops a build.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}
