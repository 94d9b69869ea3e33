//! What is written as an image and is none: film and sound get a player, documents a link.

use std::ops::Range;

use super::writer::HtmlWriter;
use super::{ReferenceKind, Target, links};
use crate::util::file_use::FileUse;
use crate::util::html::escape;
use crate::util::url;

/// What `![…](…)` shows, by the extension in its destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Image,
    Film,
    Sound,
    /// What browsers do not play, too.
    Document,
}

impl Shown {
    /// What a destination names.
    pub(super) fn of(written: &str) -> Self {
        let path = written.split(['?', '#']).next().unwrap_or_default();
        match FileUse::of(path) {
            FileUse::Film => Self::Film,
            FileUse::Sound => Self::Sound,
            FileUse::Document => Self::Document,
            FileUse::Picture | FileUse::Other => Self::Image,
        }
    }

    pub(super) fn kind(self) -> ReferenceKind {
        match self {
            Self::Image => ReferenceKind::Image,
            Self::Film | Self::Sound => ReferenceKind::Media,
            Self::Document => ReferenceKind::Link,
        }
    }
}

impl HtmlWriter<'_> {
    /// Writes film, sound or a document, which come from `events`. Returns the name that it has: the
    /// alternative text, or the name of the file.
    pub(super) fn other_than_image(
        &mut self,
        shown: Shown,
        written: &str,
        target: &Target,
        alt: String,
        title: &str,
        events: Range<usize>,
    ) -> String {
        let name = if alt.trim().is_empty() {
            file_name(written)
        } else {
            alt
        };
        let element = match shown {
            Shown::Film => "video",
            Shown::Sound => "audio",
            // A document in a link is its text.
            Shown::Image | Shown::Document if !self.links.is_empty() => {
                self.plain(&name, events);
                return name;
            }
            Shown::Image | Shown::Document => {
                self.open_anchor(written, target, title);
                self.plain(&name, events);
                self.for_page_only(|writer| writer.out.push_str("</a>"));
                return name;
            }
        };
        let in_link = !self.links.is_empty();
        self.for_page_only(|writer| {
            writer.out.push_str(&format!("<{element} src=\""));
            links::write(&mut writer.out, ReferenceKind::Media, written, target);
            writer
                .out
                .push_str("\" controls preload=\"metadata\" aria-label=\"");
            escape::attribute(&mut writer.out, &name);
            writer.out.push('"');
            writer.title(title);
            writer.out.push('>');
            // For feed readers that have no player.
            if !in_link {
                writer.out.push_str("<a href=\"");
                links::write(&mut writer.out, ReferenceKind::Media, written, target);
                writer.out.push_str("\">");
                escape::text(&mut writer.out, &name);
                writer.out.push_str("</a>");
            }
            writer.out.push_str(&format!("</{element}>"));
        });
        self.block.last = None;
        name
    }
}

/// The name of the file in a destination.
fn file_name(written: &str) -> String {
    let path = written.split(['?', '#']).next().unwrap_or_default();
    let path = url::decode_or_keep(path);
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::ReferenceKind;
    use super::super::testing::{html, options, render_with};

    #[test]
    fn film_and_sound_get_a_player() {
        assert_eq!(
            html("![开工](a.mp4 \"现场\")"),
            concat!(
                "<figure><video src=\"@/articles/2024/a.mp4\" controls preload=\"metadata\" aria-label=\"开工\">",
                "<a href=\"@/articles/2024/a.mp4\">开工</a></video><figcaption>现场</figcaption></figure>\n"
            )
        );
        let sound = html("听 ![](歌%201.MP3?x=1)");
        assert!(
            sound.contains("<audio src=\"@/articles/2024/%E6%AD%8C%201.MP3?x=1\""),
            "{sound}"
        );
        assert!(sound.contains("aria-label=\"歌 1.MP3\""), "{sound}");
        assert!(html("![](https://a.cn/v.webm)").contains("<video src=\"https://a.cn/v.webm\""));
    }

    #[test]
    fn documents_get_a_link() {
        for (body, expected) in [
            (
                "![通知](a.pdf)",
                "<p><a href=\"@/articles/2024/a.pdf\">通知</a></p>\n",
            ),
            (
                "![](表.xlsx \"附表\")",
                "<p><a href=\"@/articles/2024/%E8%A1%A8.xlsx\" title=\"附表\">表.xlsx</a></p>\n",
            ),
            (
                "[见 ![图](a.zip)](b.md)",
                "<p><a href=\"@/articles/2024/b.md\">见 图</a></p>\n",
            ),
            (
                "![录像](a.avi)",
                "<p><a href=\"@/articles/2024/a.avi\">录像</a></p>\n",
            ),
        ] {
            assert_eq!(html(body), expected, "{body}");
        }
        let references = render_with("![](a.pdf) ![](b.mp3) ![](c.jpg)", &options()).references;
        let kinds: Vec<_> = references.iter().map(|one| one.kind).collect();
        let [link, media, image] = kinds.as_slice() else {
            panic!("{kinds:?}")
        };
        assert_eq!(*link, ReferenceKind::Link);
        assert_eq!(*media, ReferenceKind::Media);
        assert_eq!(*image, ReferenceKind::Image);
        assert_eq!(references[0].text, "a.pdf");
    }
}
