//! Decodes the bytes of a file: UTF-8, or an encoding in which editors of Windows have saved Chinese.
//!
//! Nearly any bytes are GB18030 of some kind, so a text that is not UTF-8 is taken for it only if its characters
//! are such as people write. Wrong characters would be published without anybody noticing.

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_16BE, UTF_16LE};

/// The bytes of a file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodedText<'b> {
    /// UTF-8.
    Utf8(Cow<'b, str>),
    /// Another encoding that was recognised: the text and the usual name of the encoding.
    Other(Cow<'b, str>, &'static str),
    /// UTF-8 with bytes in it that are not: each is U+FFFD.
    Damaged(String),
    /// None of them: a binary file, or another encoding.
    NotText,
}

/// The name of GB18030, which includes GBK.
pub const GB18030_NAME: &str = "GB18030";

/// The most that characters outside of the common ones may be of a text, in percent, for its encoding to be
/// believed.
const MAX_RARE: usize = 30;

/// Fewer characters than this say nothing about an encoding.
const FEW: usize = 8;

impl<'b> DecodedText<'b> {
    /// The text, if it was read without loss.
    pub fn into_text(self) -> Option<Cow<'b, str>> {
        match self {
            Self::Utf8(text) | Self::Other(text, _) => Some(text),
            Self::Damaged(_) | Self::NotText => None,
        }
    }
}

/// Decodes a file. The byte order mark is dropped and line ends become `\n`, so that all later steps share
/// the offsets of this text. Most files need neither and are borrowed, not copied.
pub fn decode(bytes: &[u8]) -> DecodedText<'_> {
    if memchr::memchr(0, bytes).is_some() || bytes.starts_with(b"\xff\xfe") {
        return utf16(bytes);
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return DecodedText::Utf8(normalise(Cow::Borrowed(text)));
    }
    let (text, name) = match encoding(bytes) {
        Some(found) => found,
        None => return damaged(bytes).map_or(DecodedText::NotText, DecodedText::Damaged),
    };
    DecodedText::Other(normalise(text), name)
}

/// The text in the encoding whose characters are common ones.
fn encoding(bytes: &[u8]) -> Option<(Cow<'_, str>, &'static str)> {
    let decoded = |encoding: &'static Encoding| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes)
    };
    let (simplified, traditional) = (Pairs::count(bytes, is_gb2312), Pairs::count(bytes, is_big5));
    let private = |text: &str| text.contains(|c| matches!(c, '\u{e000}'..='\u{f8ff}'));
    let gb18030 = decoded(GB18030).filter(|text| !private(text));
    // Traditional characters in GBK are rare ones to GB2312, but most of them cannot be Big5.
    let is_big5_likely =
        !traditional.is_rare() && (gb18030.is_none() || traditional.rare < simplified.rare);
    if is_big5_likely
        && (simplified.is_rare() || gb18030.is_none())
        && let Some(text) = decoded(BIG5).filter(|text| !private(text))
    {
        return Some((text, "Big5"));
    }
    let is_believed = simplified.all < FEW || simplified.rare * 100 <= simplified.all * 60;
    let text = gb18030.filter(|_| is_believed && damaged(bytes).is_none())?;
    Some((text, GB18030_NAME))
}

/// The pairs of bytes above ASCII in a text, and how many are not common characters.
struct Pairs {
    all: usize,
    rare: usize,
}

impl Pairs {
    fn count(bytes: &[u8], is_common: fn(u8, u8) -> bool) -> Self {
        let mut pairs = Self { all: 0, rare: 0 };
        let mut bytes = bytes.iter().copied();
        while let Some(lead) = bytes.next() {
            if lead >= 0x80 {
                let trail = bytes.next().unwrap_or(0);
                pairs.all += 1;
                pairs.rare += usize::from(!is_common(lead, trail));
            }
        }
        pairs
    }

    fn is_rare(&self) -> bool {
        self.rare * 100 > self.all * MAX_RARE
    }
}

/// Whether two bytes are a sign or one of the 3755 common characters of GB2312.
fn is_gb2312(lead: u8, trail: u8) -> bool {
    matches!(lead, 0xa1..=0xa3 | 0xb0..=0xd7) && trail >= 0xa1
}

/// Whether two bytes are a sign or one of the 5401 common characters of Big5.
fn is_big5(lead: u8, trail: u8) -> bool {
    matches!(lead, 0xa1..=0xc6) && matches!(trail, 0x40..=0x7e | 0xa1..=0xfe)
}

/// The text of a file that is UTF-8 but for a few bytes; each of them is U+FFFD.
fn damaged(bytes: &[u8]) -> Option<String> {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (whole > 4 * broken).then(|| normalise(String::from_utf8_lossy(bytes)).into_owned())
}

/// UTF-16, which Notepad calls Unicode: with a byte order mark, or with ASCII characters, one byte of which is
/// zero.
fn utf16(bytes: &[u8]) -> DecodedText<'_> {
    let zeros = |odd: usize| {
        bytes
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let encoding = match bytes {
        [0xff, 0xfe, ..] => UTF_16LE,
        [0xfe, 0xff, ..] => UTF_16BE,
        _ if zeros(0) == 0 => UTF_16LE,
        _ if zeros(1) == 0 => UTF_16BE,
        _ => return DecodedText::NotText,
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    let is_text = |text: &Cow<'_, str>| {
        !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            && !text.contains(|c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffe}' | '\u{ffff}'))
    };
    match text.filter(is_text) {
        Some(text) => DecodedText::Other(normalise(text), "UTF-16"),
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

    fn name(bytes: &[u8]) -> &'static str {
        match decode(bytes) {
            DecodedText::Utf8(_) => "UTF-8",
            DecodedText::Other(_, name) => name,
            DecodedText::Damaged(_) => "damaged",
            DecodedText::NotText => "none",
        }
    }

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn a_byte_order_mark_and_windows_line_ends_are_dropped() {
        assert_eq!(
            decode("\u{feff}---\r\n村\r".as_bytes()),
            DecodedText::Utf8("---\n村\n".into())
        );
    }

    const TRADITIONAL: &[&str] = &[
        "標題",
        "臺灣",
        "這是舊檔案，存成大五碼。",
        "---\ntitle: 鄉村振興簡報\ndate: 2024-01-02\n---\n\n村民說：「路修好了，心裏亮堂。」\n",
        "許功蓋",
    ];

    const SIMPLIFIED: &[&str] = &[
        "标题：乡村振兴",
        "村",
        "朱镕基",
        "喆",
        "---\ntitle: 凌云的路\ndate: 2024-01-02\n---\n修路要听村民的。",
        "①②③　㎡ ℃ “引号”——……《书名》",
    ];

    #[test]
    fn encodings_are_told_apart() {
        for text in SIMPLIFIED {
            assert_eq!(
                decode(&encoded(text, GB18030)),
                DecodedText::Other((*text).into(), "GB18030"),
                "{text}"
            );
        }
        for text in TRADITIONAL {
            assert_eq!(
                decode(&encoded(text, BIG5)),
                DecodedText::Other((*text).into(), "Big5"),
                "{text}"
            );
            assert_eq!(name(text.as_bytes()), "UTF-8");
        }
        // Traditional characters in the mainland's encoding.
        let text = TRADITIONAL[3];
        assert_eq!(
            decode(&encoded(text, GB18030)),
            DecodedText::Other(text.into(), "GB18030")
        );
    }

    /// Every article of the sample, line by line: none is taken for Big5.
    #[test]
    fn no_line_of_simplified_chinese_is_big5() {
        let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/content");
        let mut lines = 0;
        for entry in walkdir::WalkDir::new(sample) {
            let entry = entry.expect("the sample");
            let Ok(bytes) = crate::source::read_file(entry.path()) else {
                continue;
            };
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            for line in text.lines().filter(|line| !line.is_ascii()) {
                let bytes = encoded(line, GB18030);
                // A few words alone, such as 通讯员, are UTF-8 as well.
                if std::str::from_utf8(&bytes).is_ok() {
                    continue;
                }
                let decoded = decode(&bytes).into_text();
                assert_eq!(decoded.as_deref(), Some(line));
                lines += 1;
            }
        }
        assert!(lines > 300, "{lines}");
    }

    #[test]
    fn utf16_is_recognised_with_and_without_a_mark() {
        let text = "---\ntitle: 凌云的路\n---\n";
        let little = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
        };
        let big = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_be_bytes)
                .collect::<Vec<u8>>()
        };
        for bytes in [
            little(text),
            big(text),
            little(&format!("\u{feff}{text}")),
            big(&format!("\u{feff}{text}")),
        ] {
            assert_eq!(decode(&bytes), DecodedText::Other(text.into(), "UTF-16"));
        }
    }

    #[test]
    fn other_encodings_are_refused() {
        let (japanese, _, _) = encoding_rs::SHIFT_JIS.encode("これは日本語の文章です。読めますか");
        assert_eq!(name(&japanese), "none");
        let (french, _, _) = encoding_rs::WINDOWS_1252.encode("café à la crème déjà vu, élève");
        assert_eq!(name(&french), "none");
    }

    #[test]
    fn a_few_wrong_bytes_in_utf8_are_damage() {
        let mut bytes = "修路要听村民的，修好了".as_bytes().to_vec();
        bytes.extend([0xb4, 0xe5, b'\n']);
        assert_eq!(name(&bytes), "damaged");
        let cut = &"修路要听村民的".as_bytes()[..20];
        assert_eq!(name(cut), "damaged");
    }

    #[test]
    fn binary_files_are_refused() {
        for bytes in [
            &[0x89, b'P', b'N', b'G', 0, 0xff, 0xff][..],
            b"a\0b",
            b"\0\0\0\0",
            b"PK\x03\x04\0\0",
        ] {
            assert_eq!(decode(bytes), DecodedText::NotText, "{bytes:?}");
        }
    }
}
