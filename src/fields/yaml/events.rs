//! The events of saphyr-parser for a YAML text, with their byte ranges.

use std::borrow::Cow;
use std::ops::Range;

use saphyr_parser::{Event as Parsed, Parser, ScalarStyle, Span};

use super::adapt;

/// One part of a document. Ranges are bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// A text, number, flag or null.
    Scalar(Scalar),
    /// `*name`.
    Alias(Range<usize>),
    /// A list begins: its bracket is at this offset, unless its items are behind dashes.
    List(usize),
    /// A map begins: its brace is at this offset, unless its keys are on lines of the block style.
    Map(usize),
    /// The innermost open list or map ends: its bracket, if it has one, ends at this offset.
    End(usize),
}

/// A scalar as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scalar {
    /// Its text: without quotes, with escapes resolved and lines folded.
    pub(super) text: String,
    /// Its place, without anchor, tag and quotes; empty for a null that is not written.
    pub(super) range: Range<usize>,
    /// Whether a line break in the source is a blank in the text.
    pub(super) is_folded: bool,
}

/// The most changes that are made to a text for the parser.
const MAX_CHANGES: usize = 64;

/// The events of `text`, which serde_yaml accepts, in order; `None` if this parser rejects it even with
/// changes.
pub(super) fn events(text: &str) -> Option<Vec<Event>> {
    let mut adapted = adapt::as_yaml_1_2(text);
    for _ in 0..MAX_CHANGES {
        let parsed: Result<Vec<_>, _> = Parser::new_from_str(&adapted).collect();
        match parsed {
            Ok(parsed) => return located(text, parsed),
            Err(error) => {
                let changed = adapt::without_fault(&adapted, error.marker().index())?;
                adapted = Cow::Owned(changed);
            }
        }
    }
    None
}

/// The events with byte ranges. The parser counts characters; the adapted text has as many of them as `text`.
fn located(text: &str, parsed: Vec<(Parsed<'_>, Span)>) -> Option<Vec<Event>> {
    let starts = text.char_indices().map(|(at, _)| at);
    let offsets: Vec<usize> = starts.chain([text.len()]).collect();
    let mut events = Vec::with_capacity(parsed.len());
    for (event, span) in parsed {
        let start = *offsets.get(span.start.index())?;
        let end = *offsets.get(span.end.index())?;
        let source = text.get(start..end)?;
        events.push(match event {
            Parsed::Nothing
            | Parsed::StreamStart
            | Parsed::StreamEnd
            | Parsed::DocumentStart(_)
            | Parsed::DocumentEnd => continue,
            Parsed::Alias(_) => Event::Alias(start..end),
            Parsed::Scalar(value, style, anchor, tag) => {
                let prefix = properties(source, anchor, tag.is_some());
                let inner = inner(&value, style, prefix > 0, &source[prefix..]);
                let start = start + prefix;
                Event::Scalar(Scalar {
                    text: value.into_owned(),
                    range: start + inner.start..start + inner.end,
                    is_folded: style != ScalarStyle::Literal,
                })
            }
            Parsed::SequenceStart(anchor, tag) => {
                Event::List(start + properties(source, anchor, tag.is_some()))
            }
            Parsed::MappingStart(anchor, tag) => {
                Event::Map(start + properties(source, anchor, tag.is_some()))
            }
            Parsed::SequenceEnd | Parsed::MappingEnd => {
                Event::End(start + usize::from(source.starts_with([']', '}'])))
            }
        });
    }
    Some(events)
}

/// The length of an anchor and a tag at the beginning of `source`, with the blanks and comments behind them;
/// 0 if there is neither.
fn properties(source: &str, anchor: usize, has_tag: bool) -> usize {
    if anchor == 0 && !has_tag {
        return 0;
    }
    let mut rest = source.trim_start();
    while rest.starts_with(['&', '!', '#']) {
        let end = if rest.starts_with('#') {
            rest.find('\n')
        } else {
            rest.find(char::is_whitespace)
        };
        rest = rest[end.unwrap_or(rest.len())..].trim_start();
    }
    source.len() - rest.len()
}

/// The range of the content of a scalar in `source`.
fn inner(value: &str, style: ScalarStyle, has_properties: bool, source: &str) -> Range<usize> {
    match style {
        ScalarStyle::Plain if value.is_empty() => 0..0,
        ScalarStyle::Plain => 0..source.len(),
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => quoted(source),
        ScalarStyle::Literal | ScalarStyle::Folded => block_content(source, has_properties),
    }
}

/// The range of a text between quotes, which a comment may follow; that of an empty text is its quotes.
fn quoted(source: &str) -> Range<usize> {
    match adapt::closing_quote(source) {
        Some(1) => 0..2,
        Some(end) => 1..end,
        None => 0..source.len(),
    }
}

/// The range of the lines of a block text. After an anchor or a tag, `source` begins with the line of `|` or
/// `>`.
fn block_content(source: &str, has_header: bool) -> Range<usize> {
    let header = source.find('\n').filter(|_| has_header).unwrap_or(0);
    let start = source.len() - source[header..].trim_start().len();
    start..source.trim_end().len().max(start)
}
