//! Makes control characters visible. What comes from outside, such as the name of a file, is shown as
//! `\u{1b}` where it would steer a terminal, turn the direction of a text, or not be seen at all.

use std::fmt::{self, Display, Formatter, Write};
use std::ops::Deref;

/// A value that is printed without control characters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visible<T>(pub(crate) T);

impl<T: Display> Display for Visible<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(Escaping(formatter, is_hidden), "{}", self.0)
    }
}

impl<T> Deref for Visible<&T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0
    }
}

/// Text of several lines without control characters but those that part lines and columns.
pub(crate) fn visible_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let is_hidden = |c| is_hidden(c) && !matches!(c, '\n' | '\t');
    // Writing to a string does not fail.
    let _ = Escaping(&mut out, is_hidden).write_str(text);
    out
}

/// Serialised JSON with such characters escaped; the value stays the same. JSON itself asks for that only
/// below U+0020.
pub(crate) fn visible_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether `text` has a control character.
pub(crate) fn has_hidden(text: &str) -> bool {
    text.chars().any(is_hidden)
}

/// Passes text on, with an escape in place of each character that must not be printed.
struct Escaping<W, F>(W, F);

impl<W: Write, F: Fn(char) -> bool> Write for Escaping<W, F> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let Self(out, is_hidden) = self;
        let mut rest = text;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_hidden(*c)) {
            out.write_str(&rest[..at])?;
            match c {
                '\n' => out.write_str("\\n")?,
                '\r' => out.write_str("\\r")?,
                '\t' => out.write_str("\\t")?,
                c => write!(out, "\\u{{{:x}}}", u32::from(c))?,
            }
            rest = &rest[at + c.len_utf8()..];
        }
        out.write_str(rest)
    }
}

/// Whether a character is a control character (C0, C1), ends a line, turns the direction of a text, or is
/// invisible. Joiners and variation selectors are not among them: emoji and scripts need them.
fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_and_text_is_kept() {
        for (text, shown) in [
            ("简报 “村” é 👩‍🌾", "简报 “村” é 👩‍🌾"),
            ("a\u{1b}]0;x\u{7}b", "a\\u{1b}]0;x\\u{7}b"),
            ("\u{9b}31m\u{7f}\0", "\\u{9b}31m\\u{7f}\\u{0}"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            (
                "\u{202e}fdp.exe\u{2066}\u{2069}",
                "\\u{202e}fdp.exe\\u{2066}\\u{2069}",
            ),
            ("\u{2028}\u{200b}\u{feff}", "\\u{2028}\\u{200b}\\u{feff}"),
        ] {
            assert_eq!(Visible(text).to_string(), shown);
        }
        assert_eq!(Visible(7).to_string(), "7");
        assert_eq!(visible_lines("a\n\tb\u{1b}[1m\r"), "a\n\tb\\u{1b}[1m\\r");
    }

    #[test]
    fn json_has_the_same_value() {
        let value = "村\u{1b}\u{7f}\u{9b}\u{202e}\u{e0041}\u{2028}\"\\";
        let json = visible_json(&serde_json::to_string(value).expect("JSON"));
        assert!(!has_hidden(&json), "{json}");
        let read: String = serde_json::from_str(&json).expect("JSON");
        assert_eq!(read, value);
    }
}
