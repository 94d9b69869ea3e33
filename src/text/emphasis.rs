//! Emphasis that works in Chinese: makes `坚持**“五级书记抓振兴”**的` bold, which CommonMark's
//! rules do not.
//!
//! CommonMark decides whether a run of `*` opens or closes by the blanks and the punctuation beside
//! it, which presumes blanks between words. The amendment for Chinese, Japanese and Korean
//! (<https://github.com/tats-u/markdown-cjk-friendly>) lets a run beside such a character do both.
//! The parser cannot be told so; but it takes a run for one that may do both where no punctuation
//! touches it. So [`prepare`] puts a private letter, a *sentinel*, between the run and the
//! punctuation, and [`Prepared::restore`] takes it out of what the parser gives back. Runs of `*`
//! and of exactly two `~` are treated so; `_` keeps the rules of CommonMark, as the amendment has
//! it.
//!
//! Sentinels also come to stand in code, HTML and addresses, where they change nothing before they
//! are taken out again.

mod places;
mod sentinels;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

use places::{Filling, places};
use sentinels::Sentinels;

/// A source text made ready for the Markdown parser, and the way back from what the parser says to
/// the source.
#[derive(Debug)]
pub struct Prepared<'a> {
    text: Cow<'a, str>,
    sentinels: Option<Sentinels>,
    insertions: Vec<Inserted>,
}

/// Prepares `source` for the parser. Costs one scan, and no copy where nothing needs a sentinel, as
/// in any text without Chinese.
pub fn prepare(source: &str) -> Prepared<'_> {
    let places = places(source);
    if !places.is_empty()
        && let Some(sentinels) = Sentinels::absent_from(source)
    {
        return insert(source, &places, sentinels);
    }
    Prepared {
        text: Cow::Borrowed(source),
        sentinels: None,
        insertions: Vec::new(),
    }
}

impl Prepared<'_> {
    /// What the parser is to read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether [`Prepared::text`] differs from the source, so that what the parser says needs
    /// [`Prepared::restore`] and [`Prepared::original`].
    pub fn is_marked(&self) -> bool {
        self.sentinels.is_some()
    }

    /// The byte offset in the source for a byte offset in [`Prepared::text`]. Takes logarithmic
    /// time.
    pub fn original(&self, offset: usize) -> usize {
        let after = self
            .insertions
            .partition_point(|inserted| inserted.at <= offset);
        match after
            .checked_sub(1)
            .and_then(|last| self.insertions.get(last))
        {
            Some(last) => offset - last.before - last.len.min(offset - last.at),
            None => offset,
        }
    }

    /// `s`, a string out of the parser, without sentinels.
    pub fn strip<'t>(&self, s: &'t str) -> Cow<'t, str> {
        match self.sentinels {
            Some(sentinels) if sentinels.are_in(s) => Cow::Owned(s.replace(sentinels.both(), "")),
            _ => Cow::Borrowed(s),
        }
    }

    /// Takes the sentinels out of every string in `events`, which stand in the order of their places in
    /// [`Prepared::text`]. A text that was only sentinels goes.
    pub fn restore(&self, events: &mut Vec<(Event<'_>, Range<usize>)>) {
        if !self.is_marked() {
            return;
        }
        let mut insertions = Insertions {
            all: &self.insertions,
            first: 0,
        };
        // A link may have its address from a definition elsewhere; every other event has its strings from its place.
        let is_from_elsewhere =
            |event: &Event<'_>| matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }));
        events.retain_mut(|(event, place)| {
            if !has_strings(event) {
                return true;
            }
            let inserted = insertions.within(place);
            if inserted.is_empty() && !is_from_elsewhere(event) {
                return true;
            }
            if let Some(left) = self.left_of(event, place, inserted) {
                *event = Event::Text(CowStr::Borrowed(left));
                return !left.is_empty();
            }
            self.restore_event(event)
        });
    }

    /// What is left of a text that stands at `place` as it is, if there are sentinels at its ends alone.
    fn left_of<'e>(
        &self,
        event: &Event<'e>,
        place: &Range<usize>,
        inserted: &[Inserted],
    ) -> Option<&'e str> {
        let Event::Text(CowStr::Borrowed(text)) = event else {
            return None;
        };
        let is_that = self.text.get(place.clone()) == Some(text);
        is_that.then(|| cut(text, place.start, inserted)).flatten()
    }

    /// Whether anything is left of `event` without its sentinels.
    fn restore_event(&self, event: &mut Event<'_>) -> bool {
        match event {
            Event::Text(text) => {
                self.clean(text);
                return !text.is_empty();
            }
            Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::FootnoteReference(text) => self.clean(text),
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
                    .for_each(|text| self.clean(text));
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
                .for_each(|text| self.clean(text)),
            Tag::CodeBlock(CodeBlockKind::Fenced(text)) | Tag::FootnoteDefinition(text) => {
                self.clean(text);
            }
            _ => {}
        }
    }

    fn clean(&self, text: &mut CowStr<'_>) {
        let Some(sentinels) = self.sentinels else {
            return;
        };
        // Most sentinels stand where a text begins or ends, which costs no copy.
        if let CowStr::Borrowed(text) = text {
            *text = text.trim_matches(sentinels.both());
        }
        if sentinels.are_in(text) {
            *text = text.replace(sentinels.both(), "").into();
        }
    }
}

/// All insertions, to be asked for places that mostly come in order.
struct Insertions<'p> {
    all: &'p [Inserted],
    /// The first that does not end before the place asked for last.
    first: usize,
}

impl<'p> Insertions<'p> {
    /// Those that lie in `place`.
    fn within(&mut self, place: &Range<usize>) -> &'p [Inserted] {
        let ends_before = |inserted: &Inserted| inserted.end() <= place.start;
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
            .take_while(|inserted| inserted.at < place.end)
            .count();
        rest.get(..count).unwrap_or_default()
    }
}

/// What is left of `text`, which stands at `start`, without what was inserted where it begins and ends; `None` where
/// something was inserted in its midst.
fn cut<'t>(text: &'t str, start: usize, inserted: &[Inserted]) -> Option<&'t str> {
    let (mut from, mut to) = (start, start + text.len());
    let mut rest = inserted;
    while let Some((first, others)) = rest.split_first().filter(|(first, _)| first.at <= from) {
        (from, rest) = (first.end(), others);
    }
    while let Some((last, others)) = rest.split_last().filter(|(last, _)| last.end() >= to) {
        (to, rest) = (last.at, others);
    }
    let left = from.min(to) - start..to - start;
    text.get(left).filter(|_| rest.is_empty())
}

/// Whether an event has any string of its own.
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

/// One insertion, as the offset map needs it.
#[derive(Debug)]
struct Inserted {
    /// Where it starts in the prepared text.
    at: usize,
    /// Its bytes.
    len: usize,
    /// The bytes of all insertions before it.
    before: usize,
}

impl Inserted {
    fn end(&self) -> usize {
        self.at + self.len
    }
}

/// Makes the prepared text.
fn insert<'a>(source: &'a str, places: &[(usize, Filling)], sentinels: Sentinels) -> Prepared<'a> {
    let Sentinels { letter, mark } = sentinels;
    let mut text = String::with_capacity(source.len() + places.len() * letter.len_utf8());
    let mut insertions = Vec::with_capacity(places.len());
    let mut copied = 0;
    for &(place, filling) in places {
        text.push_str(source.get(copied..place).unwrap_or_default());
        copied = place;
        let at = text.len();
        match filling {
            Filling::Letter => text.push(letter),
            Filling::LetterMark => text.extend([letter, mark]),
            Filling::MarkLetter => text.extend([mark, letter]),
        }
        insertions.push(Inserted {
            at,
            len: text.len() - at,
            before: at - place,
        });
    }
    text.push_str(source.get(copied..).unwrap_or_default());
    Prepared {
        text: Cow::Owned(text),
        sentinels: Some(sentinels),
        insertions,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Options, Parser, html};

    fn rendered(source: &str) -> String {
        let prepared = prepare(source);
        let features = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
        let parser = Parser::new_ext(prepared.text(), features).into_offset_iter();
        let mut events: Vec<_> = parser.collect();
        prepared.restore(&mut events);
        let mut page = String::new();
        html::push_html(&mut page, events.into_iter().map(|(event, _)| event));
        page
    }

    #[test]
    fn a_text_that_needs_nothing_is_borrowed() {
        for source in ["", "plain", "**bold**", "**乡村**振兴", "“中文”"] {
            let prepared = prepare(source);
            assert!(!prepared.is_marked());
            assert!(matches!(prepared.text, Cow::Borrowed(_)));
            assert_eq!(prepared.text(), source);
            assert_eq!(prepared.original(source.len()), source.len());
        }
    }

    #[test]
    fn stripping_gives_the_source_back() {
        let source = "真**“一”**与**_二_**她~~（三）~~的";
        let prepared = prepare(source);
        assert!(prepared.is_marked());
        assert_ne!(prepared.text(), source);
        assert_eq!(prepared.strip(prepared.text()), source);
        assert!(matches!(prepared.strip("乡"), Cow::Borrowed("乡")));
    }

    #[test]
    fn every_offset_maps_back() {
        let source = "真**“一”**与**_二_**她";
        let prepared = prepare(source);
        let text = prepared.text();
        for (at, c) in text.char_indices() {
            let original = prepared.original(at);
            let stripped = prepared.strip(&text[..at]).len();
            assert_eq!(original, stripped, "{at}");
            if prepared.strip(c.encode_utf8(&mut [0; 4])).is_empty() {
                assert_eq!(prepared.original(at + 1), original);
            } else {
                assert!(source[original..].starts_with(c));
            }
        }
        assert_eq!(prepared.original(text.len()), source.len());
    }

    #[test]
    fn strings_of_every_kind_are_restored() {
        for (source, expected) in [
            ("`乡*，`", "<p><code>乡*，</code></p>\n"),
            ("<b title=\"乡*，\">乡", "<p><b title=\"乡*，\">乡</p>\n"),
            ("<div>乡*，</div>\n", "<div>乡*，</div>\n"),
            (
                "[x](u*，乡 \"乡*，\")",
                "<p><a href=\"u*%EF%BC%8C%E4%B9%A1\" title=\"乡*，\">x</a></p>\n",
            ),
            (
                "![x](乡*，)",
                "<p><img src=\"%E4%B9%A1*%EF%BC%8C\" alt=\"x\" /></p>\n",
            ),
            ("[x][乡*，]\n\n[乡*，]: u", "<p><a href=\"u\">x</a></p>\n"),
            ("    乡*，", "<pre><code>乡*，</code></pre>\n"),
            (
                "``` 乡*，\n乡*，\n```",
                "<pre><code class=\"language-乡*，\">乡*，\n</code></pre>\n",
            ),
            (
                "# 乡 {#乡*， .乡*，}",
                "<h1 id=\"乡*，\" class=\"乡*，\">乡</h1>\n",
            ),
            (
                "$乡*，$",
                "<p><span class=\"math math-inline\">乡*，</span></p>\n",
            ),
            (
                "&#xF8FE;**“一”**的",
                "<p>\u{F8FE}<strong>“一”</strong>的</p>\n",
            ),
        ] {
            assert!(prepare(source).is_marked(), "{source}");
            assert_eq!(rendered(source), expected);
        }
    }

    #[test]
    fn footnote_labels_are_restored() {
        let html = rendered("一[^乡*，]\n\n[^乡*，]: 二");
        assert!(
            html.contains("id=\"乡*，\"") && html.contains("href=\"#乡*，\""),
            "{html}"
        );
    }

    #[test]
    fn a_text_of_sentinels_alone_is_dropped() {
        let prepared = prepare("真**“**");
        let [letter, _] = prepared
            .sentinels
            .expect("the source needs sentinels")
            .both();
        let text = Event::Text(letter.to_string().into());
        let mut events = vec![(text, 0..prepared.text().len())];
        prepared.restore(&mut events);
        assert_eq!(events, []);
        let empty = vec![(Event::Text("".into()), 0..3)];
        let mut events = empty.clone();
        prepare("真").restore(&mut events);
        assert_eq!(events, empty);
    }

    #[test]
    fn places_out_of_order_are_looked_up_too() {
        let prepared = prepare("真**“一”**与**“二”**她**“三”**的");
        let all = &prepared.insertions;
        let mut insertions = Insertions { all, first: 0 };
        let length = prepared.text().len();
        for step in [1, 7, 31, 1000] {
            for at in (0..length).map(|at| at * step % length) {
                let inside = |inserted: &&Inserted| inserted.at <= at && at < inserted.end();
                let found = insertions.within(&(at..at + 1)).first();
                let expected = all.iter().find(inside);
                assert_eq!(found.map(|it| it.at), expected.map(|it| it.at), "{at}");
            }
        }
    }

    #[test]
    fn a_source_full_of_sentinels_is_left_as_it_is() {
        let source: String = ('\u{1D800}'..='\u{1D9FF}')
            .chain("真**“一”**与".chars())
            .collect();
        let prepared = prepare(&source);
        assert!(!prepared.is_marked());
        assert_eq!(prepared.text(), source);
    }
}
