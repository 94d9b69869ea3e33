//! What both feeds in XML are written with.

use std::fmt::Write as _;

use super::{Desk, Entry, Feed};
use crate::diagnostic::Diagnostic;
use crate::render::Press;

impl Press {
    /// Writes the full text as a CDATA section: shorter than escaped, and quicker to write and to read.
    pub(super) fn verbatim(
        &self,
        out: &mut String,
        entry: &Entry,
        desk: &mut Desk<'_>,
    ) -> Result<(), Diagnostic> {
        const OPEN: &str = "<![CDATA[";
        out.push_str(OPEN);
        let start = out.len();
        self.content(out, entry, desk)?;
        if fits_cdata(&out[start..]) {
            out.push_str("]]>");
        } else {
            let escaped = escape(&out[start..]);
            out.truncate(start - OPEN.len());
            out.push_str(&escaped);
        }
        Ok(())
    }
}

impl Feed {
    /// The first line of a feed in XML, with room for all of it.
    pub(super) fn begin(&self) -> String {
        let bodies = self.entries.iter();
        let bodies =
            bodies.filter_map(|entry| Some(entry.document.content.body.get()?.len as usize));
        let mut out = String::with_capacity(bodies.map(|len| len + len / 8 + 2048).sum());
        out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        out
    }
}

/// An element with text; nothing where the text is empty.
pub(super) fn element(out: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(out, "<{name}>{}</{name}>", escape(text));
    }
}

/// Whether a text can stand in a CDATA section, in which nothing can be escaped.
fn fits_cdata(text: &str) -> bool {
    let control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    let bytes = text.as_bytes();
    let holds = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    let holds_control = bytes
        .iter()
        .fold(false, |found, &byte| found | control(byte));
    // Two bytes are found fastest; besides what XML cannot hold they begin a few full-width signs (￥).
    let holds_noncharacter = holds(&[0xEF, 0xBF]) && text.contains(['\u{fffe}', '\u{ffff}']);
    !holds_control && !holds(b"]]>") && !holds_noncharacter
}

/// Escapes text for XML and drops what XML 1.0 cannot hold at all.
pub(in crate::render) fn escape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut copied = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let (new, len) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            0..=8 | 11 | 12 | 14..=31 => ("", 1),
            // U+FFFE and U+FFFF.
            0xEF if matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])) => ("", 3),
            _ => continue,
        };
        out.push_str(&text[copied..at]);
        out.push_str(new);
        copied = at + len;
    }
    out.push_str(&text[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_what_xml_cannot_hold_is_dropped() {
        assert_eq!(
            escape("a<b> & \"村\"\u{8}\u{ffff}\n"),
            "a&lt;b&gt; &amp; &quot;村&quot;\n"
        );
    }
}
