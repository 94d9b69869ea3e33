//! Stars that are left over beside bold text that took.

use std::ops::Range;

use super::inline_text::{BLANK, InlineText, TextPlace};
use super::{NearMisses, ParsedBody};
use crate::diagnostic::Message;
use crate::text::classes::is_han;
use crate::text::emphasis::is_surname;

/// What follows a star that is the sign of a note.
const NOTES: [char; 6] = ['注', '备', '说', '数', '带', '标'];

/// Looks at a text with stars.
pub(super) fn look(text: &mut InlineText<'_>, body: ParsedBody<'_>, found: &mut NearMisses) {
    let stars: Vec<usize> = text.prose.match_indices('*').map(|(at, _)| at).collect();
    let (message, run) = match *stars.as_slice() {
        [at] if is_third_star(text, at) => (unclosed("*"), at..at + 1),
        [at] if is_spaced_bold(text, body, at) => {
            let mark = "**".to_owned();
            (Message::SpacedMark { mark }, at..at + 1)
        }
        [at, next] if next == at + 1 && is_third_mark(text, at) => (unclosed("**"), at..at + 2),
        _ => return,
    };
    found.report(text, run, message);
}

fn unclosed(mark: &str) -> Message {
    Message::UnclosedMark {
        mark: mark.to_owned(),
    }
}

/// Whether the parser has taken a part of the text for markup that is typed like this.
fn is_markup(text: &InlineText<'_>, part: Range<usize>, typed: &str) -> bool {
    let prose = text.prose.get(part.clone());
    text.source.get(part) == Some(typed)
        && prose.is_some_and(|prose| prose.chars().all(|c| c == BLANK))
}

/// `***重点**`: one star more than at the end. A star before `**注**` is the sign of a note.
fn is_third_star(text: &InlineText<'_>, at: usize) -> bool {
    let after = text.prose.get(at + 3..).unwrap_or_default();
    is_markup(text, at + 1..at + 3, "**")
        && !text
            .before(at)
            .is_some_and(|c| c.is_alphanumeric() || c == BLANK)
        && after.starts_with(is_han)
        && !after.starts_with(NOTES)
}

/// `* *重点**`: a blank inside of the first mark has made an item with a part in italics.
fn is_spaced_bold(text: &InlineText<'_>, body: ParsedBody<'_>, at: usize) -> bool {
    let before = body.text.get(..text.in_body(&(0..0)).start);
    text.place == TextPlace::Item
        && is_markup(text, 0..1, "*")
        && at
            .checked_sub(1)
            .is_some_and(|before| is_markup(text, before..at, "*"))
        && before.is_some_and(|before| before.ends_with("* "))
}

/// `**重点，**后文**`: the second mark has ended the bold part, and the third one has no partner.
fn is_third_mark(text: &InlineText<'_>, at: usize) -> bool {
    let before = text.prose.get(..at).unwrap_or_default();
    let Some(close) = before.rfind(BLANK).map(|last| last + 1) else {
        return false;
    };
    let inside = before.get(close..).unwrap_or_default();
    let ends_sentence = |c: char| matches!(c, '，' | '。' | '；' | '！' | '？' | '、');
    let Some(start) = close.checked_sub(2) else {
        return false;
    };
    is_markup(text, start..close, "**")
        && text.before(start).is_some_and(ends_sentence)
        && inside.chars().count() > 2
        && inside.chars().all(is_han)
        && !inside.chars().rev().take(2).any(is_surname)
}
