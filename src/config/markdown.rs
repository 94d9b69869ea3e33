//! `[markdown]`: how Markdown is rendered.

use super::values::choice;
use crate::article::markdown::{LineBreaks, RawHtml};
use crate::fields::Fields;

/// `[markdown]`.
#[derive(Debug, Clone, Copy)]
pub struct MarkdownSettings {
    /// Whether raw HTML is escaped, sanitised or passed through.
    pub raw_html: RawHtml,
    /// Whether the lines of a paragraph are joined.
    pub line_breaks: LineBreaks,
    /// Whether code is highlighted.
    pub highlight: bool,
}

impl Default for MarkdownSettings {
    fn default() -> Self {
        Self {
            raw_html: RawHtml::Escape,
            line_breaks: LineBreaks::Join,
            highlight: true,
        }
    }
}

/// Reads the table.
pub(super) fn markdown(fields: &mut Fields<'_>) -> MarkdownSettings {
    let choices = [
        ("escape", RawHtml::Escape),
        ("sanitize", RawHtml::Sanitize),
        ("allow", RawHtml::Allow),
    ];
    let breaks = [("join", LineBreaks::Join), ("keep", LineBreaks::Keep)];
    MarkdownSettings {
        raw_html: choice(fields, "raw_html", &choices).unwrap_or(RawHtml::Escape),
        line_breaks: choice(fields, "line_breaks", &breaks).unwrap_or_default(),
        highlight: fields.flag("highlight").unwrap_or(true),
    }
}
