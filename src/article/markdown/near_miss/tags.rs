//! Tags that are none, and so are shown as text: tags that do not end, those with a blank behind `<`, the
//! conditions that Word writes around the numbers of its lists, and the tags that it has for itself.

use std::ops::Range;

use super::NearMisses;
use super::inline_text::InlineText;
use crate::article::markdown::repair::Repair;
use crate::diagnostic::Message;

/// Elements that editors write or paste.
const ELEMENTS: [&str; 27] = [
    "a",
    "audio",
    "b",
    "blockquote",
    "br",
    "center",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "hr",
    "i",
    "iframe",
    "img",
    "li",
    "p",
    "section",
    "span",
    "strong",
    "table",
    "td",
    "tr",
    "u",
    "ul",
    "video",
];

/// How Word writes a picture, with an address as that of `<img>`.
const PICTURE_OF_WORD: &str = "<v:imagedata";

/// The longest condition, in bytes.
const MAX_CONDITION: usize = 100;

/// Looks at a text with `<`.
pub(super) fn look(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let mut from = 0;
    while let Some(at) = text.prose.get(from..).and_then(|rest| rest.find('<')) {
        let start = from + at;
        from = start + 1;
        let rest = text.prose.get(start..).unwrap_or_default();
        if let Some(length) = condition(rest).or_else(|| tag_of_word(rest)) {
            let picture = PICTURE_OF_WORD.len();
            let (part, with) = match rest.starts_with(PICTURE_OF_WORD) {
                true => (start..start + picture, "<img"),
                false => (start..start + length, ""),
            };
            found.repairs.push(Repair {
                range: text.in_body(&part),
                with: with.to_owned(),
            });
            let part = start..start + length;
            text.take_out(part);
        } else if let Some(length) = broken_tag(rest) {
            let part: Range<usize> = start..start + length;
            found
                .problems
                .push((text.in_body(&part), Message::UnfinishedHtml {}));
            text.take_out(part);
        }
    }
}

/// The length of `<![if !supportLists]>` or `<![endif]>` at the start of a text.
fn condition(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("<![")?;
    let is_one = ["if ", "endif]"].iter().any(|start| {
        let head = inside.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    });
    let end = text
        .bytes()
        .take(MAX_CONDITION)
        .position(|byte| byte == b'>')?;
    let is_whole = text.get(..end)?.ends_with(']');
    (is_one && is_whole).then_some(end + 1)
}

/// The length of a tag such as `<o:p>` or `</st1:chsdate>` at the start of a text.
fn tag_of_word(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("</").or_else(|| text.strip_prefix('<'))?;
    let prefixes = ["m:", "o:", "st1:", "v:", "w:", "x:"];
    let rest = prefixes
        .iter()
        .find_map(|prefix| inside.strip_prefix(prefix))?;
    let end = rest.find(['>', '<', '\n'])?;
    let is_tag =
        rest.starts_with(|c: char| c.is_ascii_alphabetic()) && rest[end..].starts_with('>');
    is_tag.then(|| text.len() - rest.len() + end + 1)
}

/// The length of the part of a line at the start of a text that was meant as a tag. In `a<b c` and `2 < p` no
/// more than a sign was meant.
fn broken_tag(text: &str) -> Option<usize> {
    let inside = text.get(1..)?;
    let line = inside.split(['\n', '<']).next().unwrap_or_default();
    let blanks = line.len() - line.trim_start_matches(' ').len();
    let body = line.trim_start_matches([' ', '/']);
    let name: String = body
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    if !ELEMENTS
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
    {
        return None;
    }
    let after = body.get(name.len()..).unwrap_or_default();
    let attribute = after.trim_start();
    let key: usize = attribute
        .bytes()
        .take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'-')
        .count();
    let value = attribute.get(key..).unwrap_or_default().trim_start();
    let has_attribute = after.starts_with(' ') && key > 0 && value.starts_with(['=', '＝']);
    let closing = attribute.trim_start_matches(['/', ' ']);
    // `< br>`, `<br/ >`, `</ p >`
    let is_spaced = closing.starts_with('>')
        && (blanks > 0 || attribute.starts_with('/') || body.len() + 1 < line.len());
    if has_attribute {
        let end = line.find('>').map_or(line.trim_end().len(), |end| end + 1);
        Some(1 + end)
    } else if is_spaced {
        Some(1 + line.find('>')? + 1)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_as_a_tag_is_told_from_a_sign() {
        for (text, tag) in [
            (
                "<img src=\"tu.png\" alt=\"a",
                Some("<img src=\"tu.png\" alt=\"a"),
            ),
            ("<a href=“b.md”>乙</a>", Some("<a href=“b.md”>")),
            ("< br>后", Some("< br>")),
            ("<br/ >后", Some("<br/ >")),
            ("</ p >", Some("</ p >")),
            ("< p >", Some("< p >")),
            ("<b 粗", None),
            ("<b c", None),
            ("< p", None),
            ("<乡镇名>", None),
            ("<https://a.cn/x=1", None),
            ("< 3 > 2", None),
            ("<", None),
        ] {
            let length = broken_tag(text);
            assert_eq!(length.map(|length| &text[..length]), tag, "{text}");
        }
    }

    #[test]
    fn tags_of_word_are_known() {
        for (text, tag) in [
            ("<o:p>文</o:p>", Some("<o:p>")),
            ("</o:p>", Some("</o:p>")),
            (
                "<st1:chsdate w:st=\"on\">1",
                Some("<st1:chsdate w:st=\"on\">"),
            ),
            ("<a:b>", None),
            ("<x: 1>", None),
            ("<w:a <b>", None),
            ("<o:p", None),
        ] {
            let length = tag_of_word(text);
            assert_eq!(length.map(|length| &text[..length]), tag, "{text}");
        }
    }

    #[test]
    fn conditions_of_word_are_known() {
        assert_eq!(condition("<![if !supportLists]>1、"), Some(21));
        assert_eq!(condition("<![endif]>x"), Some(10));
        assert_eq!(condition("<![if 甲 >"), None);
        assert_eq!(condition("<![CDATA[x]]>"), None);
    }
}
