//! How many columns a text takes on a terminal, so that carets stand below what they mean.

use unicode_width::UnicodeWidthStr;

/// Columns taken by a tab: the printers of diagnostics put this many blanks in its place.
pub const TAB_COLUMNS: usize = 4;

/// The columns that `text` takes on a terminal: 2 for Han, kana, full-width marks and emoji, 0 for
/// combining and control characters, [`TAB_COLUMNS`] for a tab, 1 for the rest.
///
/// Marks shared with Western text (`“`, `…`, `—`) take 1, as in nearly every terminal.
pub fn display_width(text: &str) -> usize {
    // Cut at control characters: the crate counts each of them as one column, and an emoji sequence
    // must not be cut.
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
