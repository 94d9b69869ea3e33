//! The width of a text on a terminal in columns, which puts carets below the text that they mark.

use unicode_width::UnicodeWidthStr;

/// The columns of a tab: the printers of diagnostics replace it with so many spaces.
pub const TAB_COLUMNS: usize = 4;

/// The columns of `text` on a terminal: 2 for Han, kana, full-width marks and emoji, 0 for
/// combining and control characters, [`TAB_COLUMNS`] for a tab, 1 for the rest.
///
/// Marks shared with Western text (`“`, `…`, `—`) have 1, as in nearly every terminal.
pub fn display_width(text: &str) -> usize {
    // The pieces end at control characters, which the crate would count as one column each. An emoji
    // sequence must not be cut.
    text.split_inclusive(|c: char| c.is_control())
        .map(piece_width)
        .sum()
}

/// The width of a piece in which only the last character may be a control character.
fn piece_width(piece: &str) -> usize {
    let printed = piece.trim_end_matches(|c: char| c.is_control());
    let tab = if piece.ends_with('\t') {
        TAB_COLUMNS
    } else {
        0
    };
    printed.width() + tab
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_the_usual_characters() {
        for (text, columns) in [
            ("", 0),
            ("abc", 3),
            ("乡村", 4),
            ("标题：a", 7),
            ("《书》", 6),
            ("“一”", 4),
            ("é", 1),
            ("e\u{301}", 1),
            ("👍", 2),
            ("👨‍👩‍👧", 2),
            ("𠮷", 2),
            ("\u{3000}", 2),
        ] {
            assert_eq!(display_width(text), columns, "{text:?}");
        }
    }

    #[test]
    fn a_tab_is_four_columns_and_other_controls_none() {
        assert_eq!(display_width("\t"), 4);
        assert_eq!(display_width("a\t\t乡"), 11);
        assert_eq!(display_width("a\r\n\u{7}\0b"), 2);
        assert_eq!(display_width("\u{FEFF}a"), 1);
    }
}
