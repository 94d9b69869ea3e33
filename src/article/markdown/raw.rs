//! HTML that stands in the Markdown.

use std::borrow::Cow;

use pulldown_cmark::Event;

use super::writer::HtmlWriter;
use super::{RawHtml, escape};

impl HtmlWriter<'_> {
    /// Writes the block of HTML that the event `at` opens; returns the event after it.
    pub(super) fn html_block(&mut self, at: usize) -> usize {
        let mut html = String::new();
        let mut end = at + 1;
        while let Some(Event::Html(part) | Event::Text(part)) = self.input.event(end) {
            html.push_str(part);
            end += 1;
        }
        let visible = without_comments(&html);
        if !is_invisible(&visible) {
            self.write_block(visible.trim(), at);
        }
        end + 1
    }

    /// Writes the tag or comment that is the event `at`.
    pub(super) fn inline_html(&mut self, html: &str, at: usize) {
        if is_comment(html) {
            return;
        }
        if is_line_break(html) {
            return self.hard_break(at);
        }
        self.record_raw(at);
        if self.input.options.raw_html == RawHtml::Escape {
            escape::text(&mut self.out, html);
            self.block.last = Some('>');
            self.collect(&escape::without_controls(html), at..at + 1);
        } else {
            self.passed_raw = true;
            self.collect_html(html, at);
            self.for_page_only(|writer| writer.out.push_str(html));
        }
    }

    fn write_block(&mut self, html: &str, at: usize) {
        self.begin_line();
        if html.contains('<') {
            self.record_raw(at);
        }
        // A comment that is never closed would hide the rest of the page.
        if self.input.options.raw_html == RawHtml::Escape
            || (html.contains("<!--") && !is_verbatim(html))
        {
            self.out.push_str("<p>");
            escape::text(&mut self.out, html);
            self.out.push_str("</p>\n");
            self.collect(&escape::without_controls(html), at..at + 1);
        } else {
            self.passed_raw = true;
            self.collect_html(html, at);
            self.out.push_str(html);
            self.out.push('\n');
        }
        self.end_text_line();
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
pub(super) fn ids(html: &str) -> impl Iterator<Item = String> {
    html.split('<').skip(1).flat_map(tag_ids)
}

/// Whether a tag breaks the line: the only means in a table cell, and harmless.
fn is_line_break(tag: &str) -> bool {
    let name = tag
        .trim_start_matches('<')
        .trim_end_matches('>')
        .trim_end_matches('/')
        .trim_end();
    name.eq_ignore_ascii_case("br")
}

/// Whether nothing is left but blanks and line breaks.
fn is_invisible(html: &str) -> bool {
    html.split_inclusive('>')
        .all(|part| part.trim().is_empty() || is_line_break(part.trim()))
}

/// Whether a block holds a script or the like, in which `<!--` means something else.
fn is_verbatim(html: &str) -> bool {
    ["<script", "<style", "<pre", "<textarea"]
        .iter()
        .any(|tag| {
            html.get(..tag.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(tag))
        })
}

/// The HTML without the comments that are closed.
fn without_comments(html: &str) -> Cow<'_, str> {
    if !html.contains("<!--") || is_verbatim(html.trim_start()) {
        return Cow::Borrowed(html);
    }
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        // `<!-->` is a comment too: its end shares the dashes.
        let closed = if comment.starts_with('>') || comment.starts_with("->") {
            comment.split_once('>')
        } else {
            comment.split_once("-->")
        };
        let Some((_, after)) = closed else {
            break;
        };
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// The ids in a tag without its `<`.
fn tag_ids(tag: &str) -> Vec<String> {
    let name_end = tag
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(name_end);
    let mut ids = Vec::new();
    while let Some((attribute, value, after)) = next_attribute(rest) {
        let is_id = attribute.eq_ignore_ascii_case("id");
        let is_name = attribute.eq_ignore_ascii_case("name") && name.eq_ignore_ascii_case("a");
        if (is_id || is_name) && !value.is_empty() && !name.is_empty() {
            ids.push(unescape(value));
        }
        rest = after;
    }
    ids
}

/// The next attribute of a tag with its value, and what follows it; `None` at the end of the tag.
fn next_attribute(rest: &str) -> Option<(&str, &str, &str)> {
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
    let end = rest
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
        .unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    let after = rest.trim_start();
    if let Some(value) = after.strip_prefix('=') {
        let (value, rest) = attribute_value(value.trim_start());
        return Some((name, value, rest));
    }
    (!name.is_empty()).then_some((name, "", rest))
}

fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let end = text
        .find(|c: char| c.is_ascii_whitespace() || c == '>')
        .unwrap_or(text.len());
    text.split_at(end)
}

fn unescape(value: &str) -> String {
    value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
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
    fn an_open_comment_hides_nothing() {
        for mode in [RawHtml::Escape, RawHtml::Sanitize, RawHtml::Allow] {
            let html = html_raw("甲\n\n<!-- 忘了\n\n乙", mode);
            assert_eq!(html, "<p>甲</p>\n<p>&lt;!-- 忘了\n\n乙</p>\n");
        }
    }

    #[test]
    fn line_breaks_are_not_raw() {
        let rendered = render_raw("甲<br>乙<br/>丙<BR />丁", RawHtml::Escape);
        assert_eq!(rendered.html, "<p>甲<br>\n乙<br>\n丙<br>\n丁</p>\n");
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
            ("<p id=\"a&amp;b\" / id", vec!["a&b"]),
            ("< id=x>", vec![]),
            ("<p =>", vec![]),
        ] {
            assert_eq!(ids(html).collect::<Vec<_>>(), expected, "{html}");
        }
    }

    #[test]
    fn comments_and_scripts() {
        assert_eq!(without_comments("a<!-- b -->c<!--d-->"), "ac");
        assert_eq!(without_comments("a<!-- b"), "a<!-- b");
        assert_eq!(without_comments("<!--->x"), "x");
        assert_eq!(
            without_comments("<script><!-- x --></script>"),
            "<script><!-- x --></script>"
        );
    }
}
