//! Text in XML, for the feeds in XML and the sitemap.

use std::fmt::{self, Write as _};

use super::Feed;

impl Feed<'_> {
    /// The first line of a feed in XML, in a string with room for the whole feed.
    pub(super) fn xml_declaration(&self) -> String {
        let bodies = self.entries.iter();
        let bodies = bodies.filter_map(|entry| Some(entry.document.content.body.get()?.size()));
        let mut out = String::with_capacity(bodies.map(|len| len + len / 8 + 2048).sum());
        out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        out
    }
}

/// Appends an element with text; nothing if the text is empty.
pub(super) fn element(out: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        out.extend(["<", name, ">"]);
        let _ = write!(out, "{}", escape(text));
        out.extend(["</", name, ">\n"]);
    }
}

/// Whether a text can be in a CDATA section, where nothing can be escaped.
pub(super) fn fits_cdata(text: &str) -> bool {
    let bytes = text.as_bytes();
    let holds_control = bytes
        .iter()
        .fold(false, |any, byte| any | is_control(*byte));
    // To search for one byte is faster than for three, and `]` is rare in Chinese; so are the two bytes that
    // begin a noncharacter.
    let holds_end = memchr::memchr(b']', bytes).is_some() && text.contains("]]>");
    let holds_noncharacter =
        memchr::memmem::find(bytes, &[0xEF, 0xBF]).is_some() && text.contains(is_forbidden);
    !holds_control && !holds_end && !holds_noncharacter
}

/// A text for XML: escaped, and without the characters that XML 1.0 cannot hold.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Escaped<'t>(&'t str);

/// Escapes a text for XML.
pub(in crate::render) fn escape(text: &str) -> Escaped<'_> {
    Escaped(text)
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = !any_pair(self.0, |byte, next| {
            is_markup(byte) | is_control(byte) | may_be_noncharacter(byte, next)
        });
        if is_plain {
            return to.write_str(self.0);
        }
        let mut rest = self.0;
        let is_special = |sign| is_forbidden(sign) || matches!(sign, '&' | '<' | '>' | '"');
        while let Some(at) = rest.find(is_special) {
            let (before, from) = rest.split_at(at);
            to.write_str(before)?;
            let mut signs = from.chars();
            to.write_str(match signs.next() {
                Some('&') => "&amp;",
                Some('<') => "&lt;",
                Some('>') => "&gt;",
                Some('"') => "&quot;",
                _ => "",
            })?;
            rest = signs.as_str();
        }
        to.write_str(rest)
    }
}

/// Whether `matches` holds for any two adjacent bytes; the last byte is followed by 0. There is no branch, so
/// that many bytes are compared at once: most texts have nothing to find.
#[inline]
fn any_pair(text: &str, matches: impl Fn(u8, u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let Some((last, all_but_last)) = bytes.split_last() else {
        return false;
    };
    let pairs = all_but_last.iter().zip(&bytes[1..]);
    pairs.fold(false, |any, (byte, next)| any | matches(*byte, *next)) | matches(*last, 0)
}

fn is_markup(byte: u8) -> bool {
    (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"')
}

fn is_control(byte: u8) -> bool {
    (byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r')
}

/// Whether two bytes may begin U+FFFE or U+FFFF; a few full-width signs (￥) begin with the same bytes.
fn may_be_noncharacter(byte: u8, next: u8) -> bool {
    (byte == 0xEF) & (next == 0xBF)
}

/// Whether XML 1.0 cannot hold a character.
fn is_forbidden(sign: char) -> bool {
    u8::try_from(sign).is_ok_and(is_control) || matches!(sign, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_what_xml_cannot_hold_is_dropped() {
        for (text, escaped) in [
            (
                "a<b> & \"村\"\u{8}\u{ffff}\n",
                "a&lt;b&gt; &amp; &quot;村&quot;\n",
            ),
            ("￥5\u{fffe}村", "￥5村"),
            ("乡村\r\n\t振兴￥", "乡村\r\n\t振兴￥"),
            ("\u{1b}", ""),
            ("", ""),
        ] {
            assert_eq!(escape(text).to_string(), escaped, "{text:?}");
        }
    }

    #[test]
    fn what_ends_a_section_or_is_no_xml_does_not_fit() {
        for text in ["村", "", "a]]b", "]] >", "￥", "\t\r\n", "<p>&amp;</p>"] {
            assert!(fits_cdata(text), "{text:?}");
        }
        for text in ["村]]>村", "a\u{8}", "\u{1f}", "村\u{fffe}", "\u{ffff}村"] {
            assert!(!fits_cdata(text), "{text:?}");
        }
    }
}
