//! The plain text of a body, collected while the writer goes through the events: for search, plain-text mail
//! and conversion to another script.
//!
//! The text is what the page shows of the body, in the order of the page. It is in lines that each end with
//! `\n`:
//!
//! - One line for each paragraph, heading, item, caption and row of a table. The cells of a row are
//!   separated by `\t`; a row has as many as the table has columns. No line is blank, except in code.
//! - A line break in the source is a space, and nothing between Chinese characters
//!   ([`line_break`](crate::text::line_break)). A hard break ends the line; in a table it is a space.
//! - The lines of a code block are as they are in the source. No other line begins or ends with white space,
//!   except for the tabs of empty cells.
//! - Footnotes come last, in the order of their numbers; those without a reference are behind the others.
//! - Raw HTML that is escaped is on the page as it was typed, tags included, and so it is in the text. Of
//!   raw HTML that is let through, the text between the tags is in it, without that of scripts and style
//!   sheets.
//!
//! Left out are the marks of footnotes with the links back, the alternative texts of images, the titles of
//! alerts (words of the theme), and comments.
//!
//! The writer hands each piece of text to a [`TextSink`], with its [`TextOrigin`]. A rule that needs the
//! place in the source, such as a guard of privacy, is a sink that looks at the pieces and passes them on to
//! [`PlainText`].

use std::ops::Range;

use super::writer::{BlockKind, HtmlWriter, RenderInput};

/// Receives the text of a body piece by piece.
pub(crate) trait TextSink {
    /// Adds a piece to the open line or cell. A word may come in several pieces: the parser cuts text at
    /// every character that might have meant something.
    fn text(&mut self, piece: &str, origin: &TextOrigin<'_>);

    /// Adds the lines of a code block. No other line is open.
    fn code(&mut self, lines: &str, origin: &TextOrigin<'_>);

    /// Ends the open line, if there is one.
    fn end_line(&mut self);

    /// Ends a cell of a table, whether there is text in it or not.
    fn end_cell(&mut self);

    /// Ends a row of a table. Its last cell has ended.
    fn end_row(&mut self);
}

/// Drops the text: for callers that want the HTML alone.
impl TextSink for () {
    fn text(&mut self, _: &str, _: &TextOrigin<'_>) {}
    fn code(&mut self, _: &str, _: &TextOrigin<'_>) {}
    fn end_line(&mut self) {}
    fn end_cell(&mut self) {}
    fn end_row(&mut self) {}
}

/// Where a piece of text comes from. The range is computed on demand, since few pieces need it.
pub(crate) struct TextOrigin<'a> {
    input: &'a RenderInput<'a>,
    events: Range<usize>,
}

impl<'a> TextOrigin<'a> {
    /// The events that a piece comes from; at least one.
    pub(super) fn new(input: &'a RenderInput<'a>, events: Range<usize>) -> Self {
        Self { input, events }
    }

    /// The byte range in the body: that of the piece, or, if it is not typed as it is shown, that of its
    /// source, such as a code span with its backticks, or the image whose caption it is.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "for sinks that need places; no rule does yet")
    )]
    pub(crate) fn range(&self) -> Range<usize> {
        let (first, last) = (self.events.start, self.events.end - 1);
        let range = self.input.range(first).start..self.input.range(last).end;
        self.input.edited.source_range(range)
    }
}

/// Puts the plain text together.
#[derive(Debug, Default)]
pub(crate) struct PlainText {
    text: String,
    /// Where the open line starts.
    line: usize,
    /// Where the open cell starts, or the line.
    cell: usize,
}

impl PlainText {
    /// For a body of so many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            ..Self::default()
        }
    }

    /// The text.
    pub(crate) fn into_string(self) -> String {
        self.text
    }

    fn trim_end(&mut self) {
        let cell = self.text.get(self.cell..).unwrap_or_default();
        let len = cell.trim_end_matches(is_invisible).len();
        self.text.truncate(self.cell + len);
    }

    fn start_line(&mut self) {
        self.line = self.text.len();
        self.cell = self.line;
    }
}

impl TextSink for PlainText {
    fn text(&mut self, piece: &str, _: &TextOrigin<'_>) {
        let piece = if self.text.len() == self.cell {
            piece.trim_start_matches(is_invisible)
        } else {
            piece
        };
        if memchr::memchr2(b'\n', b'\t', piece.as_bytes()).is_none() {
            self.text.push_str(piece);
        } else {
            self.text.push_str(&piece.replace(['\n', '\t'], " "));
        }
    }

    fn code(&mut self, lines: &str, _: &TextOrigin<'_>) {
        self.text.push_str(lines);
        if !lines.is_empty() && !lines.ends_with('\n') {
            self.text.push('\n');
        }
        self.start_line();
    }

    fn end_line(&mut self) {
        if self.text.len() == self.line {
            return;
        }
        self.trim_end();
        if self.text.len() > self.line {
            self.text.push('\n');
        }
        self.start_line();
    }

    fn end_cell(&mut self) {
        self.trim_end();
        self.text.push('\t');
        self.cell = self.text.len();
    }

    fn end_row(&mut self) {
        let row = self.text.get(self.line..).unwrap_or_default();
        if row.bytes().all(|byte| byte == b'\t') {
            self.text.truncate(self.line);
        } else {
            // The tab behind the last cell.
            self.text.pop();
            self.text.push('\n');
        }
        self.start_line();
    }
}

impl HtmlWriter<'_> {
    /// Adds visible text to the plain text of the body.
    pub(super) fn collect(&mut self, text: &str, events: Range<usize>) {
        if self.hidden.is_none() {
            let origin = TextOrigin::new(&self.input, events);
            self.plain_text.text(text, &origin);
        }
    }

    /// Adds the lines of the code block that the event `at` opens.
    pub(super) fn collect_code(&mut self, code: &str, at: usize) {
        if self.hidden.is_none() {
            let origin = TextOrigin::new(&self.input, at..at + 1);
            self.plain_text.code(code, &origin);
        }
    }

    /// Breaks the line of the plain text, at the event `at`; the row of a table is one line.
    pub(super) fn break_line(&mut self, at: usize) {
        if self.block.kind == BlockKind::Cell {
            self.collect(" ", at..at + 1);
        } else {
            self.end_text_line();
        }
    }

    /// Ends a line of the plain text.
    pub(super) fn end_text_line(&mut self) {
        if self.hidden.is_none() {
            self.plain_text.end_line();
        }
    }

    /// Ends a cell of the plain text.
    pub(super) fn end_text_cell(&mut self) {
        if self.hidden.is_none() {
            self.plain_text.end_cell();
        }
    }

    /// Ends a row of the plain text.
    pub(super) fn end_text_row(&mut self) {
        if self.hidden.is_none() {
            self.plain_text.end_row();
        }
    }
}

/// Whether a character is invisible on the page: white space, and characters without width.
pub(super) fn is_invisible(c: char) -> bool {
    match c {
        // Nearly every character, without a lookup in tables.
        '!'..='~' | '\u{3001}'..='\u{fefe}' => false,
        '\u{200b}'..='\u{200d}' | '\u{feff}' => true,
        _ => c.is_whitespace(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{collect_with, options, page_text, plain_text, seen};
    use super::super::{Options, RawHtml};
    use super::*;

    #[test]
    fn one_line_a_block() {
        for (body, expected) in [
            ("", ""),
            ("# 一 {#a}\n\n二\n===\n三。", "一\n二\n三。\n"),
            (
                "甲**乙**`丙`[丁](a.md)~~戊~~ https://a.cn",
                "甲乙丙丁戊 https://a.cn\n",
            ),
            ("乡村\n振兴\nand\ntowns", "乡村振兴 and towns\n"),
            ("甲  \n乙\\\n丙<br>丁", "甲\n乙\n丙\n丁\n"),
            (
                "- 甲\n- [x] 乙\n  - 丙\n\n    丁\n1. 戊",
                "甲\n乙\n丙\n丁\n戊\n",
            ),
            ("> [!NOTE]\n> 甲\n\n> 乙\n>\n> 丙", "甲\n乙\n丙\n"),
            (
                "\u{3000}\u{3000}甲 \u{3000}\n\n&nbsp;\n\n\u{200b}\n\n乙",
                "甲\n乙\n",
            ),
            ("a &lt;b&gt; &amp;&#9;&#10;c &copy;", "a <b> &  c ©\n"),
            ("甲\u{1}乙&#2;", "甲乙\n"),
            ("---", ""),
        ] {
            assert_eq!(plain_text(body), expected, "{body:?}");
        }
    }

    #[test]
    fn one_line_a_row() {
        for (body, expected) in [
            (
                "|  | 值 |\n|--|--|\n| 甲 | |\n| | |\n| a\tb<br>c | 1 |",
                "\t值\n甲\t\na b c\t1\n",
            ),
            ("甲\n\n| 乙 |\n|--|\n\n丙", "甲\n乙\n丙\n"),
            ("|  |\n|--|", ""),
        ] {
            assert_eq!(plain_text(body), expected, "{body:?}");
        }
    }

    #[test]
    fn code_as_it_is() {
        for (body, expected) in [
            (
                "```rust\nfn f() {\n\n\treturn;  \n}\n```\n甲",
                "fn f() {\n\n\treturn;  \n}\n甲\n",
            ),
            ("    a\n      b", "a\n  b\n"),
            ("```\n```", ""),
            ("```\r\na\r\n```", "a\n"),
        ] {
            assert_eq!(plain_text(body), expected, "{body:?}");
        }
    }

    #[test]
    fn footnotes_come_last_and_marks_do_not() {
        assert_eq!(
            plain_text(
                "甲[^b]\n乙[^a]\n\n[^a]: 先[^b]\n\n[^b]: 后\n\n    续\n\n[^c]: 无人问\n\n丙"
            ),
            "甲乙\n丙\n后\n续\n先\n无人问\n"
        );
    }

    #[test]
    fn of_images_the_caption() {
        assert_eq!(
            plain_text("![替](a.jpg \"题\")\n\n甲![替](a.jpg \"名\")乙"),
            "题\n甲乙\n"
        );
        assert_eq!(plain_text("![替](javascript:x)"), "替\n");
    }

    /// Keeps each piece with its place.
    #[derive(Default)]
    struct Pieces(Vec<(String, Range<usize>)>);

    impl TextSink for Pieces {
        fn text(&mut self, piece: &str, origin: &TextOrigin<'_>) {
            self.0.push((piece.to_owned(), origin.range()));
        }

        fn code(&mut self, lines: &str, origin: &TextOrigin<'_>) {
            self.0.push((lines.to_owned(), origin.range()));
        }

        fn end_line(&mut self) {}
        fn end_cell(&mut self) {}
        fn end_row(&mut self) {}
    }

    #[test]
    fn every_piece_has_its_place() {
        let body = "持**“五级”**的`码`[链](a.md)&amp;[^1] 见https://a.cn/x，后\n\n![](a.jpg \"题\")\n\n```\na\n```\n\n[^1]: 注";
        let mut pieces = Pieces::default();
        collect_with(body, &options(), &mut pieces);
        let ranges: Vec<(&str, &str)> = pieces
            .0
            .iter()
            .map(|(piece, range)| (piece.as_str(), &body[range.clone()]))
            .collect();
        assert_eq!(
            ranges,
            [
                ("持", "持"),
                ("“五级”", "“五级”"),
                ("的", "的"),
                ("码", "`码`"),
                ("链", "链"),
                ("&", "&amp;"),
                (" 见", " 见https://a.cn/x，后"),
                ("https://a.cn/x", " 见https://a.cn/x，后"),
                ("，后", " 见https://a.cn/x，后"),
                ("题", "![](a.jpg \"题\")"),
                ("a\n", "```\na\n```"),
                ("注", "注"),
            ]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

        /// The text is that of the page, also where raw HTML is let through, as long as its tags are whole.
        #[test]
        fn the_text_is_that_of_the_page(
            pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 1..24),
            raw_html in prop::sample::select(vec![RawHtml::Escape, RawHtml::Sanitize, RawHtml::Allow]),
        ) {
            let body = pieces.concat();
            let mut text = PlainText::default();
            let rendered = collect_with(&body, &Options { raw_html, ..options() }, &mut text);
            let text = text.into_string();
            prop_assert_eq!(seen(&text), seen(&page_text(&rendered.html)), "{:?}\n{}", body, rendered.html);
        }
    }

    const PIECES: [&str; 45] = [
        "中",
        "文，",
        "a",
        "1 < 2",
        " ",
        "\n",
        "\n\n",
        "\n\n",
        "**",
        "**“",
        "”**",
        "`",
        "[链](b.md)",
        "![替](a.jpg \"题\")",
        "\n\n> ",
        "\n- ",
        "\n1. ",
        "\n- [x] ",
        "\n## ",
        "\n\n[^1]: ",
        "[^1]",
        "\n\n| a | b |\n|--|--|\n| 甲 |",
        "&amp;",
        "&mdash;",
        "<div>&copy; 1",
        "</p>",
        "&lt;b&gt;",
        "\\*",
        "https://a.cn/b",
        "\n\n```rust\nfn f() {}\n```\n\n",
        "<b>",
        "</b>",
        "<span class=\"x\">",
        "</span>",
        "<!-- 注 -->",
        "<br>",
        "\n\n<div>\n\n",
        "\n\n</div>\n\n",
        "\n\n<p>甲</p>\n\n",
        "<script>if (a < b) x()</script>",
        "\n\n<script>\nx\n\ny\n</script>\n\n",
        "<style>p {}</style>",
        "<p id=a>",
        "\u{3000}",
        "\n\n> [!NOTE]\n> ",
    ];
}
