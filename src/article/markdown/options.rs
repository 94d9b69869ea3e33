//! The options of rendering: what the configuration and the theme decide for all bodies.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::util::url::Schemes;

/// The policy for HTML in the Markdown. Under each, comments are dropped and `<br>` breaks the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RawHtml {
    /// The page shows it as it was typed.
    #[default]
    Escape,
    /// Harmful parts are removed.
    Sanitize,
    /// It is part of the page as it was typed.
    Allow,
}

/// The meaning of a line end inside a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineBreaks {
    /// The lines are one text: nothing is between Chinese characters, a space between others. Lines that begin
    /// with the sign of an item stay lines.
    #[default]
    Join,
    /// Each line is a line on the page.
    Keep,
}

/// What bodies take from the theme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyTheme {
    /// Its words in their HTML.
    pub labels: Labels,
    /// The ids in its templates, which no element of a body may have.
    pub ids: BTreeSet<String>,
}

/// The words of the theme in the HTML of bodies, in the language of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// The name of the region in which a wide table scrolls.
    pub table: String,
    /// The name of the section of footnotes.
    pub footnotes: String,
    /// The name of the link from a footnote back to the text; the number of the reference follows it.
    pub back_to_text: String,
    /// The title of `> [!NOTE]`.
    pub note: String,
    /// The title of `> [!TIP]`.
    pub tip: String,
    /// The title of `> [!IMPORTANT]`.
    pub important: String,
    /// The title of `> [!WARNING]`.
    pub warning: String,
    /// The title of `> [!CAUTION]`.
    pub caution: String,
}

/// The options of rendering.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The policy for raw HTML.
    pub raw_html: RawHtml,
    /// The meaning of a line end inside a paragraph.
    pub line_breaks: LineBreaks,
    /// The words and ids of the theme.
    pub theme: BodyTheme,
    /// Whether code in a known language is highlighted.
    pub highlight: bool,
    /// The schemes that addresses may have.
    pub schemes: Schemes,
}
