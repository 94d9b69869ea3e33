//! YAML text into nodes. serde_yaml gives no places, so they are found again: scalars stand in the text in
//! the order in which they are parsed, and a cursor walks along.

use std::ops::Range;

use serde_yaml::Value as Yaml;

use super::{Entry, Node, Spanned, Value};
use crate::text::line_break::joins;

/// What kind of mistake stops the parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YamlFault {
    /// A list or map that does not end: the sign that is missing.
    Bracket(&'static str),
    /// A quoted text that does not end.
    Quote,
    /// A line without a key, or no map at all.
    Key,
    /// Something else, which the parser's words must explain.
    Other,
}

/// Why YAML could not be parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// The kind of mistake.
    pub fault: YamlFault,
    /// The parser's words, without its position.
    pub reason: String,
    /// Byte offset in the text that was parsed, if known.
    pub at: Option<usize>,
}

/// Parses YAML whose top level is a map (or nothing). Ranges count from `offset`, where `text` begins in its file.
pub fn parse_yaml(text: &str, offset: usize) -> Result<Vec<Entry>, YamlError> {
    let value: Yaml = serde_yaml::from_str(text).map_err(|error| explain(text, &error))?;
    let mut cursor = Cursor {
        text,
        offset,
        at: 0,
    };
    match value {
        Yaml::Null => Ok(Vec::new()),
        Yaml::Mapping(map) => Ok(cursor.entries(map)),
        _ => Err(YamlError {
            fault: YamlFault::Key,
            reason: "key: value".to_owned(),
            at: Some(0),
        }),
    }
}

/// Sorts an error by what the parser was doing. Where it noticed that something does not end, the beginning is
/// the place that helps.
fn explain(yaml: &str, error: &serde_yaml::Error) -> YamlError {
    let text = error.to_string();
    let (problem, context) = text.split_once(", while ").unwrap_or((&text, ""));
    let reason = problem.split(" at line ").next().unwrap_or(problem);
    let fault = match context.split(" at line ").next() {
        Some("parsing a flow sequence") => YamlFault::Bracket("]"),
        Some("parsing a flow mapping") => YamlFault::Bracket("}"),
        Some("scanning a quoted scalar") => YamlFault::Quote,
        Some("scanning a simple key") => YamlFault::Key,
        _ => YamlFault::Other,
    };
    let begun = context
        .split_once(" at line ")
        .filter(|_| fault != YamlFault::Other)
        .and_then(|(_, place)| offset(yaml, place));
    YamlError {
        fault,
        reason: reason.to_owned(),
        at: begun.or_else(|| error.location().map(|location| location.index())),
    }
}

/// The byte offset of `2 column 4`: both count from 1, the column in characters.
fn offset(yaml: &str, place: &str) -> Option<usize> {
    let (line, column) = place.split_once(" column ")?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let lines = yaml.split_inclusive('\n').take(line.checked_sub(1)?);
    let start: usize = lines.map(str::len).sum();
    let mut chars = yaml.get(start..)?.char_indices();
    Some(start + chars.nth(column.checked_sub(1)?)?.0)
}

struct Cursor<'t> {
    text: &'t str,
    offset: usize,
    at: usize,
}

impl Cursor<'_> {
    fn entries(&mut self, map: serde_yaml::Mapping) -> Vec<Entry> {
        let mut entries = Vec::with_capacity(map.len());
        for (key, value) in map {
            let key = Node {
                value: scalar(&key),
                range: self.find(&spelling(&key)),
            };
            let name = key.scalar().unwrap_or_default();
            entries.push(Entry {
                key: Spanned {
                    value: name,
                    range: key.range.clone(),
                },
                node: self.node(value, &key.range),
            });
        }
        entries
    }

    fn node(&mut self, value: Yaml, key: &Range<usize>) -> Node {
        let start = self.at;
        let (value, range) = match value {
            Yaml::Sequence(items) => {
                let items: Vec<Node> = items.into_iter().map(|item| self.node(item, key)).collect();
                (Value::List(items), self.from(start, key))
            }
            Yaml::Mapping(map) => (Value::Map(self.entries(map)), self.from(start, key)),
            Yaml::Tagged(tagged) => return self.node(tagged.value, key),
            Yaml::Null => (Value::Null, key.clone()),
            Yaml::Number(_) => self.number(&value),
            Yaml::String(text) => self.text(text),
            _ => (scalar(&value), self.find(&spelling(&value))),
        };
        let range = if range.is_empty() { key.clone() } else { range };
        Node { value, range }
    }

    /// Finds `needle` from the cursor on and moves behind it; an empty range where it is spelled otherwise.
    fn find(&mut self, needle: &str) -> Range<usize> {
        let Some(found) = (!needle.is_empty())
            .then(|| self.text[self.at..].find(needle))
            .flatten()
        else {
            return 0..0;
        };
        let start = self.at + found;
        self.at = start + needle.len();
        start + self.offset..self.at + self.offset
    }

    /// A text, which may have been folded: a line break that became a blank is none between two Han characters.
    fn text(&mut self, text: String) -> (Value, Range<usize>) {
        let range = self.find(text.lines().next().unwrap_or_default());
        if !range.is_empty() || !text.contains(' ') {
            return (Value::Text(text), range);
        }
        match unfolded(&text, &self.text[self.at..]) {
            Some((joined, found)) => {
                let range = self.at + found.start + self.offset..self.at + found.end + self.offset;
                self.at += found.end;
                (Value::Text(joined), range)
            }
            None => (Value::Text(text), range),
        }
    }

    /// A number keeps its spelling (`94.50`), of which the parser's may be a part (`94.5`).
    fn number(&mut self, value: &Yaml) -> (Value, Range<usize>) {
        let parsed = spelling(value);
        let range = self.find(&parsed);
        let rest = &self.text[self.at..];
        let more = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
                .len();
        if range.is_empty() || more == 0 {
            return (Value::Number(parsed), range);
        }
        self.at += more;
        let range = range.start..range.end + more;
        let written = self.text[range.start - self.offset..range.end - self.offset].to_owned();
        (Value::Number(written), range)
    }

    fn from(&self, start: usize, key: &Range<usize>) -> Range<usize> {
        let skipped = self.text[start..].len()
            - self.text[start..]
                .trim_start_matches([':', ' ', '[', '{', '-', '\n', '"'])
                .len();
        let (start, end) = (start + skipped + self.offset, self.at + self.offset);
        if start < end { start..end } else { key.clone() }
    }
}

/// Finds a folded text in its source, and joins it as its line breaks say.
fn unfolded(text: &str, source: &str) -> Option<(String, Range<usize>)> {
    let mut words = text.split(' ');
    let first = words.next().filter(|word| !word.is_empty())?;
    let start = source.find(first)?;
    let (mut joined, mut at) = (first.to_owned(), start + first.len());
    for word in words {
        let gap = source[at..].len() - source[at..].trim_start().len();
        let broken = source[at..at + gap].contains('\n');
        let after = source[at + gap..].strip_prefix(word)?;
        let neighbours = joined.chars().next_back().zip(word.chars().next());
        if !(broken && neighbours.is_some_and(|(before, after)| joins(before, after))) {
            joined.push(' ');
        }
        joined.push_str(word);
        at = source.len() - after.len();
    }
    Some((joined, start..at))
}

fn scalar(value: &Yaml) -> Value {
    match value {
        Yaml::Bool(flag) => Value::Bool(*flag),
        Yaml::Number(number) => Value::Number(number.to_string()),
        Yaml::String(text) => Value::Text(text.clone()),
        _ => Value::Null,
    }
}

/// How a scalar most likely stands in the text: its first line.
fn spelling(value: &Yaml) -> String {
    match value {
        Yaml::Bool(flag) => flag.to_string(),
        Yaml::Number(number) => number.to_string(),
        Yaml::String(text) => text.lines().next().unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str) -> Vec<(String, String)> {
        let entries = parse_yaml(text, 0).expect("valid");
        let mut spans = Vec::new();
        for entry in entries {
            let items = match entry.node.value {
                Value::List(items) => items,
                _ => vec![entry.node],
            };
            spans.extend(
                items
                    .into_iter()
                    .map(|item| (entry.key.value.clone(), text[item.range].to_owned())),
            );
        }
        spans
    }

    #[test]
    fn each_item_of_a_list_has_its_place() {
        let text = "title: 凌云的路\nregions: [广西, 凌云县]\nauthor:\n  - 甲\n  - \"乙\"\n";
        let values: Vec<String> = spans(text).into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["凌云的路", "广西", "凌云县", "甲", "乙"]);
    }

    #[test]
    fn the_same_text_twice_is_found_twice() {
        let text = "a: x\nb: x\n";
        let entries = parse_yaml(text, 10).expect("valid");
        assert_eq!(entries[0].node.range, 13..14);
        assert_eq!(entries[1].node.range, 18..19);
    }

    #[test]
    fn numbers_keep_their_spelling() {
        let entries = parse_yaml("a: 94.50\nb: 08\nc: 110101\n", 0).expect("valid");
        let values: Vec<Option<String>> = entries.iter().map(|entry| entry.node.scalar()).collect();
        assert_eq!(
            values,
            [
                Some("94.50".into()),
                Some("08".into()),
                Some("110101".into())
            ]
        );
    }

    #[test]
    fn a_value_spelled_otherwise_takes_the_place_of_its_key() {
        let text = "title: \"a\\u0062\"\n";
        let entries = parse_yaml(text, 0).expect("valid");
        assert_eq!(&text[entries[0].node.range.clone()], "title");
    }

    #[test]
    fn a_folded_line_break_between_han_leaves_no_blank() {
        for text in [
            "title: 推进乡村\n  振兴 and\n  more\n",
            "title: >-\n  推进乡村\n  振兴 and\n  more\n",
            "title: \"推进乡村\n  振兴 and\n  more\"\n",
        ] {
            let entries = parse_yaml(text, 0).expect("valid");
            assert_eq!(
                entries[0].node.scalar().as_deref(),
                Some("推进乡村振兴 and more"),
                "{text}"
            );
            assert!(
                text[entries[0].node.range.clone()].starts_with("推进"),
                "{text}"
            );
        }
        let entries = parse_yaml("title: 推进 振兴\n", 0).expect("valid");
        assert_eq!(entries[0].node.scalar().as_deref(), Some("推进 振兴"));
    }

    #[test]
    fn errors_carry_their_offset() {
        let error = parse_yaml("title: A: B\n", 0).expect_err("invalid");
        assert!(error.at.is_some(), "{error:?}");
        assert!(!error.reason.contains("line"), "{error:?}");
    }
}
