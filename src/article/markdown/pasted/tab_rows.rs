//! Rows whose cells are separated by tabs, as spreadsheets paste them: they become a table.

use std::ops::Range;

use super::Line;
use super::blocks::{Blocks, LeafKind};
use crate::diagnostic::Message;
use crate::text::edited::Editor;
use crate::text::enumeration::is_sign;

/// Lines with tabs that follow each other.
pub(super) struct TabRows<'b> {
    rows: Vec<Line<'b>>,
    /// The indices of the first line and of the one after the last.
    start: usize,
    pub end: usize,
}

impl<'b> TabRows<'b> {
    /// The rows from the line `at` on: two at least, in text of the article itself or of a quotation. Tabs at
    /// the start alone are the indentation of a paragraph, and those after a number or a bullet the list of
    /// a word processor.
    ///
    /// # Errors
    /// The index of the first line that was not looked at, if there are none.
    pub(super) fn at(lines: &[Line<'b>], at: usize, blocks: &Blocks) -> Result<Self, usize> {
        let lines = lines.get(at..).unwrap_or_default();
        let Some(first) = lines.first().copied() else {
            return Err(at + 1);
        };
        if !first.text.contains('\t') || blocks.is_in_container() {
            return Err(at + 1);
        }
        let mut in_paragraph = false;
        let belongs = |line: &&Line<'b>| {
            let kind = blocks.kind_at(line.text_start());
            in_paragraph |= kind == Some(LeafKind::Paragraph);
            let is_text = matches!(kind, Some(LeafKind::Paragraph | LeafKind::Indented { .. }));
            is_text && line.quote == first.quote && line.text.contains('\t') && !line.is_blank()
        };
        let rows: Vec<Line<'b>> = lines.iter().take_while(belongs).copied().collect();
        let is_row = |line: &Line<'b>| {
            let cells: Vec<&str> = cells(*line).collect();
            let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
            filled > 1
        };
        let is_list = rows.iter().all(|line| {
            cells(*line)
                .find(|cell| !cell.is_empty())
                .is_some_and(is_sign)
        });
        let end = at + rows.len().max(1);
        let found = rows.len() > 1
            && in_paragraph
            && !is_list
            && rows.iter().filter(|line| is_row(line)).count() * 2 >= rows.len();
        let start = at;
        if found {
            Ok(Self { rows, start, end })
        } else {
            Err(end)
        }
    }

    /// What to say if the rows differ in their number of cells.
    pub(super) fn problem(&self) -> Option<(Range<usize>, Message)> {
        let counts = || self.rows.iter().map(|line| cells(*line).count());
        let first = counts().next()?;
        let (line, count) = self
            .rows
            .iter()
            .zip(counts())
            .find(|(_, count)| *count != first)?;
        let message = Message::TabRows {
            first: first.to_string(),
            count: count.to_string(),
        };
        Some((line.text_start()..line.end(), message))
    }

    /// Writes the rows as a table of Markdown.
    pub(super) fn write(&self, lines: &[Line<'b>], editor: &mut Editor<'b>) {
        let before = self
            .start
            .checked_sub(1)
            .and_then(|before| lines.get(before));
        let is_followed = lines.get(self.end).is_some_and(|line| !line.is_blank());
        let last = self.rows.len() - 1;
        for (at, line) in self.rows.iter().enumerate() {
            let (quote, _) = line.split();
            let gap = if quote.is_empty() { "" } else { " " };
            let mut start = format!("{quote}{gap}| ");
            if at == 0 && before.is_some_and(|before| !before.is_blank()) {
                start.insert_str(0, &format!("{quote}\n"));
            }
            let content = row(*line);
            let from = line.end() - content.len();
            editor.replace(line.start..from, &start);
            write_cells(content, from, editor);
            let mut end = " |".to_owned();
            if at == 0 {
                let delimiters = "---|".repeat(cells(*line).count());
                end.push_str(&format!("\n{quote}{gap}|{delimiters}"));
            }
            if at == last && is_followed {
                end.push_str(&format!("\n{quote}"));
            }
            editor.replace(line.end()..line.end(), &end);
        }
    }
}

/// A row without the spaces before it; tabs are empty cells.
fn row(line: Line<'_>) -> &str {
    let (_, rest) = line.split();
    rest.trim_start_matches([' ', '\u{3000}', '\u{A0}'])
}

fn cells(line: Line<'_>) -> impl Iterator<Item = &str> {
    row(line).split('\t')
}

/// Writes bars for tabs, and a backslash before each bar in a cell.
fn write_cells(content: &str, from: usize, editor: &mut Editor<'_>) {
    let mut is_escaped = false;
    for (at, byte) in content.bytes().enumerate() {
        let at = from + at;
        match byte {
            b'\t' => editor.replace(at..at + 1, " | "),
            b'|' if !is_escaped => editor.replace(at..at, "\\"),
            _ => {}
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
}
