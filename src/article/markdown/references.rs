//! Writes links and images, and records them for the checks.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::figure;
use super::links::is_refused;
use super::media::Shown;
use super::writer::HtmlWriter;
use super::{Reference, ReferenceKind, Target, links};
use crate::util::html::escape;

/// The part of a definition in which its destination is searched for; a label has 1000 characters at most.
const DEFINITION_BYTES: usize = 8192;

/// A link whose text is being written.
pub(super) struct OpenLink {
    /// The index of its reference.
    reference: usize,
    /// The event that opened it.
    event: usize,
    /// The start of its text in the text of the block.
    text_start: usize,
    /// The alternative texts of the images in it.
    alt: String,
}

/// A destination as the parser returns it.
struct Destination<'a> {
    form: LinkType,
    url: &'a CowStr<'a>,
    title: &'a CowStr<'a>,
    /// The label of its definition.
    label: &'a CowStr<'a>,
}

impl<'a> HtmlWriter<'a> {
    pub(super) fn open_link(&mut self, at: usize) {
        let Some((_, destination)) = self.destination(at) else {
            return;
        };
        let written = destination.url.to_string();
        let target = if destination.form == LinkType::Email {
            Target::External(format!("mailto:{written}"))
        } else {
            self.target(&written, ReferenceKind::Link)
        };
        self.open_anchor(&written, &target, destination.title);
        self.links.push(OpenLink {
            reference: self.output.references.len(),
            event: at,
            text_start: self.block.text.len(),
            alt: String::new(),
        });
        self.output.references.push(Reference {
            kind: ReferenceKind::Link,
            written,
            target,
            text: String::new(),
            range: 0..0,
        });
    }

    pub(super) fn close_link(&mut self, at: usize) {
        let Some(link) = self.links.pop() else {
            return;
        };
        let range = self.destination_range(link.event, at);
        let text = self
            .block
            .text
            .get(link.text_start..)
            .unwrap_or_default()
            .trim();
        let text = if text.is_empty() {
            link.alt
        } else {
            text.to_owned()
        };
        if let Some(reference) = self.output.references.get_mut(link.reference) {
            reference.range = range;
            reference.text = text;
            if !is_hidden(&reference.written, &reference.target) {
                self.for_page_only(|writer| writer.out.push_str("</a>"));
            }
        }
    }

    /// Writes the image that the event `at` opens; returns the index after its last event. A title that
    /// becomes a caption is not written: `has_title` is false.
    pub(super) fn image(&mut self, at: usize, has_title: bool) -> usize {
        let (alt, end) = self.alt(at);
        let Some((_, destination)) = self.destination(at) else {
            return end + 1;
        };
        let written = destination.url.to_string();
        let shown = Shown::of(&written);
        let target = self.target(&written, shown.kind());
        let title = if has_title { destination.title } else { "" };
        let mut text = alt;
        if is_hidden(&written, &target) {
            self.plain(&text, at..end + 1);
        } else if shown == Shown::Image {
            self.for_page_only(|writer| writer.write_image(&written, &target, &text, title));
            self.block.last = None;
        } else {
            text = self.other_than_image(shown, &written, &target, text, title, at..end + 1);
        }
        if let Some(link) = self.links.last_mut() {
            link.alt.push_str(&text);
        }
        if let Some(heading) = &mut self.heading
            && shown != Shown::Document
        {
            heading.alt.push_str(&text);
        }
        if written.trim().is_empty() {
            return end + 1;
        }
        let range = self.destination_range(at, end);
        self.output.references.push(Reference {
            kind: shown.kind(),
            written,
            target,
            text,
            range,
        });
        end + 1
    }

    /// Writes a URL in the text as a link. `range` is its range in the body, `events` are those of the text.
    pub(super) fn bare_url(&mut self, url: &str, range: Range<usize>, events: Range<usize>) {
        let target = Target::External(url.to_owned());
        self.open_anchor(url, &target, "");
        self.plain(url, events);
        self.for_page_only(|writer| writer.out.push_str("</a>"));
        self.output.references.push(Reference {
            kind: ReferenceKind::Link,
            written: url.to_owned(),
            target,
            text: url.to_owned(),
            range,
        });
    }

    /// The title of the image that the event `at` opens.
    pub(super) fn image_title(&self, at: usize) -> String {
        self.destination(at)
            .map(|(_, destination)| destination.title.to_string())
            .unwrap_or_default()
    }

    /// Whether the image that the event `at` opens can be shown.
    pub(super) fn is_safe_image(&self, at: usize) -> bool {
        self.destination(at).is_some_and(|(kind, destination)| {
            let shown = Shown::of(destination.url);
            kind == ReferenceKind::Image
                && shown != Shown::Document
                && !is_hidden(destination.url, &self.target(destination.url, shown.kind()))
        })
    }

    /// The event that closes the image opened by the event `at`.
    pub(super) fn image_end(&self, at: usize) -> usize {
        let mut depth = 0_usize;
        let mut end = at;
        while let Some(event) = self.input.event(end) {
            match event {
                Event::Start(Tag::Image { .. }) => depth += 1,
                Event::End(TagEnd::Image) => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            end += 1;
        }
        end
    }

    /// The range of a text in a part of the body.
    pub(super) fn locate(&self, wanted: &str, part: Range<usize>) -> Option<Range<usize>> {
        let start = part.start + self.input.body.get(part)?.find(wanted)?;
        Some(start..start + wanted.len())
    }

    fn target(&self, written: &str, kind: ReferenceKind) -> Target {
        let schemes = &self.input.options.schemes;
        links::resolve_target(written, self.input.dir, kind, schemes)
    }

    fn destination(&self, at: usize) -> Option<(ReferenceKind, Destination<'a>)> {
        let (kind, form, url, title, label) = match self.input.event(at)? {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => (ReferenceKind::Link, link_type, dest_url, title, id),
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) => (ReferenceKind::Image, link_type, dest_url, title, id),
            _ => return None,
        };
        let form = *form;
        Some((
            kind,
            Destination {
                form,
                url,
                title,
                label,
            },
        ))
    }

    pub(super) fn open_anchor(&mut self, written: &str, target: &Target, title: &str) {
        if is_hidden(written, target) {
            return;
        }
        self.for_page_only(|writer| {
            writer.out.push_str("<a href=\"");
            links::write(&mut writer.out, ReferenceKind::Link, written, target);
            writer.out.push('"');
            writer.title(title);
            writer.out.push('>');
        });
    }

    fn write_image(&mut self, written: &str, target: &Target, alt: &str, title: &str) {
        // An image at the start is visible at once. All others load when the reader comes near.
        let before = self.out.strip_prefix(figure::ROW).unwrap_or(&self.out);
        let is_first = matches!(before, "" | "<p>" | "<figure>");
        self.out.push_str("<img src=\"");
        links::write(&mut self.out, ReferenceKind::Image, written, target);
        self.out.push_str("\" alt=\"");
        escape::attribute(&mut self.out, alt);
        self.out.push('"');
        self.title(title);
        let loading = if is_first { "" } else { " loading=\"lazy\"" };
        self.out.push_str(loading);
        self.out.push_str(" decoding=\"async\">");
    }

    pub(super) fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            escape::attribute(&mut self.out, title);
            self.out.push('"');
        }
    }

    /// The alternative text of the image that the event `at` opens, and the event that closes it.
    fn alt(&self, at: usize) -> (String, usize) {
        let end = self.image_end(at);
        let mut alt = String::new();
        for at in at..end {
            match self.input.event(at) {
                Some(Event::Text(text) | Event::Code(text)) => alt.push_str(text),
                Some(Event::SoftBreak | Event::HardBreak)
                    if self.keeps_break(alt.chars().next_back(), at) =>
                {
                    alt.push(' ')
                }
                _ => {}
            }
        }
        (alt, end)
    }

    /// The range of the destination in the body, for the link or image between the events `start` and `end`;
    /// the range of the whole if the destination is not found as it is.
    fn destination_range(&self, start: usize, end: usize) -> Range<usize> {
        let whole = self.input.range(start);
        let range = self.destination(start).and_then(|(_, destination)| {
            let part = match destination.form {
                LinkType::Inline if end == start + 1 => whole.clone(),
                LinkType::Inline => self.input.range(end - 1).end..whole.end,
                LinkType::Autolink | LinkType::Email => whole.clone(),
                _ => self.definition_part(destination.label)?,
            };
            Some(destination.url)
                .filter(|url| !url.is_empty())
                .and_then(|url| self.locate(url, part))
        });
        range.unwrap_or(whole)
    }

    /// The part of a definition (`[label]: destination "title"`) in which its destination is searched for.
    fn definition_part(&self, label: &str) -> Option<Range<usize>> {
        let span = &self.input.definitions.get(label)?.span;
        let start = self.input.source_offset(span.start);
        let end = self
            .input
            .source_offset(span.end)
            .min(start + DEFINITION_BYTES);
        let end = self.input.body.floor_char_boundary(end);
        let colon = self.input.body.get(start..end)?.find("]:")?;
        Some(start + colon..end)
    }
}

/// Whether the text of a link is written without the link, and the alternative text of an image without the
/// image.
fn is_hidden(written: &str, target: &Target) -> bool {
    written.trim().is_empty() || is_refused(target)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{html, options, render_with};
    use super::*;

    /// The references of a body, each with the text at its range.
    fn references(body: &str) -> Vec<(String, Reference)> {
        let references = render_with(body, &options()).references;
        references
            .into_iter()
            .map(|r| (body[r.range.clone()].to_owned(), r))
            .collect()
    }

    #[test]
    fn links_and_images() {
        for (body, expected) in [
            (
                "[甲](b.md \"题\")",
                "<a href=\"@/articles/2024/b.md\" title=\"题\">甲</a>",
            ),
            (
                "[甲](../x.md#节)",
                "<a href=\"@/articles/x.md#%E8%8A%82\">甲</a>",
            ),
            (
                "[甲](/x/) [乙](#y)",
                "<a href=\"/x/\">甲</a> <a href=\"#y\">乙</a>",
            ),
            ("[甲](javascript:x)", "甲"),
            ("![甲](javascript:x)乙", "甲乙"),
            (
                "[甲][b]\n\n[b]: <c d.md>",
                "<a href=\"@/articles/2024/c%20d.md\">甲</a>",
            ),
            (
                "文![*替*\n`代`](a.jpg \"题\")",
                "文<img src=\"@/articles/2024/a.jpg\" alt=\"替代\" title=\"题\" loading=\"lazy\" decoding=\"async\">",
            ),
        ] {
            assert_eq!(html(body), format!("<p>{expected}</p>\n"), "{body:?}");
        }
    }

    #[test]
    fn ranges_of_destinations() {
        for (body, expected) in [
            ("一 [b.md](b.md \"b.md\")", "b.md"),
            ("[](b.md)", "b.md"),
            ("![b.jpg](<b.jpg>)", "b.jpg"),
            ("[甲](a\\_b.md)", "[甲](a\\_b.md)"),
            ("[b.md]\n\n[b.md]: b.md", "b.md"),
            ("<http://a.cn>", "http://a.cn"),
        ] {
            let list = references(body);
            assert_eq!(list.len(), 1, "{body}");
            assert_eq!(list[0].0, expected, "{body}");
        }
        let body = "[b.md]\n\n[b.md]: b.md";
        assert_eq!(references(body)[0].1.range.start, body.len() - 4);
    }

    #[test]
    fn texts_and_order() {
        let references = references("[**粗** 体](a.md) [![替](i.jpg)](b.md) ![](j.jpg)");
        let list: Vec<_> = references
            .iter()
            .map(|(source, r)| (source.as_str(), r.kind, r.text.as_str()))
            .collect();
        assert_eq!(
            list,
            [
                ("a.md", ReferenceKind::Link, "粗 体"),
                ("b.md", ReferenceKind::Link, "替"),
                ("i.jpg", ReferenceKind::Image, "替"),
                ("j.jpg", ReferenceKind::Image, ""),
            ]
        );
    }

    #[test]
    fn refused_ones_are_recorded() {
        let list = references("[甲](javascript:x)");
        let scheme = "javascript".to_owned();
        assert_eq!(list[0].1.target, Target::Refused { scheme });
        assert_eq!(list[0].1.written, "javascript:x");
    }
}
