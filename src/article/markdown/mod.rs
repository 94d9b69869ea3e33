//! Renders the Markdown body of an article to HTML, and gathers on the way what the site needs to know of it.
//!
//! The one entry point is [`render`]. The parser's events are collected first, so that the writer may look ahead; `plan` reads them once
//! for what must be known before the first byte is written, `writer` then turns them into HTML.

mod code;
mod escape;
mod figure;
mod footnotes;
#[cfg(test)]
mod fuzz;
mod heading;
mod highlight;
mod inline;
mod lead;
mod links;
mod palette;
mod percent;
mod plain_text;
mod plan;
mod raw;
mod references;
mod sanitize;
#[cfg(test)]
mod stress;
mod table;
#[cfg(test)]
mod testing;
mod urls;
mod writer;

use std::ops::Range;

use pulldown_cmark::{Options as Features, Parser};
use serde::{Deserialize, Serialize};

pub use self::highlight::Highlighter;
pub use self::links::{Target, resolve_target};
pub use self::palette::stylesheet;
pub use self::plain_text::{Origin, PlainText, TextSink};
use self::plan::Plan;
use self::writer::{Page, Writer};
use crate::text::count::Counts;
use crate::text::emphasis::MarkedSource;

/// What becomes of HTML that stands in the Markdown. Comments are dropped and `<br>` breaks the line whatever is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RawHtml {
    /// It is shown as it was typed.
    #[default]
    Escape,
    /// What is harmless is kept, the rest is removed.
    Sanitize,
    /// It reaches the page as it was typed.
    Allow,
}

/// Words that reach the HTML, in the language of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// Name of the region in which a wide table scrolls.
    pub table: String,
    /// Name of the section of footnotes.
    pub footnotes: String,
    /// Name of the link from a footnote back to the text; the number of the reference follows it.
    pub back_to_text: String,
    /// Title of `> [!NOTE]`.
    pub note: String,
    /// Title of `> [!TIP]`.
    pub tip: String,
    /// Title of `> [!IMPORTANT]`.
    pub important: String,
    /// Title of `> [!WARNING]`.
    pub warning: String,
    /// Title of `> [!CAUTION]`.
    pub caution: String,
}

/// How bodies are rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What becomes of raw HTML.
    pub raw_html: RawHtml,
    /// Words in the language of the site.
    pub labels: Labels,
    /// Whether code in a known language is coloured.
    pub highlight: bool,
}

/// A body in HTML with what was found in it. Byte ranges are those of the body as it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The HTML. Addresses of files below `content/` begin with `@/`, to be replaced by those of the site.
    pub html: String,
    /// The headings in order, except those inside quotations, alerts and footnotes.
    pub headings: Vec<Heading>,
    /// Links and images in the order of the page, footnotes last.
    pub references: Vec<Reference>,
    /// How much there is to read: everything visible but code blocks, pictures and raw HTML.
    pub counts: Counts,
    /// The first paragraphs as plain text on one line, 600 characters at most. Lists, quotations and tables stand in where there is no
    /// paragraph, headings where there is nothing else. Empty where it was not asked for.
    pub lead: String,
    /// Whether there is a code block.
    pub has_code: bool,
    /// Where raw HTML stands.
    pub raw_html: Vec<Range<usize>>,
    /// Headings that lie more than one level below the one before; the title of the page counts as level 1.
    pub heading_jumps: Vec<Range<usize>>,
    /// Every id in the HTML: headings, footnotes, and those of raw HTML that was let through.
    pub ids: Vec<String>,
}

/// A heading of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6, as rendered.
    pub level: u8,
    /// Its id, unique on the page.
    pub id: Box<str>,
    /// What a table of contents shows, where that is not the text itself.
    short: Option<Box<str>>,
    /// Plain text.
    pub text: Box<str>,
    /// Where it stands.
    pub range: Range<usize>,
}

impl Heading {
    /// Inline HTML without links, images, raw HTML and footnote references, for a table of contents.
    pub fn html(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.text)
    }
}

/// A link or an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Link or image.
    pub kind: ReferenceKind,
    /// The destination as typed, without backslash escapes and entities.
    pub written: String,
    /// What the destination means.
    pub target: Target,
    /// The text of the link, or the alternative text of the image.
    pub text: String,
    /// Where the destination stands, or the whole link if the destination was not found as it is.
    pub range: Range<usize>,
}

/// Whether a reference is followed or shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceKind {
    /// A link.
    Link,
    /// An image.
    Image,
}

/// The Markdown that articles are written in. Smart punctuation stays off: it turns Chinese quotation marks the wrong way.
const FEATURES: Features = Features::ENABLE_TABLES
    .union(Features::ENABLE_FOOTNOTES)
    .union(Features::ENABLE_STRIKETHROUGH)
    .union(Features::ENABLE_TASKLISTS)
    .union(Features::ENABLE_HEADING_ATTRIBUTES)
    .union(Features::ENABLE_GFM);

/// So many bytes of a text become one event; of most texts, more do.
const BYTES_OF_AN_EVENT: usize = 48;

/// What is rendered.
#[derive(Clone, Copy, Debug)]
pub struct Body<'b> {
    /// The Markdown.
    pub text: &'b str,
    /// The folder of its file below `content/` (`articles/2024`: no `/` at either end).
    pub dir: &'b str,
    /// Whether the first words are asked for.
    pub with_lead: bool,
}

/// Renders a body, and hands its plain text to `plain_text`.
pub fn render(
    body: Body<'_>,
    options: &Options,
    highlighter: &Highlighter,
    plain_text: &mut dyn TextSink,
) -> Rendered {
    let Body {
        text: body,
        dir,
        with_lead,
    } = body;
    let marked = MarkedSource::new(body);
    let mut parser = Parser::new_ext(marked.text(), FEATURES).into_offset_iter();
    let mut events = Vec::with_capacity(body.len() / BYTES_OF_AN_EVENT + 16);
    events.extend(parser.by_ref());
    marked.restore(&mut events);
    let page = Page {
        body,
        has_urls: may_hold_urls(body),
        events: &events,
        marked: &marked,
        definitions: parser.reference_definitions(),
        dir,
        with_lead,
        options,
        highlighter,
    };
    let plan = Plan::new(&page);
    Writer::new(page, plan, plain_text).render()
}

/// Whether `://` is in a text; Chinese has few colons of ASCII to look at.
fn may_hold_urls(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|at| bytes[at..].starts_with(b"://"))
}

#[cfg(test)]
mod tests {
    use super::testing::{html, options, render_with};
    use super::*;

    #[test]
    fn blocks() {
        for (body, expected) in [
            ("", ""),
            ("一段。\n\n二段。", "<p>一段。</p>\n<p>二段。</p>\n"),
            ("甲  \n乙\\\n丙", "<p>甲<br>\n乙<br>\n丙</p>\n"),
            ("---", "<hr>\n"),
            (
                "> 引\n>\n> 文",
                "<blockquote>\n<p>引</p>\n<p>文</p>\n</blockquote>\n",
            ),
            (">", ""),
            ("- 甲\n- 乙", "<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>\n"),
            (
                "3. 甲\n4. 乙",
                "<ol start=\"3\">\n<li>甲</li>\n<li>乙</li>\n</ol>\n",
            ),
            (
                "1. 甲\n\n2. 乙",
                "<ol>\n<li>\n<p>甲</p>\n</li>\n<li>\n<p>乙</p>\n</li>\n</ol>\n",
            ),
            (
                "- 甲\n  - 乙",
                "<ul>\n<li>甲\n<ul>\n<li>乙</li>\n</ul>\n</li>\n</ul>\n",
            ),
            (
                "- 甲\n  > 引\n\n  乙",
                "<ul>\n<li>\n<p>甲</p>\n<blockquote>\n<p>引</p>\n</blockquote>\n<p>乙</p>\n</li>\n</ul>\n",
            ),
            (
                "~~删~~ *斜* **粗** `码`",
                "<p><del>删</del> <em>斜</em> <strong>粗</strong> <code>码</code></p>\n",
            ),
            ("a < b & c > \"d\"", "<p>a &lt; b &amp; c &gt; \"d\"</p>\n"),
        ] {
            assert_eq!(html(body), expected, "{body:?}");
        }
    }

    #[test]
    fn what_is_switched_off_stays_text() {
        for body in [
            "\"引\" -- 'x'...",
            "H~2",
            "$x^2$",
            "[[维基]]",
            "a^b^",
            "+++\nx = 1\n+++",
        ] {
            let html = html(body);
            assert!(html.starts_with("<p>"), "{html}");
            assert!(!html.contains("<s") && !html.contains('“'), "{html}");
        }
    }

    #[test]
    fn blank_paragraphs_are_not_written() {
        for body in [
            "\u{3000}\u{3000}",
            "&nbsp;",
            "\u{200b}",
            "&nbsp;  \n&nbsp;",
            "<br>",
            "![](javascript:x)",
        ] {
            assert_eq!(html(body), "", "{body:?}");
        }
        assert_eq!(html("甲\n\n&nbsp;\n\n乙"), "<p>甲</p>\n<p>乙</p>\n");
    }

    #[test]
    fn control_characters_do_not_reach_the_page() {
        assert_eq!(html("甲\u{b}乙&#2;丙\u{7f}"), "<p>甲乙丙</p>\n");
    }

    #[test]
    fn line_ends_of_windows() {
        assert_eq!(
            html("乡村\r\n振兴\r\n\r\n一\r\n"),
            "<p>乡村振兴</p>\n<p>一</p>\n"
        );
        assert_eq!(
            html("```\r\na\r\nb\r\n```\r\n"),
            "<pre class=\"code\" tabindex=\"0\"><code>a\nb\n</code></pre>\n"
        );
    }

    #[test]
    fn alerts() {
        assert_eq!(
            html("> [!NOTE]\n> 说明。"),
            "<aside class=\"alert alert-note\" role=\"note\">\n<p class=\"alert-title\">Note</p>\n<p>说明。</p>\n</aside>\n"
        );
        for (kind, class) in [
            ("TIP", "tip"),
            ("IMPORTANT", "important"),
            ("WARNING", "warning"),
            ("CAUTION", "caution"),
        ] {
            let html = html(&format!("> [!{kind}]\n> x"));
            assert!(html.contains(&format!("alert-{class}\"")), "{html}");
        }
    }

    #[test]
    fn tasks_have_a_label() {
        assert_eq!(
            html("- [x] 做完\n- [ ] 未做\n  - 子\n- 平"),
            concat!(
                "<ul>\n<li class=\"task\"><label><input type=\"checkbox\" checked disabled> 做完</label></li>\n",
                "<li class=\"task\"><label><input type=\"checkbox\" disabled> 未做</label>\n<ul>\n<li>子</li>\n</ul>\n</li>\n",
                "<li>平</li>\n</ul>\n"
            )
        );
        assert_eq!(
            html("- [x] 甲\n\n- [ ] 乙"),
            concat!(
                "<ul>\n<li class=\"task\">\n<p><label><input type=\"checkbox\" checked disabled> 甲</label></p>\n</li>\n",
                "<li class=\"task\">\n<p><label><input type=\"checkbox\" disabled> 乙</label></p>\n</li>\n</ul>\n"
            )
        );
    }

    #[test]
    fn counts_are_of_what_is_read() {
        let rendered = render_with(
            "# 标题\n\n正文 two words[^1]\n\n```\n不算 code\n```\n\n| 表 |\n|--|\n| 格 |\n\n[^1]: 注\n\n![替](a.jpg)",
            &options(),
        );
        assert_eq!(rendered.counts, Counts { han: 7, words: 2 });
        let split = render_with("foo*bar*baz", &options());
        assert_eq!(split.counts.words, 1);
    }

    #[test]
    fn code_is_noticed() {
        assert!(render_with("    x", &options()).has_code);
        assert!(!render_with("`x`", &options()).has_code);
    }
}
