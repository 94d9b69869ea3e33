//! Finds the block between the two lines `---`, limits its size, parses it, and explains the usual mistakes
//! of authors at their places.

mod fence;
mod mistakes;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use self::fence::{line_at, second_opening, split};
use self::mistakes::{common_mistakes, syntax_errors};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::{Fields, parse_plain, parse_yaml};

/// Largest front matter in bytes. YAML parsers take seconds for hostile nesting beyond it.
pub(crate) const MAX_BYTES: usize = 64 * 1024;
/// Deepest nesting of brackets, dashes or indentation.
pub(crate) const MAX_DEPTH: usize = 64;
/// Most references (`*name`) to values that have a name (`&name`): each is a copy of the value.
const MAX_REFERENCES: usize = 64;

/// Splits `text` into the fields of its front matter and the offset at which the body begins.
pub(crate) fn fields<'f>(
    file: &'f Arc<str>,
    text: &'f str,
) -> Result<(Fields<'f>, usize), Vec<Diagnostic>> {
    let at = |range: Range<usize>, message| vec![Diagnostic::at(Span::new(file, range), message)];
    let (yaml, body) = split(text).map_err(|(range, message)| at(range, message))?;
    if let Some(line) = second_opening(text, body) {
        return Err(at(line, Message::SecondFrontMatter {}));
    }
    let block = &text[yaml.clone()];
    // A block that the fast parser accepts has no mistake and no hostile nesting.
    if block.len() <= MAX_BYTES
        && let Some(entries) = parse_plain(block, yaml.start)
    {
        return Ok((Fields::of_front_matter(file, text, entries), body));
    }
    check_limits(block).map_err(|(range, message)| at(shift(&range, yaml.start), message))?;
    let place = |(range, message): (Range<usize>, Message)| {
        Diagnostic::at(Span::new(file, shift(&range, yaml.start)), message)
    };
    let mistakes = common_mistakes(block);
    if !mistakes.is_empty() {
        return Err(mistakes.into_iter().map(place).collect());
    }
    match parse_yaml(block, yaml.start) {
        Ok(entries) => Ok((Fields::of_front_matter(file, text, entries), body)),
        Err(error) => Err(syntax_errors(block, error).into_iter().map(place).collect()),
    }
}

/// The offset of the body in a text whose front matter has errors: the start of the text if it has none, the
/// end if the extent of the front matter is unknown.
pub(crate) fn body_start(text: &str) -> usize {
    match split(text) {
        // What follows is not the text.
        Ok((_, body)) if second_opening(text, body).is_some() => text.len(),
        Ok((_, body)) => body,
        Err((_, Message::NoFrontMatter {})) => 0,
        Err(_) => text.len(),
    }
}

fn shift(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// Rejects blocks for which a YAML parser would take seconds. One pass over the bytes.
fn check_limits(block: &str) -> Result<(), (Range<usize>, Message)> {
    if block.len() > MAX_BYTES {
        return Err((
            0..line_at(block, 0).end,
            Message::FrontMatterTooLarge {
                limit: (MAX_BYTES / 1024).to_string(),
            },
        ));
    }
    let too_deep = |at: usize| {
        Err((
            at..at + 1,
            Message::FrontMatterTooDeep {
                limit: MAX_DEPTH.to_string(),
            },
        ))
    };
    let (mut depth, mut dashes, mut indent, mut leading) = (0usize, 0usize, 0usize, true);
    for (at, byte) in block.bytes().enumerate() {
        match byte {
            b'\n' => (dashes, indent, leading) = (0, 0, true),
            b'[' | b'{' => (depth, leading) = (depth + 1, false),
            b']' | b'}' => (depth, leading) = (depth.saturating_sub(1), false),
            b'-' | b'?' | b':' if leading => dashes += 1,
            b' ' if leading => indent += 1,
            _ => leading = false,
        }
        if depth > MAX_DEPTH || dashes > MAX_DEPTH || indent > 4 * MAX_DEPTH {
            return too_deep(at);
        }
    }
    match references(block).nth(MAX_REFERENCES) {
        Some(range) if names_a_value(block) => {
            let limit = MAX_REFERENCES.to_string();
            Err((range, Message::FrontMatterReferences { limit }))
        }
        _ => Ok(()),
    }
}

/// Whether a value may have a name for references.
fn names_a_value(block: &str) -> bool {
    signs(block, b'&').next().is_some()
}

/// Everything that may be a reference to a value: an asterisk before a word.
fn references(block: &str) -> impl Iterator<Item = Range<usize>> {
    signs(block, b'*').map(|at| at..at + 1)
}

/// The places of a sign at the beginning of a value, before a character that is no blank.
fn signs(block: &str, sign: u8) -> impl Iterator<Item = usize> {
    let bytes = block.as_bytes();
    let begins = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        before.is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'[' | b'{' | b','))
    };
    let is_word = |at: usize| {
        let next = bytes.get(at + 1);
        next.is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'*' | b'&'))
    };
    memchr::memchr_iter(sign, bytes).filter(move |&at| begins(at) && is_word(at))
}
