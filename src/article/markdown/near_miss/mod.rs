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
mod pairs;
mod signs;
mod structure;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, RefDefs, Tag, TagEnd};

use self::foreign::ForeignMarkup;
use self::inline_text::{InlineText, TextPlace};
use self::signs::Signs;
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
    /// The labels of footnotes, once they are needed.
    labels: Option<HashSet<String>>,
    /// The places of the signs that hide something, once they are needed.
    masks: Option<HashSet<usize>>,
}

impl NearMisses {
    /// Looks through a body.
    pub(super) fn of(body: ParsedBody<'_>) -> Self {
        let mut found = Self::default();
        let mut block = OpenText::default();
        let mut is_code = false;
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
                }
                Event::Start(tag) => {
                    found.close(&mut block, body, at);
                    block.place = TextPlace::within(tag, block.place);
                    is_code = matches!(tag, Tag::CodeBlock(_));
                    structure::look_at_block(body, tag, range, &mut found);
                }
                Event::End(tag) if !is_inline_end(*tag) => {
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
            lines::look(&mut text, self);
            if block.signs.has_bracket() {
                brackets::look(&mut text, body, self);
            }
            if block.signs.has(":") {
                text.remove_urls();
            }
            foreign::look(&mut text, self);
            pairs::look(&mut text, body, self);
        }
        block.first = None;
        block.signs = Signs::default();
    }

    /// Whether a footnote is defined.
    fn is_defined(&mut self, body: ParsedBody<'_>, label: &str) -> bool {
        let labels = self.labels.get_or_insert_with(|| {
            let labels = brackets::defined_labels(body.text);
            labels.into_iter().map(str::to_lowercase).collect()
        });
        labels.contains(&label.to_lowercase())
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
