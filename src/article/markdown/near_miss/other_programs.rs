//! Markup that only one program or kind of program knows: the codes of forums, the signs of note-taking
//! programs, formulas of LaTeX in brackets.

use std::ops::Range;

use super::NearMisses;
use super::foreign::ForeignKind;
use super::inline_text::{InlineText, TextPlace};
use crate::text::classes::is_han;

/// The longest text between two signs, in bytes.
const MAX_BYTES: usize = 400;

/// Looks at a text.
pub(super) fn look(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let signs = text.signs;
    if signs.has("[") {
        forum_codes(text, found);
    }
    if signs.has("^") {
        block_ids(text, found);
    }
    if signs.has(":") {
        note_fields(text, found);
    }
}

/// The codes of forums and of WordPress.
const CODES: [&str; 24] = [
    "align", "audio", "b", "caption", "center", "code", "color", "email", "embed", "font",
    "gallery", "i", "img", "left", "list", "media", "quote", "right", "s", "size", "table", "u",
    "url", "video",
];

/// `[b]粗[/b]`, `[color=red]红[/color]`, `[gallery ids="1,2"]`.
fn forum_codes(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let mut from = 0;
    while let Some(start) = find(text, from, '[') {
        from = start + 1;
        let inside = text.prose.get(from..).unwrap_or_default();
        let name = inside
            .split([']', '=', ' ', '[', '\n'])
            .next()
            .unwrap_or_default();
        if !CODES.contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        let opening = near(&text.prose, from).find(']').map(|at| from + at + 1);
        let Some(opening) = opening else { continue };
        let attributes = text
            .prose
            .get(from + name.len()..opening - 1)
            .unwrap_or_default();
        let is_short_code = attributes.starts_with(' ') && attributes.contains('=');
        let end = format!("[/{name}]");
        let closing = near(&text.prose, opening).find(&end);
        let part = match closing {
            Some(at) => start..opening + at + end.len(),
            None if is_short_code => start..opening,
            None => continue,
        };
        from = part.end;
        found.foreign(text, part, ForeignKind::ForumCode);
    }
}

/// `^block-id` at the end of a text.
fn block_ids(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let line = text.prose.trim_end();
    let Some(start) = line.rfind('^') else { return };
    let id = line.get(start + 1..).unwrap_or_default();
    let is_id = id.len() > 3
        && id.contains(|c: char| c.is_ascii_lowercase() || c == '-')
        && id
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let is_apart = text.before(start).is_none_or(char::is_whitespace);
    if is_id && is_apart {
        let end = line.len();
        found.foreign(text, start..end, ForeignKind::Note);
    }
}

/// `状态:: 完成` on a line of its own.
fn note_fields(text: &mut InlineText<'_>, found: &mut NearMisses) {
    if matches!(text.place, TextPlace::Cell | TextPlace::Heading) {
        return;
    }
    for start in text.lines.clone() {
        let line = text.line(start);
        let Some((key, value)) = line.split_once(":: ") else {
            continue;
        };
        let is_key = (1..=20).contains(&key.chars().count())
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || "-_ ".contains(c));
        if is_key && !value.trim().is_empty() {
            let part = start..start + key.len() + 2;
            found.foreign(text, part, ForeignKind::Note);
        }
    }
}

/// The text from `at` on, as far as a pair of signs may reach.
fn near(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    rest.get(..rest.floor_char_boundary(MAX_BYTES))
        .unwrap_or(rest)
}

/// The next `sign` in a text.
fn find(text: &InlineText<'_>, from: usize, sign: char) -> Option<usize> {
    let at = text.prose.get(from..)?.find(sign)?;
    Some(from + at)
}

/// `\(x\)` and `\[x^2\]`, formulas of LaTeX: to Markdown the backslash makes text of the bracket behind it.
/// Returns the range of each in `text`, which is a block of text as it is typed.
pub(super) fn escaped_formulas(text: &str) -> Vec<Range<usize>> {
    let mut formulas = Vec::new();
    for (open, close) in [("\\(", "\\)"), ("\\[", "\\]")] {
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|rest| rest.find(open)) {
            let start = from + at;
            from = start + open.len();
            let rest = near(text, from);
            let Some(length) = rest.find(close) else {
                continue;
            };
            let inside = rest.get(..length).unwrap_or_default();
            let before = text.get(..start).unwrap_or_default();
            let is_variable = open == "\\("
                && inside.len() <= 2
                && inside.chars().all(|c| c.is_ascii_alphabetic())
                && !before.ends_with(|c: char| c.is_ascii_alphanumeric());
            let has_sign = inside.contains(['=', '^', '_', '\\']) && !inside.contains(is_han);
            if !inside.is_empty() && (is_variable || has_sign) {
                let end = from + length + close.len();
                formulas.push(start..end);
                from = end;
            }
        }
    }
    formulas
}
