//! The text of a block as the parser left it: what was taken for markup, code or an address is blanked out,
//! byte for byte, so that offsets stay those of the source.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::ParsedBody;
use super::signs::Signs;
use crate::article::markdown::urls;

/// What stands for a byte that is no text.
pub(super) const BLANK: char = '\u{1}';

/// Where a block of text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum TextPlace {
    #[default]
    Paragraph,
    Heading,
    /// A cell of a table.
    Cell,
    /// The first text of a list item.
    Item,
    /// The first text of a quotation.
    Quotation,
}

impl TextPlace {
    /// The place of text behind the start of `tag`, which is in `outer`.
    pub(super) fn within(tag: &Tag<'_>, outer: Self) -> Self {
        match tag {
            Tag::Heading { .. } => Self::Heading,
            Tag::TableCell => Self::Cell,
            Tag::Item => Self::Item,
            Tag::BlockQuote(None) => Self::Quotation,
            Tag::Paragraph if matches!(outer, Self::Item | Self::Quotation) => outer,
            _ => Self::Paragraph,
        }
    }

    /// The place of text behind the end of `tag`.
    pub(super) fn after(tag: TagEnd) -> Self {
        match tag {
            TagEnd::TableCell => Self::Cell,
            _ => Self::Paragraph,
        }
    }
}

/// The text of a block. Ranges of its parts are those of [`InlineText::prose`].
pub(super) struct InlineText<'p> {
    /// The text, with [`BLANK`] for what is none.
    pub prose: String,
    /// The same part of the body.
    pub source: &'p str,
    pub place: TextPlace,
    /// The signs of markup that are in it, and possibly others.
    pub signs: Signs,
    /// The offset in the body.
    base: usize,
    /// Where the lines begin that begin with text.
    pub lines: Vec<usize>,
}

impl<'p> InlineText<'p> {
    /// The text of the events `events`; `None` if it is not in the body as it is.
    pub(super) fn new(
        body: ParsedBody<'p>,
        events: Range<usize>,
        place: TextPlace,
        signs: Signs,
    ) -> Option<Self> {
        let events = body.events.get(events)?;
        let ranges = events.iter().map(|(_, range)| range);
        let start = ranges.clone().map(|range| range.start).min()?;
        let end = ranges.map(|range| range.end).max()?;
        let Range { start: base, end } = body.range(&(start..end));
        let source = body.text.get(base..end)?;
        let mut canvas = Canvas {
            bytes: vec![BLANK as u8; source.len()],
            base,
            lines: Vec::new(),
            text_end: 0,
            images: 0,
            begins_line: true,
        };
        for (event, range) in events {
            canvas.add(body, event, body.range(range));
        }
        Some(Self {
            prose: String::from_utf8(canvas.bytes).ok()?,
            source,
            place,
            signs,
            base,
            lines: canvas.lines,
        })
    }

    /// A part of the text as a range of the body.
    pub(super) fn in_body(&self, part: &Range<usize>) -> Range<usize> {
        part.start + self.base..part.end + self.base
    }

    /// The part of a line from `start` on, without its end.
    pub(super) fn line(&self, start: usize) -> &str {
        let rest = self.prose.get(start..).unwrap_or_default();
        rest.split('\n').next().unwrap_or_default()
    }

    /// The character before a part.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.prose.get(..at)?.chars().next_back()
    }

    /// The character at an offset.
    pub(super) fn at(&self, at: usize) -> Option<char> {
        self.prose.get(at..)?.chars().next()
    }

    /// Blanks a part out.
    pub(super) fn take_out(&mut self, part: Range<usize>) {
        if self.prose.get(part.clone()).is_some() {
            let blanks = BLANK.to_string().repeat(part.len());
            self.prose.replace_range(part, &blanks);
        }
    }

    /// Blanks the URLs out.
    pub(super) fn remove_urls(&mut self) {
        let mut from = 0;
        while let Some(url) = urls::find(&self.prose, from) {
            from = url.end;
            self.take_out(url);
        }
    }
}

/// The bytes of a text while its events are read.
struct Canvas {
    bytes: Vec<u8>,
    base: usize,
    lines: Vec<usize>,
    /// The end of the last piece of text.
    text_end: usize,
    /// The number of open images, whose texts are not on the page.
    images: usize,
    begins_line: bool,
}

impl Canvas {
    fn add(&mut self, body: ParsedBody<'_>, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) => self.add_text(body, text, range),
            Event::SoftBreak | Event::HardBreak => {
                if let Some(byte) = self.bytes.get_mut(range.start - self.base) {
                    *byte = b'\n';
                }
                self.begins_line = true;
            }
            Event::Start(Tag::Image { .. }) => {
                self.images += 1;
                self.begins_line = false;
            }
            Event::End(TagEnd::Image) => self.images = self.images.saturating_sub(1),
            Event::End(_) => {}
            _ => self.begins_line = false,
        }
    }

    fn add_text(&mut self, body: ParsedBody<'_>, text: &str, range: Range<usize>) {
        let begins_line = std::mem::take(&mut self.begins_line);
        let is_verbatim = body.text.get(range.clone()) == Some(text);
        if is_verbatim && self.images == 0 {
            let start = range.start - self.base;
            if let Some(bytes) = self.bytes.get_mut(start..start + text.len()) {
                bytes.copy_from_slice(text.as_bytes());
            }
            // A backslash that is no text has made text of the character behind it.
            let is_escaped = range.start > self.text_end
                && body.text.as_bytes().get(range.start - 1) == Some(&b'\\');
            let escape_length = text.chars().next().map_or(0, char::len_utf8);
            if is_escaped && let Some(bytes) = self.bytes.get_mut(start..start + escape_length) {
                bytes.fill(BLANK as u8);
            } else if begins_line {
                self.lines.push(start);
            }
        }
        self.text_end = range.end;
    }
}
