//! Text, code spans and line breaks inside a block.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::writer::{BlockKind, HtmlWriter};
use super::{Doubt, LineBreaks, raw, urls};
use crate::text::enumeration::begins_item;
use crate::text::line_break::{ends_with_mark, joins};
use crate::text::lines::first_own_line;
use crate::util::html::escape;

/// The marks of emphasis at the start of a line.
const MARKS: [char; 3] = ['*', '_', '~'];

/// A line of a paragraph without blanks and the marks of quotations.
fn line_content(line: &str) -> &str {
    line.trim().trim_start_matches(['>', ' ', '\t', '\u{3000}'])
}

impl<'a> HtmlWriter<'a> {
    /// Writes the text that starts with the event `at`; returns the index after its last event.
    ///
    /// The parser splits text at every character that could be markup. Only a URL must be read as a whole.
    pub(super) fn text(&mut self, at: usize) -> usize {
        let mut end = at;
        let mut has_url = false;
        while let Some(Event::Text(text)) = self.input.event(end) {
            has_url |= self.input.has_urls && text.contains("://");
            end += 1;
        }
        if has_url && self.links.is_empty() {
            self.text_with_urls(at, end);
        } else {
            for at in at..end {
                if let Some(Event::Text(text)) = self.input.event(at) {
                    self.plain(text, at..at + 1);
                }
            }
        }
        end
    }

    /// Writes visible text, which comes from `events`.
    pub(super) fn plain(&mut self, text: &str, events: Range<usize>) {
        if escape::is_plain(text) {
            self.out.push_str(text);
            self.record(text, events);
        } else {
            escape::text(&mut self.out, text);
            self.record(&escape::without_controls(text), events);
        }
    }

    /// Writes the code span that is the event `at`.
    pub(super) fn code_span(&mut self, code: &str, at: usize) {
        self.out.push_str("<code>");
        escape::text(&mut self.out, code);
        self.out.push_str("</code>");
        self.record(&escape::without_controls(code), at..at + 1);
    }

    /// Writes a line end of the source. Between Chinese characters it is dropped: the page would show a
    /// space.
    pub(super) fn soft_break(&mut self, at: usize) {
        if self.stays_line(at) {
            return self.hard_break(at);
        }
        if self.keeps_break(self.block.last, at) {
            self.out.push('\n');
            self.block.text.push(' ');
            self.collect(" ", at..at + 1);
        }
    }

    pub(super) fn hard_break(&mut self, at: usize) {
        self.out.push_str("<br>\n");
        // A summary separates lines that end without a mark; the anchor of a heading does not.
        let is_open = self.block.kind != BlockKind::Heading && !ends_with_mark(&self.block.text);
        if is_open || self.keeps_break(self.block.last, at) {
            self.block.text.push(' ');
        }
        self.block.last = None;
        self.break_line(at);
    }

    /// Whether the line after the line end that is the event `at` stays a line.
    fn stays_line(&self, at: usize) -> bool {
        if self.block.kind == BlockKind::Heading {
            return false;
        }
        match self.input.options.line_breaks {
            LineBreaks::Keep => true,
            LineBreaks::Join => {
                let start = self.input.range(at + 1).start;
                let line = self.input.body.get(start..).unwrap_or_default();
                let end = self.input.range(at).start;
                let previous = || {
                    let before = self.input.body.get(..end).unwrap_or_default();
                    let start = before.rfind('\n').map_or(0, |end| end + 1);
                    line_content(before.get(start..).unwrap_or_default())
                };
                begins_item(line.trim_start_matches(MARKS), previous, self.block.last)
            }
        }
    }

    /// Records the first line of the paragraph that the event `at` opens, if it is joined with the next one
    /// and seems to be one of its own.
    pub(super) fn doubt_joined_line(&mut self, at: usize) {
        let range = self.input.range(at);
        let text = self
            .input
            .body
            .get(range.clone())
            .unwrap_or_default()
            .trim_end();
        if self.input.options.line_breaks == LineBreaks::Keep
            || memchr::memchr(b'\n', text.as_bytes()).is_none()
        {
            return;
        }
        let lines: Vec<&str> = text.split('\n').collect();
        let contents: Vec<&str> = lines.iter().map(|line| line_content(line)).collect();
        let is_joined = |at: usize| {
            let (line, next) = (lines.get(at), contents.get(at + 1));
            let breaks = |line: &&str| {
                line.trim_end_matches('\r').ends_with(['\\', '>'])
                    || line.trim_end_matches('\r').ends_with("  ")
            };
            let last = contents.get(at).and_then(|line| line.chars().next_back());
            let previous = || contents.get(at).copied().unwrap_or_default();
            let is_item = |next: &&str| begins_item(next.trim_start_matches(MARKS), previous, last);
            !line.is_some_and(breaks) && !next.is_some_and(is_item)
        };
        if let Some(own) = first_own_line(&contents, is_joined)
            && let Some(line) = contents.get(own)
        {
            let start = line.as_ptr() as usize - text.as_ptr() as usize + range.start;
            self.output
                .doubts
                .push((start..start + line.len(), Doubt::JoinedLine));
        }
    }

    /// Whether the line break that is the event `at` is a space after `last`.
    pub(super) fn keeps_break(&self, last: Option<char>, at: usize) -> bool {
        match (last, self.char_after(at)) {
            (Some(before), Some(after)) => !joins(before, after),
            _ => true,
        }
    }

    /// Adds visible text, without what HTML forbids, to the text of the block and of the body.
    fn record(&mut self, text: &str, events: Range<usize>) {
        self.block.text.push_str(text);
        self.block.last = text.chars().next_back().or(self.block.last);
        self.collect(text, events);
    }

    /// The first visible character after an event, if text comes next.
    fn char_after(&self, at: usize) -> Option<char> {
        let mut at = at + 1;
        loop {
            let first = match self.input.event(at)? {
                Event::Text(text) | Event::Code(text) => text.chars().next(),
                Event::Start(
                    Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. },
                )
                | Event::End(_)
                | Event::FootnoteReference(_) => None,
                Event::InlineHtml(html) if raw::is_comment(html) => None,
                _ => return None,
            };
            if first.is_some() {
                return first;
            }
            at += 1;
        }
    }

    /// Writes the text of the events `at..end` with its URLs as links.
    fn text_with_urls(&mut self, at: usize, end: usize) {
        let mut text = String::new();
        for at in at..end {
            if let Some(Event::Text(part)) = self.input.event(at) {
                text.push_str(part);
            }
        }
        // The range of the text in the body, and the offset where the search for the next URL starts.
        let range = self.input.range(at).start..self.input.range(end - 1).end;
        let mut cursor = Some(range.start);
        let mut written = 0;
        while let Some(url) = urls::find(&text, written) {
            self.plain(text.get(written..url.start).unwrap_or_default(), at..end);
            written = url.end;
            let url = text.get(url).unwrap_or_default();
            let url_range = cursor.and_then(|from| self.locate(url, from..range.end));
            // A URL with escapes is not in the body as it is. The search ends then.
            cursor = url_range.as_ref().map(|url_range| url_range.end);
            self.bare_url(url, url_range.unwrap_or(range.clone()), at..end);
        }
        self.plain(text.get(written..).unwrap_or_default(), at..end);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{html, options, render_with};
    use super::super::{ReferenceKind, Target};

    #[test]
    fn line_ends_between_chinese_are_dropped() {
        for (body, expected) in [
            ("乡村\n振兴", "乡村振兴"),
            ("one\ntwo", "one\ntwo"),
            ("乡村\nRust", "乡村\nRust"),
            ("**乡村，**\n振兴", "<strong>乡村，</strong>振兴"),
            ("乡村\n*振兴*", "乡村<em>振兴</em>"),
            ("乡村\n`振兴`", "乡村<code>振兴</code>"),
            (
                "乡村\n[振兴](a.md)\n路",
                "乡村<a href=\"@/articles/2024/a.md\">振兴</a>路",
            ),
            (
                "乡村\n![](a.jpg)",
                "乡村\n<img src=\"@/articles/2024/a.jpg\" alt=\"\" loading=\"lazy\" decoding=\"async\">",
            ),
            ("乡村<!-- x -->\n振兴", "乡村振兴"),
            ("乡村 \n  振兴", "乡村振兴"),
        ] {
            assert_eq!(html(body), format!("<p>{expected}</p>\n"), "{body:?}");
        }
    }

    #[test]
    fn a_footnote_does_not_separate_chinese() {
        let html = html("乡村[^1]\n振兴\n\n[^1]: 注");
        assert!(html.contains("</sup>振兴"), "{html}");
    }

    #[test]
    fn bare_urls_are_links() {
        for (body, expected) in [
            (
                "见https://a.cn/b_c_d，后",
                "见<a href=\"https://a.cn/b_c_d\">https://a.cn/b_c_d</a>，后",
            ),
            (
                "https://a.cn/?a=1&b=2。",
                "<a href=\"https://a.cn/?a=1&amp;b=2\">https://a.cn/?a=1&amp;b=2</a>。",
            ),
            ("`https://a.cn`", "<code>https://a.cn</code>"),
            (
                "[https://a.cn](b.md)",
                "<a href=\"@/articles/2024/b.md\">https://a.cn</a>",
            ),
            (
                "<https://a.cn>",
                "<a href=\"https://a.cn\">https://a.cn</a>",
            ),
            (
                "**https://a.cn**",
                "<strong><a href=\"https://a.cn\">https://a.cn</a></strong>",
            ),
            ("<a@b.cn>", "<a href=\"mailto:a@b.cn\">a@b.cn</a>"),
        ] {
            assert_eq!(html(body), format!("<p>{expected}</p>\n"), "{body:?}");
        }
    }

    #[test]
    fn bare_urls_are_references() {
        let body = "一 http://a.cn/x\\_y 二 https://b.cn";
        let references = render_with(body, &options()).references;
        assert_eq!(references.len(), 2);
        assert_eq!(references[0].kind, ReferenceKind::Link);
        assert_eq!(
            references[0].target,
            Target::External("http://a.cn/x_y".to_owned())
        );
        assert_eq!(references[0].text, "http://a.cn/x_y");
        assert_eq!(references[0].range, 0..body.len());
        let plain = "一 http://a.cn 二 https://b.cn";
        let references = render_with(plain, &options()).references;
        assert_eq!(&plain[references[1].range.clone()], "https://b.cn");
    }
}
