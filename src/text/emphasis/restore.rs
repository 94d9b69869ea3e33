//! Removes the sentinels from the parser's events.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

use super::{Insertion, MarkedSource};

impl MarkedSource<'_> {
    /// Removes the sentinels from every string in `events`, which are in the order of their ranges in
    /// [`MarkedSource::text`]. A text event of nothing but sentinels is removed.
    pub fn restore(&self, events: &mut Vec<(Event<'_>, Range<usize>)>) {
        if !self.is_marked() {
            return;
        }
        let mut insertions = InsertionCursor {
            all: &self.insertions,
            first: 0,
        };
        // A link may have its address from a definition elsewhere. All other strings come from the event's
        // range.
        let is_from_elsewhere =
            |event: &Event<'_>| matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }));
        events.retain_mut(|(event, range)| {
            if !has_strings(event) {
                return true;
            }
            let inside = insertions.within(range);
            if inside.is_empty() && !is_from_elsewhere(event) {
                return true;
            }
            if let Some(text) = self.trimmed(event, range, inside) {
                *event = Event::Text(CowStr::Borrowed(text));
                return !text.is_empty();
            }
            self.restore_event(event)
        });
    }

    /// The text of a text event without the sentinels at its ends; `None` where there are others, or where
    /// the event's text is not the text at `range`.
    fn trimmed<'e>(
        &self,
        event: &Event<'e>,
        range: &Range<usize>,
        inside: &[Insertion],
    ) -> Option<&'e str> {
        let Event::Text(CowStr::Borrowed(text)) = event else {
            return None;
        };
        let is_verbatim = self.text.get(range.clone()) == Some(text);
        is_verbatim
            .then(|| without_insertions_at_ends(text, range.start, inside))
            .flatten()
    }

    /// Removes the sentinels of `event`. False where nothing is left of it.
    fn restore_event(&self, event: &mut Event<'_>) -> bool {
        match event {
            Event::Text(text) => {
                self.remove_sentinels(text);
                return !text.is_empty();
            }
            Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::FootnoteReference(text) => self.remove_sentinels(text),
            Event::Start(tag) => self.restore_tag(tag),
            _ => {}
        }
        true
    }

    fn restore_tag(&self, tag: &mut Tag<'_>) {
        match tag {
            Tag::Heading {
                id, classes, attrs, ..
            } => {
                let attributes = attrs
                    .iter_mut()
                    .flat_map(|(name, value)| [Some(name), value.as_mut()]);
                let texts = classes.iter_mut().map(Some).chain(attributes);
                texts
                    .chain([id.as_mut()])
                    .flatten()
                    .for_each(|text| self.remove_sentinels(text));
            }
            Tag::Link {
                dest_url,
                title,
                id,
                ..
            }
            | Tag::Image {
                dest_url,
                title,
                id,
                ..
            } => [dest_url, title, id]
                .into_iter()
                .for_each(|text| self.remove_sentinels(text)),
            Tag::CodeBlock(CodeBlockKind::Fenced(text)) | Tag::FootnoteDefinition(text) => {
                self.remove_sentinels(text);
            }
            _ => {}
        }
    }

    fn remove_sentinels(&self, text: &mut CowStr<'_>) {
        let Some(sentinels) = self.sentinels else {
            return;
        };
        // Most sentinels are at the ends of a text, where removing them costs no copy.
        if let CowStr::Borrowed(text) = text {
            *text = text.trim_matches(sentinels.inserted());
        }
        if sentinels.are_in(text) {
            *text = sentinels.removed_from(text).into();
        }
    }
}

/// All insertions, with a cursor: the ranges that are looked up mostly come in order.
struct InsertionCursor<'m> {
    all: &'m [Insertion],
    /// The first that does not end before the last range that was looked up.
    first: usize,
}

impl<'m> InsertionCursor<'m> {
    /// The insertions inside `range`.
    fn within(&mut self, range: &Range<usize>) -> &'m [Insertion] {
        let ends_before = |insertion: &Insertion| insertion.end() <= range.start;
        let is_before = |at: usize| self.all.get(at).is_some_and(ends_before);
        let is_first = |at: usize| !is_before(at) && (at == 0 || is_before(at - 1));
        let near = [self.first, self.first + 1];
        self.first = near
            .into_iter()
            .find(|&at| is_first(at))
            .unwrap_or_else(|| self.all.partition_point(ends_before));
        let rest = self.all.get(self.first..).unwrap_or_default();
        let count = rest
            .iter()
            .take_while(|insertion| insertion.at < range.end)
            .count();
        rest.get(..count).unwrap_or_default()
    }
}

/// `text`, which starts at `start`, without the insertions at its ends; `None` where one is between them, or
/// a star stands for a sign.
fn without_insertions_at_ends<'t>(
    text: &'t str,
    start: usize,
    inside: &[Insertion],
) -> Option<&'t str> {
    let (mut from, mut to) = (start, start + text.len());
    let mut rest = inside;
    while let Some((first, others)) = rest.split_first().filter(|(first, _)| first.at <= from) {
        (from, rest) = (first.end(), others);
    }
    while let Some((last, others)) = rest.split_last().filter(|(last, _)| last.end() >= to) {
        (to, rest) = (last.at, others);
    }
    let range = from.min(to) - start..to - start;
    text.get(range).filter(|_| rest.is_empty())
}

/// Whether an event has strings.
fn has_strings(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Heading { .. }
                | Tag::CodeBlock(_)
                | Tag::FootnoteDefinition(_)
                | Tag::Link { .. }
                | Tag::Image { .. }
        ),
        Event::End(_)
        | Event::SoftBreak
        | Event::HardBreak
        | Event::Rule
        | Event::TaskListMarker(_) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{LINEAR, assert_growth};
    use pulldown_cmark::{Options, Parser, html};

    fn rendered(source: &str) -> String {
        let marked = MarkedSource::new(source);
        let features = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
        let parser = Parser::new_ext(marked.text(), features).into_offset_iter();
        let mut events: Vec<_> = parser.collect();
        marked.restore(&mut events);
        let mut page = String::new();
        html::push_html(&mut page, events.into_iter().map(|(event, _)| event));
        page
    }

    #[test]
    fn strings_of_every_kind_are_restored() {
        for (source, expected) in [
            ("`乡*（`", "<p><code>乡*（</code></p>\n"),
            ("<b title=\"乡*（\">乡", "<p><b title=\"乡*（\">乡</p>\n"),
            ("<div>乡*（</div>\n", "<div>乡*（</div>\n"),
            (
                "[x](u*（乡 \"乡*（\")",
                "<p><a href=\"u*%EF%BC%88%E4%B9%A1\" title=\"乡*（\">x</a></p>\n",
            ),
            (
                "![x](乡*（)",
                "<p><img src=\"%E4%B9%A1*%EF%BC%88\" alt=\"x\" /></p>\n",
            ),
            ("[x][乡*（]\n\n[乡*（]: u", "<p><a href=\"u\">x</a></p>\n"),
            ("    乡*（", "<pre><code>乡*（</code></pre>\n"),
            (
                "``` 乡*（\n乡*（\n```",
                "<pre><code class=\"language-乡*（\">乡*（\n</code></pre>\n",
            ),
            (
                "# 乡 {#乡*（ .乡*（}",
                "<h1 id=\"乡*（\" class=\"乡*（\">乡</h1>\n",
            ),
            (
                "$乡*（$",
                "<p><span class=\"math math-inline\">乡*（</span></p>\n",
            ),
            (
                "&#xF8FE;**“一”**的",
                "<p>\u{F8FE}<strong>“一”</strong>的</p>\n",
            ),
        ] {
            assert!(MarkedSource::new(source).is_marked(), "{source}");
            assert_eq!(rendered(source), expected);
        }
    }

    #[test]
    fn footnote_labels_are_restored() {
        let html = rendered("一[^乡*（]\n\n[^乡*（]: 二");
        assert!(
            html.contains("id=\"乡*（\"") && html.contains("href=\"#乡*（\""),
            "{html}"
        );
    }

    #[test]
    fn a_text_of_sentinels_alone_is_dropped() {
        let marked = MarkedSource::new("真**“**");
        let [letter, _] = marked
            .sentinels
            .expect("the source needs sentinels")
            .inserted();
        let text = Event::Text(letter.to_string().into());
        let mut events = vec![(text, 0..marked.text().len())];
        marked.restore(&mut events);
        assert_eq!(events, []);
        let empty = vec![(Event::Text("".into()), 0..3)];
        let mut events = empty.clone();
        MarkedSource::new("真").restore(&mut events);
        assert_eq!(events, empty);
    }

    #[test]
    fn ranges_out_of_order_are_looked_up_too() {
        let marked = MarkedSource::new("真**“一”**与**“二”**她**“三”**的");
        let all = &marked.insertions;
        let mut insertions = InsertionCursor { all, first: 0 };
        let length = marked.text().len();
        for step in [1, 7, 31, 1000] {
            for at in (0..length).map(|at| at * step % length) {
                let is_there = |insertion: &&Insertion| insertion.at <= at && at < insertion.end();
                let first = insertions.within(&(at..at + 1)).first();
                let expected = all.iter().find(is_there);
                assert_eq!(first.map(|it| it.at), expected.map(|it| it.at), "{at}");
            }
        }
    }

    #[test]
    fn fifty_thousand_bold_runs_are_read_in_linear_time() {
        let texts = |count| "持**“五”**的，".repeat(count);
        let bold_runs = |source: &String| {
            let marked = MarkedSource::new(source);
            let events = Parser::new_ext(marked.text(), Options::empty()).into_offset_iter();
            let is_bold = |(event, range): &(Event<'_>, Range<usize>)| {
                let range = marked.source_offset(range.start)..marked.source_offset(range.end);
                matches!(event, Event::Start(_)) && source[range] == *"**“五”**"
            };
            events.filter(is_bold).count()
        };
        assert_eq!(assert_growth(LINEAR, 50_000, texts, bold_runs), 50_000);
    }
}
