//! Emphasis that works in Chinese: makes `坚持**“五级书记抓振兴”**的` bold, which CommonMark's rules do not.
//!
//! CommonMark decides by the white space and the punctuation next to a run of `*` whether the run opens or
//! closes, and so presumes spaces between words. The amendment for Chinese, Japanese and Korean
//! (<https://github.com/tats-u/markdown-cjk-friendly>) lets a run next to such a character do both. The
//! parser has no option for it; but it lets a run do both where no punctuation touches it. So
//! [`MarkedSource`] inserts a private-use letter, a *sentinel*, between the run and the punctuation, and
//! [`MarkedSource::restore`] removes it from the parser's events. Runs of `*` and of exactly two `~` are
//! treated in this way; `_` keeps the rules of CommonMark, as the amendment has it.
//!
//! In two things the amendment would take signs away that hide names and numbers (`李**，配偶：王**，`), and
//! is not followed: a run of `*` before a mark that nothing begins with does not open, and the signs that
//! `masks` finds are none of the parser's business. Another sentinel stands for them.
//!
//! Sentinels also get into code, HTML and addresses. They change nothing there before they are removed.

mod doubt;
mod insertion_points;
mod lone;
mod mask_pairs;
mod masks;
mod names;
mod restore;
mod sentinels;

use std::borrow::Cow;
use std::ops::Range;

pub use doubt::is_doubtful;
use insertion_points::{SentinelKind, insertion_points};
pub use lone::may_hide;
pub use names::ends_quantity;
pub use names::is_surname;
use sentinels::Sentinels;

/// A source text with sentinels for the Markdown parser, and the map from the parser's offsets back to the
/// source.
#[derive(Debug)]
pub struct MarkedSource<'a> {
    text: Cow<'a, str>,
    sentinels: Option<Sentinels>,
    insertions: Vec<Insertion>,
}

impl<'a> MarkedSource<'a> {
    /// Marks `source`. Costs one scan, and no copy where no sentinel is needed, as in any text without
    /// Chinese.
    pub fn new(source: &'a str) -> Self {
        let points = insertion_points(source);
        if !points.is_empty()
            && let Some(sentinels) = Sentinels::absent_from(source)
        {
            return Self::with_sentinels(source, &points, sentinels);
        }
        Self {
            text: Cow::Borrowed(source),
            sentinels: None,
            insertions: Vec::new(),
        }
    }

    fn with_sentinels(
        source: &str,
        points: &[(usize, SentinelKind)],
        sentinels: Sentinels,
    ) -> Self {
        let Sentinels { letter, mark, star } = sentinels;
        let mut text = String::with_capacity(source.len() + points.len() * letter.len_utf8());
        let mut insertions = Vec::with_capacity(points.len());
        let mut copied = 0;
        for &(point, kind) in points {
            text.push_str(source.get(copied..point).unwrap_or_default());
            copied = point;
            let at = text.len();
            let mut replaced = 0;
            match kind {
                SentinelKind::Letter => text.push(letter),
                SentinelKind::LetterMark => text.extend([letter, mark]),
                SentinelKind::MarkLetter => text.extend([mark, letter]),
                SentinelKind::Mark => text.push(mark),
                SentinelKind::Star => {
                    text.push(star);
                    replaced = "*".len();
                }
            }
            copied += replaced;
            insertions.push(Insertion {
                at,
                len: text.len() - at - replaced,
                before: at - point,
            });
        }
        text.push_str(source.get(copied..).unwrap_or_default());
        Self {
            text: Cow::Owned(text),
            sentinels: Some(sentinels),
            insertions,
        }
    }

    /// The text for the parser.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether [`MarkedSource::text`] differs from the source, so that the parser's events need
    /// [`MarkedSource::restore`] and [`MarkedSource::source_offset`].
    pub fn is_marked(&self) -> bool {
        self.sentinels.is_some()
    }

    /// The ranges in the source of the signs that hide something, and that the parser does not see.
    pub fn masks(&self) -> impl Iterator<Item = Range<usize>> {
        let stars = self.sentinels.map(|sentinels| sentinels.star);
        let stars = stars
            .into_iter()
            .flat_map(|star| self.text.match_indices(star));
        stars.map(|(at, _)| {
            let start = self.source_offset(at);
            start..start + 1
        })
    }

    /// The byte offset in the source for a byte offset in [`MarkedSource::text`]. Takes logarithmic time.
    pub fn source_offset(&self, offset: usize) -> usize {
        let after = self
            .insertions
            .partition_point(|insertion| insertion.at <= offset);
        match after
            .checked_sub(1)
            .and_then(|last| self.insertions.get(last))
        {
            Some(last) => offset - last.before - last.len.min(offset - last.at),
            None => offset,
        }
    }

    /// `s`, a string from the parser, without sentinels.
    #[cfg(test)]
    fn strip<'t>(&self, s: &'t str) -> Cow<'t, str> {
        match self.sentinels {
            Some(sentinels) if sentinels.are_in(s) => Cow::Owned(sentinels.removed_from(s)),
            _ => Cow::Borrowed(s),
        }
    }
}

/// One insertion, as the offset map needs it.
#[derive(Debug)]
struct Insertion {
    /// Where it starts in the marked text.
    at: usize,
    /// Its length in bytes.
    len: usize,
    /// The bytes of all insertions before it.
    before: usize,
}

impl Insertion {
    fn end(&self) -> usize {
        self.at + self.len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_needs_nothing_is_borrowed() {
        for source in ["", "plain", "**bold**", "**乡村**振兴", "“中文”"] {
            let marked = MarkedSource::new(source);
            assert!(!marked.is_marked());
            assert!(matches!(marked.text, Cow::Borrowed(_)));
            assert_eq!(marked.text(), source);
            assert_eq!(marked.source_offset(source.len()), source.len());
        }
    }

    #[test]
    fn stripping_gives_the_source_back() {
        let source = "真**“一”**与**_二_**她~~（三）~~的";
        let marked = MarkedSource::new(source);
        assert!(marked.is_marked());
        assert_ne!(marked.text(), source);
        assert_eq!(marked.strip(marked.text()), source);
        assert!(matches!(marked.strip("乡"), Cow::Borrowed("乡")));
    }

    #[test]
    fn every_offset_maps_back() {
        let source = "真**“一”**与**_二_**她";
        let marked = MarkedSource::new(source);
        let text = marked.text();
        for (at, c) in text.char_indices() {
            let original = marked.source_offset(at);
            let stripped = marked.strip(&text[..at]).len();
            assert_eq!(original, stripped, "{at}");
            if marked.strip(c.encode_utf8(&mut [0; 4])).is_empty() {
                assert_eq!(marked.source_offset(at + 1), original);
            } else {
                assert!(source[original..].starts_with(c));
            }
        }
        assert_eq!(marked.source_offset(text.len()), source.len());
    }

    #[test]
    fn a_source_full_of_sentinels_is_left_as_it_is() {
        let source: String = ('\u{1D800}'..='\u{1D9FF}')
            .chain("真**“一”**与".chars())
            .collect();
        let marked = MarkedSource::new(&source);
        assert!(!marked.is_marked());
        assert_eq!(marked.text(), source);
    }
}
