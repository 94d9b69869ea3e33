//! Bytes into text: UTF-8, or GB18030 as Windows editors still save it.

use std::borrow::Cow;

use encoding_rs::GB18030;

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decoded<'b> {
    /// UTF-8.
    Utf8(Cow<'b, str>),
    /// GB18030, of which GBK is a part.
    Gb18030(Cow<'b, str>),
    /// Neither.
    NotText,
}

/// Decodes a file. A byte order mark is dropped and line ends become `\n`, so that offsets in the text are
/// those of every later step. Most files are read where they are, without a copy.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if memchr::memchr(0, bytes).is_some() {
        return Decoded::NotText;
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Decoded::Utf8(normalise(Cow::Borrowed(text)));
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Decoded::Gb18030(normalise(text)),
        None => Decoded::NotText,
    }
}

fn normalise(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(without_mark(text)),
        Cow::Owned(text) => Cow::Owned(without_mark(&text).to_owned()),
    };
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_and_windows_line_ends_are_dropped() {
        assert_eq!(
            decode("\u{feff}---\r\n村\r".as_bytes()),
            Decoded::Utf8("---\n村\n".into())
        );
    }

    #[test]
    fn gb18030_is_recognised() {
        let (bytes, _, _) = GB18030.encode("标题：乡村振兴");
        assert_eq!(decode(&bytes), Decoded::Gb18030("标题：乡村振兴".into()));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(
            decode(&[0x89, b'P', b'N', b'G', 0, 0xff, 0xff]),
            Decoded::NotText
        );
        assert_eq!(decode(b"a\0b"), Decoded::NotText);
    }
}
