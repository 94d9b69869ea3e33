//! Renders the Markdown body of a document to HTML, and collects its metadata for the site.
//!
//! The entry point is [`render`]. It first collects the events of the parser, so that the writer can look
//! ahead. Then `prescan` reads them once for the facts that the writer needs before its first byte, and
//! `writer` writes the HTML.

mod active_parts;
mod code;
mod figure;
mod footnotes;
#[cfg(test)]
mod fuzz;
mod heading;
mod highlight;
mod html_references;
mod html_text;
mod inline;
mod lead;
mod limits;
mod links;
mod media;
mod near_miss;
mod palette;
mod pasted;
mod plain_text;
mod prescan;
mod raw;
mod references;
mod repair;
mod sanitize;
#[cfg(test)]
mod stress;
mod table;
#[cfg(test)]
mod testing;
mod urls;
mod writer;

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Options as Features, Parser};
use serde::{Deserialize, Serialize};

pub(crate) use self::highlight::Highlighter;
pub(crate) use self::links::{Target, resolve_target};
use self::near_miss::{NearMisses, ParsedBody};
pub(crate) use self::palette::stylesheet;
pub(crate) use self::plain_text::{PlainText, TextSink};
use self::prescan::Prescan;
use self::repair::RepairedBody;
use self::writer::{HtmlWriter, RenderInput};
use crate::diagnostic::Message;
use crate::fields::Spanned;
use crate::text::count::Counts;
use crate::text::edited::EditedText;
use crate::text::emphasis::MarkedSource;
use crate::util::url::Schemes;

/// The policy for HTML in the Markdown. Under each, comments are dropped and `<br>` breaks the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RawHtml {
    /// The page shows it as it was typed.
    #[default]
    Escape,
    /// Harmful parts are removed.
    Sanitize,
    /// It is part of the page as it was typed.
    Allow,
}

/// The meaning of a line end inside a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineBreaks {
    /// The lines are one text: nothing is between Chinese characters, a space between others. Lines that begin
    /// with the sign of an item stay lines.
    #[default]
    Join,
    /// Each line is a line on the page.
    Keep,
}

/// What bodies take from the theme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyTheme {
    /// Its words in their HTML.
    pub labels: Labels,
    /// The ids in its templates, which no element of a body may have.
    pub ids: BTreeSet<String>,
}

/// The words of the theme in the HTML of bodies, in the language of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// The name of the region in which a wide table scrolls.
    pub table: String,
    /// The name of the section of footnotes.
    pub footnotes: String,
    /// The name of the link from a footnote back to the text; the number of the reference follows it.
    pub back_to_text: String,
    /// The title of `> [!NOTE]`.
    pub note: String,
    /// The title of `> [!TIP]`.
    pub tip: String,
    /// The title of `> [!IMPORTANT]`.
    pub important: String,
    /// The title of `> [!WARNING]`.
    pub warning: String,
    /// The title of `> [!CAUTION]`.
    pub caution: String,
}

/// The options of rendering.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The policy for raw HTML.
    pub raw_html: RawHtml,
    /// The meaning of a line end inside a paragraph.
    pub line_breaks: LineBreaks,
    /// The words and ids of the theme.
    pub theme: BodyTheme,
    /// Whether code in a known language is highlighted.
    pub highlight: bool,
    /// The schemes that addresses may have.
    pub schemes: Schemes,
}

/// A body in HTML with its metadata. All ranges are byte ranges in the body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RenderedBody {
    /// The HTML. Addresses of files below `content/` start with `@/` and are replaced later by those of the
    /// site.
    pub html: String,
    /// The headings in order, except those inside quotations, alerts and footnotes.
    pub headings: Vec<Heading>,
    /// Links and images in the order of the page, footnotes last.
    pub references: Vec<Reference>,
    /// The amount of visible text, without code blocks, images, and HTML that is shown as text.
    pub counts: Counts,
    /// The first paragraphs as plain text on one line, 600 characters at most. Without a paragraph, lists,
    /// quotations and tables; without those, headings. Empty where it is not wanted.
    pub lead: String,
    /// Whether there is a code block.
    pub has_code: bool,
    /// The ranges of raw HTML.
    pub raw_html: Vec<Range<usize>>,
    /// What in raw HTML that is let through a policy may block.
    pub active_parts: Vec<ActivePart>,
    /// The ranges of headings more than one level below the previous one. The title of the page counts as
    /// level 1.
    pub heading_jumps: Vec<Range<usize>>,
    /// Every id in the HTML: of headings, of footnotes, and of raw HTML that is not escaped.
    pub ids: Vec<String>,
    /// Ids that the author wrote and the theme has, each with the range of the heading or HTML that has it.
    pub taken_ids: Vec<Spanned<String>>,
    /// What the text must not have, with its place.
    pub problems: Vec<(Range<usize>, Message)>,
    /// What can be read in two ways, with its place.
    pub doubts: Vec<(Range<usize>, Doubt)>,
}

impl RenderedBody {
    /// The same with the ranges of `edited` as ranges of its source.
    fn in_source(self, edited: &EditedText<'_>) -> Self {
        let Self {
            html,
            mut headings,
            mut references,
            counts,
            lead,
            has_code,
            mut raw_html,
            mut active_parts,
            mut heading_jumps,
            ids,
            mut taken_ids,
            mut problems,
            mut doubts,
        } = self;
        let headings_ranges = headings.iter_mut().map(|heading| &mut heading.range);
        let ranges = headings_ranges
            .chain(references.iter_mut().map(|reference| &mut reference.range))
            .chain(&mut raw_html)
            .chain(active_parts.iter_mut().map(|part| &mut part.range))
            .chain(&mut heading_jumps)
            .chain(taken_ids.iter_mut().map(|id| &mut id.range))
            .chain(problems.iter_mut().map(|(range, _)| range))
            .chain(doubts.iter_mut().map(|(range, _)| range));
        for range in ranges {
            *range = edited.source_range(range.clone());
        }
        Self {
            html,
            headings,
            references,
            counts,
            lead,
            has_code,
            raw_html,
            active_parts,
            heading_jumps,
            ids,
            taken_ids,
            problems,
            doubts,
        }
    }
}

/// A part of the text that can be read in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// A line that is joined with the next one, and seems to be one of its own.
    JoinedLine,
    /// Bold between signs that may hide something.
    BoldMask,
}

/// A heading of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6, as rendered.
    pub level: u8,
    /// Its id, unique on the page.
    pub id: Box<str>,
    /// The HTML for a table of contents, where it differs from the text.
    short: Option<Box<str>>,
    /// The plain text.
    pub text: Box<str>,
    /// Its range in the body.
    pub range: Range<usize>,
}

impl Heading {
    /// The inline HTML for a table of contents, without links, images, raw HTML and footnote references.
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
    /// The meaning of the destination.
    pub target: Target,
    /// The text of the link, or the alternative text of the image.
    pub text: String,
    /// The range of the destination, or of the whole link if the destination is not found as it is.
    pub range: Range<usize>,
}

/// The kind of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceKind {
    /// A link.
    Link,
    /// An image, which has an alternative text.
    Image,
    /// An image that needs none: a decoration, a poster, another size of an image.
    Decoration,
    /// Film, sound or subtitles.
    Media,
}

impl ReferenceKind {
    /// Whether an image is shown.
    pub fn is_image(self) -> bool {
        matches!(self, Self::Image | Self::Decoration)
    }
}

/// A part of raw HTML that the policy of a page may block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivePart {
    /// What it is.
    pub kind: ActiveKind,
    /// The address that is loaded; without one, it stands in the page itself.
    pub address: Option<String>,
    /// Its range in the body.
    pub range: Range<usize>,
}

/// The kind of an active part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActiveKind {
    /// `<iframe>`.
    Frame,
    /// `<object>`, `<embed>`.
    Plugin,
    /// `<script>`, `onclick="…"`, `javascript:…`.
    Script,
    /// `<style>`, `style="…"`, `<link rel="stylesheet">`.
    Style,
}

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
        Err(repaired) => rendering
            .run(Some(&repaired), plain_text)
            .unwrap_or_default(),
    };
    if edited.is_changed() {
        rendered = rendered.in_source(edited);
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
    /// The repaired text, if the body as it is needs repairs: nothing has been written then.
    fn run(
        &self,
        repaired: Option<&RepairedBody>,
        plain_text: &mut dyn TextSink,
    ) -> Result<RenderedBody, RepairedBody> {
        let Body {
            text: body,
            dir,
            with_lead,
        } = self.body;
        let text = repaired.map_or(body, RepairedBody::text);
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
            return Err(RepairedBody::new(body, near_misses.repairs));
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

impl RenderedBody {
    /// Adds what was found in the text that was parsed.
    fn add_problems(
        &mut self,
        problems: Vec<(Range<usize>, Message)>,
        repaired: Option<&RepairedBody>,
    ) {
        let in_body = |offset| repaired.map_or(offset, |repaired| repaired.source_offset(offset));
        for (range, message) in problems {
            let range = in_body(range.start)..in_body(range.end);
            // A comment without an end is no HTML that could be escaped.
            self.raw_html.retain(|html| html.start != range.start);
            self.problems.push((range, message));
        }
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
