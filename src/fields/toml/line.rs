//! The parts of one line of TOML as people type it: key, sign, value, quotation marks, comment.

use std::ops::Range;

/// The signs of a Chinese keyboard with the signs of TOML that were meant.
const SIGNS: &[(char, char)] = &[
    ('＝', '='),
    ('，', ','),
    ('、', ','),
    ('：', ':'),
    ('＃', '#'),
    ('［', '['),
    ('］', ']'),
    ('【', '['),
    ('】', ']'),
    ('｛', '{'),
    ('｝', '}'),
    ('\u{3000}', ' '),
];

/// Whether a character is a quotation mark that TOML does not know.
pub(super) fn paired_quotes(c: char) -> bool {
    matches!(
        c,
        '“' | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '「'
            | '」'
            | '『'
            | '』'
            | '«'
            | '»'
            | '〝'
            | '〞'
            | '＂'
            | '＇'
            | '`'
            | '´'
    )
}

/// What was meant by a character outside of quotation marks; `None` if it is right.
fn meant(c: char) -> Option<char> {
    if paired_quotes(c) {
        return Some('"');
    }
    let found = SIGNS.iter().find(|(sign, _)| *sign == c);
    found.map(|(_, meant)| *meant)
}

/// Calls `visit` for every character outside of straight quotation marks, until it returns false.
fn outside_quotes(text: &str, mut visit: impl FnMut(usize, char) -> bool) {
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (Some('"'), '\\') => drop(chars.next()),
            (Some(mark), c) if c == mark => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') => return,
            (None, c) => {
                if !visit(at, c) {
                    return;
                }
            }
        }
    }
}

/// The first sign of a Chinese keyboard outside of straight quotation marks.
pub(super) fn bad_sign(text: &str) -> Option<usize> {
    let mut found = None;
    outside_quotes(text, |at, c| {
        found = meant(c).map(|_| at);
        found.is_none()
    });
    found
}

/// The text with the signs of TOML in place of those of a Chinese keyboard.
pub(super) fn corrected(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    outside_quotes(text, |at, c| {
        if let Some(meant) = meant(c) {
            out.push_str(&text[from..at]);
            out.push(meant);
            from = at + c.len_utf8();
        }
        true
    });
    out.push_str(&text[from..]);
    out
}

/// The sign between key and value, and the range of the value; `None` for a line without one.
pub(super) fn key_and_value(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut found = None;
    outside_quotes(line, |at, c| {
        let is_sign = matches!(c, '=' | '＝' | ':' | '：');
        if is_sign {
            found = Some(at..at + c.len_utf8());
        }
        !is_sign
    });
    let sign = found?;
    let rest = &line[sign.end..];
    let blank = |c: char| c.is_whitespace();
    let start = sign.end + rest.len() - rest.trim_start_matches(blank).len();
    Some((sign, start..start.max(line.trim_end().len())))
}

/// Where a quoted value ends.
pub(super) enum Quoted {
    /// Not on this line.
    Open {
        /// It ends with a quotation mark that is not straight.
        ends_with_curly: bool,
    },
    /// Behind its closing mark.
    Closed(usize),
}

/// The end of a value that begins with a straight quotation mark.
pub(super) fn closing(value: &str) -> Quoted {
    let mark = value.chars().next().unwrap_or('"');
    let mut chars = value.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' && mark == '"' {
            chars.next();
        } else if c == mark {
            return Quoted::Closed(at + 1);
        }
    }
    let ends_with_curly = value.chars().next_back().is_some_and(paired_quotes);
    Quoted::Open { ends_with_curly }
}

/// The value without a comment behind it.
pub(super) fn without_comment(value: &str) -> &str {
    let mut end = value.len();
    let mut quote = None;
    for (at, c) in value.char_indices() {
        match (quote, c) {
            (Some(mark), c) if c == mark => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    value[..end].trim_end()
}

/// Whether a name needs no quotation marks as a key.
pub(super) fn is_bare_key(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !name.is_empty() && name.bytes().all(is_plain)
}

/// A text in straight quotation marks.
pub(super) fn quoted(text: &str) -> String {
    let text = text.trim();
    match text.contains(['"', '\\']) && !text.contains('\'') {
        true => format!("'{text}'"),
        false => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// A word that was meant as `true` or `false`.
pub(super) fn flag(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "t" | "是" | "对" | "开" | "要" => Some(true),
        "false" | "no" | "off" | "n" | "f" | "否" | "错" | "关" | "不" | "不要" => {
            Some(false)
        }
        _ => None,
    }
}

/// The number that was meant by a text that begins with digits: with a unit (`20篇`), with a comma (`1,000`),
/// with zeros (`020`), in full width (`２０`). `None` for what is no count, such as a date or a size.
pub(super) fn leading_number(text: &str) -> Option<String> {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '，' => ',',
        c => c,
    };
    let text: String = text.chars().map(narrow).collect();
    let is_digit = |c: char| c.is_ascii_digit() || c == ',' || c == '_';
    let end = text.find(|c| !is_digit(c)).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let unit = unit.trim();
    let is_size = unit.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    let is_other = unit.starts_with(['-', '/', '.', ':', '年', '月']);
    if digits.is_empty() || is_size || is_other {
        return None;
    }
    let number = digits.trim_start_matches('0');
    Some(if number.is_empty() { "0" } else { number }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_inside_of_quotation_marks_are_right() {
        assert_eq!(bad_sign("a = \"“，”\" # ，"), None);
        assert_eq!(bad_sign("a = [\"b\"，\"c\"]"), Some(8));
        assert_eq!(corrected("a ＝ [“b”，\"，\"]"), "a = [\"b\",\"，\"]");
    }

    #[test]
    fn numbers_that_were_meant() {
        for (written, number) in [
            ("20篇", Some("20")),
            ("20 篇", Some("20")),
            ("1,000", Some("1000")),
            ("020", Some("20")),
            ("２０", Some("20")),
            ("50%", Some("50")),
            ("60 kB", None),
            ("2024-1-2", None),
            ("2024年", None),
            ("篇", None),
        ] {
            assert_eq!(leading_number(written).as_deref(), number, "{written}");
        }
    }

    #[test]
    fn values_end_where_their_mark_closes_them() {
        assert!(matches!(closing("\"a\\\"b\" c"), Quoted::Closed(6)));
        assert!(matches!(closing("'a\\' c"), Quoted::Closed(4)));
        assert!(matches!(
            closing("\"a”"),
            Quoted::Open {
                ends_with_curly: true
            }
        ));
    }
}
