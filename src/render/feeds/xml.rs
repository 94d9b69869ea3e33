//! Text in XML, for the feeds in XML and the sitemap.

use std::fmt::Write as _;

use super::Feed;
use crate::util::html::escape;

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
        let _ = write!(out, "{}", escape::xml(text));
        out.extend(["</", name, ">\n"]);
    }
}

/// Whether a text can be in a CDATA section, where nothing can be escaped.
pub(super) fn fits_cdata(text: &str) -> bool {
    // To search for one byte is faster than for three, and `]` is rare in Chinese.
    let holds_end = memchr::memchr(b']', text.as_bytes()).is_some() && text.contains("]]>");
    escape::is_xml(text) && !holds_end
}

#[cfg(test)]
mod tests {
    use super::*;

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
