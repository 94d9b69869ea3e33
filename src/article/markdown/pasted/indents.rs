//! Paragraphs that begin with blanks, as print has them: each such line is a paragraph of its own.

use std::ops::Range;

use super::Line;
use super::blanks::Blanks;
use super::blocks::{Blocks, LeafKind};
use crate::text::classes::{is_cjk, is_han};

/// The columns from which on spaces and tabs count: those that make code of a line.
const CODE_COLUMNS: usize = 4;

/// What replaces the start of a line that begins with blanks, and the range of this start; `None` for a line
/// that stays as it is.
///
/// A line begins a paragraph if its blanks hold one as wide as a Han character (U+3000, `&emsp;`), whatever
/// follows; or if Chinese follows two narrow ones (`&nbsp;`), or spaces and tabs that would make code of it.
/// It stays in its item or quotation as far as its spaces reach.
pub(super) fn indent(
    line: Line<'_>,
    before: Option<&Line<'_>>,
    blocks: &Blocks,
) -> Option<(Range<usize>, String)> {
    let (quote, rest) = line.split();
    let blanks = Blanks::of(rest);
    let content = rest.get(blanks.len..).unwrap_or_default();
    let kind = blocks.kind();
    match kind {
        Some(LeafKind::Verbatim) => return None,
        Some(LeafKind::Table) if content.contains('|') => return None,
        _ => {}
    }
    if content.is_empty() {
        return (!blanks.are_ascii()).then(|| (line.start + line.quote..line.end(), String::new()));
    }
    if let Some(inner) = inner_blanks(content, line.end() - content.len(), blocks) {
        return Some((inner, String::new()));
    }
    if blanks.columns == blanks.ascii.1 && !blanks.are_ascii() {
        return invisible_start(line, &blanks, kind);
    }
    if !begins_paragraph(&blanks, content, kind, blocks.is_in_container()) {
        return None;
    }
    let column = quote.chars().count() + blanks.ascii.1;
    let column = blocks.column(if blanks.are_ascii() {
        usize::MAX
    } else {
        column
    });
    let mut start = String::new();
    if before.is_some_and(|before| is_apart(*before, content)) {
        start.push_str(quote);
        start.push('\n');
    }
    start.push_str(quote);
    if !quote.is_empty() {
        start.push(' ');
    }
    let width = quote.chars().count() + usize::from(!quote.is_empty());
    start.extend(std::iter::repeat_n(' ', column.saturating_sub(width)));
    Some((line.start..line.end() - content.len(), start))
}

/// What has no width at the start of a line, such as U+200B, hides a mark behind it: it is taken out.
fn invisible_start(
    line: Line<'_>,
    blanks: &Blanks,
    kind: Option<LeafKind>,
) -> Option<(Range<usize>, String)> {
    let is_code = matches!(kind, Some(LeafKind::Indented { .. }));
    let start = line.start + line.quote;
    (!is_code).then(|| (start + blanks.ascii.0..start + blanks.len, String::new()))
}

/// Whether a text begins as Chinese prose does.
pub(super) fn is_prose(text: &str) -> bool {
    let text = text.trim_start_matches(['*', '_']);
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '(' | '.'));
    let first = rest.chars().next();
    first.is_some_and(|c| match c {
        '“' | '‘' | '—' | '《' | '（' | '【' | '〔' | '「' | '『' | '、' | '．' => {
            true
        }
        _ => is_han(c) || (is_cjk(c) && rest.len() < text.len()),
    })
}

fn begins_paragraph(
    blanks: &Blanks,
    content: &str,
    kind: Option<LeafKind>,
    is_in_container: bool,
) -> bool {
    if blanks.has_wide {
        return true;
    }
    if !blanks.are_ascii() {
        return blanks.columns >= 2 && is_prose(content);
    }
    match kind {
        Some(LeafKind::Indented { is_prose: true }) => is_prose(content),
        Some(LeafKind::Indented { .. }) => false,
        _ => blanks.columns >= CODE_COLUMNS && !is_in_container && is_prose(content),
    }
}

/// Whether a blank line belongs between the line before and one that begins with `content`: rows of a table
/// and items of a list stay together, and a line that ends with a backslash breaks the line itself.
fn is_apart(before: Line<'_>, content: &str) -> bool {
    let start = before.content();
    let are_both = |is: fn(&str) -> bool| is(start) && is(content);
    !start.is_empty()
        && !start.ends_with('\\')
        && !are_both(|text| text.starts_with('|'))
        && !are_both(is_item)
}

fn is_item(text: &str) -> bool {
    let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let marks: &[char] = if after.len() < text.len() {
        &['.', ')']
    } else {
        &['-', '*', '+']
    };
    after
        .strip_prefix(marks)
        .is_some_and(|rest| rest.starts_with([' ', '\t']))
}

/// The range of the blanks after the mark of an item or a heading, where they are not those of Markdown.
/// `start` is the place of `content`.
fn inner_blanks(content: &str, start: usize, blocks: &Blocks) -> Option<Range<usize>> {
    let is_heading = content.starts_with('#');
    if !is_heading && !blocks.begins_item(start) {
        return None;
    }
    let marks = content.trim_start_matches(|c: char| c.is_ascii_digit() || "#-+*.)".contains(c));
    let at = content.len() - marks.len();
    let blanks = Blanks::of(marks);
    let len = blanks.ascii.0;
    let is_pasted = blanks.has_wide && len > 0 && len <= CODE_COLUMNS && blanks.len < marks.len();
    is_pasted.then(|| start + at + len..start + at + blanks.len)
}
