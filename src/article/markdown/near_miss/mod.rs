//! Near misses: text that was meant as markup and is shown as it was typed, and markup that swallows text.
//!
//! The parser has decided what is text. Each block of text that holds a character of markup is looked at as
//! a whole ([`InlineText`]), by the rules for the characters that it has. What can only be meant in one way becomes a
//! repair, anything else a message at its place. A rule that finds something takes it out of the text, so
//! that no other rule reports it as well.
//!
//! False alarms are worse than silence. So every rule asks for more than the sign: for a pair of them, for
//! Chinese between them, for a target that is clearly an address. Signs that are no markup in public notices
//! (`李**，`, `#话题#`, `$5`, `12:30:45`) pass.

mod brackets;
mod foreign;
mod inline_text;
mod lines;
mod office;
mod other_programs;
mod pairs;
mod signs;
#[cfg(test)]
mod slip_tests;
mod stray_stars;
mod structure;
mod tables;
mod tags;
mod tasks;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, RefDefs, Tag, TagEnd};

use self::foreign::{ForeignKind, ForeignMarkup};
use self::inline_text::{InlineText, TextPlace};
use self::signs::Signs;
use self::tables::LooseRow;
use super::repair::Repair;
use crate::diagnostic::Message;
use crate::text::emphasis::MarkedSource;

/// A body with the events of the parser.
#[derive(Clone, Copy)]
pub(super) struct ParsedBody<'p> {
    /// The text without sentinels.
    pub text: &'p str,
    pub marked: &'p MarkedSource<'p>,
    /// With their ranges in the marked source.
    pub events: &'p [(Event<'p>, Range<usize>)],
    /// Definitions of links.
    pub definitions: &'p RefDefs<'p>,
}

impl ParsedBody<'_> {
    /// A range of the marked source as one of the text.
    fn range(&self, range: &Range<usize>) -> Range<usize> {
        self.marked.source_offset(range.start)..self.marked.source_offset(range.end)
    }
}

/// What is found in a body. All ranges are those of the text that was parsed.
#[derive(Debug, Default)]
pub(super) struct NearMisses {
    pub repairs: Vec<Repair>,
    pub problems: Vec<(Range<usize>, Message)>,
    /// The markup of other programs, counted.
    foreign: Vec<ForeignMarkup>,
    /// The headings that lines below paragraphs make.
    underlines: structure::Underlines,
    /// The labels of footnotes, once they are needed.
    labels: Option<HashMap<String, String>>,
    /// The places of the signs that hide something, once they are needed.
    masks: Option<HashSet<usize>>,
    /// Tables, and paragraphs that are one row of one.
    loose_rows: Vec<LooseRow>,
}

impl NearMisses {
    /// Looks through a body.
    pub(super) fn of(body: ParsedBody<'_>) -> Self {
        let mut found = Self::default();
        let mut block = OpenText::default();
        let mut is_code = false;
        let has_escapes = has_escaped_brackets(body.text);
        for (at, (event, range)) in body.events.iter().enumerate() {
            match event {
                Event::Text(text) => {
                    block.first.get_or_insert(at);
                    if !is_code {
                        block.signs |= Signs::of(text);
                    }
                }
                Event::Start(tag) if is_inline(tag) => {
                    block.first.get_or_insert(at);
                    structure::look_at_link(body, at, &mut found);
                    office::remove_tag(body, at, &mut found);
                }
                Event::Start(tag) => {
                    if has_escapes {
                        found.formulas(&block, body, at);
                    }
                    found.close(&mut block, body, at);
                    block.place = TextPlace::within(tag, block.place);
                    is_code = matches!(tag, Tag::CodeBlock(_));
                    structure::look_at_block(body, tag, range, &mut found);
                    if let Tag::Table(columns) = tag {
                        tables::look_at(body, at, columns.len(), range, &mut found);
                    }
                }
                Event::End(tag) if !is_inline_end(*tag) => {
                    if has_escapes && !is_code {
                        found.formulas(&block, body, at);
                    }
                    found.close(&mut block, body, at);
                    block.place = TextPlace::after(*tag);
                    is_code = false;
                }
                Event::Code(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => {
                    block.first.get_or_insert(at);
                }
                _ => {}
            }
        }
        found.close(&mut block, body, body.events.len());
        structure::look_at_definitions(body, &mut found);
        if !found.loose_rows.is_empty() {
            tables::join_loose_rows(body, &mut found);
            tables::keep_extra_cells(&mut found.problems);
        }
        structure::look_at_underlines(&mut found);
        found.report_foreign();
        found.problems.sort_by_key(|(range, _)| range.start);
        found
    }

    /// Ends a block of text before the event `end`, and looks at it if it is suspect.
    fn close(&mut self, block: &mut OpenText, body: ParsedBody<'_>, end: usize) {
        if let Some(first) = block.first
            && !block.signs.is_empty()
            && let Some(mut text) = InlineText::new(body, first..end, block.place, block.signs)
        {
            if block.signs.has("|") {
                tables::loose_row(&text, self);
            }
            if block.signs.has("<") {
                tags::look(&mut text, self);
                office::remove_markup(&mut text, self);
            }
            lines::look(&mut text, self);
            if block.signs.has_bracket() {
                brackets::look(&mut text, body, self);
            }
            if block.signs.has(":") {
                text.remove_urls();
            }
            if block.signs.has("&") {
                office::complete_characters(&mut text, self);
            }
            foreign::look(&mut text, self);
            other_programs::look(&mut text, self);
            if block.signs.has("*") {
                stray_stars::look(&mut text, body, self);
            }
            pairs::look(&mut text, body, self);
        }
        block.first = None;
        block.signs = Signs::default();
    }

    /// Counts the formulas in a block of text whose brackets are escaped.
    fn formulas(&mut self, block: &OpenText, body: ParsedBody<'_>, end: usize) {
        let events = block.first.and_then(|first| body.events.get(first..end));
        let events = events.unwrap_or_default();
        let ranges = || events.iter().map(|(_, range)| body.range(range));
        let (Some(first), Some(last)) = (ranges().next(), ranges().next_back()) else {
            return;
        };
        // The first text may begin behind a backslash.
        let start = first.start.saturating_sub(1);
        let start = if body.text.as_bytes().get(start) == Some(&b'\\') {
            start
        } else {
            first.start
        };
        let typed = body.text.get(start..last.end).unwrap_or_default();
        let formulas = other_programs::escaped_formulas(typed);
        if formulas.is_empty() {
            return;
        }
        // Where the bracket behind the backslash begins a text, the parser has not taken it for code.
        let is_text = |(event, range): &(Event<'_>, Range<usize>)| {
            matches!(event, Event::Text(_)).then(|| body.range(range).start)
        };
        let texts: HashSet<usize> = events.iter().filter_map(is_text).collect();
        for formula in formulas {
            let range = start + formula.start..start + formula.end;
            if texts.contains(&(range.start + 1)) {
                self.count(ForeignKind::Formula, range, String::new());
            }
        }
    }

    /// The label under which a footnote is defined that is typed with this one.
    fn defined_label(&mut self, body: ParsedBody<'_>, label: &str) -> Option<String> {
        let labels = self
            .labels
            .get_or_insert_with(|| brackets::defined_labels(body.text));
        labels.get(&brackets::label_key(label)).cloned()
    }

    /// Whether the sign at a place hides something.
    fn is_mask(&mut self, body: ParsedBody<'_>, at: usize) -> bool {
        let masks = || body.marked.masks().map(|mask| mask.start).collect();
        self.masks.get_or_insert_with(masks).contains(&at)
    }

    /// Records a message about a part of a text, and takes the part out of it.
    fn report(&mut self, text: &mut InlineText<'_>, part: Range<usize>, message: Message) {
        self.problems.push((text.in_body(&part), message));
        text.take_out(part);
    }

    /// Records a replacement of a part of a text.
    fn repair(&mut self, text: &InlineText<'_>, part: Range<usize>, with: impl Into<String>) {
        self.repairs.push(Repair {
            range: text.in_body(&part),
            with: with.into(),
        });
    }
}

/// Whether a bracket is escaped anywhere in a body. Few bodies have a backslash.
fn has_escaped_brackets(body: &str) -> bool {
    let bytes = body.as_bytes();
    memchr::memchr_iter(b'\\', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'(' | b'[')))
}

/// The block of text that is being read.
#[derive(Default)]
struct OpenText {
    /// Its first event.
    first: Option<usize>,
    signs: Signs,
    place: TextPlace,
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}
