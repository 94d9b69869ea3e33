//! What is wrong with a line that is no TOML: the slips of people who are used to other programs and to a Chinese
//! keyboard, each with the line as it should be.
//!
//! The parser says where it stopped, in its own words. The line itself tells more: which sign was typed, and
//! what was meant.

use std::ops::Range;
use std::sync::Arc;

use super::line::{
    Quoted, bad_sign, closing, corrected, flag, is_bare_key, key_and_value, leading_number,
    paired_quotes, quoted, without_comment,
};
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

    /// A fault in a line of its own.
    fn in_line(&self, line: &str) -> Option<Fault> {
        let start = line.len() - line.trim_start().len();
        if line[..start].contains('\u{3000}') {
            let original = self.original();
            return Some((self.at(0..start), Message::TomlBlank { original }));
        }
        for sign in ["//", "/*", "--", ";", "<!--"] {
            if line[start..].starts_with(sign) {
                return Some(self.comment(start..start + sign.len(), sign));
            }
        }
        if line[start..].starts_with(['[', '［', '【']) {
            return self.header(line, start);
        }
        let Some((separator, value)) = key_and_value(line) else {
            return Some(self.without_equals(line.trim()));
        };
        let key = line[..separator.start].trim();
        if !line[separator.clone()].starts_with('=') {
            return Some(self.separator(line, key, separator, value));
        }
        self.key(line, key).or_else(|| self.value(line, key, value))
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

    /// A line that begins with a bracket: the name of a table.
    fn header(&self, line: &str, start: usize) -> Option<Fault> {
        if let Some(fault) = self.part(line, start..line.len()) {
            return Some(fault);
        }
        let name = line[start..].trim_start_matches('[').trim();
        if !name.contains(']') {
            return Some(self.unclosed_bracket(self.line.start + start));
        }
        let name = name.split(']').next().unwrap_or(name).trim();
        let is_plain = name.split('.').all(|part| is_bare_key(part.trim()));
        (!is_plain).then(|| {
            let at = start + line[start..].find(name).unwrap_or(0);
            self.bad_key(at, name)
        })
    }

    fn bad_key(&self, at: usize, key: &str) -> Fault {
        let message = Message::TomlKey {
            key: key.to_owned(),
            original: self.original(),
        };
        (self.at_least_one(at, key.len()), message)
    }

    /// A line without any sign between key and value.
    fn without_equals(&self, line: &str) -> Fault {
        let (key, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let value = match rest.trim() {
            "" => "\"…\"".to_owned(),
            value if value.starts_with(['"', '\'']) => value.to_owned(),
            value => quoted(value),
        };
        let start = self.text[self.line.clone()].find(line).unwrap_or(0);
        let message = Message::TomlNoEquals {
            key: key.to_owned(),
            correct: format!("{key} = {value}"),
            original: self.original(),
        };
        (self.at_least_one(start, key.len()), message)
    }

    /// Another sign between key and value: a colon, or an equals sign of full width.
    fn separator(
        &self,
        line: &str,
        key: &str,
        separator: Range<usize>,
        value: Range<usize>,
    ) -> Fault {
        let sign = line[separator.clone()].to_owned();
        let value = line[value].trim();
        let correct = match value {
            "" => format!("{key} = \"…\""),
            value => format!("{key} = {}", plausible(value)),
        };
        let original = self.original();
        let message = match sign.as_str() {
            ":" | "：" => Message::TomlColon {
                key: key.to_owned(),
                correct,
                original,
            },
            _ => Message::TomlSign {
                sign,
                correct,
                original,
            },
        };
        (self.at(separator), message)
    }

    fn key(&self, line: &str, key: &str) -> Option<Fault> {
        if key.split('.').all(|part| is_bare_key(part.trim())) || key.starts_with(['"', '\'']) {
            return None;
        }
        let start = line.find(key).unwrap_or(0);
        let bare = key.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        if is_bare_key(bare) && bad_sign(key).is_some() {
            let correct = line.replacen(key, bare, 1).trim().to_owned();
            return Some(self.quotes(start..start + key.len(), key, correct));
        }
        Some(self.bad_key(start, key))
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

    fn value(&self, line: &str, key: &str, value: Range<usize>) -> Option<Fault> {
        let (start, written) = (value.start, line[value.clone()].trim_end());
        let whole = start..start + written.len().max(1);
        let original = self.original();
        let plain = without_comment(written);
        let first = written.chars().next().unwrap_or('#');
        match first {
            '#' => {
                let key = key.to_owned();
                Some((self.at(whole), Message::TomlNoValue { key, original }))
            }
            '"' | '\'' => self.quoted_value(key, written, start),
            '[' | '{' | '［' | '【' | '｛' => self.list(line, whole),
            '=' | '>' => {
                let value = written.trim_start_matches(['=', '>', ' ']);
                let correct = format!("{key} = {}", plausible(value));
                let range = self.at(start..start + 1);
                Some((range, Message::TomlExtraEquals { correct, original }))
            }
            _ if paired_quotes(first) => {
                let inner = plain.trim_matches(|c| paired_quotes(c) || matches!(c, '"' | '\''));
                let correct = format!("{key} = {}", quoted(inner));
                let sign = format!("{first}{}", plain.chars().next_back().unwrap_or(first));
                Some(self.quotes(start..start + plain.len(), &sign, correct))
            }
            _ => self.bare(key, plain, start),
        }
    }

    /// A value without any mark around it.
    fn bare(&self, key: &str, plain: &str, start: usize) -> Option<Fault> {
        let inner = plain.trim_matches(|c| paired_quotes(c) || matches!(c, '"' | '\''));
        let meant = flag(plain).map(|flag| flag.to_string());
        let number = leading_number(plain);
        let written = meant.clone().or(number.clone());
        if written.as_deref() == Some(plain) {
            // The value is right: the fault is elsewhere.
            return None;
        }
        let value = plain.to_owned();
        let correct = format!("{key} = {}", written.unwrap_or_else(|| quoted(inner)));
        let original = self.original();
        let message = match (meant, number) {
            (Some(_), _) => Message::TomlFlag {
                value,
                correct,
                original,
            },
            (None, Some(_)) => Message::TomlNumber {
                value,
                correct,
                original,
            },
            (None, None) => Message::TomlUnquoted {
                value,
                correct,
                original,
            },
        };
        Some((self.at(start..start + plain.len().max(1)), message))
    }

    /// A value that begins with a straight quotation mark.
    fn quoted_value(&self, key: &str, written: &str, start: usize) -> Option<Fault> {
        let original = self.original();
        let quote = &written[..1];
        match closing(written) {
            Quoted::Open { ends_with_curly } => {
                if ends_with_curly {
                    let inner = written.trim_matches(|c| paired_quotes(c) || c == '"' || c == '\'');
                    let end = written.chars().next_back().map_or(1, char::len_utf8);
                    let at = start + written.len() - end;
                    let correct = format!("{key} = {}", quoted(inner));
                    return Some(self.quotes(
                        at..at + end,
                        &written[written.len() - end..],
                        correct,
                    ));
                }
                if written.len() > 1 && written.ends_with("\\\"") {
                    return Some(self.backslash(
                        key,
                        &written[1..written.len() - 1],
                        written,
                        start,
                    ));
                }
                let quote = quote.to_owned();
                let message = Message::TomlUnclosedQuote { quote, original };
                Some((self.at(start..start + 1), message))
            }
            Quoted::Closed(end) => {
                let rest = without_comment(&written[end..]);
                let Some(lead) = rest.find(|c: char| !c.is_whitespace()) else {
                    let has_backslash = quote == "\"" && written[..end].contains('\\');
                    let inner = &written[1..end - 1];
                    return has_backslash
                        .then(|| self.backslash(key, inner, &written[..end], start));
                };
                Some(self.after_value(key, written, end, lead, start))
            }
        }
    }

    fn backslash(&self, key: &str, inner: &str, written: &str, start: usize) -> Fault {
        let correct = match inner.contains('\'') || inner.ends_with('\\') {
            true => format!("{key} = {}", quoted(&inner.replace('\\', "/"))),
            false => format!("{key} = '{inner}'"),
        };
        let message = Message::TomlBackslash {
            correct,
            original: self.original(),
        };
        let at = start + written.find('\\').unwrap_or(0);
        (self.at(at..at + 1), message)
    }

    /// Something behind a value that is complete at `end` of what is `written`.
    fn after_value(
        &self,
        key: &str,
        written: &str,
        end: usize,
        lead: usize,
        start: usize,
    ) -> Fault {
        let rest = without_comment(&written[end..]);
        let text = rest.trim();
        let at = start + end + lead;
        let original = self.original();
        for sign in ["//", "/*", "--", ";"] {
            if text.starts_with(sign) {
                return self.comment(at..at + sign.len(), sign);
            }
        }
        if text.starts_with('＃') {
            let message = Message::TomlSign {
                sign: "＃".to_owned(),
                correct: format!("{key} = {} {}", &written[..end], text.replace('＃', "#")),
                original,
            };
            return (self.at(at..at + '＃'.len_utf8()), message);
        }
        let quote = &written[..1];
        let whole = without_comment(written);
        let is_list = text.starts_with([',', '，', '、']);
        if lead == 0 && !is_list && whole.len() > end && whole.ends_with(quote) {
            let inner = &whole[1..whole.len() - 1];
            let message = Message::TomlQuoteInside {
                correct: format!("{key} = {}", inner_quotes(inner)),
                original,
            };
            return (self.at(start + end - 1..start + end), message);
        }
        let text = text.to_owned();
        let range = self.at(at..at + text.len().max(1));
        (range, Message::TomlAfterValue { text, original })
    }

    /// A list or an inline table that stands on this line.
    fn list(&self, line: &str, range: Range<usize>) -> Option<Fault> {
        if let Some(fault) = self.part(line, range.clone()) {
            return Some(fault);
        }
        let open = unclosed(&line[range.clone()])?;
        Some(self.unclosed_bracket(self.line.start + range.start + open))
    }

    /// A sign of full width, a missing comma or an unquoted text in a part of a line.
    fn part(&self, line: &str, range: Range<usize>) -> Option<Fault> {
        let original = self.original();
        if let Some(at) = bad_sign(&line[range.clone()]) {
            let start = range.start + at;
            let sign = line[start..].chars().next().unwrap_or('?');
            let correct = corrected(line.trim());
            let mark = start..start + sign.len_utf8();
            if paired_quotes(sign) {
                return Some(self.quotes(mark, &sign.to_string(), correct));
            }
            let sign = sign.to_string();
            let message = Message::TomlSign {
                sign,
                correct,
                original,
            };
            return Some((self.at(mark), message));
        }
        if self.original.starts_with("missing comma") {
            return Some((self.range.clone(), Message::TomlNoComma { original }));
        }
        if self.original.starts_with("string values must be quoted") {
            let value = self.text[self.range.clone()].trim().to_owned();
            let correct = quoted(&value);
            let message = Message::TomlUnquoted {
                value,
                correct,
                original,
            };
            return Some((self.range.clone(), message));
        }
        None
    }
}

/// A value that was written for another format, as TOML most likely has it.
fn plausible(value: &str) -> String {
    let plain = without_comment(value);
    let is_value = plain.starts_with(['"', '\'', '[', '{'])
        || matches!(plain, "true" | "false")
        || plain.bytes().all(|byte| byte.is_ascii_digit());
    match is_value {
        true => corrected(plain),
        false => quoted(plain.trim_matches(|c| paired_quotes(c) || matches!(c, '"' | '\''))),
    }
}

/// A text with quotation marks of its own, as a value.
fn inner_quotes(inner: &str) -> String {
    if inner.contains('\'') && !inner.contains('"') {
        return quoted(inner);
    }
    let mut is_open = false;
    let curly = |c: char| match c {
        '"' => {
            is_open = !is_open;
            if is_open { '“' } else { '”' }
        }
        c => c,
    };
    let text: String = inner.chars().map(curly).collect();
    quoted(&text)
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
