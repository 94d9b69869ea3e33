//! Footnotes: numbered by their first reference, gathered at the end, each with links back.

use std::collections::HashMap;
use std::ops::Range;

use super::escape;
use super::writer::Writer;

/// The footnotes that were referred to.
#[derive(Default)]
pub(super) struct Notes {
    list: Vec<Note>,
    /// Index in the list by label.
    by_label: HashMap<String, usize>,
    /// Whether the footnotes themselves are being written.
    pub open: bool,
}

struct Note {
    id: String,
    /// The events of its text.
    events: Range<usize>,
    /// Ids of the references to it.
    references: Vec<String>,
    html: String,
}

impl Writer<'_> {
    /// Writes a reference to a footnote. Inside a link there is none: the parser then takes the link for text.
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let Some(index) = self.note_index(label.to_lowercase()) else {
            return;
        };
        let Some(note) = self.notes.list.get_mut(index) else {
            return;
        };
        let number = index + 1;
        let name = match note.references.len() {
            0 => format!("fnref-{number}"),
            earlier => format!("fnref-{number}-{}", earlier + 1),
        };
        let id = self.plan.anchors.unique(name);
        let html = format!(
            "<sup class=\"footnote-ref\"><a href=\"#{}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>",
            note.id
        );
        note.references.push(id.clone());
        self.found.ids.push(id);
        self.for_page_only(|writer| writer.out.push_str(&html));
    }

    /// Writes the section of footnotes.
    pub(super) fn footnotes(&mut self) {
        self.close_block();
        self.notes.open = true;
        self.containers += 1;
        self.quotes += 1;
        // A footnote may refer to further ones, which join the list meanwhile.
        let mut index = 0;
        while let Some(events) = self.notes.list.get(index).map(|note| note.events.clone()) {
            let html = self.apart(events);
            if let Some(note) = self.notes.list.get_mut(index) {
                note.html = html;
            }
            index += 1;
        }
        if !self.notes.list.is_empty() {
            self.write_section();
        }
    }

    /// The index of the footnote with a label; a new one if this is the first reference to it.
    fn note_index(&mut self, label: String) -> Option<usize> {
        if let Some(&index) = self.notes.by_label.get(&label) {
            return Some(index);
        }
        let events = self.plan.definition(&label)?;
        let index = self.notes.list.len();
        let id = self.plan.anchors.unique(format!("fn-{}", index + 1));
        self.found.ids.push(id.clone());
        self.notes.by_label.insert(label, index);
        self.notes.list.push(Note {
            id,
            events,
            references: Vec::new(),
            html: String::new(),
        });
        Some(index)
    }

    /// The HTML of events, written apart from the page.
    fn apart(&mut self, events: Range<usize>) -> String {
        let page = std::mem::take(&mut self.out);
        self.events(events);
        self.close_block();
        std::mem::replace(&mut self.out, page)
    }

    fn write_section(&mut self) {
        self.line();
        self.out
            .push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
        escape::attribute(&mut self.out, &self.page.options.labels.footnotes);
        self.out.push_str("\">\n<ol>\n");
        let label = &self.page.options.labels.back_to_text;
        for (index, note) in self.notes.list.iter().enumerate() {
            write_note(&mut self.out, note, index + 1, label);
        }
        self.out.push_str("</ol>\n</section>\n");
    }
}

/// Writes a footnote with its links back, which join its last paragraph if that is what it ends with.
fn write_note(out: &mut String, note: &Note, number: usize, label: &str) {
    out.push_str(&format!("<li id=\"{}\">\n", note.id));
    match note.html.strip_suffix("</p>\n") {
        Some(open) => out.push_str(open),
        None => {
            out.push_str(&note.html);
            out.push_str("<p>");
        }
    }
    for (index, id) in note.references.iter().enumerate() {
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
    fn numbered_by_reference_with_every_way_back() {
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
            "</p>\n</li>\n</ol>\n</section>\n",
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
    fn after_anything_but_a_paragraph_the_way_back_has_its_own() {
        let html = html("甲[^a]\n\n[^a]:\n    - 表");
        assert!(html.contains("</ul>\n<p><a href=\"#fnref-1\""), "{html}");
    }

    #[test]
    fn ids_do_not_meet_those_of_headings() {
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
