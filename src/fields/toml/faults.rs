//! What is wrong with a line that is no TOML: the slips of people who are used to other programs and to a Chinese
//! keyboard, each with the line as it should be.
//!
//! The parser says where it stopped, in its own words. The line itself tells more: which sign was typed, and
//! what was meant.

mod lines;
mod values;

use std::ops::Range;
use std::sync::Arc;

use super::line::{key_and_value, paired_quotes};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::key_names::english_key;

/// An error of the parser: its words, and the bytes.
pub(super) type ParserError = (String, Range<usize>);

/// What is wrong, at bytes of the text.
type Fault = (Range<usize>, Message);

/// The diagnostics for the errors of the parser in `text`: one for each line, and none for what only follows
/// from a bracket or a quotation mark that does not end.
pub(super) fn explain(
    file: &Arc<str>,
    text: &str,
    mut errors: Vec<ParserError>,
) -> Vec<Diagnostic> {
    errors.sort_by_key(|(_, range)| range.start);
    let at = |(range, message): Fault| {
        let near = match &message {
            Message::TomlKey { key, .. } => english_key(key),
            _ => None,
        };
        let near = near.map(str::to_owned).into_iter().collect();
        Diagnostic::at(Span::new(file, range), message).with_nearest(near)
    };
    let original = errors.first().map(|(words, _)| words.as_str());
    if let Some(fault) = other_format(text, original.unwrap_or_default()) {
        return vec![at(fault)];
    }
    let mut diagnostics = Vec::new();
    let mut explained = 0;
    let mut follows_bad_comma = false;
    for (original, range) in errors {
        let start = floor_boundary(text, range.start);
        if start < explained {
            continue;
        }
        let error = Error {
            text,
            original: &original,
            range: start..floor_boundary(text, range.end).max(start),
            line: line_at(text, start),
        };
        let fault = error.fault();
        // The next item of a list has no comma before it, if a comma of full width was typed.
        let follows = std::mem::replace(
            &mut follows_bad_comma,
            matches!(fault.1, Message::TomlSign { .. }),
        );
        if follows && matches!(fault.1, Message::TomlNoComma { .. }) {
            continue;
        }
        explained = match fault.1 {
            Message::TomlUnclosedBracket { .. } => text.len() + 1,
            _ => error.line.end.max(line_at(text, fault.0.start).end) + 1,
        };
        diagnostics.push(at(fault));
    }
    diagnostics
}

/// A text in another format: YAML, JSON, a web page.
fn other_format(text: &str, original: &str) -> Option<Fault> {
    let start = text.len() - text.trim_start().len();
    let line = line_at(text, start);
    let format = match text[line.clone()].trim_end() {
        "---" => "YAML",
        first if first.starts_with('{') => "JSON",
        first if first.starts_with("<?") || first.starts_with("<!") => "XML",
        _ => return None,
    };
    let message = Message::TomlOther {
        format: format.to_owned(),
        original: original.to_owned(),
    };
    Some((line, message))
}

/// An error of the parser with its line.
struct Error<'t> {
    text: &'t str,
    original: &'t str,
    range: Range<usize>,
    line: Range<usize>,
}

impl Error<'_> {
    fn original(&self) -> String {
        self.original.to_owned()
    }

    fn fault(&self) -> Fault {
        if self.original == "duplicate key" {
            return self.duplicate();
        }
        if self.original == "recursion limit" {
            let original = self.original();
            return (self.range.clone(), Message::TomlTooDeep { original });
        }
        if let Some(open) = self.open_quote() {
            let quote = self.text[open..open + 3].to_owned();
            let original = self.original();
            return (
                open..open + 3,
                Message::TomlUnclosedQuote { quote, original },
            );
        }
        let open = self.open_bracket();
        let line = &self.text[self.line.clone()];
        let fault = match open {
            Some(open) => self.in_list(line, open),
            None => self.in_line(line),
        };
        fault.unwrap_or_else(|| {
            let original = self.original();
            (self.range.clone(), Message::Toml { original })
        })
    }

    fn duplicate(&self) -> Fault {
        let key = self.text[self.range.clone()].to_owned();
        let is_table = self.text[self.line.clone()].trim_start().starts_with('[');
        let message = match is_table {
            true => Message::TomlDuplicateTable { key },
            false => Message::DuplicateKey { key },
        };
        (self.range.clone(), message)
    }

    /// Where a text in three quotation marks begins that does not end.
    fn open_quote(&self) -> Option<usize> {
        if !self.original.starts_with("invalid multi-line") {
            return None;
        }
        let before = &self.text[..self.range.start];
        before.rfind("\"\"\"").max(before.rfind("'''"))
    }

    /// Where the list begins in which the line stands, if it began on a line above.
    fn open_bracket(&self) -> Option<usize> {
        let above = &self.text[..self.line.start];
        // The line above with the last key.
        let mut end = above.len();
        let start = loop {
            let line = line_at(above, above[..end].trim_end_matches('\n').rfind('\n')? + 1);
            let begins_list =
                |text: &str| matches!(text.trim_start().chars().next(), Some('[' | '{'));
            match key_and_value(&above[line.clone()]) {
                Some((_, value)) if begins_list(&above[line.start + value.start..]) => {
                    break line.start + value.start;
                }
                Some(_) => return None,
                None if above[line.clone()].starts_with('[') => return None,
                None => end = line.start,
            }
            if end == 0 {
                return None;
            }
        };
        unclosed(&above[start..]).map(|at| start + at)
    }

    /// A fault in a line that is a part of a list.
    fn in_list(&self, line: &str, open: usize) -> Option<Fault> {
        let is_next_key = key_and_value(line).is_some() || line.trim_start().starts_with('[');
        if is_next_key || line.trim().is_empty() || self.original.starts_with("unclosed") {
            return Some(self.unclosed_bracket(open));
        }
        self.part(line, 0..line.len())
    }

    fn unclosed_bracket(&self, open: usize) -> Fault {
        let sign = if self.text[open..].starts_with('{') {
            ("{", "}")
        } else {
            ("[", "]")
        };
        let message = Message::TomlUnclosedBracket {
            open: sign.0.to_owned(),
            close: sign.1.to_owned(),
            original: self.original(),
        };
        (open..open + 1, message)
    }

    fn at(&self, range: Range<usize>) -> Range<usize> {
        self.line.start + range.start..self.line.start + range.end
    }

    /// The place of `len` bytes at a byte of the line, or of the character there if it is longer.
    fn at_least_one(&self, at: usize, len: usize) -> Range<usize> {
        let rest = self.text[self.line.clone()].get(at..);
        let first = rest.and_then(|rest| rest.chars().next());
        self.at(at..at + len.max(first.map_or(0, char::len_utf8)))
    }

    fn comment(&self, range: Range<usize>, sign: &str) -> Fault {
        let message = Message::TomlComment {
            sign: sign.to_owned(),
            original: self.original(),
        };
        (self.at(range), message)
    }

    fn quotes(&self, range: Range<usize>, sign: &str, correct: String) -> Fault {
        let signs: String = sign.chars().filter(|&c| paired_quotes(c)).collect();
        let message = Message::TomlQuotes {
            sign: signs,
            correct,
            original: self.original(),
        };
        (self.at(range), message)
    }
}

/// The last bracket that is opened and not closed.
fn unclosed(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (Some('"'), '\\') => drop(chars.next()),
            (Some(mark), c) if c == mark || c == '\n' => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => open.push(at),
            (None, ']' | '}') => drop(open.pop()),
            (None, '#') => {
                let rest = &text[at..];
                let end = rest.find('\n').unwrap_or(rest.len());
                for _ in 1..rest[..end].chars().count() {
                    chars.next();
                }
            }
            _ => {}
        }
    }
    open.first().copied()
}

/// The line that holds a byte, without its end.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    start..end
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
