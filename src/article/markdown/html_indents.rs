//! The blanks with which pasted HTML indents its paragraphs: they are dropped as those of Markdown are, since the
//! theme indents.

use std::borrow::Cow;

use crate::util::html::{HtmlPiece, Token, pieces};

/// The elements that are paragraphs, or hold one.
const PARAGRAPHS: [&str; 9] = [
    "blockquote",
    "dd",
    "div",
    "h1",
    "h2",
    "h3",
    "li",
    "p",
    "section",
];

/// The elements in a paragraph that may stand before its text.
const INLINE: [&str; 9] = ["a", "b", "em", "font", "i", "o:p", "span", "strong", "u"];

/// The blanks that indent, and their names.
const BLANKS: [&str; 8] = [
    "\u{3000}", "\u{a0}", "\u{2003}", "&nbsp;", "&emsp;", "&ensp;", "&#160;", "&#12288;",
];

/// The HTML without the blanks at the start of its paragraphs.
pub(super) fn without_indents(html: Cow<'_, str>) -> Cow<'_, str> {
    let has = |blank: &&str| memchr::memmem::find(html.as_bytes(), blank.as_bytes()).is_some();
    if !BLANKS.iter().any(has) {
        return html;
    }
    let mut out = String::with_capacity(html.len());
    let mut copied = 0;
    let (mut at_start, mut is_verbatim) = (false, false);
    for piece in pieces(&html) {
        match piece {
            HtmlPiece::Text(text) if at_start && !is_verbatim => {
                let start = text.as_ptr() as usize - html.as_ptr() as usize;
                let blanks = indent(text);
                // A paragraph of blanks alone is a gap between others.
                if blanks < text.len() {
                    out.push_str(html.get(copied..start).unwrap_or_default());
                    copied = start + blanks;
                    at_start = false;
                }
            }
            HtmlPiece::Markup(Token::StartTag(tag)) => {
                is_verbatim |= tag.is("pre") || tag.is("textarea");
                let is_paragraph = PARAGRAPHS.iter().any(|name| tag.is(name));
                at_start = is_paragraph || (at_start && INLINE.iter().any(|name| tag.is(name)));
            }
            HtmlPiece::Markup(Token::EndTag(tag)) => {
                is_verbatim &= !(tag.is("pre") || tag.is("textarea"));
                at_start &= INLINE.iter().any(|name| tag.is(name));
            }
            HtmlPiece::Text(_) => at_start = false,
            HtmlPiece::Markup(_) => {}
        }
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// The bytes of the blanks at the start of a text, if one of them is none of HTML.
fn indent(text: &str) -> usize {
    let mut rest = text;
    let mut is_indented = false;
    loop {
        let after = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        match BLANKS.iter().find_map(|blank| after.strip_prefix(blank)) {
            Some(after) => {
                is_indented = true;
                rest = after;
            }
            None if is_indented => return text.len() - after.len(),
            None => return 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_lose_their_indents() {
        for (html, expected) in [
            ("<p>　　甲　乙</p><p>　　丙</p>", "<p>甲　乙</p><p>丙</p>"),
            ("<p>&nbsp;&nbsp;甲&nbsp;乙</p>", "<p>甲&nbsp;乙</p>"),
            (
                "<section><span> \u{a0} <b>　甲</b></span></section>",
                "<section><span> \u{a0} <b>甲</b></span></section>",
            ),
            ("<p>甲<span>　乙</span></p>", "<p>甲<span>　乙</span></p>"),
            ("<pre>　　甲</pre>", "<pre>　　甲</pre>"),
            ("<pre><p>　　甲</p></pre>", "<pre><p>　　甲</p></pre>"),
            ("<p>&nbsp;</p>", "<p>&nbsp;</p>"),
            ("<td>&nbsp;甲</td>", "<td>&nbsp;甲</td>"),
        ] {
            assert_eq!(without_indents(Cow::Borrowed(html)), expected);
        }
    }
}
