//! Text as word processors paste it: paragraphs that begin with blanks, rows whose cells are separated by tabs,
//! line ends inside a line. It is written as Markdown before it is parsed.
//!
//! What a line is, only the parser knows: so a text with such lines is parsed twice, and the first time only
//! for its blocks. Most texts have none, and cost one look at the first bytes of each line.

mod blanks;
mod blocks;
mod indents;
mod separators;
mod tab_rows;

use std::ops::Range;

use self::blanks::Blanks;
use self::blocks::Blocks;
use self::indents::indent;
use self::tab_rows::TabRows;
use crate::diagnostic::Message;
use crate::text::edited::{EditedText, Editor};

/// A body with what was pasted as Markdown.
pub(super) struct PastedText<'b> {
    /// The text to parse.
    pub text: EditedText<'b>,
    /// Rows that do not make a table.
    pub problems: Vec<(Range<usize>, Message)>,
}

/// A line of the body, without its line end.
#[derive(Clone, Copy)]
struct Line<'b> {
    start: usize,
    text: &'b str,
    /// The bytes of the marks of quotations at its start, with the blanks before them.
    quote: usize,
}

/// Writes what was pasted in `body` as Markdown.
pub(super) fn pasted(body: &str) -> PastedText<'_> {
    let has_separators = separators::are_in(body.as_bytes());
    if !has_separators && !may_be_pasted(body) {
        return PastedText {
            text: EditedText::unchanged(body),
            problems: Vec::new(),
        };
    }
    let lines = lines(body);
    let mut blocks = Blocks::new(body);
    let mut editor = Editor::new(body);
    let mut problems = Vec::new();
    let (mut at, mut searched) = (0, 0);
    while let Some(&line) = lines.get(at) {
        blocks.go_to(line.text_start());
        if at >= searched {
            match TabRows::at(&lines, at, &blocks) {
                Ok(rows) => {
                    match rows.problem() {
                        Some(problem) => problems.push(problem),
                        None => rows.write(&lines, &mut editor),
                    }
                    at = rows.end;
                    continue;
                }
                Err(end) => searched = end,
            }
        }
        if let Some((range, text)) = indent(line, lines.get(at.wrapping_sub(1)), &blocks) {
            editor.replace(range, &text);
        }
        if has_separators {
            for (range, text) in separators::separators(line, &blocks) {
                editor.replace(range, text);
            }
        }
        at += 1;
    }
    PastedText {
        text: editor.finish(),
        problems,
    }
}

/// Whether a line begins with blanks that are no indentation of Markdown, or holds a tab.
fn may_be_pasted(body: &str) -> bool {
    let bytes = body.as_bytes();
    let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|end| end + 1));
    memchr::memchr(b'\t', bytes).is_some()
        || starts
            .into_iter()
            .any(|start| begins_with_blanks(bytes.get(start..).unwrap_or_default()))
}

/// Whether a line may begin with blanks that count, after marks of quotations, items and headings.
fn begins_with_blanks(line: &[u8]) -> bool {
    let is_mark = |byte: &&u8| {
        matches!(
            byte,
            b' ' | b'>' | b'-' | b'+' | b'*' | b'.' | b')' | b'#' | b'0'..=b'9'
        )
    };
    let marks = line.iter().take_while(is_mark).count();
    let spaces = line
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'>'))
        .count();
    match line.get(marks..) {
        Some(
            [0xE3, 0x80, 0x80, ..]
            | [0xE2, 0x80, 0x80..=0x8B, ..]
            | [0xE2, 0x81, 0xA0, ..]
            | [0xEF, 0xBB, 0xBF, ..]
            | [0xC2, 0xA0, ..]
            | [b'&', ..],
        ) => true,
        Some([byte, ..]) => spaces >= 4 && *byte != b'\n' && *byte != b'\r',
        _ => false,
    }
}

fn lines(body: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for text in body.split_inclusive('\n') {
        lines.push(Line::new(start, text));
        start += text.len();
    }
    lines
}

impl<'b> Line<'b> {
    fn new(start: usize, text: &'b str) -> Self {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let prefix = text.len() - text.trim_start_matches([' ', '>']).len();
        let quote = text
            .get(..prefix)
            .and_then(|prefix| prefix.rfind('>'))
            .map_or(0, |at| at + 1);
        Self { start, text, quote }
    }

    fn end(self) -> usize {
        self.start + self.text.len()
    }

    /// What is before and after the marks of quotations.
    fn split(self) -> (&'b str, &'b str) {
        self.text
            .split_at_checked(self.quote)
            .unwrap_or(("", self.text))
    }

    /// The text without blanks at its start.
    fn content(self) -> &'b str {
        let (_, rest) = self.split();
        rest.get(Blanks::of(rest).len..).unwrap_or_default()
    }

    /// The place of the first character that is no blank.
    fn text_start(self) -> usize {
        self.end() - self.content().len()
    }

    fn is_blank(self) -> bool {
        self.content().is_empty()
    }
}

#[cfg(test)]
mod tests;
