//! Lines that begin as a heading, a list, a task, a table or an alert does, and are none.

use std::ops::Range;

use super::inline_text::{BLANK, InlineText, TextPlace};
use super::tables::{self, is_delimiter, is_row};
use super::{NearMisses, tasks};
use crate::diagnostic::Message;
use crate::text::classes::is_han;

/// The kinds of alerts.
const ALERTS: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

/// Blanks that are none to Markdown.
pub(super) fn is_wide_blank(c: char) -> bool {
    matches!(c, '\u{3000}' | '\u{a0}')
}

/// Looks at the lines of a text.
pub(super) fn look(text: &mut InlineText<'_>, found: &mut NearMisses) {
    if matches!(text.place, TextPlace::Cell | TextPlace::Heading) {
        return;
    }
    if text.place == TextPlace::Item {
        tasks::look(text, found);
    }
    if text.place == TextPlace::Quotation {
        alert(text, found);
    }
    if text.signs.has("+") {
        tables::drawn(text, found);
    }
    table(text, found);
    list(text, found);
    for start in text.lines.clone() {
        heading(text, start, found);
        wide_marker(text, start, found);
    }
}

/// `##一、`, `＃＃ 二`, `##　三` and a heading behind full-width blanks are headings. `#话题#`, `#1` and `#FFF` are
/// not.
fn heading(text: &mut InlineText<'_>, start: usize, found: &mut NearMisses) {
    let line = text.line(start);
    let content = line.trim_start_matches(is_wide_blank);
    let after = content.trim_start_matches(['#', '＃']);
    let marks = &content[..content.len() - after.len()];
    let level = marks.chars().count();
    let title = after.trim_start_matches(|c| c == ' ' || is_wide_blank(c));
    let is_apart = title.len() < after.len();
    if !(1..=6).contains(&level) || title.trim().is_empty() {
        return;
    }
    let is_heading = match level {
        _ if is_apart => true,
        1 => is_enumerated(title) && !title.contains(['#', '＃']),
        _ => begins_title(title),
    };
    if !is_heading {
        return;
    }
    let body = title.trim_end().trim_end_matches(['#', '＃']);
    let closing = start + line.len() - title.len() + body.len()..start + line.trim_end().len();
    let opening = start..start + line.len() - title.len();
    if level > 1 && !closing.is_empty() && !body.trim().is_empty() {
        found.repair(text, closing, " ##");
    }
    found.repair(text, opening.clone(), "#".repeat(level) + " ");
    text.take_out(opening);
}

/// Whether a text begins as a title does, and not with a mark.
fn begins_title(text: &str) -> bool {
    text.starts_with(|c: char| {
        c.is_alphanumeric() || c == BLANK || "（(【［[《“「『\"*`".contains(c)
    })
}

/// Whether a text begins with a number of headings in Chinese: `一、`, `（二）`, `第三章`.
fn is_enumerated(text: &str) -> bool {
    let is_digit = |c: char| "一二三四五六七八九十百".contains(c);
    let number = text.trim_start_matches(['（', '(', '第']);
    let after = number.trim_start_matches(is_digit);
    let prefix = &text[..text.len() - number.len()];
    let ends: &[char] = match prefix {
        "" => &['、', '.', '．'],
        "（" | "(" => &['）', ')'],
        "第" => &['章', '节', '条', '篇', '部'],
        _ => return false,
    };
    after.len() < number.len() && after.starts_with(ends)
}

/// `-　项`, with a full-width blank, is a list item, and `＞ 引文` a quotation.
fn wide_marker(text: &mut InlineText<'_>, start: usize, found: &mut NearMisses) {
    let line = text.line(start);
    let marker = line.trim_start_matches(is_wide_blank);
    let opening = |rest: &str| start..start + line.len() - rest.len();
    if let Some(rest) = marker.strip_prefix(['-', '*', '+']) {
        let item = rest.trim_start_matches(is_wide_blank);
        if item.len() < rest.len() && item.starts_with(char::is_alphanumeric) {
            let (sign, opening) = (&marker[..1], opening(item));
            found.repair(text, opening.clone(), format!("{sign} "));
            text.take_out(opening);
        }
    } else if let Some(rest) = marker.strip_prefix('＞') {
        let quoted = rest.trim_start_matches(|c| c == ' ' || is_wide_blank(c));
        if quoted.starts_with(|c| is_han(c) || matches!(c, '“' | '《')) {
            let opening = opening(quoted);
            found.repair(text, opening.clone(), "> ");
            text.take_out(opening);
        }
    }
}

/// `> [!INFO]` and `> [!NOTE] 说明` are no alerts.
fn alert(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let line = text.line(0);
    let Some(end) = line.find([']', '］', '】']) else {
        return;
    };
    let is_open = ["[!", "［!", "［！", "[！", "【!", "【！"];
    let name = is_open
        .iter()
        .find_map(|open| line.get(..end)?.strip_prefix(open));
    let is_kind = |name: &&str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic() || is_han(c))
    };
    if let Some(name) = name.filter(is_kind) {
        let written = line.get(..=end).unwrap_or(line).to_owned();
        let is_known = ALERTS.contains(&name.to_ascii_lowercase().as_str());
        let part = 0..end + text.at(end).map_or(1, char::len_utf8);
        let is_alone = line.trim_end().len() == part.end;
        if is_known && is_alone && written != format!("[!{name}]") {
            let meant = format!("[!{name}]");
            found.repair(text, part.clone(), meant);
            text.take_out(part);
            return;
        }
        let message = if is_known {
            Message::AlertWithText { written }
        } else {
            Message::UnknownAlert { written }
        };
        found.report(text, part, message);
    }
}

/// Lines in `|` that are no table, since the second line is missing or has another number of cells.
fn table(text: &mut InlineText<'_>, found: &mut NearMisses) {
    if !text.prose.contains(['|', '｜']) {
        return;
    }
    let mut rows: Vec<Range<usize>> = Vec::new();
    for start in text.lines.clone() {
        let line = text.line(start).trim_end();
        let is_row = is_row(line) || (!rows.is_empty() && is_delimiter(line));
        let follows = rows.last().is_none_or(|last| {
            let between = text.prose.get(last.end..start).unwrap_or_default();
            between.matches('\n').count() == 1
        });
        if is_row && follows {
            rows.push(start..start + line.len());
        } else if rows.len() < 2 {
            rows.clear();
        }
    }
    if let (Some(first), true) = (rows.first().cloned(), rows.len() > 1) {
        if tables::repair_wide(text, &rows, found) {
            return text.take_out(0..text.prose.len());
        }
        found
            .problems
            .push((text.in_body(&first), Message::BrokenTable {}));
        rows.into_iter().for_each(|row| text.take_out(row));
    }
}

/// Two lines and more that begin with the sign of a list item, without a blank behind it.
fn list(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let sign = |start: &usize| {
        let line = text.line(*start);
        let rest = line.strip_prefix(['-', '*', '+'])?;
        let is_item = rest.starts_with(|c: char| is_han(c) || matches!(c, '“' | '《'))
            && !rest.contains(&line[..1]);
        is_item.then(|| line[..1].to_owned())
    };
    let signs: Vec<(usize, String)> = text
        .lines
        .iter()
        .filter_map(|start| Some((*start, sign(start)?)))
        .collect();
    let Some((first, mark)) = signs.first().cloned() else {
        return;
    };
    if signs.iter().filter(|(_, other)| *other == mark).count() > 1 {
        found.report(text, first..first + 1, Message::ListWithoutBlank { mark });
        for (start, _) in signs {
            text.take_out(start..start + 1);
        }
    }
}
