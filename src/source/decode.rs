//! Decodes the bytes of a file: UTF-8, or GB18030, in which some Windows editors still save.

use std::borrow::Cow;

use encoding_rs::GB18030;

/// The bytes of a file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodedText<'b> {
    /// UTF-8.
    Utf8(Cow<'b, str>),
    /// GB18030, which includes GBK.
    Gb18030(Cow<'b, str>),
    /// Neither: a binary file, or another encoding.
    NotText,
}

/// Decodes a file. The byte order mark is dropped and line ends become `\n`, so that all later steps share
/// the offsets of this text. Most files need neither and are borrowed, not copied.
pub fn decode(bytes: &[u8]) -> DecodedText<'_> {
    if memchr::memchr(0, bytes).is_some() {
        return DecodedText::NotText;
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return DecodedText::Utf8(normalise(Cow::Borrowed(text)));
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => DecodedText::Gb18030(normalise(text)),
        None => DecodedText::NotText,
    }
}

fn normalise(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(without_bom(text)),
        Cow::Owned(text) => Cow::Owned(without_bom(&text).to_owned()),
    };
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_and_windows_line_ends_are_dropped() {
        assert_eq!(
            decode("\u{feff}---\r\n村\r".as_bytes()),
            DecodedText::Utf8("---\n村\n".into())
        );
    }

    #[test]
    fn gb18030_is_recognised() {
        let (bytes, _, _) = GB18030.encode("标题：乡村振兴");
        assert_eq!(
            decode(&bytes),
            DecodedText::Gb18030("标题：乡村振兴".into())
        );
    }

    #[test]
    fn binary_files_are_refused() {
        assert_eq!(
            decode(&[0x89, b'P', b'N', b'G', 0, 0xff, 0xff]),
            DecodedText::NotText
        );
        assert_eq!(decode(b"a\0b"), DecodedText::NotText);
    }
}
