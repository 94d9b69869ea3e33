//! The references in raw HTML that becomes a part of the page: they are recorded as those of Markdown are, and
//! written as addresses of sources.

mod elements;

use std::borrow::Cow;
use std::ops::Range;

use super::links::{self, is_refused, is_unpasted};
use super::writer::HtmlWriter;
use super::{RawHtml, Reference, ReferenceKind, Target};
use crate::diagnostic::Message;
use crate::util::html::{Attribute, Attributes, StartTag, Token, Tokens, decoded, srcset};
use crate::util::url;
use elements::{alternative_text, does_nothing, link_text, picture, unquoted};

/// The attributes that refer to something, of elements that the sanitiser keeps. `<img>` and `srcset` are read
/// apart.
const KEPT: [(&str, &str, ReferenceKind); 10] = [
    ("a", "href", ReferenceKind::Link),
    ("audio", "src", ReferenceKind::Media),
    ("blockquote", "cite", ReferenceKind::Link),
    ("del", "cite", ReferenceKind::Link),
    ("ins", "cite", ReferenceKind::Link),
    ("q", "cite", ReferenceKind::Link),
    ("source", "src", ReferenceKind::Media),
    ("track", "src", ReferenceKind::Media),
    ("video", "poster", ReferenceKind::Decoration),
    ("video", "src", ReferenceKind::Media),
];

/// The same of elements that are let through under [`RawHtml::Allow`] alone.
const ALLOWED: [(&str, &str, ReferenceKind); 12] = [
    ("area", "href", ReferenceKind::Link),
    ("embed", "src", ReferenceKind::Link),
    ("form", "action", ReferenceKind::Link),
    ("button", "formaction", ReferenceKind::Link),
    ("iframe", "src", ReferenceKind::Link),
    ("image", "href", ReferenceKind::Decoration),
    ("input", "src", ReferenceKind::Decoration),
    ("input", "formaction", ReferenceKind::Link),
    ("link", "href", ReferenceKind::Link),
    ("object", "data", ReferenceKind::Link),
    ("script", "src", ReferenceKind::Link),
    ("use", "href", ReferenceKind::Link),
];

/// A piece of raw HTML, and where its parts are in the body.
pub(super) struct HtmlSource<'h> {
    /// The HTML.
    pub html: &'h str,
    /// Where each part starts in it, and its range in the body.
    pub parts: &'h [(usize, Range<usize>)],
}

impl HtmlSource<'_> {
    /// The range in the body of a range of the HTML; that of the whole part where the two differ.
    pub(super) fn range(&self, body: &str, of: &Range<usize>) -> Range<usize> {
        let next = self.parts.partition_point(|(start, _)| *start <= of.start);
        let Some((start, part)) = self.parts.get(next.saturating_sub(1)) else {
            return 0..0;
        };
        let text = self.html.get(of.clone());
        let at = part.start + of.start.saturating_sub(*start);
        let range = at..at + of.len();
        if text.is_some() && body.get(range.clone()) == text {
            range
        } else {
            part.clone()
        }
    }
}

/// What is known of a reference before its target.
struct Found<'f> {
    kind: ReferenceKind,
    /// The address as typed.
    value: &'f str,
    /// The range of the value in the HTML.
    range: Range<usize>,
    text: String,
}

impl<'f> Found<'f> {
    fn new(kind: ReferenceKind, attribute: &Attribute<'f>, text: String) -> Self {
        Self {
            kind,
            value: attribute.value,
            range: attribute.range(),
            text,
        }
    }
}

/// A `<a>` whose text is being written.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenHtmlLink {
    reference: usize,
    /// Where its text starts in the text of the block.
    text_start: usize,
}

impl HtmlWriter<'_> {
    /// Records the references in raw HTML; returns the HTML with the addresses of sources.
    pub(super) fn html_references<'h>(&mut self, source: &HtmlSource<'h>) -> Cow<'h, str> {
        let html = source.html;
        // What is in a script or style that is open is no HTML.
        if self.hidden.is_some() || !html.contains('<') {
            return Cow::Borrowed(html);
        }
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        let mut tokens = Tokens::new(html);
        while let Some(token) = tokens.next() {
            if let Token::StartTag(tag) = token
                && let Some(attributes) = tokens.attributes()
            {
                self.active_part(source, &tag, &attributes);
                self.element(source, &tag, &attributes, &mut edits);
            }
        }
        if edits.is_empty() {
            return Cow::Borrowed(html);
        }
        edits.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(html.len() + 32 * edits.len());
        let mut done = 0;
        for (range, address) in edits {
            out.push_str(html.get(done..range.start).unwrap_or_default());
            out.push_str(&address);
            done = range.end;
        }
        out.push_str(html.get(done..).unwrap_or_default());
        Cow::Owned(out)
    }

    /// Gives the link that inline HTML opened its text, the text of the block since then, if `html` closes it.
    pub(super) fn close_html_link(&mut self, html: &str) {
        let closes = |token| matches!(token, Token::EndTag(tag) if tag.is("a"));
        if let Some(link) = self.html_link
            && Tokens::new(html).any(closes)
        {
            self.html_link = None;
            let text = self.block.text.get(link.text_start..);
            if let Some(reference) = self.output.references.get_mut(link.reference)
                && reference.text.is_empty()
            {
                reference.text = text.unwrap_or_default().trim().to_owned();
            }
        }
    }

    /// Records the references of one element, and appends to `edits` what they are replaced with.
    fn element(
        &mut self,
        source: &HtmlSource<'_>,
        tag: &StartTag<'_>,
        attributes: &Attributes<'_>,
        edits: &mut Vec<(Range<usize>, String)>,
    ) {
        if tag.is("img") {
            let range = source.range(self.input.body, &(tag.start..attributes.tag_end()));
            return self.img(source, range, attributes, edits);
        }
        if tag.is("input") && self.input.options.raw_html == RawHtml::Sanitize {
            let kind = attributes.value("type").unwrap_or_default();
            if !kind.eq_ignore_ascii_case("checkbox") {
                let range = tag.start..attributes.tag_end();
                let place = source.range(self.input.body, &range);
                self.remove_element(place, tag.name());
                return edits.push((range, String::new()));
            }
        }
        let allowed: &[_] = match self.input.options.raw_html {
            RawHtml::Allow => &ALLOWED,
            RawHtml::Escape | RawHtml::Sanitize => &[],
        };
        let is_link = tag.is("a");
        if is_link
            && let Some(href) = attributes.find("href")
            && href.value.trim().is_empty()
        {
            let range = source.range(self.input.body, &(tag.start..attributes.tag_end()));
            self.output.problems.push((range, Message::EmptyLink {}));
        }
        for (name, attribute, kind) in KEPT.iter().chain(allowed) {
            if !tag.is(name) {
                continue;
            }
            let Some(attribute) = attributes.find(attribute) else {
                continue;
            };
            let text = match is_link {
                true => link_text(source.html, attributes.tag_end()),
                false => String::new(),
            };
            let edit = self.reference(source, Found::new(*kind, attribute, text));
            edits.extend(edit.map(|address| (attribute.range(), address)));
        }
        if is_link {
            let reference = self.output.references.len().checked_sub(1);
            self.html_link = reference.map(|reference| OpenHtmlLink {
                reference,
                text_start: self.block.text.len(),
            });
        } else if tag.is("source") {
            self.sizes(source, attributes, edits);
        }
    }

    /// The same for `<img>`.
    fn img(
        &mut self,
        source: &HtmlSource<'_>,
        place: Range<usize>,
        attributes: &Attributes<'_>,
        edits: &mut Vec<(Range<usize>, String)>,
    ) {
        self.sizes(source, attributes, edits);
        let named = picture(attributes).filter(|(read, _)| !read.value.trim().is_empty());
        let Some((read, src)) = named else {
            if attributes.find("srcset").is_none() {
                self.output.problems.push((place, Message::EmptyImage {}));
            }
            return;
        };
        let text = alternative_text(attributes);
        let kind = match text.as_deref() {
            Some("") => ReferenceKind::Decoration,
            Some(_) | None => ReferenceKind::Image,
        };
        let text = text.unwrap_or_default();
        if let Some(heading) = &mut self.heading {
            heading.alt.push_str(&text);
        }
        let edit = self.reference(source, Found::new(kind, read, text));
        match src {
            Some(src) if src == read => edits.extend(edit.map(|address| (src.range(), address))),
            // From one attribute to another, which may have other quotes or none.
            Some(src) => edits.push((src.range(), edit.unwrap_or_else(|| unquoted(read.value)))),
            None => {
                let address = edit.unwrap_or_else(|| unquoted(read.value));
                let end = attributes.end();
                edits.push((end..end, format!(" src=\"{address}\"")));
            }
        }
    }

    /// Records the addresses of an image in several sizes.
    fn sizes(
        &mut self,
        source: &HtmlSource<'_>,
        attributes: &Attributes<'_>,
        edits: &mut Vec<(Range<usize>, String)>,
    ) {
        let Some(set) = attributes.find("srcset") else {
            return;
        };
        for (start, value) in srcset(set.value) {
            let start = set.range().start + start;
            let range = start..start + value.len();
            let found = Found {
                kind: ReferenceKind::Decoration,
                value,
                range: range.clone(),
                text: String::new(),
            };
            let edit = self.reference(source, found);
            edits.extend(edit.map(|address| (range, address)));
        }
    }

    /// Records a reference. Returns its address where it is not written as typed.
    fn reference(&mut self, source: &HtmlSource<'_>, found: Found<'_>) -> Option<String> {
        let written = decoded(found.value).into_owned();
        let options = self.input.options;
        let dir = self.input.dir;
        let target = links::resolve_target(&written, dir, found.kind, &options.schemes);
        if let Target::Refused { scheme } = &target
            && url::is_unsafe_scheme(scheme)
            && !is_unpasted(found.kind, scheme)
        {
            // The site trusts it, or the sanitiser removes it.
            if options.raw_html == RawHtml::Sanitize && !does_nothing(&written) {
                let range = source.range(self.input.body, &found.range);
                let message = Message::RemovedAddress { target: written };
                self.output.problems.push((range, message));
            }
            return None;
        }
        let address = match &target {
            Target::Source { .. } | Target::Site { .. } => {
                let mut address = String::new();
                links::write(&mut address, found.kind, &written, &target);
                // It may stand between single quotes.
                Some(address.replace('\'', "%27")).filter(|address| address != found.value)
            }
            target if is_refused(target) => Some(String::new()),
            Target::External(_)
            | Target::Fragment(_)
            | Target::Escapes
            | Target::Refused { .. } => None,
        };
        self.output.references.push(Reference {
            kind: found.kind,
            written,
            target,
            text: found.text,
            range: source.range(self.input.body, &found.range),
        });
        address
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{options, render_with};
    use super::super::{Options, RenderedBody};
    use super::*;

    fn render(body: &str, raw_html: RawHtml) -> RenderedBody {
        let options = Options {
            raw_html,
            ..options()
        };
        render_with(body, &options)
    }

    /// The references of a body, each as `written|text at its place|text`.
    fn references(body: &str) -> Vec<String> {
        let references = render(body, RawHtml::Allow).references;
        let shown = references.into_iter().map(|one| {
            let place = &body[one.range];
            format!("{}|{place}|{}", one.written, one.text)
        });
        shown.collect()
    }

    #[test]
    fn references_have_their_place_and_text() {
        for (body, expected) in [
            ("<a href=\"b.md\">乙</a>", vec!["b.md|b.md|乙"]),
            ("甲**<a href=b.md>乙*丙*</a>**", vec!["b.md|b.md|乙丙"]),
            (
                "<!-- 注 -->\n<p><a\n  href='b.md'>乙 &amp; <b>丙</b></a><a href=c.md>",
                vec!["b.md|b.md|乙 & 丙", "c.md|c.md|"],
            ),
            (
                "> <div>\r\n> <img src='a.png' alt='图'>\r\n> </div>",
                vec!["a.png|a.png|图"],
            ),
            (
                "<p><img srcset=\"a.png 1x,\nb.png 2x\" src=\"c.png\" src=\"d.png\">",
                vec!["a.png|a.png|", "b.png|b.png|", "c.png|c.png|"],
            ),
            (
                "<a href=\"b.md?x=1&amp;y=2\">乙</a>",
                vec!["b.md?x=1&y=2|b.md?x=1&amp;y=2|乙"],
            ),
            (
                "<p><img data-src=\"a.png\"><img src=\"DATA:,\" data-original=\"b.png\"></p>",
                vec!["a.png|a.png|", "b.png|b.png|"],
            ),
            ("<p title=\"<a href='x.md'>\">甲</p>", vec![]),
            ("<!-- <a href='x.md'> -->", vec![]),
            ("<script>'<a href=x.md>'</script>", vec![]),
            ("甲<script>x <a href=x.md> y</script>", vec![]),
            ("`<a href=x.md>`", vec![]),
        ] {
            assert_eq!(references(body), expected, "{body:?}");
        }
        assert_eq!(
            render("<a href=x.md>甲</a>", RawHtml::Escape).references,
            []
        );
    }

    #[test]
    fn addresses_are_written_for_any_quotes() {
        for (body, expected) in [
            (
                "<p><img src='a&#39;b.png'></p>",
                "<p><img src='@/articles/2024/a%27b.png'></p>",
            ),
            (
                "<p><img src=a.png?x='1'></p>",
                "<p><img src=@/articles/2024/a.png?x=%271%27></p>",
            ),
            (
                "<p><img src='' data-src='https://a.cn/x\" y'></p>",
                "<p><img src='https://a.cn/x&quot;%20y' data-src='https://a.cn/x\" y'></p>",
            ),
            (
                "<p><img data-src=a.png /></p>",
                "<p><img data-src=a.png  src=\"@/articles/2024/a.png\"/></p>",
            ),
            (
                "<p><a href=\"/x\">甲</a><a href=\"../../../x\">乙</a></p>",
                "<p><a href=\"@//x\">甲</a><a href=\"\">乙</a></p>",
            ),
            (
                "<p><a href=\"javascript:x()\">甲</a></p>",
                "<p><a href=\"javascript:x()\">甲</a></p>",
            ),
        ] {
            let html = render(body, RawHtml::Allow).html;
            assert_eq!(html.trim_end(), expected, "{body}");
        }
    }

    #[test]
    fn decorations_and_media_need_no_text() {
        let body = concat!(
            "<p><img src=a.png alt=''><img src=b.png aria-hidden=true><img src=c.png>",
            "<video src=d.mp4 poster=e.png></video><q cite=f.md>引</q></p>"
        );
        let references = render(body, RawHtml::Sanitize).references;
        let kinds: Vec<_> = references
            .iter()
            .map(|one| (one.written.as_str(), one.kind))
            .collect();
        assert_eq!(
            kinds,
            [
                ("a.png", ReferenceKind::Decoration),
                ("b.png", ReferenceKind::Decoration),
                ("c.png", ReferenceKind::Image),
                ("e.png", ReferenceKind::Decoration),
                ("d.mp4", ReferenceKind::Media),
                ("f.md", ReferenceKind::Link),
            ]
        );
    }
}
