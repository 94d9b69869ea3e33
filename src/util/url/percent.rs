//! Percent-encoding.

use std::borrow::Cow;

use percent_encoding::{percent_decode_str, percent_encode_byte};

/// Decodes `%E4%B8%AD`; `None` where the decoded bytes are not UTF-8.
pub(crate) fn decode(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

/// Decodes `%E4%B8%AD`; `text` itself where the decoded bytes are not UTF-8.
pub(crate) fn decode_or_keep(text: &str) -> Cow<'_, str> {
    decode(text).unwrap_or(Cow::Borrowed(text))
}

/// Decodes `%E4%B8%AD`, with U+FFFD for bytes that are not UTF-8.
pub(crate) fn decode_lossy(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// Appends a decoded path or fragment. Everything that is not valid in one is encoded, and `&`, which HTML
/// would read.
pub(crate) fn encode_path(out: &mut String, path: &str) {
    for &byte in path.as_bytes() {
        if byte != b'&' && byte != b'?' && byte != b'%' && is_url_byte(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(percent_encode_byte(byte));
        }
    }
}

/// Appends a URL as typed, not escaped for HTML. Its escapes stay; characters that are not valid in a URL
/// are encoded. The host keeps letters of any script, which browsers encode themselves.
pub(crate) fn encode_url(out: &mut String, url: &str) {
    let host_end = host_end(url);
    out.push_str(url.get(..host_end).unwrap_or_default());
    let rest = url.get(host_end..).unwrap_or_default().as_bytes();
    let mut in_fragment = false;
    for (at, &byte) in rest.iter().enumerate() {
        let is_valid = match byte {
            b'%' => is_escape(rest.get(at + 1..at + 3)),
            b'#' => !std::mem::replace(&mut in_fragment, true),
            _ => is_url_byte(byte),
        };
        if is_valid {
            out.push(char::from(byte));
        } else {
            out.push_str(percent_encode_byte(byte));
        }
    }
}

/// The end of the host in `https://host/…` or `//host/…`; 0 if there is none.
fn host_end(url: &str) -> usize {
    let Some(start) = url.find("//").map(|at| at + 2) else {
        return 0;
    };
    let scheme = url.get(..start - 2).unwrap_or_default();
    if !(scheme.is_empty() || scheme.ends_with(':')) {
        return 0;
    }
    let rest = url.get(start..).unwrap_or_default();
    let end = rest.find(|c: char| {
        matches!(
            c,
            '/' | '?' | '#' | '%' | '"' | '\'' | '\\' | '<' | '>' | '`' | '{' | '}' | '|' | '^'
        ) || c.is_whitespace()
            || c.is_control()
    });
    start + end.unwrap_or(rest.len())
}

/// Whether a byte is valid in a URL after the host.
fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=:@?%".contains(&byte)
}

fn is_escape(digits: Option<&[u8]>) -> bool {
    digits.is_some_and(|digits| digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(s: &str) -> String {
        let mut out = String::new();
        encode_url(&mut out, s);
        out
    }

    #[test]
    fn paths_are_encoded() {
        let mut out = String::new();
        encode_path(&mut out, "a b/中%20?&#\"~");
        assert_eq!(out, "a%20b/%E4%B8%AD%2520%3F%26%23%22~");
    }

    #[test]
    fn urls_keep_their_escapes_and_their_host() {
        for (typed, expected) in [
            (
                "https://例子.中国/路?q=一&b#节",
                "https://例子.中国/%E8%B7%AF?q=%E4%B8%80&b#%E8%8A%82",
            ),
            ("/a%20b/100%", "/a%20b/100%25"),
            ("https://a.b/[x]#y#z", "https://a.b/%5Bx%5D#y%23z"),
            ("https://[::1]/", "https://[::1]/"),
            ("mailto:a@b.c", "mailto:a@b.c"),
            ("/a//b\"", "/a//b%22"),
            ("//h\"x", "//h%22x"),
        ] {
            assert_eq!(url(typed), expected);
        }
    }

    #[test]
    fn decoding_is_lenient() {
        for (typed, expected) in [
            ("%E4%B8%AD", "中"),
            ("100%", "100%"),
            ("%zz%2", "%zz%2"),
            ("%ff", "%ff"),
            ("a", "a"),
        ] {
            assert_eq!(decode_or_keep(typed), expected);
            assert_eq!(decode(typed).is_some(), typed != "%ff");
        }
    }
}
