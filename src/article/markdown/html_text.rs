//! The text of raw HTML that is not escaped, for the plain text of a body.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

use super::writer::{BlockKind, HtmlWriter};
use crate::text::line_break::join_lines;
use crate::util::html::escape::without_controls;
use crate::util::html::{HtmlPiece, Token, decoded, pieces};

/// The elements whose text is invisible.
const INVISIBLE: [&str; 3] = ["script", "style", "title"];

/// The elements that do not break the line.
const INLINE: [&str; 45] = [
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "button", "cite", "code", "data",
    "del", "dfn", "em", "font", "i", "img", "input", "ins", "kbd", "label", "map", "mark",
    "output", "picture", "progress", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// The elements that are headings.
const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

impl HtmlWriter<'_> {
    /// Adds the text of raw HTML, which is the event `at`, to the plain text of the body. An invisible
    /// element may start in one event and end in another.
    pub(super) fn collect_html(&mut self, html: &str, at: usize) {
        let html = self.without_invisible_start(html);
        for piece in pieces(html) {
            match piece {
                HtmlPiece::Text(text) => self.collect_decoded(text, at),
                HtmlPiece::Markup(Token::StartTag(tag)) => {
                    self.hidden = INVISIBLE
                        .into_iter()
                        .find(|name| tag.is(name))
                        .or(self.hidden);
                    if self.hidden.is_none() && !INLINE.iter().any(|name| tag.is(name)) {
                        self.break_line(at);
                    }
                }
                HtmlPiece::Markup(Token::EndTag(tag)) => {
                    if self.hidden.is_some_and(|name| tag.is(name)) {
                        self.hidden = None;
                    } else if !INLINE.iter().any(|name| tag.is(name)) {
                        self.break_line(at);
                    }
                }
                HtmlPiece::Markup(_) => {}
            }
        }
    }

    /// Counts the text of a block of HTML that is a part of the page, and adds it to the first words: to readers it
    /// is text as any other.
    pub(super) fn count_html(&mut self, html: &str) {
        if self.hidden.is_some() {
            return;
        }
        let mut hidden = None;
        let mut kind = BlockKind::Paragraph;
        for piece in pieces(html) {
            match piece {
                HtmlPiece::Text(text) if hidden.is_none() => {
                    let text = with_references_decoded(text);
                    self.block.text.push_str(&without_controls(&text));
                }
                HtmlPiece::Markup(Token::StartTag(tag)) => {
                    hidden = INVISIBLE.into_iter().find(|name| tag.is(name)).or(hidden);
                    if !INLINE.iter().any(|name| tag.is(name)) {
                        self.finish_html_text(kind);
                        if HEADINGS.iter().any(|name| tag.is(name)) {
                            kind = BlockKind::Heading;
                        }
                    }
                }
                HtmlPiece::Markup(Token::EndTag(tag)) => {
                    if hidden.is_some_and(|name| tag.is(name)) {
                        hidden = None;
                    } else if !INLINE.iter().any(|name| tag.is(name)) {
                        self.finish_html_text(kind);
                        kind = BlockKind::Paragraph;
                    }
                }
                HtmlPiece::Text(_) | HtmlPiece::Markup(_) => {}
            }
        }
        self.finish_html_text(kind);
    }

    fn finish_html_text(&mut self, kind: BlockKind) {
        let text = std::mem::take(&mut self.block.text);
        if !text.trim().is_empty() {
            self.block.text = join_lines(text);
            self.block.kind = kind;
            self.finish_text();
        }
    }

    /// The part of `html` from the end tag of the open invisible element on; all of it if there is none.
    fn without_invisible_start<'h>(&self, html: &'h str) -> &'h str {
        let Some(name) = self.hidden else {
            return html;
        };
        let end = html.to_ascii_lowercase().find(&format!("</{name}"));
        end.and_then(|end| html.get(end..)).unwrap_or_default()
    }

    fn collect_decoded(&mut self, text: &str, at: usize) {
        let text = with_references_decoded(text);
        self.collect(&without_controls(&text), at..at + 1);
    }
}

/// `text` with its character references decoded. Names that only the standard's long table has are decoded
/// by the Markdown parser, which includes the table.
fn with_references_decoded(text: &str) -> Cow<'_, str> {
    let Some((before, _)) = text.split_once('&') else {
        return Cow::Borrowed(text);
    };
    let mut out = before.to_owned();
    let mut rest = text.get(before.len()..).unwrap_or_default();
    while !rest.is_empty() {
        let end = rest.get(1..).and_then(|after| after.find('&'));
        let (part, after) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
        match decoded(part) {
            Cow::Owned(decoded) if decoded != part => out.push_str(&decoded),
            _ => push_named(&mut out, part),
        }
        rest = after;
    }
    Cow::Owned(out)
}

/// Appends `part`, which starts with `&`, with the reference at its start decoded if there is one.
fn push_named(out: &mut String, part: &str) {
    let reference = part.find(';').and_then(|end| part.get(..=end));
    let is_name = |name: &str| {
        name.bytes()
            .skip(1)
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b';')
    };
    let text = reference
        .filter(|reference| is_name(reference))
        .and_then(|reference| {
            Parser::new(reference).find_map(|event| match event {
                Event::Text(text) => Some(text),
                _ => None,
            })
        });
    match (reference, text) {
        (Some(reference), Some(text)) if *text != *"&" => {
            out.push_str(&text);
            out.push_str(part.get(reference.len()..).unwrap_or_default());
        }
        _ => out.push_str(part),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{collect_with, options};
    use super::super::{Options, PlainText, RawHtml};

    fn text(body: &str, raw_html: RawHtml) -> String {
        let mut text = PlainText::default();
        collect_with(
            body,
            &Options {
                raw_html,
                ..options()
            },
            &mut text,
        );
        text.into_string()
    }

    #[test]
    fn the_text_is_what_the_page_shows() {
        for (body, escaped, passed) in [
            ("甲<b>乙</b><!-- 丙 -->丁", "甲<b>乙</b>丁\n", "甲乙丁\n"),
            ("<div>戊<p>己</div>", "<div>戊<p>己</div>\n", "戊\n己\n"),
            ("<!-- 庚 -->", "", ""),
            (
                "<table><td title=\"a > b\">a&nbsp;&mdash;&#150; &amp;lt; &x &y; &</td></table>",
                "<table><td title=\"a > b\">a&nbsp;&mdash;&#150; &amp;lt; &x &y; &</td></table>\n",
                "a\u{a0}—– &lt; &x &y; &\n",
            ),
            ("|a<p>b|\n|--|", "a<p>b\n", "a b\n"),
            ("<p>1 < 2 甲<", "<p>1 < 2 甲<\n", "1 < 2 甲<\n"),
        ] {
            assert_eq!(text(body, RawHtml::Escape), escaped, "{body:?}");
            assert_eq!(text(body, RawHtml::Sanitize), passed, "{body:?}");
            assert_eq!(text(body, RawHtml::Allow), passed, "{body:?}");
        }
    }

    #[test]
    fn text_in_blocks_is_counted_and_begins_the_summary() {
        let body = "<section><h2>标题</h2>\n<p>第一&ldquo;段&rdquo;，\n接着。</p><style>x{}</style></section>\n\n<div>two words</div>\n\n文<b>章</b>";
        for (raw_html, han, words, lead) in [
            (RawHtml::Sanitize, 9, 2, "第一“段”，接着。two words文章"),
            (RawHtml::Allow, 9, 2, "第一“段”，接着。two words文章"),
        ] {
            let options = Options {
                raw_html,
                ..options()
            };
            let rendered = collect_with(body, &options, &mut ());
            assert_eq!(rendered.counts.han, han);
            assert_eq!(rendered.counts.words, words);
            assert_eq!(rendered.lead.replace(' ', ""), lead.replace(' ', ""));
        }
    }

    #[test]
    fn scripts_and_styles_are_invisible() {
        for (body, expected) in [
            ("x<script>1 < 2\n\n*y*</script>z<style>a</style>w", "xzw\n"),
            ("<script>\n<b>\n</script>\n\nx", "x\n"),
            ("x<STYLE>\n\n<div>y\n\n<p>y</Style>z", "xz\n"),
            ("x<script>\n\ny", "x\n"),
        ] {
            assert_eq!(text(body, RawHtml::Sanitize), expected, "{body:?}");
            assert_eq!(text(body, RawHtml::Allow), expected, "{body:?}");
        }
    }
}
