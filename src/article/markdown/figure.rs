//! Figures: paragraphs of nothing but images. Those of one line stand side by side.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::writer::{BlockKind, HtmlWriter};

/// What a row of images begins with.
pub(super) const ROW: &str = "<div class=\"pictures\">\n";

impl HtmlWriter<'_> {
    /// Writes a paragraph as figures if it consists of images, linked or not; `at` is its first event.
    /// Returns the index after its last event, or `None` if nothing was written.
    pub(super) fn figures(&mut self, at: usize) -> Option<usize> {
        let end = self.end_of_images(at)?;
        let mut at = at;
        let mut is_row = self.begin_row(at, end);
        while at < end {
            at = match self.input.event(at) {
                Some(Event::Start(Tag::Link { .. })) => {
                    let after = self.image_end(at + 1) + 1;
                    self.figure(at + 1, Some((at, after)));
                    after + 1
                }
                Some(Event::Start(Tag::Image { .. })) => {
                    self.figure(at, None);
                    self.image_end(at) + 1
                }
                Some(Event::SoftBreak) => {
                    self.end_row(is_row);
                    is_row = self.begin_row(at + 1, end);
                    at + 1
                }
                _ => at + 1,
            };
        }
        self.end_row(is_row);
        Some(end + 1)
    }

    /// Begins a row if several images stand in the line that begins with the event `at`.
    fn begin_row(&mut self, at: usize, end: usize) -> bool {
        let line = (at..end).map_while(|at| self.input.event(at).filter(|event| !is_break(event)));
        let is_image = |event: &&Event<'_>| matches!(event, Event::Start(Tag::Image { .. }));
        let is_row = line.filter(is_image).nth(1).is_some();
        if is_row {
            self.out.push_str(ROW);
        }
        is_row
    }

    fn end_row(&mut self, is_row: bool) {
        if is_row {
            self.out.push_str("</div>\n");
        }
    }

    /// Writes one figure. `link` is the pair of events that open and close the link around the image.
    fn figure(&mut self, image: usize, link: Option<(usize, usize)>) {
        self.out.push_str("<figure>");
        if let Some((open, _)) = link {
            self.open_link(open);
        }
        self.image(image, false);
        if let Some((_, close)) = link {
            self.close_link(close);
        }
        let caption = self.image_title(image);
        if !caption.trim().is_empty() {
            self.out.push_str("<figcaption>");
            self.plain(&caption, image..image + 1);
            self.out.push_str("</figcaption>");
            self.open_block(BlockKind::Other);
        }
        self.out.push_str("</figure>\n");
    }

    /// The event that closes the paragraph, if everything from the event `at` to there is images.
    fn end_of_images(&self, at: usize) -> Option<usize> {
        let mut at = at;
        loop {
            at = match self.input.event(at)? {
                Event::Start(Tag::Image { .. }) => self.after_safe_image(at)?,
                Event::Start(Tag::Link { .. }) => {
                    let close = self.after_safe_image(at + 1)?;
                    matches!(self.input.event(close)?, Event::End(TagEnd::Link))
                        .then_some(close + 1)?
                }
                Event::SoftBreak => at + 1,
                Event::Text(text) if text.trim().is_empty() => at + 1,
                Event::End(TagEnd::Paragraph) => return Some(at),
                _ => return None,
            };
        }
    }

    /// The event after the image that the event `at` opens, if the image can be shown.
    fn after_safe_image(&self, at: usize) -> Option<usize> {
        self.is_safe_image(at).then(|| self.image_end(at) + 1)
    }
}

fn is_break(event: &Event<'_>) -> bool {
    matches!(event, Event::SoftBreak)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{html, options, render_with};
    use super::ROW;

    const FIRST: &str = "decoding=\"async\">";
    const IMG: &str = "loading=\"lazy\" decoding=\"async\">";

    #[test]
    fn an_image_alone_is_a_figure() {
        assert_eq!(
            html("![替](a.jpg)"),
            format!("<figure><img src=\"@/articles/2024/a.jpg\" alt=\"替\" {FIRST}</figure>\n")
        );
        assert_eq!(
            html("![](a.jpg \"村<貌\")"),
            format!(
                "<figure><img src=\"@/articles/2024/a.jpg\" alt=\"\" {FIRST}<figcaption>村&lt;貌</figcaption></figure>\n"
            )
        );
    }

    #[test]
    fn linked_images_and_several_images_are_figures() {
        assert_eq!(
            html("[![](a.jpg)](b.md)"),
            format!(
                "<figure><a href=\"@/articles/2024/b.md\"><img src=\"@/articles/2024/a.jpg\" alt=\"\" {IMG}</a></figure>\n"
            )
        );
        let two = html("![](a.jpg)\n![](b.jpg)");
        assert_eq!(two.matches("<figure>").count(), 2);
        assert_eq!(two.matches("loading=\"lazy\"").count(), 1);
    }

    #[test]
    fn the_images_of_a_line_are_a_row() {
        let figures = |body: &str| {
            let html = html(body);
            let parts = html.split_inclusive('\n');
            let kinds = parts.map(|line| match line {
                ROW => "(",
                "</div>\n" => ")",
                line if line.starts_with("<figure>") => "f",
                _ => "?",
            });
            kinds.collect::<String>()
        };
        for (body, expected) in [
            ("![](a.jpg) ![](b.jpg)", "(ff)"),
            ("![](a.jpg)![](b.jpg)　[![](c.jpg)](d.md)", "(fff)"),
            ("![](a.jpg) ![](b.jpg)\n![](c.jpg)", "(ff)f"),
            ("![](a.jpg)\n![](b.jpg)", "ff"),
            ("![](a.jpg)\n![](b.jpg) ![](c.jpg)", "f(ff)"),
            ("![](a.jpg) ", "f"),
            ("![](a.jpg) 文 ![](b.jpg)", "?"),
        ] {
            assert_eq!(figures(body), expected, "{body}");
        }
    }

    #[test]
    fn an_image_next_to_text_is_no_figure() {
        for body in [
            "![](a.jpg) 文",
            "文 ![](a.jpg)",
            "[文![](a.jpg)](b.md)",
            "![甲](javascript:x)",
            "- ![](a.jpg)",
        ] {
            assert!(!html(body).contains("figure"), "{body}");
        }
        assert!(html("- 甲\n\n  ![](a.jpg)").contains("<li>\n<p>甲</p>\n<figure>"));
    }

    #[test]
    fn captions_are_counted_and_alternative_texts_are_not() {
        let rendered = render_with("![替代](a.jpg \"村貌图\")\n\n正文", &options());
        assert_eq!(rendered.counts.han, 5);
        assert_eq!(rendered.lead, "正文");
        assert_eq!(rendered.references.len(), 1);
    }
}
