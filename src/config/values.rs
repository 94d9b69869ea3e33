//! Values of site.toml that are checked when they are read: patterns, choices, counts.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Message};
use crate::fields::{Fields, Spanned};
use crate::text::similar::nearest;

/// The message about a value that the key does not accept.
pub(super) fn bad(key: &str, value: &str, expected: &str) -> Message {
    Message::BadValue {
        key: key.to_owned(),
        value: value.to_owned(),
        expected: expected.to_owned(),
    }
}

/// Reads a text. `parse` gives its meaning; a text without one is reported with what is `expected`.
pub(super) fn checked<T>(
    fields: &mut Fields<'_>,
    key: &'static str,
    expected: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let Spanned { value, range } = fields.text(key)?;
    let meaning = parse(&value);
    if meaning.is_none() {
        fields.report(range, bad(key, &value, expected));
    }
    meaning
}

/// Reads one of a few words.
pub(super) fn choice<T: Copy>(
    fields: &mut Fields<'_>,
    key: &'static str,
    choices: &[(&str, T)],
) -> Option<T> {
    let Spanned { value, range } = fields.text(key)?;
    pick(fields, key, &value, range, choices)
}

/// The meaning of a word that is one of `choices`; any other word is reported at `range`.
pub(super) fn pick<T: Copy>(
    fields: &mut Fields<'_>,
    key: &str,
    value: &str,
    range: Range<usize>,
    choices: &[(&str, T)],
) -> Option<T> {
    let choice = choices.iter().find(|(name, _)| *name == value);
    if choice.is_none() {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let near = nearest(value, names.iter().copied(), 1);
        let span = fields.span(range);
        fields.push(Diagnostic::at(span, bad(key, value, &names.join(" | "))).with_nearest(near));
    }
    choice.map(|(_, meaning)| *meaning)
}

/// Reads a count of at least one.
pub(super) fn positive(fields: &mut Fields<'_>, key: &'static str, default: u32) -> u32 {
    let Some(Spanned { value, range }) = fields.integer(key) else {
        return default;
    };
    if value == 0 {
        fields.report(range, bad(key, "0", "1, 2, 3, …"));
        return default;
    }
    value
}
