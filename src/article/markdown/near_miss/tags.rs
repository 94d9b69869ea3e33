//! Tags that are none, and so are shown as text: tags that do not end, those with a blank behind `<`, and pictures
//! as Word writes them.

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

/// Looks at a text with `<`.
pub(super) fn look(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let mut from = 0;
    while let Some(at) = text.prose.get(from..).and_then(|rest| rest.find('<')) {
        let start = from + at;
        from = start + 1;
        let rest = text.prose.get(start..).unwrap_or_default();
        if rest.starts_with(PICTURE_OF_WORD) {
            let part = start..start + PICTURE_OF_WORD.len();
            found.repairs.push(Repair {
                range: text.in_body(&part),
                with: "<img".to_owned(),
            });
            let end = rest.find(['>', '\n']).unwrap_or(rest.len());
            text.take_out(start..start + end);
        } else if let Some(length) = broken_tag(rest) {
            let part: Range<usize> = start..start + length;
            found
                .problems
                .push((text.in_body(&part), Message::UnfinishedHtml {}));
            text.take_out(part);
        }
    }
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
}
