//! Signs of emphasis and code that have no partner, and so are shown.

use std::ops::Range;

use super::inline_text::{BLANK, InlineText};
use super::{NearMisses, ParsedBody};
use crate::diagnostic::Message;
use crate::text::classes::is_han;
use crate::text::emphasis::{ends_quantity, may_hide};

/// Looks at a text.
pub(super) fn look(text: &mut InlineText<'_>, body: ParsedBody<'_>, found: &mut NearMisses) {
    let signs = text.signs;
    if signs.has("<") {
        comment(text, found);
    }
    if signs.has_wide_star() {
        wide_stars(text, found);
    }
    if signs.has("*") {
        stars(text, body, found);
    }
    if signs.has("~") {
        tildes(text, found);
    }
    if signs.has("_") {
        underscores(text, found);
    }
    if signs.has("`") {
        backticks(text, found);
    }
}

/// A comment in a line that does not end.
fn comment(text: &mut InlineText<'_>, found: &mut NearMisses) {
    if let Some(start) = text.prose.find("<!--") {
        found.report(text, start..start + 4, Message::UnclosedComment {});
    }
}

/// The runs of `sign` in a text.
fn runs(text: &str, sign: char) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, found) in text.match_indices(sign) {
        match runs.last_mut() {
            Some(last) if last.end == at => last.end += found.len(),
            _ => runs.push(at..at + found.len()),
        }
    }
    runs
}

/// `**` without a partner, or with blanks inside of the pair. One of a text is reported.
fn stars(text: &mut InlineText<'_>, body: ParsedBody<'_>, found: &mut NearMisses) {
    let mut runs = runs(&text.prose, '*');
    runs.retain(|run| !found.is_mask(body, text.in_body(run).start));
    let mut at = 0;
    while let Some(run) = runs.get(at) {
        let message = match runs.get(at + 1) {
            Some(next) if is_spaced(text, run, next) => Message::SpacedMark {
                mark: "**".to_owned(),
            },
            _ if is_unclosed(text, run) => Message::UnclosedMark {
                mark: "*".repeat(run.len()),
            },
            _ => {
                at += 1;
                continue;
            }
        };
        found.problems.push((text.in_body(run), message));
        return;
    }
}

/// Whether two runs are a pair of `**` with blanks inside: `** 字 **`.
fn is_spaced(text: &InlineText<'_>, open: &Range<usize>, close: &Range<usize>) -> bool {
    let inside = &text.prose[open.end..close.start];
    if open.len() != 2 || close.len() != 2 || !inside.contains(is_han) || inside.contains('\n') {
        return false;
    }
    let blanks = [' ', '\u{a0}', '\u{3000}'];
    match (inside.starts_with(blanks), inside.ends_with(blanks)) {
        (true, true) => true,
        (false, false) => false,
        _ => !may_hide(&text.prose[..open.start], &text.prose[open.end..]),
    }
}

/// Whether a run was meant to begin or end emphasis. A single star is often the mark of a note, or a sign.
fn is_unclosed(text: &InlineText<'_>, run: &Range<usize>) -> bool {
    let (before, after) = (&text.prose[..run.start], &text.prose[run.end..]);
    let (last, next) = (before.chars().next_back(), after.chars().next());
    let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    // The rest of a longer run is decoration.
    let is_rest =
        text.source[..run.start].ends_with('*') || text.source[run.end..].starts_with('*');
    if is_rest {
        return false;
    }
    let is_meant = match run.len() {
        1 => {
            last.is_some_and(|c| is_han(c) && !ends_quantity(c))
                && next.is_some_and(is_han)
                && !is_quoted(before, after)
        }
        2 | 3 => !is_blank(last) || !is_blank(next),
        _ => false,
    };
    is_meant && !may_hide(before, after)
}

/// Whether quotation marks are near on both sides, as around a name.
fn is_quoted(before: &str, after: &str) -> bool {
    let mut back = before.chars().rev().take(6);
    let mut ahead = after.chars().take(6);
    back.any(|c| "「『“《（".contains(c)) && ahead.any(|c| "」』”》）".contains(c))
}

/// `＊＊字＊＊`, which is bold. `＊＊县` and `李＊＊` are masks.
fn wide_stars(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let runs = runs(&text.prose, '＊');
    let is_pair = |run: &Range<usize>| run.len() == 2 * '＊'.len_utf8();
    let mut open: Option<Range<usize>> = None;
    for run in runs.into_iter().filter(is_pair) {
        let (before, after) = (&text.prose[..run.start], &text.prose[run.end..]);
        let follows_word = before.ends_with(char::is_alphanumeric);
        match open.take() {
            Some(first)
                if !text.prose[first.end..run.start].contains('\n') && !before.ends_with(' ') =>
            {
                found.repair(text, first, "**");
                found.repair(text, run, "**");
            }
            _ if !follows_word
                && after.starts_with(char::is_alphanumeric)
                && !may_hide(before, after) =>
            {
                open = Some(run);
            }
            _ => {}
        }
    }
}

/// `~~` without a partner. `好呀~~` is none.
fn tildes(text: &mut InlineText<'_>, found: &mut NearMisses) {
    for run in runs(&text.prose, '~') {
        let (before, after) = (&text.prose[..run.start], &text.prose[run.end..]);
        let opens = !before.ends_with(|c: char| c.is_alphanumeric() || c == BLANK)
            && after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '“' | '《'));
        if run.len() == 2 && opens {
            let mark = "~~".to_owned();
            found
                .problems
                .push((text.in_body(&run), Message::UnclosedMark { mark }));
            return;
        }
    }
}

/// `__字__的`: underscores emphasise no part of a line of Chinese.
fn underscores(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let runs: Vec<_> = runs(&text.prose, '_');
    for pair in runs.windows(2) {
        let [open, close] = pair else { continue };
        let inside = &text.prose[open.end..close.start];
        let is_pair = open.len() == 2 && close.len() == 2 && !inside.contains('\n');
        // Two runs in a line are a pair; more are blanks to fill in.
        let follows_word = text.prose[..open.start].ends_with(|c: char| {
            c.is_alphanumeric() && !(is_han(c) && runs.len() == 2) || c == BLANK
        });
        let is_tight =
            !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace);
        let touches_han =
            text.at(close.end).is_some_and(is_han) || text.before(open.start).is_some_and(is_han);
        if is_pair && !follows_word && is_tight && inside.contains(is_han) && touches_han {
            found
                .problems
                .push((text.in_body(open), Message::UnderscoresInWord {}));
            return;
        }
    }
}

/// A `` ` `` without a partner. That of `o`zbek` is a letter.
fn backticks(text: &mut InlineText<'_>, found: &mut NearMisses) {
    for run in runs(&text.prose, '`') {
        let (before, after) = (text.before(run.start), text.at(run.end));
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        let touches = is_word(before) || is_word(after);
        if touches && !(is_letter(before) && is_letter(after)) {
            let mark = "`".repeat(run.len());
            found
                .problems
                .push((text.in_body(&run), Message::UnclosedMark { mark }));
            return;
        }
    }
}
