//! `[markdown]`: how Markdown is rendered.

use super::values::choice;
use crate::article::markdown::RawHtml;
use crate::fields::Fields;

/// `[markdown]`.
#[derive(Debug, Clone, Copy)]
pub struct MarkdownSettings {
    /// Whether raw HTML is escaped, sanitised or passed through.
    pub raw_html: RawHtml,
    /// Whether code is highlighted.
    pub highlight: bool,
}

impl Default for MarkdownSettings {
    fn default() -> Self {
        Self {
            raw_html: RawHtml::Escape,
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
    MarkdownSettings {
        raw_html: choice(fields, "raw_html", &choices).unwrap_or(RawHtml::Escape),
        highlight: fields.flag("highlight").unwrap_or(true),
    }
}
