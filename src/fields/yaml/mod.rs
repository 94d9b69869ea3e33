//! Parses YAML into nodes. One parser reads the [`values`]; the [`events`] of a second one give their places.
//! Both see the same values in the same order, so one pass combines them.

mod adapt;
mod events;
mod values;

use std::collections::HashSet;
use std::ops::Range;

use self::adapt::alike;
use self::events::{Event, Scalar, events};
use self::values::YamlValue;
use super::{Entry, FRONT_MATTER, Node, Spanned, Value};
use crate::text::line_break::joins;

/// The kind of mistake at which the parser stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum YamlFault {
    /// A list or map that does not end: the sign that is missing.
    Bracket(&'static str),
    /// A quoted text that does not end.
    Quote,
    /// A line without a key, or no map at all.
    Key,
    /// Something else, which only the parser's words explain.
    Other,
}

/// The error of YAML that cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct YamlError {
    /// The kind of mistake.
    pub fault: YamlFault,
    /// The parser's words, without its position.
    pub reason: String,
    /// Byte offset in the text that was parsed, if known.
    pub at: Option<usize>,
}

/// Parses YAML whose top level is a map (or nothing). Ranges count from `offset`, where `text` begins in its
/// file.
pub(crate) fn parse_yaml(text: &str, offset: usize) -> Result<Vec<Entry>, YamlError> {
    match values::read(text)? {
        YamlValue::Null => Ok(Vec::new()),
        YamlValue::Map(map) => {
            Ok(located(&map, text, offset).unwrap_or_else(|| unlocated(&map, text, offset)))
        }
        _ => Err(YamlError {
            fault: YamlFault::Key,
            reason: "key: value".to_owned(),
            at: Some(0),
        }),
    }
}

/// The keys of `text` that are repeated in their map, which YAML does not allow.
pub(crate) fn repeated_keys(text: &str) -> Vec<Spanned<String>> {
    // The keys of each open map, and whether its next value is a key; `None` for a list.
    let mut open: Vec<Option<(HashSet<String>, bool)>> = Vec::new();
    let mut repeated = Vec::new();
    for event in events(text).unwrap_or_default() {
        let opened = match &event {
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::List(_) => Some(None),
            Event::Map(_) => Some(Some((HashSet::new(), true))),
            Event::Scalar(_) | Event::Alias(_) => None,
        };
        if let Some(Some((keys, is_key))) = open.last_mut() {
            if let (Event::Scalar(Scalar { text, range, .. }), true) = (event, *is_key) {
                if keys.contains(&text) {
                    repeated.push(Spanned { value: text, range });
                } else {
                    keys.insert(text);
                }
            }
            *is_key = !*is_key;
        }
        open.extend(opened);
    }
    repeated
}

/// The entries of a map with their places in `text`; `None` where the two parsers disagree.
fn located(map: &[(YamlValue, YamlValue)], text: &str, offset: usize) -> Option<Vec<Entry>> {
    let events = events(text)?;
    let mut builder = NodeBuilder {
        text,
        offset,
        events: events.iter(),
    };
    match builder.events.next()? {
        Event::Map(_) => builder.entries(map),
        _ => None,
    }
}

/// The entries of a map about which the two parsers disagree. The place of each is the line of its key, or
/// the first line of the file if that line is uncertain.
fn unlocated(map: &[(YamlValue, YamlValue)], text: &str, offset: usize) -> Vec<Entry> {
    let entry = |(key, value): &(YamlValue, YamlValue)| {
        let name = plain(key).into_scalar().unwrap_or_default();
        let range = line_of_key(text, &name).map_or(FRONT_MATTER, |line| shift(&line, offset));
        Entry {
            key: Spanned {
                value: name,
                range: range.clone(),
            },
            node: within(value, &range),
        }
    };
    map.iter().map(entry).collect()
}

/// The only line that begins with `name` and a colon.
fn line_of_key(text: &str, name: &str) -> Option<Range<usize>> {
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').filter_map(|line| {
        let start = at;
        at += line.len();
        let rest = line.strip_prefix(name)?.trim_start_matches([' ', '\t']);
        rest.starts_with(':')
            .then(|| start..start + line.trim_end().len())
    });
    let first = lines.next().filter(|_| !name.is_empty())?;
    lines.next().is_none().then_some(first)
}

/// A value whose parts all have the same place.
fn within(value: &YamlValue, range: &Range<usize>) -> Node {
    let value = match value {
        YamlValue::List(items) => {
            Value::List(items.iter().map(|item| within(item, range)).collect())
        }
        YamlValue::Map(map) => {
            let entry = |(key, value): &(YamlValue, YamlValue)| Entry {
                key: Spanned {
                    value: plain(key).into_scalar().unwrap_or_default(),
                    range: range.clone(),
                },
                node: within(value, range),
            };
            Value::Map(map.iter().map(entry).collect())
        }
        value => plain(value),
    };
    Node {
        value,
        range: range.clone(),
    }
}

/// Combines the values and the events. Every step returns `None` where the two disagree.
struct NodeBuilder<'l> {
    text: &'l str,
    offset: usize,
    events: std::slice::Iter<'l, Event>,
}

impl NodeBuilder<'_> {
    /// The entries of a map whose first event has been read.
    fn entries(&mut self, map: &[(YamlValue, YamlValue)]) -> Option<Vec<Entry>> {
        let mut entries = Vec::with_capacity(map.len());
        for (key, value) in map {
            let key = self.key(key)?;
            let node = self.node(value, &key.range)?;
            entries.push(Entry { key, node });
        }
        Some(entries)
    }

    /// A key. Its name is its source if it is not a scalar.
    fn key(&mut self, key: &YamlValue) -> Option<Spanned<String>> {
        let Node { value, range } = self.node(key, &FRONT_MATTER)?;
        let source = || {
            let start = range.start.checked_sub(self.offset)?;
            self.text.get(start..range.end.checked_sub(self.offset)?)
        };
        let name = value.into_scalar();
        let value = name.unwrap_or_else(|| source().unwrap_or_default().to_owned());
        Some(Spanned { value, range })
    }

    /// A value. The place of a value that is not written is that of its key.
    fn node(&mut self, value: &YamlValue, key: &Range<usize>) -> Option<Node> {
        let (value, range) = match (value, self.events.next()?) {
            (value, Event::Alias(name)) => return Some(within(value, &self.shift(name))),
            (YamlValue::List(items), Event::List(start)) => {
                let items = items.iter().map(|item| self.node(item, key));
                let items: Vec<Node> = items.collect::<Option<_>>()?;
                let ends = items.first().zip(items.last());
                let inner = ends.map(|(first, last)| hull(&first.range, &last.range));
                let brackets = self.brackets(*start)?;
                (Value::List(items), inner.unwrap_or(brackets))
            }
            (YamlValue::Map(map), Event::Map(start)) => {
                let entries = self.entries(map)?;
                let ends = entries.first().zip(entries.last());
                let inner = ends.map(|(first, last)| hull(&first.key.range, &last.node.range));
                let brackets = self.brackets(*start)?;
                (Value::Map(entries), inner.unwrap_or(brackets))
            }
            (YamlValue::List(_) | YamlValue::Map(_), _) => return None,
            (value, Event::Scalar(scalar)) => {
                (self.scalar(value, scalar)?, self.shift(&scalar.range))
            }
            _ => return None,
        };
        let range = if range.is_empty() { key.clone() } else { range };
        Some(Node { value, range })
    }

    /// Reads the end of the list or map that begins at `start`. Returns the range from bracket to bracket.
    fn brackets(&mut self, start: usize) -> Option<Range<usize>> {
        match self.events.next()? {
            Event::End(end) => Some(self.shift(&(start..*end))),
            _ => None,
        }
    }

    fn scalar(&self, value: &YamlValue, scalar: &Scalar) -> Option<Value> {
        let source = self.text.get(scalar.range.clone())?;
        Some(match value {
            // `0x1F` and `94.50` stay what they are.
            YamlValue::Number(_) => Value::Number(source.to_owned()),
            YamlValue::Text(text) if !is_same(text, &scalar.text) => return None,
            YamlValue::Text(text) if scalar.is_folded && source.contains('\n') => {
                Value::Text(unfolded(text, source).unwrap_or_else(|| text.clone()))
            }
            value => plain(value),
        })
    }

    fn shift(&self, range: &Range<usize>) -> Range<usize> {
        shift(range, self.offset)
    }
}

/// Whether both parsers read the same text, apart from blanks and ends of lines.
fn is_same(text: &str, written: &str) -> bool {
    let is_blank = |c: &char| c.is_whitespace();
    let text = text.chars().map(alike).filter(|c| !is_blank(c));
    text.eq(written.chars().filter(|c| !is_blank(c)))
}

fn hull(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    a.start.min(b.start)..a.end.max(b.end)
}

fn shift(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// A scalar without its source.
fn plain(value: &YamlValue) -> Value {
    match value {
        YamlValue::Bool(flag) => Value::Bool(*flag),
        YamlValue::Number(number) => Value::Number(number.clone()),
        YamlValue::Text(text) => Value::Text(text.clone()),
        _ => Value::Null,
    }
}

/// Joins a text by the line breaks of its `source`: between two Han characters a folded one leaves no blank.
/// `None` if the text is not spelled as in the source.
fn unfolded(text: &str, source: &str) -> Option<String> {
    let (mut rest, mut source) = (text, source);
    let mut joined = String::with_capacity(text.len());
    while !rest.is_empty() {
        let (word, behind) = rest.split_at(rest.find(BLANKS).unwrap_or(rest.len()));
        let after = behind.trim_start_matches(BLANKS);
        let gap = &behind[..behind.len() - after.len()];
        joined.push_str(word);
        source = source.strip_prefix(word)?;
        let next = source.trim_start();
        let is_folded = gap == " " && source[..source.len() - next.len()].contains('\n');
        let neighbours = joined.chars().next_back().zip(after.chars().next());
        if !(is_folded && neighbours.is_some_and(|(before, after)| joins(before, after))) {
            joined.push_str(gap);
        }
        (rest, source) = (after, next);
    }
    Some(joined)
}

/// The characters between two words of a folded text.
const BLANKS: [char; 2] = [' ', '\n'];

#[cfg(test)]
mod tests;
