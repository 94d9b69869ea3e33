//! Headings: their levels, their ids and their HTML in a table of contents.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::Heading;
use super::writer::{BlockKind, HtmlWriter, is_blank};
use crate::fields::Spanned;
use crate::text::anchor::anchor;
use crate::util::html::escape;

/// A heading whose content is being written.
pub(super) struct OpenHeading {
    level: u8,
    /// The event that opened it.
    event: usize,
    /// The parts of the HTML that a table of contents leaves out.
    omitted: Vec<Range<usize>>,
    /// The alternative texts of the images in it.
    pub(super) alt: String,
}

impl HtmlWriter<'_> {
    pub(super) fn open_heading(&mut self, level: u8, at: usize) {
        self.begin_line();
        self.block.kind = BlockKind::Heading;
        self.block.start = self.out.len();
        self.heading = Some(OpenHeading {
            level: (level + self.prescan.level_shift).min(6),
            event: at,
            omitted: Vec::new(),
            alt: String::new(),
        });
    }

    pub(super) fn close_heading(&mut self) {
        // A line of dashes below a task makes a heading of it.
        self.close_label();
        let Some(heading) = self.heading.take() else {
            return;
        };
        let start = self.block.start;
        if is_blank(self.out.get(start..).unwrap_or_default()) {
            self.out.truncate(start);
        } else {
            self.write_heading(&heading);
        }
        self.close_block();
    }

    /// Writes HTML that is on the page but not in a table of contents.
    pub(super) fn for_page_only(&mut self, write: impl FnOnce(&mut Self)) {
        let start = self.out.len();
        write(self);
        if let Some(heading) = &mut self.heading {
            heading.omitted.push(start..self.out.len());
        }
    }

    fn write_heading(&mut self, open: &OpenHeading) {
        let written = self.prescan.heading_id(open.event).map(str::to_owned);
        if let Some(id) = &written {
            self.record_id(id, open.event);
        }
        let text = self.block.text.trim();
        // A heading that is an image is named by its text.
        let alt = escape::without_controls(open.alt.trim());
        let is_image = text.is_empty();
        let text = if is_image { &*alt } else { text };
        let id = match written {
            Some(id) => id,
            None => self.prescan.anchors.unique(anchor(text)),
        };
        let html = if is_image {
            let mut escaped = String::new();
            escape::text(&mut escaped, text);
            Cow::Owned(escaped)
        } else {
            self.short_html(&open.omitted)
        };
        let heading = Heading {
            level: open.level,
            short: (html.trim() != text).then(|| html.trim().into()),
            range: self.input.range(open.event),
            id: id.into(),
            text: text.into(),
        };
        let tag = self.heading_tag(&heading, open.event);
        // The id depends on the text, so the tag can only be inserted now.
        self.out.insert_str(self.block.start, &tag);
        self.out.push_str("</h");
        self.out.push(digit(heading.level));
        self.out.push_str(">\n");
        self.output.ids.push(heading.id.to_string());
        self.record_heading(heading);
    }

    /// Records an id that the author wrote in the event `at`, if it is one of the theme.
    pub(super) fn record_id(&mut self, id: &str, at: usize) {
        if self.prescan.anchors.is_of_theme(id) {
            self.output.taken_ids.push(Spanned {
                value: id.to_owned(),
                range: self.input.range(at),
            });
        }
    }

    fn record_heading(&mut self, heading: Heading) {
        if heading.level > self.level + 1 {
            self.output.heading_jumps.push(heading.range.clone());
        }
        self.level = heading.level;
        if self.quotes == 0 {
            self.output.headings.push(heading);
        }
    }

    fn heading_tag(&self, heading: &Heading, at: usize) -> String {
        let mut tag = String::with_capacity(heading.id.len() + 16);
        tag.push_str("<h");
        tag.push(digit(heading.level));
        tag.push_str(" id=\"");
        escape::attribute(&mut tag, &heading.id);
        tag.push('"');
        if let Some(Event::Start(Tag::Heading { classes, .. })) = self.input.event(at)
            && !classes.is_empty()
        {
            tag.push_str(" class=\"");
            escape::attribute(&mut tag, &classes.join(" "));
            tag.push('"');
        }
        tag.push('>');
        tag
    }

    /// The content of the heading without the omitted parts.
    fn short_html(&self, omitted: &[Range<usize>]) -> Cow<'_, str> {
        let mut from = self.block.start;
        if omitted.is_empty() {
            return Cow::Borrowed(self.out.get(from..).unwrap_or_default());
        }
        let mut html = String::new();
        for part in omitted {
            html.push_str(self.out.get(from..part.start).unwrap_or_default());
            from = part.end;
        }
        html.push_str(self.out.get(from..).unwrap_or_default());
        Cow::Owned(html)
    }
}

/// The digit of a level from 1 to 6.
fn digit(level: u8) -> char {
    char::from(b'0' + level.min(9))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{html, options, render_with};

    #[test]
    fn ids_depend_on_the_text() {
        assert_eq!(
            html("## 一、产业 *振兴*"),
            "<h2 id=\"一-产业-振兴\">一、产业 <em>振兴</em></h2>\n"
        );
        assert_eq!(html("甲\n---"), "<h2 id=\"甲\">甲</h2>\n");
        assert_eq!(
            html("## 甲\n## 甲"),
            "<h2 id=\"甲\">甲</h2>\n<h2 id=\"甲-2\">甲</h2>\n"
        );
        assert_eq!(html("##\n\n正文"), "<p>正文</p>\n");
    }

    #[test]
    fn ids_of_authors_come_first() {
        assert_eq!(
            html("## b\n## 甲 {#b .c .d x=y}"),
            "<h2 id=\"b-2\">b</h2>\n<h2 id=\"b\" class=\"c d\">甲</h2>\n"
        );
        assert_eq!(
            html("## 甲 {#a}\n## 乙 {#a}"),
            "<h2 id=\"a\">甲</h2>\n<h2 id=\"a-2\">乙</h2>\n"
        );
    }

    #[test]
    fn the_title_of_the_page_is_the_only_first_level() {
        assert_eq!(
            html("## 甲\n# 乙\n###### 丙"),
            "<h3 id=\"甲\">甲</h3>\n<h2 id=\"乙\">乙</h2>\n<h6 id=\"丙\">丙</h6>\n"
        );
    }

    #[test]
    fn text_html_level_and_range() {
        let body = "## 甲[^1] [链](a.md) `码` ![图](i.jpg) https://a.cn\n\n[^1]: 注";
        let heading = render_with(body, &options()).headings.remove(0);
        assert_eq!(heading.html(), "甲 链 <code>码</code>  https://a.cn");
        assert_eq!(&*heading.text, "甲 链 码  https://a.cn");
        assert_eq!(heading.level, 2);
        assert_eq!(body[heading.range].trim_end(), body.lines().next().unwrap());
    }

    #[test]
    fn skipped_levels_are_reported() {
        let body = "## 一\n#### 二\n##### 三\n## 四\n";
        let jumps = render_with(body, &options()).heading_jumps;
        assert_eq!(jumps.len(), 1);
        assert!(body[jumps[0].clone()].starts_with("#### 二"));
        assert_eq!(render_with("### 一", &options()).heading_jumps.len(), 1);
        assert!(
            render_with("# 一\n## 二", &options())
                .heading_jumps
                .is_empty()
        );
    }

    #[test]
    fn a_task_that_is_a_heading_ends_in_it() {
        let html = render_with("- [x] 做完\n  -", &options()).html;
        assert!(html.contains(" 做完</label></h2>"), "{html}");
    }

    #[test]
    fn headings_in_quotations_have_ids_only() {
        let rendered = render_with("> ## 引\n\n## 文", &options());
        assert_eq!(rendered.ids, ["引", "文"]);
        assert_eq!(rendered.headings.len(), 1);
    }
}
