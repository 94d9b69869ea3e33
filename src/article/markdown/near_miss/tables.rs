//! Tables: cells that no column shows, text right below a table that became a row of it, rows that blank lines
//! keep apart, and tables drawn with signs.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::inline_text::{InlineText, TextPlace};
use super::{NearMisses, ParsedBody};
use crate::article::markdown::repair::Repair;
use crate::diagnostic::Message;
use crate::text::classes::is_han;

/// The vertical lines between cells.
const BARS: [char; 2] = ['|', '｜'];

/// A table, or a paragraph that is one row.
#[derive(Debug)]
pub(super) struct LooseRow {
    range: Range<usize>,
    columns: usize,
    kind: RowKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowKind {
    /// A table as the parser has read it.
    Table,
    Row,
    /// `|---|---|`
    Delimiter,
}

/// Whether a line has cells between vertical lines at both ends.
pub(super) fn is_row(line: &str) -> bool {
    line.starts_with(BARS) && line.ends_with(BARS) && line.matches(BARS).count() > 2
}

/// Whether a line is the second one of a table, in whatever signs.
pub(super) fn is_delimiter(line: &str) -> bool {
    let is_part = |c: char| matches!(c, '|' | '｜' | '-' | '－' | '—' | ':' | '：' | ' ');
    line.contains(BARS) && line.contains(['-', '－', '—']) && line.chars().all(is_part)
}

/// The number of cells in a row with vertical lines at both ends.
fn columns(row: &str) -> usize {
    row.matches(BARS).count() - row.matches("\\|").count() - 1
}

/// Looks at the table that the event `at` opens.
pub(super) fn look_at(
    body: ParsedBody<'_>,
    at: usize,
    columns: usize,
    range: &Range<usize>,
    found: &mut NearMisses,
) {
    let rows = body.events.get(at..).unwrap_or_default().iter();
    let rows = rows
        .take_while(|(event, _)| *event != Event::End(TagEnd::Table))
        .filter(|(event, _)| *event == Event::Start(Tag::TableRow));
    let mut barred = 0;
    let mut below: Option<Range<usize>> = None;
    for (_, range) in rows {
        let row = line_from(body, body.range(range).start);
        let typed = body.text.get(row.clone()).unwrap_or_default();
        if typed.contains('|') {
            barred += 1;
            below = None;
            extra_cells(row, typed, columns, found);
        } else {
            below.get_or_insert(row);
        }
    }
    let mut range = body.range(range);
    if let Some(below) = below
        && is_text_below(body.text.get(below.clone()), columns, barred)
    {
        end_table_before(body, below.start, found);
        range.end = below.start;
    }
    let typed = body.text.get(range.clone()).unwrap_or_default();
    range.end = range.start + typed.trim_end().len();
    found.loose_rows.push(LooseRow {
        range,
        columns,
        kind: RowKind::Table,
    });
}

/// The rest of the line from `start` on, without blanks at its end.
fn line_from(body: ParsedBody<'_>, start: usize) -> Range<usize> {
    let rest = body.text.get(start..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default().trim_end();
    start..start + line.len()
}

/// `|甲|1|多|` in a table of two columns: what is behind the second cell is on no page.
fn extra_cells(row: Range<usize>, typed: &str, columns: usize, found: &mut NearMisses) {
    let start = usize::from(typed.starts_with('|'));
    let mut bars = typed.match_indices('|').map(|(at, _)| at).filter(|&at| {
        let before = typed.get(..at).unwrap_or_default();
        at >= start && !before.ends_with('\\')
    });
    let Some(last) = bars.nth(columns.saturating_sub(1)) else {
        return;
    };
    let extra = typed.get(last + 1..).unwrap_or_default();
    if extra.chars().all(|c| c == '|' || c.is_whitespace()) {
        return;
    }
    let more = bars.count() + usize::from(!typed.ends_with('|'));
    let message = Message::ExtraCells {
        cells: (columns + more).to_string(),
        columns: columns.to_string(),
    };
    let blanks = extra.len() - extra.trim_start().len();
    found
        .problems
        .push((row.start + last + 1 + blanks..row.end, message));
}

/// Takes out what else is said of signs that a cell too many has parted from their partners.
pub(super) fn keep_extra_cells(problems: &mut Vec<(Range<usize>, Message)>) {
    let is_extra = |message: &Message| matches!(message, Message::ExtraCells { .. });
    let mut extra: Vec<usize> = problems
        .iter()
        .filter(|(_, message)| is_extra(message))
        .map(|(range, _)| range.start)
        .collect();
    extra.sort_unstable();
    problems.retain(|(range, message)| {
        // A cell is seldom longer.
        let next = extra.get(extra.partition_point(|start| *start < range.start));
        let is_near = next.is_some_and(|start| start - range.start < 200);
        !(is_near && matches!(message, Message::UnclosedMark { mark } if mark.starts_with('`')))
    });
}

/// Whether a line without vertical lines that ends a table is text below it, and no row of one cell.
fn is_text_below(line: Option<&str>, columns: usize, barred: usize) -> bool {
    let line = line.unwrap_or_default();
    let is_sentence = line.contains('：') || line.ends_with(['。', '；', '！', '？', '”', '）']);
    columns > 1 && line.contains(is_han) && (barred > 0 || is_sentence)
}

/// Writes a blank line before the line with its text at `start`, in the same quotation or item.
fn end_table_before(body: ParsedBody<'_>, start: usize, found: &mut NearMisses) {
    let before = body.text.get(..start).unwrap_or_default();
    let prefix = before.rsplit('\n').next().unwrap_or_default();
    found.repairs.push(Repair {
        range: start..start,
        with: format!("\n{prefix}"),
    });
}

/// Notes a paragraph that is one row of a table.
pub(super) fn loose_row(text: &InlineText<'_>, found: &mut NearMisses) {
    let row = text.prose.trim();
    if text.place != TextPlace::Paragraph || row.contains('\n') || text.lines.first() != Some(&0) {
        return;
    }
    let kind = match row {
        row if is_delimiter(row) => RowKind::Delimiter,
        row if is_row(row) => RowKind::Row,
        _ => return,
    };
    found.loose_rows.push(LooseRow {
        range: text.in_body(&(0..text.prose.trim_end().len())),
        columns: columns(row),
        kind,
    });
}

/// Joins rows with blank lines between them into a table, or reports them.
pub(super) fn join_loose_rows(body: ParsedBody<'_>, found: &mut NearMisses) {
    let mut rows = std::mem::take(&mut found.loose_rows);
    rows.sort_by_key(|row| row.range.start);
    let gap = |a: &LooseRow, b: &LooseRow| {
        let gap = body.text.get(a.range.end..b.range.start)?;
        (!gap.is_empty() && gap.chars().all(char::is_whitespace))
            .then_some(a.range.end..b.range.start)
    };
    for group in rows.chunk_by(|a, b| gap(a, b).is_some() && b.kind != RowKind::Table) {
        let [first, second, ..] = group else {
            continue;
        };
        let is_table = match (first.kind, second.kind) {
            (RowKind::Table, RowKind::Row) | (RowKind::Row, RowKind::Delimiter) => {
                first.columns == second.columns
            }
            _ => false,
        };
        let is_ascii = |row: &LooseRow| {
            let typed = body.text.get(row.range.clone()).unwrap_or_default();
            row.kind == RowKind::Table || !typed.contains(['｜', '－', '—'])
        };
        if is_table && group.iter().all(is_ascii) {
            for pair in group.windows(2) {
                let [a, b] = pair else { continue };
                found.repairs.extend(gap(a, b).map(|range| Repair {
                    range,
                    with: "\n".to_owned(),
                }));
            }
        } else if let Some(row) = group.iter().find(|row| row.kind != RowKind::Table)
            && group
                .iter()
                .filter(|row| row.kind != RowKind::Table)
                .count()
                > 1
        {
            let problem = (row.range.clone(), Message::BrokenTable {});
            found.problems.push(problem);
        }
    }
}

/// Writes rows in full-width signs as Markdown has them, if their second line makes a table of them.
/// Returns whether it does.
pub(super) fn repair_wide(
    text: &InlineText<'_>,
    rows: &[Range<usize>],
    found: &mut NearMisses,
) -> bool {
    let typed = |row: &Range<usize>| text.prose.get(row.clone()).unwrap_or_default();
    let [first, second, ..] = rows else {
        return false;
    };
    let (head, delimiter) = (typed(first), typed(second));
    let is_table = is_row(head)
        && is_row_of_dashes(delimiter)
        && columns(head) == columns(delimiter)
        && !is_delimiter(head)
        && text.place == TextPlace::Paragraph;
    if !is_table {
        return false;
    }
    if text.lines.first() != Some(&first.start) {
        found.repair(text, first.start..first.start, "\n");
    }
    for row in rows {
        let is_delimiter = row == second;
        for (at, c) in typed(row).char_indices() {
            let with = match c {
                '｜' => "|",
                '－' | '—' if is_delimiter => "-",
                '：' if is_delimiter => ":",
                _ => continue,
            };
            let at = row.start + at;
            found.repair(text, at..at + c.len_utf8(), with);
        }
    }
    true
}

/// Whether each cell of a row has a line in it.
fn is_row_of_dashes(line: &str) -> bool {
    let inside = line.trim_matches(BARS);
    is_row(line)
        && is_delimiter(line)
        && inside
            .split(BARS)
            .all(|cell| cell.contains(['-', '－', '—']))
}

/// `+----+----+`, the edge of a table that is drawn with signs.
pub(super) fn drawn(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let is_edge = |line: &str| {
        line.len() > 4
            && line.starts_with("+")
            && line.ends_with('+')
            && line.contains(['-', '='])
            && line.chars().all(|c| matches!(c, '+' | '-' | '=' | ':'))
    };
    let edge = |start: &usize| is_edge(text.line(*start).trim_end());
    let Some(start) = text.lines.iter().copied().find(edge) else {
        return;
    };
    let end = start + text.line(start).trim_end().len();
    found
        .problems
        .push((text.in_body(&(start..end)), Message::DrawnTable {}));
    text.take_out(0..text.prose.len());
}
