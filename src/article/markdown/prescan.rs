//! A first pass over all events. It collects the facts that the writer needs before the first byte.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::writer::RenderInput;
use super::{RawHtml, raw};
use crate::text::anchor::Anchors;

/// The facts about the whole body that the writer needs.
pub(super) struct Prescan<'t> {
    /// The ids that are taken; those that authors wrote are reserved from the start.
    pub anchors: Anchors<'t>,
    /// The number of levels by which headings are lowered: the title of the page is the only heading of
    /// level 1.
    pub level_shift: u8,
    /// The ids that authors gave to headings, by the event that opens the heading.
    heading_ids: HashMap<usize, String>,
    /// The events that open and close each definition of a footnote, in order.
    definitions: Vec<(usize, usize)>,
    /// The first definition of each label.
    by_label: HashMap<String, (usize, usize)>,
}

impl<'t> Prescan<'t> {
    pub(super) fn new(input: &RenderInput<'t>) -> Self {
        let mut prescan = Self {
            anchors: Anchors::new(&input.options.theme.ids),
            level_shift: 0,
            heading_ids: HashMap::new(),
            definitions: Vec::new(),
            by_label: HashMap::new(),
        };
        let mut open = Vec::new();
        let mut written_ids = Vec::new();
        for (at, (event, _)) in input.events.iter().enumerate() {
            match event {
                Event::Start(Tag::Heading { level, id, .. }) => {
                    prescan.level_shift = prescan
                        .level_shift
                        .max(u8::from(*level == HeadingLevel::H1));
                    written_ids.extend(id.as_ref().map(|id| (at, id.to_string())));
                }
                Event::Start(Tag::FootnoteDefinition(_)) => open.push(at),
                Event::End(TagEnd::FootnoteDefinition) => {
                    prescan
                        .definitions
                        .extend(open.pop().map(|start| (start, at)));
                }
                Event::Html(html) | Event::InlineHtml(html) => prescan.reserve_raw(input, html),
                _ => {}
            }
        }
        prescan.label_definitions(input);
        prescan.assign_heading_ids(written_ids);
        prescan
    }

    /// The id that the author gave to the heading opened by the event `at`, made unique.
    pub(super) fn heading_id(&self, at: usize) -> Option<&str> {
        self.heading_ids.get(&at).map(String::as_str)
    }

    /// The event that closes the footnote definition opened by the event `start`.
    pub(super) fn definition_end(&self, start: usize) -> usize {
        let index = self
            .definitions
            .binary_search_by_key(&start, |&(start, _)| start);
        index
            .ok()
            .and_then(|index| self.definitions.get(index))
            .map_or(start, |&(_, end)| end)
    }

    /// The events inside the definition of a footnote.
    pub(super) fn definition(&self, label: &str) -> Option<Range<usize>> {
        self.by_label.get(label).map(|&(start, end)| start + 1..end)
    }

    /// The definitions of footnotes in order: the event that opens each, the events inside, and whether it
    /// is the first one of its label.
    pub(super) fn definitions(&self) -> impl Iterator<Item = (usize, Range<usize>, bool)> {
        let is_first: HashSet<usize> = self.by_label.values().map(|&(start, _)| start).collect();
        let definitions = self.definitions.clone().into_iter();
        definitions.map(move |(start, end)| (start, start + 1..end, is_first.contains(&start)))
    }

    fn reserve_raw(&mut self, input: &RenderInput<'_>, html: &str) {
        if input.options.raw_html != RawHtml::Escape {
            for id in raw::ids(html) {
                self.anchors.reserve(&id);
            }
        }
    }

    fn label_definitions(&mut self, input: &RenderInput<'_>) {
        self.definitions.sort_unstable();
        for &(start, end) in &self.definitions {
            if let Some((Event::Start(Tag::FootnoteDefinition(label)), _)) = input.events.get(start)
            {
                self.by_label
                    .entry(label.to_lowercase())
                    .or_insert((start, end));
            }
        }
    }

    /// Assigns each id to the first heading that has it, and new ids to those that repeat it.
    fn assign_heading_ids(&mut self, written: Vec<(usize, String)>) {
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
