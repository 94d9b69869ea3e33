//! Line ends of word processors inside a line: the manual line break (U+000B, U+2028) and the end of a paragraph
//! (U+2029).

use std::ops::Range;

use super::Line;
use super::blanks::Blanks;
use super::blocks::{Blocks, LeafKind};

/// Whether a text may have one.
pub(super) fn are_in(text: &[u8]) -> bool {
    let is_there = |separator: &[u8]| memchr::memmem::find(text, separator).is_some();
    memchr::memchr(0x0B, text).is_some()
        || is_there("\u{2028}".as_bytes())
        || is_there("\u{2029}".as_bytes())
}

/// The separators in a line of a paragraph, each with what replaces it: a hard break, or a blank line where
/// a paragraph ends or the next line begins with wide blanks.
pub(super) fn separators<'l>(
    line: Line<'l>,
    blocks: &Blocks,
) -> impl Iterator<Item = (Range<usize>, &'static str)> + use<'l> {
    let is_paragraph = blocks.kind() == Some(LeafKind::Paragraph);
    let is_own = line.quote == 0 && !blocks.is_in_container();
    let text = if is_paragraph { line.content() } else { "" };
    let start = line.end() - text.len();
    text.match_indices(['\u{B}', '\u{2028}', '\u{2029}'])
        .map(move |(at, separator)| {
            let end = at + separator.len();
            let rest = text.get(end..).unwrap_or_default();
            let blanks = Blanks::of(rest);
            let with = match rest.get(blanks.len..) {
                Some("") | None => "",
                _ if is_own && (blanks.has_wide || separator == "\u{2029}") => "\n\n",
                _ => "\\\n",
            };
            (start + at..start + end + blanks.len, with)
        })
}
