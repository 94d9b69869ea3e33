//! Escapes text for HTML and for XML. Characters that they forbid are dropped.

use std::borrow::Cow;
use std::fmt;

use memchr::memmem;

/// Bytes looked at together: enough for the compiler to compare them all at once.
const CHUNK: usize = 32;

/// How U+FFFE and U+FFFF begin in UTF-8, and a few full-width signs (￥).
const NONCHARACTER: [u8; 2] = [0xEF, 0xBF];

/// Shorter texts are looked at byte by byte.
const MIN_SEARCHED: usize = 64;

/// Which bytes cannot be written as they are. All of them are ASCII.
trait Rules {
    fn is_special(byte: u8) -> bool;
}

/// The content of an HTML element.
struct ElementText;

impl Rules for ElementText {
    #[inline]
    fn is_special(byte: u8) -> bool {
        (byte == b'&') | (byte == b'<') | (byte == b'>') | is_control(byte)
    }
}

/// The value of an attribute in double quotes.
struct AttributeText;

impl Rules for AttributeText {
    #[inline]
    fn is_special(byte: u8) -> bool {
        ElementText::is_special(byte) | (byte == b'"')
    }
}

/// ElementText or value in XML 1.0.
struct XmlRules;

impl Rules for XmlRules {
    #[inline]
    fn is_special(byte: u8) -> bool {
        let mark = (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"');
        mark | is_xml_control(byte)
    }
}

/// Appends `text` as the content of an element.
pub(crate) fn text(out: &mut String, text: &str) {
    // A string takes whatever is written.
    let _ = escape::<ElementText>(out, text);
}

/// Appends `value` for an attribute in double quotes.
pub(crate) fn attribute(out: &mut String, value: &str) {
    let _ = escape::<AttributeText>(out, value);
}

/// `text` for an element or an attribute in double quotes.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    attribute(&mut out, text);
    out
}

/// `text` for an element or an attribute of XML 1.0.
pub(crate) fn xml(text: &str) -> XmlText<'_> {
    XmlText(text)
}

/// What [`xml`] returns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct XmlText<'t>(&'t str);

impl fmt::Display for XmlText<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if holds_noncharacter(self.0) {
            escape::<XmlRules>(to, &self.0.replace(is_noncharacter, ""))
        } else {
            escape::<XmlRules>(to, self.0)
        }
    }
}

/// Whether `text` holds only characters that XML 1.0 allows.
pub(crate) fn is_xml(text: &str) -> bool {
    // Nearly all controls of a text are line ends. To look for others first takes fewer comparisons.
    let only_line_ends = text
        .bytes()
        .fold(true, |only, byte| only & ((byte >= b' ') | (byte == b'\n')));
    (only_line_ends || !text.bytes().any(is_xml_control)) && !holds_noncharacter(text)
}

/// Whether `text` is written in an element as it is. Texts with tabs or line ends do not count.
pub(crate) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_plain = |chunk: &[u8]| !chunk.iter().fold(false, |odd, &byte| odd | is_odd(byte));
    // The last chunk overlaps the one before it, so that there is no rest to go through byte by byte.
    match bytes.last_chunk::<CHUNK>() {
        Some(last) => is_plain(last) && bytes.as_chunks::<CHUNK>().0.iter().all(|it| is_plain(it)),
        None => is_plain(bytes),
    }
}

/// The text without the control characters that HTML forbids.
pub(crate) fn without_controls(text: &str) -> Cow<'_, str> {
    let any = text.bytes().fold(false, |any, byte| any | is_control(byte));
    if any {
        Cow::Owned(text.replace(|c: char| u8::try_from(c).is_ok_and(is_control), ""))
    } else {
        Cow::Borrowed(text)
    }
}

#[inline]
fn escape<R: Rules>(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    let mut rest = text;
    // Only ASCII is special, so every cut lies between characters.
    while let Some((before, from)) =
        first_special::<R>(rest).and_then(|at| rest.split_at_checked(at))
    {
        out.write_str(before)?;
        out.write_str(replacement(from.as_bytes().first()))?;
        rest = from.get(1..).unwrap_or_default();
    }
    out.write_str(rest)
}

fn first_special<R: Rules>(text: &str) -> Option<usize> {
    let (chunks, _) = text.as_bytes().as_chunks::<CHUNK>();
    // All bytes of a chunk are compared without a branch; most chunks of most texts hold nothing special.
    let plain = |chunk: &&[u8; CHUNK]| {
        let special = chunk
            .iter()
            .fold(0, |special, &byte| special | u8::from(R::is_special(byte)));
        special == 0
    };
    let start = chunks.iter().take_while(plain).count() * CHUNK;
    let rest = text.as_bytes().get(start..)?;
    let offset = rest.iter().position(|&byte| R::is_special(byte))?;
    Some(start + offset)
}

/// Whether a byte is special in an element, or a tab or line end: fewer comparisons than to distinguish
/// these.
#[inline]
fn is_odd(byte: u8) -> bool {
    (byte < b' ') | (byte == b'&') | (byte | 2 == b'>') | (byte == 0x7f)
}

/// Line ends are those of Unix, so a carriage return is a control character like others.
#[inline]
fn is_control(byte: u8) -> bool {
    ((byte < b' ') & (byte != b'\n') & (byte != b'\t')) | (byte == 0x7f)
}

#[inline]
fn is_xml_control(byte: u8) -> bool {
    (byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r')
}

fn holds_noncharacter(text: &str) -> bool {
    let bytes = text.as_bytes();
    // To prepare a search takes longer than to look at a short text.
    let may_hold = if bytes.len() < MIN_SEARCHED {
        bytes.windows(2).any(|pair| pair == NONCHARACTER)
    } else {
        memmem::find(bytes, &NONCHARACTER).is_some()
    };
    may_hold && text.contains(is_noncharacter)
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// The escape of a special byte.
fn replacement(byte: Option<&u8>) -> &'static str {
    match byte {
        Some(b'&') => "&amp;",
        Some(b'<') => "&lt;",
        Some(b'>') => "&gt;",
        Some(b'"') => "&quot;",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(s: &str) -> String {
        let mut out = String::new();
        text(&mut out, s);
        out
    }

    #[test]
    fn text_keeps_quotes_and_attributes_do_not() {
        assert_eq!(content("a<b>&\"c\""), "a&lt;b&gt;&amp;\"c\"");
        assert_eq!(html("a<b>&\"c\""), "a&lt;b&gt;&amp;&quot;c&quot;");
    }

    #[test]
    fn what_is_plain_stays_as_it_is() {
        for length in 0..100 {
            let plain = "x".repeat(length);
            assert!(is_plain(&plain), "{length}");
            for byte in 0..=0x7f_u8 {
                for place in [0, length / 2, length.saturating_sub(1)] {
                    let mut changed = plain.clone();
                    changed.insert(place, char::from(byte));
                    let stays = content(&changed) == changed;
                    let expected = stays && !matches!(byte, b'\n' | b'\t');
                    assert_eq!(is_plain(&changed), expected, "{changed:?}");
                }
            }
        }
    }

    #[test]
    fn control_characters_go_and_han_stays() {
        let long = "乡村&".repeat(100);
        assert_eq!(content(&long), long.replace('&', "&amp;"));
        assert_eq!(content("乡\u{0}村\r\n\t振\u{1b}兴\u{7f}"), "乡村\n\t振兴");
    }

    #[test]
    fn xml_drops_what_it_cannot_hold() {
        for (text, escaped) in [
            (
                "a<b> & \"村\"\u{8}\u{ffff}\n",
                "a&lt;b&gt; &amp; &quot;村&quot;\n",
            ),
            ("￥5\u{fffe}村", "￥5村"),
            ("乡村\r\n\t振兴￥\u{7f}", "乡村\r\n\t振兴￥\u{7f}"),
            ("\u{1b}", ""),
            ("", ""),
        ] {
            assert_eq!(xml(text).to_string(), escaped, "{text:?}");
            let drops = text.contains(['\u{8}', '\u{1b}', '\u{fffe}', '\u{ffff}']);
            assert_eq!(is_xml(text), !drops, "{text:?}");
        }
    }
}
