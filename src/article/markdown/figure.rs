//! Paragraphs of nothing but images become figures.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::writer::{Leaf, Writer};

impl Writer<'_> {
    /// Writes the content of a paragraph as figures if it holds nothing but images, each perhaps linked. Returns the event after the
    /// paragraph, or `None` if nothing was written.
    pub(super) fn figures(&mut self, at: usize) -> Option<usize> {
        let end = self.only_images_until(at)?;
        let mut at = at;
        while at < end {
            at = match self.page.event(at) {
                Some(Event::Start(Tag::Link { .. })) => {
                    let after = self.image_end(at + 1) + 1;
                    self.figure(at + 1, Some((at, after)));
                    after + 1
                }
                Some(Event::Start(Tag::Image { .. })) => {
                    self.figure(at, None);
                    self.image_end(at) + 1
                }
                _ => at + 1,
            };
        }
        Some(end + 1)
    }

    /// Writes one figure; `link` holds the events that open and close the link around the image.
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
            self.open_block(Leaf::Other);
        }
        self.out.push_str("</figure>\n");
    }

    /// The event that closes the paragraph, if all its content from the event `at` on is images.
    fn only_images_until(&self, at: usize) -> Option<usize> {
        let mut at = at;
        loop {
            at = match self.page.event(at)? {
                Event::Start(Tag::Image { .. }) => self.safe_image_until(at)?,
                Event::Start(Tag::Link { .. }) => {
                    let close = self.safe_image_until(at + 1)?;
                    matches!(self.page.event(close)?, Event::End(TagEnd::Link))
                        .then_some(close + 1)?
                }
                Event::SoftBreak => at + 1,
                Event::End(TagEnd::Paragraph) => return Some(at),
                _ => return None,
            };
        }
    }

    /// The event after the image that the event `at` opens.
    fn safe_image_until(&self, at: usize) -> Option<usize> {
        self.is_safe_image(at).then(|| self.image_end(at) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{html, options, render_with};

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
    fn so_is_a_linked_one_and_each_of_several() {
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
    fn beside_text_it_is_not() {
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
    fn captions_are_read_and_alternatives_are_not() {
        let rendered = render_with("![替代](a.jpg \"村貌图\")\n\n正文", &options());
        assert_eq!(rendered.counts.han, 5);
        assert_eq!(rendered.lead, "正文");
        assert_eq!(rendered.references.len(), 1);
    }
}
