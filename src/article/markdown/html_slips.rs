//! Slips in raw HTML that readers see: an element that is left open or closed once too often, Markdown between tags,
//! text in a form that browsers drop.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::RawHtml;
use super::html_references::HtmlSource;
use super::writer::HtmlWriter;
use crate::diagnostic::Message;
use crate::text::emphasis::MarkedSource;
use crate::util::html::{Token, Tokens};

/// Elements that go on in all paragraphs behind them until they are closed.
const FORMATTING: [&str; 11] = [
    "a", "b", "code", "em", "i", "s", "small", "strike", "strong", "tt", "u",
];

/// The same, of which the sanitiser keeps the content alone.
const UNSANITARY: [&str; 3] = ["big", "font", "nobr"];

/// Elements that take the rest of the page into them until they are closed. The sanitiser closes them at the end
/// of the text.
const CONTAINERS: [&str; 37] = [
    "article",
    "aside",
    "audio",
    "blockquote",
    "button",
    "center",
    "details",
    "dialog",
    "div",
    "dl",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "iframe",
    "main",
    "map",
    "nav",
    "noscript",
    "object",
    "ol",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "textarea",
    "title",
    "ul",
    "video",
];

/// Elements whose text is no Markdown on purpose.
const VERBATIM: [&str; 5] = ["code", "pre", "script", "style", "textarea"];

/// The elements that the raw HTML of a body has opened and closed.
#[derive(Debug, Default)]
pub(super) struct OpenTags {
    /// By name: where those stand that are open.
    open: BTreeMap<&'static str, Vec<Range<usize>>>,
    /// The first end tag without a start.
    stray: Option<(&'static str, Range<usize>)>,
}

impl OpenTags {
    /// The messages about what is open at the end of the body, at its first place.
    pub(super) fn problems(self) -> impl Iterator<Item = (Range<usize>, Message)> {
        let open = self.open.into_iter().filter_map(|(name, ranges)| {
            let range = ranges.into_iter().next()?;
            Some((name, range))
        });
        let first = open.min_by_key(|(_, range)| range.start);
        let unclosed = first.map(|(name, range)| {
            let tag = name.to_owned();
            (range, Message::UnclosedHtml { tag })
        });
        let stray = self.stray.map(|(name, range)| {
            let tag = name.to_owned();
            (range, Message::StrayEndTag { tag })
        });
        unclosed.into_iter().chain(stray)
    }
}

impl HtmlWriter<'_> {
    /// Looks at a piece of HTML that becomes a part of the page. `is_block` says whether Markdown stands in it as
    /// text.
    pub(super) fn look_at_html(&mut self, source: &HtmlSource<'_>, is_block: bool) {
        let html = source.html;
        let mut text_start = 0;
        let mut verbatim: Option<&str> = None;
        let mut markdown = None;
        let mut tokens = Tokens::new(html);
        while let Some(token) = tokens.next() {
            let range = match &token {
                Token::StartTag(tag) => {
                    let end = tokens.attributes().map(|attributes| attributes.tag_end());
                    tag.start..end.unwrap_or(html.len())
                }
                Token::EndTag(tag) => tag.range.clone(),
                Token::Comment(range)
                | Token::Doctype(range)
                | Token::Cdata(range)
                | Token::Nothing(range) => range.clone(),
            };
            if is_block && markdown.is_none() && verbatim.is_none() {
                markdown = markdown_in(html, text_start..range.start);
            }
            text_start = range.end;
            match token {
                Token::StartTag(tag) => {
                    verbatim = verbatim.or(VERBATIM.into_iter().find(|name| tag.is(name)));
                    if let Some(name) = self.tracked(|name| tag.is(name)) {
                        let range = source.range(self.input.body, &range);
                        self.open_tags.open.entry(name).or_default().push(range);
                    }
                }
                Token::EndTag(tag) => {
                    verbatim = verbatim.filter(|name| !tag.is(name));
                    if let Some(name) = self.tracked(|name| tag.is(name)) {
                        let open = self.open_tags.open.get_mut(name).and_then(Vec::pop);
                        // Browsers close what the page around the text has opened.
                        let is_harmful = CONTAINERS.contains(&name);
                        if open.is_none() && is_harmful && self.open_tags.stray.is_none() {
                            let range = source.range(self.input.body, &range);
                            self.open_tags.stray = Some((name, range));
                        }
                    }
                }
                Token::Comment(range) if html[range.clone()].starts_with("<![CDATA[") => {
                    let range = source.range(self.input.body, &range);
                    self.remove_element(range, "![CDATA[…]]".to_owned());
                }
                _ => {}
            }
        }
        if is_block && markdown.is_none() && verbatim.is_none() {
            markdown = markdown_in(html, text_start..html.len());
        }
        if let Some(range) = markdown {
            let range = source.range(self.input.body, &range);
            self.output
                .problems
                .push((range, Message::MarkdownInHtml {}));
        }
    }

    /// The name of an element that is to be closed; `is` tells whether the element has a name.
    fn tracked(&self, is: impl Fn(&str) -> bool) -> Option<&'static str> {
        let is_allowed = self.input.options.raw_html == RawHtml::Allow;
        let more: [&[_]; 2] = match is_allowed {
            true => [&UNSANITARY, &CONTAINERS],
            false => [&[], &[]],
        };
        let mut names = FORMATTING.iter().chain(more.into_iter().flatten()).copied();
        names.find(|name| is(name))
    }
}

/// The first mark of Markdown in a part of a block of HTML, where nothing of it is read as such.
fn markdown_in(html: &str, part: Range<usize>) -> Option<Range<usize>> {
    let text = html.get(part.clone())?;
    let may_have = text.contains("](") || text.contains("**") || has_heading(text);
    if !may_have {
        return None;
    }
    let blanks = text.len() - text.trim_start().len();
    let text = &text[blanks..];
    let marked = MarkedSource::new(text);
    let mut events = Parser::new(marked.text()).into_offset_iter();
    let (_, range) = events.find(|(event, _)| {
        matches!(
            event,
            Event::Start(Tag::Strong | Tag::Link { .. } | Tag::Image { .. } | Tag::Heading { .. })
        )
    })?;
    let start = part.start + blanks;
    let range = marked.source_offset(range.start)..marked.source_offset(range.end);
    let line = text.get(range.clone())?.trim_end();
    Some(start + range.start..start + range.start + line.len())
}

/// Whether a line begins like a heading.
fn has_heading(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start();
        line.starts_with('#') && line.trim_start_matches('#').starts_with(' ')
    })
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::testing::{options, render_with};
    use super::*;

    /// The problems of a body, each as `code|text at its place`.
    fn problems(body: &str, raw_html: RawHtml) -> Vec<String> {
        let options = Options {
            raw_html,
            ..options()
        };
        let problems = render_with(body, &options).problems;
        let shown = problems
            .into_iter()
            .map(|(range, message)| format!("{}|{}", message.code(), &body[range]));
        shown.collect()
    }

    #[test]
    fn elements_that_stay_open_are_seen() {
        for (body, sanitized, allowed) in [
            (
                "前<b>重<b>后\n\n再",
                vec!["unclosed-html|<b>"],
                vec!["unclosed-html|<b>"],
            ),
            ("前<u>下\n\n## 题</u>", vec![], vec![]),
            ("甲<b>乙</B>", vec![], vec![]),
            ("<div>没关", vec![], vec!["unclosed-html|<div>"]),
            ("<div>\n\n**甲**\n\n</div>", vec![], vec![]),
            ("甲</div></div>", vec![], vec!["stray-end-tag|</div>"]),
            ("<p>甲<li>乙<td>丙", vec![], vec![]),
            ("甲</b>", vec![], vec![]),
            ("`<b>`", vec![], vec![]),
        ] {
            assert_eq!(problems(body, RawHtml::Sanitize), sanitized, "{body}");
            assert_eq!(problems(body, RawHtml::Allow), allowed, "{body}");
            let escaped: [&str; 0] = [];
            assert_eq!(problems(body, RawHtml::Escape), escaped, "{body}");
        }
    }

    #[test]
    fn markdown_between_tags_is_seen() {
        for (body, problem) in [
            ("<center>![图](a.png)</center>", Some("![图](a.png)")),
            ("<div>\n内容**粗**。\n</div>", Some("**粗**")),
            ("<div>\n见[好](b.md)\n</div>", Some("[好](b.md)")),
            ("<p>\n  ## 标题\n</p>", Some("## 标题")),
            ("<div>\n\n**粗**\n\n</div>", None),
            ("<pre>**粗**</pre>", None),
            ("<p>李**，电话138****0000</p>", None),
            ("<p>数组 a[0](x) 和 2 ** 3</p>", Some("[0](x)")),
            ("<p title='**粗**'>文</p>", None),
            ("<p>#话题# 1*2*3</p>", None),
        ] {
            let found = problems(body, RawHtml::Sanitize);
            let expected = problem.map(|mark| format!("markdown-in-html|{mark}"));
            assert_eq!(found, Vec::from_iter(expected), "{body}");
        }
    }

    #[test]
    fn text_that_browsers_drop_is_seen() {
        let found = problems("甲<![CDATA[正文]]>乙", RawHtml::Sanitize);
        assert_eq!(found, ["removed-html|<![CDATA[正文]]>"]);
    }
}
