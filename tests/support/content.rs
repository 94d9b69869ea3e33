//! The bytes of a file in a case: its text in the encoding and with the line ends that the case names.

/// The bytes of `text`, changed by the words that follow the path in the case:
///
/// | word | the file |
/// |---|---|
/// | `bom` | begins with a byte order mark |
/// | `crlf` | has the line ends of Windows |
/// | `gb18030` | is encoded as Windows editors in China did |
/// | `big5` | is encoded as Windows editors in Taiwan and Hong Kong did |
/// | `utf16` | is encoded in UTF-16, which Notepad calls Unicode |
/// | `png` | is a picture of 2 by 1 pixels |
/// | `escaped` | has no line end after the last line, and knows `\t`, `\\`, `\xNN`, `\u{NNNN}` and `\*TIMES{text}` |
pub(crate) fn bytes(text: &str, words: &[&str]) -> Vec<u8> {
    let mut text = text.to_owned();
    let mut bytes = None;
    for word in words {
        match *word {
            "crlf" => text = text.replace('\n', "\r\n"),
            "bom" => text.insert(0, '\u{feff}'),
            "gb18030" => bytes = Some(encoding_rs::GB18030.encode(&text).0.into_owned()),
            "big5" => bytes = Some(encoding_rs::BIG5.encode(&text).0.into_owned()),
            "utf16" => bytes = Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            "png" => bytes = Some(PNG.to_vec()),
            "escaped" => bytes = Some(unescape(text.trim_end_matches('\n'))),
            _ => panic!("a file cannot be `{word}`"),
        }
    }
    bytes.unwrap_or_else(|| text.into_bytes())
}

/// A picture of 2 by 1 pixels.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x02\0\0\0\x01\x08\0\0\0\0\xd1\x49\x20\x56\
\0\0\0\x0bIDAT\x78\x9c\x63\x60\x60\0\0\0\x03\0\x01\xb8\xad\x3a\x63\0\0\0\0IEND\xae\x42\x60\x82";

fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.extend_from_slice(before.as_bytes());
        rest = escape(after, &mut out);
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

/// Appends the bytes of an escape, which is given without its `\`, and returns the text after it.
fn escape<'t>(after: &'t str, out: &mut Vec<u8>) -> &'t str {
    let mut chars = after.chars();
    match chars.next() {
        Some('t') => out.push(b'\t'),
        Some('\\') => out.push(b'\\'),
        Some('x') => {
            out.push(u8::from_str_radix(&after[1..3], 16).expect("two digits after \\x"));
            return &after[3..];
        }
        Some('u') => {
            let (digits, rest) = braced(&after[1..]);
            let code = u32::from_str_radix(digits, 16).expect("hexadecimal digits");
            let c = char::from_u32(code).expect("a character");
            out.extend_from_slice(c.to_string().as_bytes());
            return rest;
        }
        Some('*') => {
            let brace = after.find('{').expect("a { after \\*");
            let times = after[1..brace].parse().expect("a number after \\*");
            let (text, rest) = braced(&after[brace..]);
            out.extend_from_slice(text.repeat(times).as_bytes());
            return rest;
        }
        other => panic!("there is no escape \\{other:?}"),
    }
    chars.as_str()
}

fn braced(text: &str) -> (&str, &str) {
    let inner = text.strip_prefix('{').expect("a {");
    inner.split_once('}').expect("a }")
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn files_have_the_encodings_that_writers_send() {
        assert_eq!(bytes("a\n", &["crlf", "bom"]), b"\xef\xbb\xbfa\r\n");
        assert_eq!(bytes("村\n", &["gb18030"]), b"\xb4\xe5\n");
        assert_eq!(
            bytes("a\\x00\\t\\*3{[}\\u{6751}\n", &["escaped"]),
            "a\0\t[[[村".as_bytes()
        );
    }
}
