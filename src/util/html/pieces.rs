//! Markup and the text between it, one after the other.

use super::token::Token;
use super::tokens::Tokens;

/// A piece of HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HtmlPiece<'h> {
    /// Text as typed, with its character references; never empty.
    Text(&'h str),
    /// A tag, a comment or the like. The attributes of tags are skipped.
    Markup(Token<'h>),
}

/// The pieces of `html` in order.
pub(crate) fn pieces(html: &str) -> impl Iterator<Item = HtmlPiece<'_>> {
    let mut tokens = Tokens::new(html);
    let mut text_start = 0;
    let mut markup = None;
    std::iter::from_fn(move || {
        if let Some(markup) = markup.take() {
            return Some(HtmlPiece::Markup(markup));
        }
        let token = tokens.next();
        let (start, end) = match &token {
            Some(Token::StartTag(tag)) => {
                let end = tokens.attributes().map(|attributes| attributes.tag_end());
                (tag.start, end.unwrap_or(html.len()))
            }
            Some(Token::EndTag(tag)) => (tag.range.start, tag.range.end),
            Some(
                Token::Comment(range)
                | Token::Doctype(range)
                | Token::Cdata(range)
                | Token::Nothing(range),
            ) => (range.start, range.end),
            None => (html.len(), html.len()),
        };
        let text = &html[text_start..start];
        text_start = end;
        if text.is_empty() {
            return token.map(HtmlPiece::Markup);
        }
        markup = token;
        Some(HtmlPiece::Text(text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_is_between_tags() {
        let typed = |html| {
            let pieces = pieces(html).map(|piece| match piece {
                HtmlPiece::Text(text) => text,
                HtmlPiece::Markup(Token::StartTag(_)) => "<",
                HtmlPiece::Markup(_) => ">",
            });
            pieces.collect::<Vec<_>>()
        };
        for (html, expected) in [
            ("", vec![]),
            ("村&amp;", vec!["村&amp;"]),
            ("<p>村<br></p>镇", vec!["<", "村", "<", ">", "镇"]),
            ("<script>1 < <b></script>2", vec!["<", "1 < <b>", ">", "2"]),
            ("a<!-- <b> --><i x='>'>c", vec!["a", ">", "<", "c"]),
            ("a<i x='", vec!["a", "<"]),
        ] {
            assert_eq!(typed(html), expected, "{html}");
        }
    }
}
