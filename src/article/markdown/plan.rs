//! Reads all events once, for what must be known before the first byte is written.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::writer::Page;
use super::{RawHtml, raw};
use crate::text::anchor::Anchors;

/// What the writer has to know of the whole body.
pub(super) struct Plan {
    /// The ids that are taken; those that authors wrote are in it from the start.
    pub anchors: Anchors,
    /// By how much headings are lowered: the title of the page is the only heading of level 1.
    pub shift: u8,
    /// Ids that authors gave to headings, by the event that opens the heading.
    heading_ids: HashMap<usize, String>,
    /// Events of the definitions of footnotes, from the one that opens it to the one that closes it, in order.
    definitions: Vec<(usize, usize)>,
    /// The first definition of each label.
    by_label: HashMap<String, (usize, usize)>,
}

impl Plan {
    pub(super) fn new(page: &Page<'_>) -> Self {
        let mut plan = Self {
            anchors: Anchors::new(),
            shift: 0,
            heading_ids: HashMap::new(),
            definitions: Vec::new(),
            by_label: HashMap::new(),
        };
        let mut open = Vec::new();
        let mut written_ids = Vec::new();
        for (at, (event, _)) in page.events.iter().enumerate() {
            match event {
                Event::Start(Tag::Heading { level, id, .. }) => {
                    plan.shift = plan.shift.max(u8::from(*level == HeadingLevel::H1));
                    written_ids.extend(id.as_ref().map(|id| (at, id.to_string())));
                }
                Event::Start(Tag::FootnoteDefinition(_)) => open.push(at),
                Event::End(TagEnd::FootnoteDefinition) => {
                    plan.definitions.extend(open.pop().map(|start| (start, at)));
                }
                Event::Html(html) | Event::InlineHtml(html) => plan.reserve_raw(page, html),
                _ => {}
            }
        }
        plan.label_definitions(page);
        plan.take_heading_ids(written_ids);
        plan
    }

    /// The id that the author gave to the heading opened by the event `at`, made unique.
    pub(super) fn heading_id(&self, at: usize) -> Option<&str> {
        self.heading_ids.get(&at).map(String::as_str)
    }

    /// The event that closes the footnote definition opened by the event `start`.
    pub(super) fn definition_end(&self, start: usize) -> usize {
        let found = self
            .definitions
            .binary_search_by_key(&start, |&(start, _)| start);
        found
            .ok()
            .and_then(|index| self.definitions.get(index))
            .map_or(start, |&(_, end)| end)
    }

    /// The events inside the definition of a footnote.
    pub(super) fn definition(&self, label: &str) -> Option<Range<usize>> {
        self.by_label.get(label).map(|&(start, end)| start + 1..end)
    }

    fn reserve_raw(&mut self, page: &Page<'_>, html: &str) {
        if page.options.raw_html != RawHtml::Escape {
            for id in raw::ids(html) {
                self.anchors.reserve(&id);
            }
        }
    }

    fn label_definitions(&mut self, page: &Page<'_>) {
        self.definitions.sort_unstable();
        for &(start, end) in &self.definitions {
            if let Some((Event::Start(Tag::FootnoteDefinition(label)), _)) = page.events.get(start)
            {
                self.by_label
                    .entry(label.to_lowercase())
                    .or_insert((start, end));
            }
        }
    }

    /// Gives the first heading of an id that id, and another one to those that repeat it.
    fn take_heading_ids(&mut self, written: Vec<(usize, String)>) {
        let mut repeated = Vec::new();
        for (at, id) in written {
            if self.anchors.reserve(&id) {
                self.heading_ids.insert(at, id);
            } else {
                repeated.push((at, id));
            }
        }
        for (at, id) in repeated {
            self.heading_ids.insert(at, self.anchors.unique(id));
        }
    }
}
