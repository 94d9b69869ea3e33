//! Items that begin with a box to tick, and are no tasks.

use super::NearMisses;
use super::inline_text::InlineText;
use super::lines::is_wide_blank;
use crate::diagnostic::Message;

/// The boxes that are typed, with what is meant.
const BOXES: [(&str, &str); 6] = [
    ("[x]", "[x] "),
    ("[X]", "[x] "),
    ("[ ]", "[ ] "),
    ("[]", "[ ] "),
    ("【】", "[ ] "),
    ("［］", "[ ] "),
];

/// The signs in a box that say that something is done.
const TICKS: [char; 8] = ['√', '✓', '✔', '☑', '✅', 'x', 'X', 'ｘ'];

/// The signs in a box that other programs know: half done, given up, important.
const OTHERS: [char; 8] = ['/', '-', '>', '<', '!', '?', '*', '～'];

/// `- [x]做完`, `- []未做`, `- [√] 完` and `- 【 】 未做` are tasks; `- [/] 一半` is none.
pub(super) fn look(text: &mut InlineText<'_>, found: &mut NearMisses) {
    if text.lines.first() != Some(&0) {
        return;
    }
    let line = text.line(0);
    let Some((length, meant)) = typed_box(line) else {
        return;
    };
    let rest = line.get(length..).unwrap_or_default();
    let item = rest.trim_start_matches(|c| c == ' ' || is_wide_blank(c));
    if !item.starts_with(|c: char| c.is_alphanumeric() || "《“（".contains(c)) {
        return;
    }
    match meant {
        Some(meant) => {
            let opening = 0..line.len() - item.len();
            found.repair(text, opening.clone(), meant);
            text.take_out(opening);
        }
        None if item.len() < rest.len() => {
            let written = format!("- {}", line.get(..length).unwrap_or_default());
            found.report(text, 0..length, Message::UnknownTask { written });
        }
        None => {}
    }
}

/// The length of the box at the start of a line, and the box that is meant, if there is one.
fn typed_box(line: &str) -> Option<(usize, Option<&'static str>)> {
    let typed = BOXES.iter().find(|(typed, _)| line.starts_with(typed));
    if let Some((typed, meant)) = typed {
        return Some((typed.len(), Some(meant)));
    }
    let inside = line.strip_prefix(['[', '［', '【'])?;
    let sign = inside.chars().next()?;
    let after = inside.strip_prefix(sign)?;
    let rest = after.strip_prefix([']', '］', '】'])?;
    let length = line.len() - rest.len();
    if TICKS.contains(&sign) {
        return Some((length, Some("[x] ")));
    }
    if sign == ' ' || is_wide_blank(sign) {
        return Some((length, Some("[ ] ")));
    }
    (OTHERS.contains(&sign) && line.starts_with('[')).then_some((length, None))
}
