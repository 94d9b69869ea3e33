//! A body in HTML, and what the site and its checks need to know of it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::links::Target;
use crate::diagnostic::Message;
use crate::fields::Spanned;
use crate::text::count::Counts;
use crate::text::edited::EditedText;

/// A body in HTML with its metadata. All ranges are byte ranges in the body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RenderedBody {
    /// The HTML. Addresses of files below `content/` start with `@/` and are replaced later by those of the
    /// site.
    pub html: String,
    /// The headings in order, except those inside quotations, alerts and footnotes.
    pub headings: Vec<Heading>,
    /// Links and images in the order of the page, footnotes last.
    pub references: Vec<Reference>,
    /// The amount of visible text, without code blocks, images, and HTML that is shown as text.
    pub counts: Counts,
    /// The first paragraphs as plain text on one line, 600 characters at most. Without a paragraph, lists,
    /// quotations and tables; without those, headings. Empty where it is not wanted.
    pub lead: String,
    /// Whether there is a code block.
    pub has_code: bool,
    /// The ranges of raw HTML.
    pub raw_html: Vec<Range<usize>>,
    /// What in raw HTML that is let through a policy may block.
    pub active_parts: Vec<ActivePart>,
    /// The ranges of headings more than one level below the previous one. The title of the page counts as
    /// level 1.
    pub heading_jumps: Vec<Range<usize>>,
    /// Every id in the HTML: of headings, of footnotes, and of raw HTML that is not escaped.
    pub ids: Vec<String>,
    /// Ids that the author wrote and the theme has, each with the range of the heading or HTML that has it.
    pub taken_ids: Vec<Spanned<String>>,
    /// What the text must not have, with its place.
    pub problems: Vec<(Range<usize>, Message)>,
    /// What can be read in two ways, with its place.
    pub doubts: Vec<(Range<usize>, Doubt)>,
}

impl RenderedBody {
    /// The same with every range as `place` has it.
    pub(crate) fn with_ranges(self, place: impl Fn(Range<usize>) -> Range<usize>) -> Self {
        let Self {
            html,
            mut headings,
            mut references,
            counts,
            lead,
            has_code,
            mut raw_html,
            mut active_parts,
            mut heading_jumps,
            ids,
            mut taken_ids,
            mut problems,
            mut doubts,
        } = self;
        let headings_ranges = headings.iter_mut().map(|heading| &mut heading.range);
        let ranges = headings_ranges
            .chain(references.iter_mut().map(|reference| &mut reference.range))
            .chain(&mut raw_html)
            .chain(active_parts.iter_mut().map(|part| &mut part.range))
            .chain(&mut heading_jumps)
            .chain(taken_ids.iter_mut().map(|id| &mut id.range))
            .chain(problems.iter_mut().map(|(range, _)| range))
            .chain(doubts.iter_mut().map(|(range, _)| range));
        for range in ranges {
            *range = place(range.clone());
        }
        Self {
            html,
            headings,
            references,
            counts,
            lead,
            has_code,
            raw_html,
            active_parts,
            heading_jumps,
            ids,
            taken_ids,
            problems,
            doubts,
        }
    }

    /// Adds what was found in the text that was parsed.
    pub(super) fn add_problems(
        &mut self,
        problems: Vec<(Range<usize>, Message)>,
        repaired: Option<&EditedText<'_>>,
    ) {
        let in_body = |offset| repaired.map_or(offset, |repaired| repaired.source_offset(offset));
        for (range, message) in problems {
            let range = in_body(range.start)..in_body(range.end);
            // A comment without an end is no HTML that could be escaped.
            self.raw_html.retain(|html| html.start != range.start);
            self.problems.push((range, message));
        }
    }
}

/// A part of the text that can be read in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// A line that is joined with the next one, and seems to be one of its own.
    JoinedLine,
    /// Bold between signs that may hide something.
    BoldMask,
}

/// A heading of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6, as rendered.
    pub level: u8,
    /// Its id, unique on the page.
    pub id: Box<str>,
    /// The HTML for a table of contents, where it differs from the text.
    pub(super) short: Option<Box<str>>,
    /// The plain text.
    pub text: Box<str>,
    /// Its range in the body.
    pub range: Range<usize>,
}

impl Heading {
    /// The inline HTML for a table of contents, without links, images, raw HTML and footnote references.
    pub fn html(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.text)
    }
}

/// A link or an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Link or image.
    pub kind: ReferenceKind,
    /// The destination as typed, without backslash escapes and entities.
    pub written: String,
    /// The meaning of the destination.
    pub target: Target,
    /// The text of the link, or the alternative text of the image.
    pub text: String,
    /// The range of the destination, or of the whole link if the destination is not found as it is.
    pub range: Range<usize>,
}

/// The kind of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceKind {
    /// A link.
    Link,
    /// An image, which has an alternative text.
    Image,
    /// An image that needs none: a decoration, a poster, another size of an image.
    Decoration,
    /// Film, sound or subtitles.
    Media,
}

impl ReferenceKind {
    /// Whether an image is shown.
    pub fn is_image(self) -> bool {
        matches!(self, Self::Image | Self::Decoration)
    }
}

/// A part of raw HTML that the policy of a page may block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivePart {
    /// What it is.
    pub kind: ActiveKind,
    /// The address that is loaded; without one, it stands in the page itself.
    pub address: Option<String>,
    /// Its range in the body.
    pub range: Range<usize>,
}

/// The kind of an active part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActiveKind {
    /// `<iframe>`.
    Frame,
    /// `<object>`, `<embed>`.
    Plugin,
    /// `<script>`, `onclick="…"`, `javascript:…`.
    Script,
    /// `<style>`, `style="…"`, `<link rel="stylesheet">`.
    Style,
}
