//! Hidden text in pasted HTML. The sanitiser drops styles, and with them what hides a text from readers: so the
//! text goes first.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::Event;

use super::RawHtml;
use super::html_references::HtmlSource;
use super::writer::HtmlWriter;
use crate::diagnostic::Message;
use crate::util::html::{Attributes, HtmlPiece, Token, Tokens, decoded, pieces};

/// The most characters that a message quotes.
const MAX_QUOTED: usize = 20;

/// The most events that a hidden part of a paragraph is looked for in.
const MAX_EVENTS: usize = 200;

/// A start tag.
struct Opening<'h> {
    name: &'h str,
    range: Range<usize>,
}

impl HtmlWriter<'_> {
    /// A block of HTML with blanks for its hidden elements, which are reported if they have text.
    pub(super) fn without_hidden<'h>(&mut self, source: &HtmlSource<'h>) -> Cow<'h, str> {
        let html = source.html;
        if self.input.options.raw_html != RawHtml::Sanitize || !may_hide(html) {
            return Cow::Borrowed(html);
        }
        let mut out = Cow::Borrowed(html);
        let mut from = 0;
        while let Some(opening) = html.get(from..).and_then(hidden_start) {
            let start = from + opening.range.start;
            let inside = from + opening.range.end;
            // Elements without an end are searched through once.
            let Some(end) = html
                .get(inside..)
                .and_then(|rest| end_of(rest, opening.name))
            else {
                break;
            };
            let (close, end) = (inside + end.start, inside + end.end);
            let range = source.range(self.input.body, &(start..inside));
            self.report_hidden(html.get(inside..close).unwrap_or_default(), range);
            let blanks: String = html
                .get(start..end)
                .unwrap_or_default()
                .bytes()
                .map(blank)
                .collect();
            out.to_mut().replace_range(start..end, &blanks);
            from = end;
        }
        out
    }

    /// The event after the hidden element that the tag `html`, the event `at`, opens in a text.
    pub(super) fn skip_hidden(&mut self, html: &str, at: usize) -> Option<usize> {
        if self.input.options.raw_html != RawHtml::Sanitize || !may_hide(html) {
            return None;
        }
        let opening = hidden_start(html)?;
        let (mut depth, mut inside) = (0_usize, 0_i32);
        let mut text = String::new();
        for next in at + 1..at + MAX_EVENTS {
            match self.input.event(next)? {
                Event::InlineHtml(tag) => match Tokens::new(tag).next() {
                    Some(Token::StartTag(start)) if start.is(opening.name) => depth += 1,
                    Some(Token::EndTag(end)) if end.is(opening.name) => {
                        if depth == 0 {
                            let range = self.input.range(at);
                            self.report_hidden(&text, range);
                            return Some(next + 1);
                        }
                        depth -= 1;
                    }
                    _ => {}
                },
                Event::Text(part) | Event::Code(part) => text.push_str(part),
                Event::Start(_) => inside += 1,
                Event::End(_) => {
                    inside -= 1;
                    if inside < 0 {
                        return None;
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Says which hidden text is not published. An element without text hides nothing.
    fn report_hidden(&mut self, html: &str, range: Range<usize>) {
        let text: String = pieces(html)
            .filter_map(|piece| match piece {
                HtmlPiece::Text(text) => Some(decoded(text)),
                HtmlPiece::Markup(_) => None,
            })
            .collect();
        let text: Vec<&str> = text.split_whitespace().collect();
        let text = text.join(" ");
        if text.chars().any(char::is_alphanumeric) {
            let mut quoted: String = text.chars().take(MAX_QUOTED).collect();
            if quoted.len() < text.len() {
                quoted.push('…');
            }
            let message = Message::HiddenHtml { text: quoted };
            self.output.problems.push((range, message));
        }
    }
}

/// What stands for a byte that is taken out: line ends stay.
fn blank(byte: u8) -> char {
    if byte == b'\n' { '\n' } else { ' ' }
}

/// Whether a text has a word that hides an element.
fn may_hide(html: &str) -> bool {
    let words = ["display", "hid", "DISPLAY", "HID", "Display", "Hid"];
    let has = |word: &&str| memchr::memmem::find(html.as_bytes(), word.as_bytes()).is_some();
    words.iter().any(has)
}

/// The first start tag of a hidden element.
fn hidden_start(html: &str) -> Option<Opening<'_>> {
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        if let Token::StartTag(tag) = token
            && let Some(attributes) = tokens.attributes()
            && is_hidden(&attributes)
        {
            let range = tag.start..attributes.tag_end();
            let name = html.get(range.start + 1..range.end)?;
            let length = name.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))?;
            let name = name.get(..length)?;
            if !is_void(name) {
                return Some(Opening { name, range });
            }
        }
    }
    None
}

/// Whether an element is not shown: `style="display: none"`, `hidden`, the hidden text of Word. What is only
/// transparent or without a size may be shown by a script or by the elements in it.
fn is_hidden(attributes: &Attributes<'_>) -> bool {
    let style = attributes.value("style").map(decoded).unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    let mut rules = style
        .split(';')
        .map(|rule| rule.trim_end_matches("!important"));
    attributes.find("hidden").is_some()
        || rules.any(|rule| matches!(rule, "display:none" | "mso-hide:all"))
}

fn is_void(name: &str) -> bool {
    let void = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr",
    ];
    void.iter().any(|void| name.eq_ignore_ascii_case(void))
}

/// The end tag of the element `name` whose content begins `html`.
fn end_of(html: &str, name: &str) -> Option<Range<usize>> {
    let name = name.to_ascii_lowercase();
    let mut depth = 0_usize;
    for token in Tokens::new(html) {
        match token {
            Token::StartTag(tag) if tag.is(&name) => depth += 1,
            Token::EndTag(tag) if tag.is(&name) => {
                if depth == 0 {
                    return Some(tag.range);
                }
                depth -= 1;
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::testing::{html_raw, options, render_with};
    use super::super::{Options, RawHtml};

    #[test]
    fn hidden_text_is_not_published() {
        for (body, expected) in [
            (
                "前<span style=\"display:none\">藏</span>后",
                "<p>前后</p>\n",
            ),
            (
                "前<span style='color:red; DISPLAY : none !important'>藏**粗**</span>后",
                "<p>前后</p>\n",
            ),
            (
                "前<span hidden>藏<span>里</span>面</span>后",
                "<p>前后</p>\n",
            ),
            (
                "<p>前</p><p hidden>藏</p><p>后</p>",
                "<p>前</p>           <p>后</p>\n",
            ),
            ("<p>前<i style='mso-hide:all'>藏</i>后</p>", "<p>前后</p>\n"),
        ] {
            let squeeze = |html: &str| html.split_whitespace().collect::<String>();
            let html = html_raw(body, RawHtml::Sanitize);
            assert_eq!(squeeze(&html), squeeze(expected), "{body}");
            let options = Options {
                raw_html: RawHtml::Sanitize,
                ..options()
            };
            let problems = render_with(body, &options).problems;
            assert_eq!(problems.len(), 1, "{body}");
            assert_eq!(problems[0].1.code(), "hidden-html");
            assert!(body[problems[0].0.clone()].starts_with('<'));
        }
    }

    #[test]
    fn what_a_script_would_show_stays() {
        for body in [
            "<div style=\"visibility: hidden; opacity: 0;\">文</div>",
            "<section style=\"font-size:0\"><span style=\"font-size:16px\">文</span></section>",
            "<p style=\"display:none\">文",
            "前<span style=\"display:none\">文",
            "<p title=\"display:none\">文</p>",
        ] {
            assert!(html_raw(body, RawHtml::Sanitize).contains('文'), "{body}");
        }
        let empty = "<p>甲</p><p style=\"display: none;\"><mp-style-type></mp-style-type></p>";
        let options = Options {
            raw_html: RawHtml::Sanitize,
            ..options()
        };
        assert_eq!(render_with(empty, &options).problems, []);
    }
}
