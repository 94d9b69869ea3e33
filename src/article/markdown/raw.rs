//! HTML in the Markdown.

use std::borrow::Cow;

use pulldown_cmark::{Event, TagEnd};

use super::RawHtml;
use super::html_indents::without_indents;
use super::html_references::HtmlSource;
use super::writer::HtmlWriter;
use crate::diagnostic::Message;
use crate::util::html::{HtmlPiece, Token, Tokens, decoded, escape, pieces};

impl HtmlWriter<'_> {
    /// Writes the block of HTML that the event `at` opens; returns the event after it.
    pub(super) fn html_block(&mut self, at: usize) -> usize {
        let mut html = String::new();
        let mut parts = Vec::new();
        let mut end = at + 1;
        while let Some(Event::Html(part) | Event::Text(part)) = self.input.event(end) {
            parts.push((html.len(), self.input.range(end)));
            html.push_str(part);
            end += 1;
        }
        let visible = without_comments(&html);
        if is_invisible(&visible) {
            return end + 1;
        }
        self.begin_line();
        // A comment or tag that does not end would hide what follows on the page.
        let is_cut_off = is_cut_off(&visible);
        if is_cut_off || self.input.options.raw_html == RawHtml::Escape {
            self.write_as_text(visible.trim(), is_cut_off, at);
        } else {
            let source = HtmlSource {
                html: &html,
                parts: &parts,
            };
            let html = self.without_hidden(&source);
            let source = HtmlSource {
                html: &html,
                parts: &parts,
            };
            self.look_at_html(&source, true);
            let html = self.html_references(&source);
            self.html_link = None;
            self.record_raw(at);
            let mut html = without_comments(&html);
            if self.input.options.raw_html == RawHtml::Sanitize {
                html = without_indents(html);
            }
            self.write_as_html(html.trim(), at);
        }
        self.end_text_line();
        end + 1
    }

    /// Writes the tag or comment that is the event `at`; returns the event after it.
    pub(super) fn inline_html(&mut self, html: &str, at: usize) -> usize {
        if is_comment(html) {
            return at + 1;
        }
        if is_line_break(html) {
            self.hard_break(at);
            return at + 1;
        }
        if let Some(next) = self.skip_hidden(html, at) {
            return next;
        }
        self.inline_tag(html, at);
        at + 1
    }

    fn inline_tag(&mut self, html: &str, at: usize) {
        self.record_raw(at);
        if self.input.options.raw_html == RawHtml::Escape {
            escape::text(&mut self.out, html);
            self.block.last = Some('>');
            self.collect(&escape::without_controls(html), at..at + 1);
        } else {
            let source = HtmlSource {
                html,
                parts: &[(0, self.input.range(at))],
            };
            self.close_html_link(html);
            self.look_at_html(&source, false);
            let html = self.html_references(&source);
            self.pass_raw(&html, at);
            self.for_page_only(|writer| writer.out.push_str(&html));
        }
    }

    /// Warns of an indented code block after a block of HTML that goes on with HTML: a blank line in pasted HTML
    /// makes code of the indented lines behind it.
    pub(super) fn warn_of_indented_html(&mut self, code: &str, at: usize) {
        let before = at
            .checked_sub(1)
            .and_then(|before| self.input.event(before));
        let is_after_html = matches!(before, Some(Event::End(TagEnd::HtmlBlock)));
        let code = code.trim_start();
        let is_html = matches!(
            code.as_bytes(),
            [b'<', b'/' | b'a'..=b'z' | b'A'..=b'Z', ..]
        );
        // With the tags of the block before it, it is one warning.
        let is_told = self.input.options.raw_html == RawHtml::Escape;
        if is_after_html && is_html && !is_told {
            let range = self.input.range(at);
            self.output.problems.push((range, Message::IndentedHtml {}));
        }
    }

    fn write_as_text(&mut self, html: &str, is_cut_off: bool, at: usize) {
        if is_cut_off {
            // A comment is named as one.
            if !html.trim_start().starts_with("<!--") {
                let range = self.input.range(at);
                self.output
                    .problems
                    .push((range, Message::UnfinishedHtml {}));
            }
        } else if html.contains('<') {
            self.record_raw(at);
        }
        self.out.push_str("<p>");
        escape::text(&mut self.out, html);
        self.out.push_str("</p>\n");
        self.collect(&escape::without_controls(html), at..at + 1);
    }

    fn write_as_html(&mut self, html: &str, at: usize) {
        self.count_html(html);
        self.pass_raw(html, at);
        self.out.push_str(html);
        self.out.push('\n');
    }

    /// Records HTML that becomes a part of the page.
    fn pass_raw(&mut self, html: &str, at: usize) {
        self.passed_raw = true;
        self.count_elements(html, at);
        for id in ids(html) {
            self.record_id(&id, at);
        }
        self.collect_html(html, at);
    }

    fn record_raw(&mut self, at: usize) {
        self.output.raw_html.push(self.input.range(at));
    }
}

/// Whether a piece of inline HTML is a comment.
pub(super) fn is_comment(html: &str) -> bool {
    html.starts_with("<!--")
}

/// The ids in HTML, and the names of anchors, which can be linked to as well.
pub(super) fn ids(html: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        if let Token::StartTag(tag) = token
            && let Some(attributes) = tokens.attributes()
        {
            let name = attributes.value("name").filter(|_| tag.is("a"));
            let typed = attributes.value("id").into_iter().chain(name);
            ids.extend(typed.map(|id| decoded(id).into_owned()));
        }
    }
    ids.retain(|id| !id.is_empty());
    ids
}

/// Whether a piece of inline HTML is `<br>`: the only way to break a line in a table cell, and harmless.
fn is_line_break(html: &str) -> bool {
    matches!(Tokens::new(html).next(), Some(Token::StartTag(tag)) if tag.is("br"))
}

/// Whether HTML consists of blanks and line breaks.
fn is_invisible(html: &str) -> bool {
    pieces(html).all(|piece| match piece {
        HtmlPiece::Text(text) => text.trim().is_empty(),
        HtmlPiece::Markup(Token::StartTag(tag)) => tag.is("br"),
        HtmlPiece::Markup(_) => false,
    })
}

/// Whether HTML ends inside of a comment or tag.
fn is_cut_off(html: &str) -> bool {
    let mut tokens = Tokens::new(html);
    while tokens.next().is_some() {}
    tokens.is_cut_off()
}

/// The HTML without the comments that end.
fn without_comments(html: &str) -> Cow<'_, str> {
    if !html.contains("<!--") {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut copied_end = 0;
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        if let Token::Comment(range) = token
            && is_comment(&html[range.clone()])
            && !tokens.is_cut_off()
        {
            out.push_str(&html[copied_end..range.start]);
            copied_end = range.end;
        }
    }
    out.push_str(&html[copied_end..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{html_raw, options, render_with};
    use super::super::{Options, RenderedBody};
    use super::*;

    fn render_raw(body: &str, raw_html: RawHtml) -> RenderedBody {
        render_with(
            body,
            &Options {
                raw_html,
                ..options()
            },
        )
    }

    #[test]
    fn escaped_it_can_be_read() {
        for (body, expected) in [
            (
                "<div>\n甲\n</div>",
                "<p>&lt;div&gt;\n甲\n&lt;/div&gt;</p>\n",
            ),
            ("甲<b>乙</b>", "<p>甲&lt;b&gt;乙&lt;/b&gt;</p>\n"),
            (
                "<script>x</script>",
                "<p>&lt;script&gt;x&lt;/script&gt;</p>\n",
            ),
        ] {
            let rendered = render_raw(body, RawHtml::Escape);
            assert_eq!(rendered.html, expected);
            assert!(body[rendered.raw_html[0].clone()].starts_with('<'));
        }
    }

    #[test]
    fn html_that_goes_on_indented_is_reported() {
        for (body, codes) in [
            ("<div>\n\n    <p>甲</p>\n\n</div>", vec!["indented-html"]),
            ("甲\n\n    <p>乙</p>", vec![]),
            ("<div>\n\n    x <p>\n\n</div>", vec![]),
            ("<div>\n\n```\n<p>\n```\n\n</div>", vec![]),
        ] {
            let problems = render_raw(body, RawHtml::Sanitize).problems;
            let found: Vec<_> = problems.iter().map(|(_, message)| message.code()).collect();
            assert_eq!(found, codes, "{body:?}");
        }
    }

    #[test]
    fn comments_are_dropped_in_silence() {
        for mode in [RawHtml::Escape, RawHtml::Sanitize, RawHtml::Allow] {
            for (body, expected) in [
                ("甲\n\n<!-- more -->\n\n乙", "<p>甲</p>\n<p>乙</p>\n"),
                ("<!--\n多\n\n行\n-->", ""),
                ("甲<!-- x -->乙", "<p>甲乙</p>\n"),
                ("<!-->\n", ""),
                ("<br>\n\n<BR />", ""),
            ] {
                let rendered = render_raw(body, mode);
                assert_eq!(rendered.html, expected, "{body:?}");
                assert!(rendered.raw_html.is_empty());
            }
        }
        assert_eq!(html_raw("<!-- more --> 后", RawHtml::Escape), "<p>后</p>\n");
    }

    #[test]
    fn what_does_not_end_hides_nothing() {
        for mode in [RawHtml::Escape, RawHtml::Sanitize, RawHtml::Allow] {
            let html = html_raw("甲\n\n<!-- 忘了\n\n乙", mode);
            assert_eq!(html, "<p>甲</p>\n<p>&lt;!-- 忘了\n\n乙</p>\n");
            for body in [
                "<pre>\n<!-- 忘了\n\n乙</pre>",
                "<div title=\"忘了\n\n乙",
                "<div\n\n乙",
            ] {
                let html = html_raw(body, mode);
                assert!(html.starts_with("<p>&lt;"), "{html}");
            }
        }
    }

    #[test]
    fn what_looks_like_a_comment_is_kept() {
        for html in [
            "<p title=\"<!-- x -->\">甲</p>\n",
            "<p title=\"<!--\">甲</p>\n",
            "<div><script>'<!--'</script></div>\n",
            "<div><textarea><!-- x --></textarea></div>\n",
        ] {
            assert_eq!(html_raw(html, RawHtml::Allow), html);
        }
    }

    #[test]
    fn line_breaks_are_not_raw() {
        let rendered = render_raw("甲<br>乙<br/>丙<BR />丁<br clear=all>戊", RawHtml::Escape);
        assert_eq!(rendered.html, "<p>甲<br>\n乙<br>\n丙<br>\n丁<br>\n戊</p>\n");
        assert!(rendered.raw_html.is_empty());
    }

    #[test]
    fn allowed_it_passes() {
        let body = "## a\n\n<div id=\"a\" onclick=\"x()\">\n\n甲<kbd id=k>乙</kbd>\n\n</div>";
        let rendered = render_raw(body, RawHtml::Allow);
        assert_eq!(
            rendered.html,
            "<h2 id=\"a-2\">a</h2>\n<div id=\"a\" onclick=\"x()\">\n<p>甲<kbd id=k>乙</kbd></p>\n</div>\n"
        );
        assert_eq!(rendered.ids, ["a-2", "a", "k"]);
        assert_eq!(rendered.raw_html.len(), 4);
    }

    #[test]
    fn ids_in_tags() {
        for (html, expected) in [
            (
                "<p id=\"a\"><b ID='b' class=x><a name=c></a>",
                vec!["a", "b", "c"],
            ),
            ("<input disabled id=d/>x", vec!["d/"]),
            ("id=\"x\" <p title=\"id='y'\">", vec![]),
            ("<p id=\"a&amp;b\" / id>", vec!["a&b"]),
            ("<p id = '&#26449;' id=y>", vec!["村"]),
            ("<!-- <p id=x> --><script>'<p id=y>'</script>", vec![]),
            ("<textarea><p id=x></textarea>", vec![]),
            ("<p id=x", vec![]),
            ("< id=x>", vec![]),
            ("<p =>", vec![]),
        ] {
            assert_eq!(ids(html), expected, "{html}");
        }
    }

    #[test]
    fn comments_and_scripts() {
        assert_eq!(without_comments("a<!-- b -->c<!--d-->"), "ac");
        assert_eq!(without_comments("a<!-- b"), "a<!-- b");
        assert_eq!(without_comments("<!--->x"), "x");
        assert_eq!(without_comments("<pre><!-- x --!>y</pre>"), "<pre>y</pre>");
        assert_eq!(without_comments("<!x><?x>"), "<!x><?x>");
        assert_eq!(
            without_comments("<script><!-- x --></script>"),
            "<script><!-- x --></script>"
        );
    }
}
