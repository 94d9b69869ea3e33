//! Code blocks.

use pulldown_cmark::{CodeBlockKind, Event};

use super::writer::HtmlWriter;
use crate::util::html::escape;

impl HtmlWriter<'_> {
    /// Writes the code block that the event `at` opens; returns the index after its last event.
    pub(super) fn code_block(&mut self, kind: &CodeBlockKind<'_>, at: usize) -> usize {
        let mut code = String::new();
        let mut end = at + 1;
        while let Some(Event::Text(part)) = self.input.event(end) {
            code.push_str(part);
            end += 1;
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => info,
            CodeBlockKind::Indented => {
                self.warn_of_indented_html(&code, at);
                ""
            }
        };
        let code = escape::without_controls(&code);
        self.write_code(language(info), &code);
        self.collect_code(&code, at);
        end + 1
    }

    fn write_code(&mut self, language: &str, code: &str) {
        self.begin_line();
        self.output.has_code = true;
        // An area that scrolls must be reachable with the keyboard.
        self.out
            .push_str("<pre class=\"code\" tabindex=\"0\"><code");
        if !language.is_empty() {
            self.out.push_str(" class=\"language-");
            escape::attribute(&mut self.out, language);
            self.out.push('"');
        }
        self.out.push('>');
        let highlight = self.input.options.highlight && !language.is_empty();
        let highlighter = self.input.highlighter;
        let is_written = highlight
            && highlighter.write(&mut self.out, language, code, &mut self.highlight_budget);
        if !is_written {
            escape::text(&mut self.out, code);
        }
        self.out.push_str("</code></pre>\n");
    }
}

/// The language in the words after a fence: `rust,ignore` and `rust {1,3}` are Rust.
fn language(info: &str) -> &str {
    let end = info.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | ':' | ';'));
    info.get(..end.unwrap_or(info.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::testing::{html, options, render_with};

    #[test]
    fn known_languages_are_highlighted() {
        assert_eq!(
            html("```rust,ignore\nfn f() {} // 注\n```"),
            concat!(
                "<pre class=\"code\" tabindex=\"0\"><code class=\"language-rust\">",
                "<span class=\"hl-k\">fn</span> <span class=\"hl-f\">f</span>() {} <span class=\"hl-c\">// 注</span>\n</code></pre>\n"
            )
        );
    }

    #[test]
    fn control_characters_at_the_end_of_a_line_are_no_white_space() {
        for body in ["```ini\na\u{b}\n\u{c}\n```", "```rust\nfn\u{b} f\n```"] {
            let html = html(body);
            assert!(!html.contains(['\u{b}', '\u{c}']), "{html:?}");
        }
    }

    #[test]
    fn others_are_plain() {
        for (body, expected) in [
            ("```\n<a>\n```", "<code>&lt;a&gt;\n"),
            ("    <a>", "<code>&lt;a&gt;"),
            ("```没有\nx\n```", "<code class=\"language-没有\">x\n"),
            (
                "```\"<x\ny\n```",
                "<code class=\"language-&quot;&lt;x\">y\n",
            ),
            ("~~~\n```\n", "<code>```\n"),
            ("```\na\u{b}\u{c} b\n```", "<code>a b\n"),
            ("    a\u{b}", "<code>a"),
        ] {
            assert_eq!(
                html(body),
                format!("<pre class=\"code\" tabindex=\"0\">{expected}</code></pre>\n"),
                "{body:?}"
            );
        }
        let off = Options {
            highlight: false,
            ..options()
        };
        assert!(
            !render_with("```rust\nfn f() {}\n```", &off)
                .html
                .contains("span")
        );
    }
}
