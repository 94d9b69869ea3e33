//! Renders the Markdown body of a document to HTML, and collects its metadata for the site.
//!
//! The entry point is [`render`]. It first collects the events of the parser, so that the writer can look
//! ahead. Then `prescan` reads them once for the facts that the writer needs before its first byte, and
//! `writer` writes the HTML.

mod active_parts;
mod code;
mod figure;
mod footnotes;
mod foreign_names;
#[cfg(test)]
mod fuzz;
mod heading;
mod hidden_html;
mod highlight;
mod html_indents;
mod html_references;
mod html_slips;
mod html_text;
mod inline;
mod lead;
mod limits;
mod links;
mod media;
mod near_miss;
pub(crate) mod options;
mod palette;
mod pasted;
mod plain_text;
mod prescan;
mod raw;
mod references;
mod rendered_body;
mod repair;
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

pub(crate) use self::highlight::Highlighter;
pub(crate) use self::links::{Target, is_unpasted, resolve_target};
use self::near_miss::{NearMisses, ParsedBody};
pub(crate) use self::options::{BodyTheme, Labels, LineBreaks, Options, RawHtml};
pub(crate) use self::palette::stylesheet;
pub(crate) use self::plain_text::{PlainText, TextSink};
use self::prescan::Prescan;
pub(crate) use self::rendered_body::RenderedBody;
pub(crate) use self::rendered_body::{
    ActiveKind, ActivePart, Doubt, Heading, Reference, ReferenceKind,
};
use self::repair::{Repair, repaired};
use self::writer::{HtmlWriter, RenderInput};
use crate::diagnostic::Message;
use crate::text::edited::EditedText;
use crate::text::emphasis::MarkedSource;

/// The extensions of Markdown. Smart punctuation is off: it turns Chinese quotation marks the wrong way.
const FEATURES: Features = Features::ENABLE_TABLES
    .union(Features::ENABLE_FOOTNOTES)
    .union(Features::ENABLE_STRIKETHROUGH)
    .union(Features::ENABLE_TASKLISTS)
    .union(Features::ENABLE_HEADING_ATTRIBUTES)
    .union(Features::ENABLE_GFM);

/// The bytes of a text for each event; in most texts there are more.
const BYTES_PER_EVENT: usize = 48;

/// A body to render.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body<'b> {
    /// The Markdown.
    pub text: &'b str,
    /// The folder of its file below `content/` (`articles/2024`: no `/` at either end).
    pub dir: &'b str,
    /// Whether the first words are wanted.
    pub with_lead: bool,
}

/// Renders a body, and hands its plain text to `plain_text`.
pub(crate) fn render(
    body: Body<'_>,
    options: &Options,
    highlighter: &Highlighter,
    plain_text: &mut dyn TextSink,
) -> RenderedBody {
    let pasted = pasted::pasted(body.text);
    let edited = &pasted.text;
    let rendering = Rendering {
        body: Body {
            text: edited.text(),
            ..body
        },
        edited,
        gaps: limits::table_gaps(edited.text()),
        options,
        highlighter,
    };
    let mut rendered = match rendering.run(None, plain_text) {
        Ok(rendered) => rendered,
        Err(repairs) => rendering
            .run(Some(&repaired(edited.text(), repairs)), plain_text)
            .unwrap_or_default(),
    };
    if edited.is_changed() {
        rendered = rendered.with_ranges(|range| edited.source_range(range));
    }
    rendered.problems.extend(pasted.problems);
    rendered
}

/// A body with everything that it is rendered with.
struct Rendering<'r> {
    /// The body as Markdown.
    body: Body<'r>,
    /// The same, with the places in the source.
    edited: &'r EditedText<'r>,
    /// Why tables are not read, if they are not.
    gaps: Option<(Range<usize>, Message)>,
    options: &'r Options,
    highlighter: &'r Highlighter,
}

impl Rendering<'_> {
    /// Renders the body, or its repaired text.
    ///
    /// # Errors
    /// The repairs that the body as it is needs: nothing has been written then.
    fn run(
        &self,
        repaired: Option<&EditedText<'_>>,
        plain_text: &mut dyn TextSink,
    ) -> Result<RenderedBody, Vec<Repair>> {
        let Body {
            text: body,
            dir,
            with_lead,
        } = self.body;
        let text = repaired.map_or(body, EditedText::text);
        let marked = MarkedSource::new(text);
        let features = match self.gaps {
            Some(_) => FEATURES.difference(Features::ENABLE_TABLES),
            None => FEATURES,
        };
        let mut parser = Parser::new_ext(marked.text(), features).into_offset_iter();
        let mut events = Vec::with_capacity(text.len() / BYTES_PER_EVENT + 16);
        events.extend(parser.by_ref());
        marked.restore(&mut events);
        let near_misses = NearMisses::of(ParsedBody {
            text,
            marked: &marked,
            events: &events,
            definitions: parser.reference_definitions(),
        });
        if repaired.is_none() && !near_misses.repairs.is_empty() {
            return Err(near_misses.repairs);
        }
        let input = RenderInput {
            body,
            has_urls: may_hold_urls(body),
            events: &events,
            marked: &marked,
            repaired,
            edited: self.edited,
            definitions: parser.reference_definitions(),
            dir,
            with_lead,
            options: self.options,
            highlighter: self.highlighter,
        };
        let prescan = Prescan::new(&input);
        let mut rendered = HtmlWriter::new(input, prescan, plain_text).render();
        rendered.problems.extend(self.gaps.clone());
        rendered.add_problems(near_misses.problems, repaired);
        Ok(rendered)
    }
}

/// Whether `://` is in a text. The search is for colons, of which Chinese text has few in ASCII.
fn may_hold_urls(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|at| bytes[at..].starts_with(b"://"))
}

#[cfg(test)]
mod tests {
    use super::testing::{html, options, render_with};
    use crate::text::count::Counts;

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
    fn disabled_extensions_stay_text() {
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
        assert_eq!(html("甲\u{1}乙&#2;丙\u{7f}"), "<p>甲乙丙</p>\n");
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
    fn counts_are_of_visible_text() {
        let rendered = render_with(
            "# 标题\n\n正文 two words[^1]\n\n```\n不算 code\n```\n\n| 表 |\n|--|\n| 格 |\n\n[^1]: 注\n\n![替](a.jpg)",
            &options(),
        );
        assert_eq!(rendered.counts, Counts { han: 7, words: 2 });
        let split = render_with("foo*bar*baz", &options());
        assert_eq!(split.counts.words, 1);
    }

    #[test]
    fn code_blocks_are_noted() {
        assert!(render_with("    x", &options()).has_code);
        assert!(!render_with("`x`", &options()).has_code);
    }
}
