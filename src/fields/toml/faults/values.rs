//! The faults of a value: quotation marks, lists, and words that are no value of TOML.

use std::ops::Range;

use super::super::line::{
    Quoted, bad_sign, closing, corrected, flag, leading_number, paired_quotes, quoted,
    without_comment,
};
use super::{Error, Fault, unclosed};
use crate::diagnostic::Message;

impl Error<'_> {
    pub(super) fn value(&self, line: &str, key: &str, value: Range<usize>) -> Option<Fault> {
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
    pub(super) fn part(&self, line: &str, range: Range<usize>) -> Option<Fault> {
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
pub(super) fn plausible(value: &str) -> String {
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
