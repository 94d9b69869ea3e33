//! Footnotes: numbered by their first reference and written at the end, each with links back. Those without
//! a reference come last, so that no text is lost.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::writer::HtmlWriter;
use crate::diagnostic::Message;
use crate::util::html::escape;

/// The footnotes in the order of the page: those with a reference, then the others.
#[derive(Default)]
pub(super) struct Footnotes {
    list: Vec<Footnote>,
    /// The index in the list for each label.
    by_label: HashMap<String, usize>,
    /// The first event of each text in the list.
    texts: HashSet<usize>,
    /// Whether the footnotes themselves are being written.
    pub open: bool,
}

struct Footnote {
    id: String,
    /// The events of its text.
    events: Range<usize>,
    /// The ids of the references to it.
    references: Vec<String>,
    html: String,
}

impl HtmlWriter<'_> {
    /// Writes a reference to a footnote. There is none inside a link: the parser takes such a link for text.
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let Some(index) = self.footnote_index(label.to_lowercase()) else {
            return;
        };
        let Some(footnote) = self.footnotes.list.get_mut(index) else {
            return;
        };
        let number = index + 1;
        let name = match footnote.references.len() {
            0 => format!("fnref-{number}"),
            earlier => format!("fnref-{number}-{}", earlier + 1),
        };
        let id = self.prescan.anchors.unique(name);
        let html = format!(
            "<sup class=\"footnote-ref\"><a href=\"#{}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>",
            footnote.id
        );
        footnote.references.push(id.clone());
        self.output.ids.push(id);
        self.for_page_only(|writer| writer.out.push_str(&html));
    }

    /// Writes the section of footnotes.
    pub(super) fn write_footnotes(&mut self) {
        self.close_block();
        self.footnotes.open = true;
        self.containers += 1;
        self.quotes += 1;
        let mut written = 0;
        self.write_texts(&mut written);
        let definitions: Vec<_> = self.prescan.definitions().collect();
        for (event, events, is_first) in definitions {
            if !self.footnotes.texts.contains(&events.start) {
                self.add_unused(event, events, is_first);
                self.write_texts(&mut written);
            }
        }
        if !self.footnotes.list.is_empty() {
            self.write_section();
        }
    }

    /// Writes the texts of the footnotes from the index `written` on. A footnote may refer to others, which
    /// are appended to the list meanwhile.
    fn write_texts(&mut self, written: &mut usize) {
        let events = |writer: &Self, index: usize| {
            let footnote = writer.footnotes.list.get(index);
            footnote.map(|footnote| footnote.events.clone())
        };
        while let Some(events) = events(self, *written) {
            let html = self.separate_html(events);
            if let Some(footnote) = self.footnotes.list.get_mut(*written) {
                footnote.html = html;
            }
            *written += 1;
        }
    }

    /// Adds a footnote that nothing refers to, whose definition is the event `event`, and reports it.
    fn add_unused(&mut self, event: usize, events: Range<usize>, is_first: bool) {
        let Some(Event::Start(Tag::FootnoteDefinition(label))) = self.input.event(event) else {
            return;
        };
        let range = self.input.range(event);
        let typed = self.input.body.get(range.clone()).unwrap_or_default();
        let length = typed.find([':', '：']).unwrap_or(typed.len());
        let label = label.to_string();
        let message = if is_first {
            Message::UnusedFootnote { label }
        } else {
            Message::RepeatedFootnote { label }
        };
        let problem = (range.start..range.start + length, message);
        self.output.problems.push(problem);
        self.add(events);
    }

    /// Adds a footnote with the text of these events; returns its index.
    fn add(&mut self, events: Range<usize>) -> usize {
        let index = self.footnotes.list.len();
        let id = self.prescan.anchors.unique(format!("fn-{}", index + 1));
        self.output.ids.push(id.clone());
        self.footnotes.texts.insert(events.start);
        self.footnotes.list.push(Footnote {
            id,
            events,
            references: Vec::new(),
            html: String::new(),
        });
        index
    }

    /// The index of the footnote with a label; a new one if this is the first reference to it.
    fn footnote_index(&mut self, label: String) -> Option<usize> {
        if let Some(&index) = self.footnotes.by_label.get(&label) {
            return Some(index);
        }
        let events = self.prescan.definition(&label)?;
        let index = self.add(events);
        self.footnotes.by_label.insert(label, index);
        Some(index)
    }

    /// Writes events to a string of their own.
    fn separate_html(&mut self, events: Range<usize>) -> String {
        let body = std::mem::take(&mut self.out);
        self.write_events(events);
        self.close_block();
        std::mem::replace(&mut self.out, body)
    }

    fn write_section(&mut self) {
        self.begin_line();
        self.out
            .push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
        escape::attribute(&mut self.out, &self.input.options.theme.labels.footnotes);
        self.out.push_str("\">\n<ol>\n");
        let label = &self.input.options.theme.labels.back_to_text;
        for (index, footnote) in self.footnotes.list.iter().enumerate() {
            write_footnote(&mut self.out, footnote, index + 1, label);
        }
        self.out.push_str("</ol>\n</section>\n");
    }
}

/// Writes a footnote with its links back. They are in its last paragraph, if it ends with one.
fn write_footnote(out: &mut String, footnote: &Footnote, number: usize, label: &str) {
    out.push_str(&format!("<li id=\"{}\">\n", footnote.id));
    if footnote.references.is_empty() {
        out.push_str(&footnote.html);
        out.push_str("</li>\n");
        return;
    }
    match footnote.html.strip_suffix("</p>\n") {
        Some(open) => out.push_str(open),
        None => {
            out.push_str(&footnote.html);
            out.push_str("<p>");
        }
    }
    for (index, id) in footnote.references.iter().enumerate() {
        write_back_link(out, id, number, index + 1, label);
    }
    out.push_str("</p>\n</li>\n");
}

fn write_back_link(out: &mut String, id: &str, number: usize, reference: usize, label: &str) {
    if !out.ends_with('>') || out.ends_with("</a>") {
        out.push(' ');
    }
    out.push_str(&format!(
        "<a href=\"#{id}\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\""
    ));
    escape::attribute(out, label);
    // U+FE0E keeps the arrow from being drawn as a coloured picture.
    if reference == 1 {
        out.push_str(&format!(" {number}\">↩\u{fe0e}</a>"));
    } else {
        out.push_str(&format!(
            " {number}-{reference}\">↩\u{fe0e}<sup>{reference}</sup></a>"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{html, options, render_with};

    fn back(id: &str, name: &str, mark: &str) -> String {
        format!(
            "<a href=\"#{id}\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"Back to reference {name}\">↩\u{fe0e}{mark}</a>"
        )
    }

    #[test]
    fn numbered_by_reference_with_all_links_back() {
        let expected = [
            "<p>甲<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\">1</a></sup>",
            "乙<sup class=\"footnote-ref\"><a href=\"#fn-2\" id=\"fnref-2\" role=\"doc-noteref\">2</a></sup>",
            "丙<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1-2\" role=\"doc-noteref\">1</a></sup></p>\n",
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n",
            "<li id=\"fn-1\">\n<p>后注 ",
            &back("fnref-1", "1", ""),
            " ",
            &back("fnref-1-2", "1-2", "<sup>2</sup>"),
            "</p>\n</li>\n<li id=\"fn-2\">\n<p>先注 ",
            &back("fnref-2", "2", ""),
            "</p>\n</li>\n<li id=\"fn-3\">\n<p>无人问</p>\n</li>\n</ol>\n</section>\n",
        ]
        .concat();
        assert_eq!(
            html("甲[^b]乙[^a]丙[^B]\n\n[^a]: 先注\n\n[^b]: 后注\n\n[^c]: 无人问"),
            expected
        );
    }

    #[test]
    fn undefined_ones_stay_text() {
        assert_eq!(html("甲[^x]"), "<p>甲[^x]</p>\n");
    }

    #[test]
    fn footnotes_in_footnotes() {
        let html = html("甲[^a]\n\n[^a]: 见[^b]\n[^b]: 见[^a]");
        assert!(
            html.contains("见<sup class=\"footnote-ref\"><a href=\"#fn-2\""),
            "{html}"
        );
        assert!(
            html.contains(&back("fnref-1-2", "1-2", "<sup>2</sup>")),
            "{html}"
        );
    }

    #[test]
    fn after_anything_but_a_paragraph_the_link_back_is_in_a_new_one() {
        let html = html("甲[^a]\n\n[^a]:\n    - 表");
        assert!(html.contains("</ul>\n<p><a href=\"#fnref-1\""), "{html}");
    }

    #[test]
    fn ids_differ_from_those_of_headings() {
        let rendered = render_with(
            "## fn 1\n\n甲[^a]\n\n## fnref-1 {#fnref-1}\n\n[^a]: 注",
            &options(),
        );
        let mut ids = rendered.ids.clone();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), rendered.ids.len());
        assert_eq!(rendered.ids, ["fn-1", "fn-1-2", "fnref-1-2", "fnref-1"]);
    }

    #[test]
    fn links_do_not_nest() {
        let html = html("[甲[^a]乙](b.md)丙\n\n[^a]: 注");
        assert!(html.starts_with("<p>[甲<sup"), "{html}");
    }
}
