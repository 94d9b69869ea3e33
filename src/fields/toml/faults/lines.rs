//! The faults of a line as a whole: its indentation, the sign of a comment, the name of a table, a key and what
//! is between key and value.

use std::ops::Range;

use super::super::line::{bad_sign, is_bare_key, key_and_value, quoted};
use super::values::plausible;
use super::{Error, Fault};
use crate::diagnostic::Message;

impl Error<'_> {
    /// A fault in a line of its own.
    pub(super) fn in_line(&self, line: &str) -> Option<Fault> {
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
}
