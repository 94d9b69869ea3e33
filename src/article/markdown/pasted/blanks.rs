//! Blanks at the start of a line, also those of typesetters and their names in HTML.

/// The blanks at the start of a text.
pub(super) struct Blanks {
    /// Their bytes.
    pub len: usize,
    /// Their width; a Han character has two columns.
    pub columns: usize,
    /// Whether one is as wide as a Han character.
    pub has_wide: bool,
    /// The bytes and the columns of the spaces and tabs before the first other blank.
    pub ascii: (usize, usize),
}

impl Blanks {
    pub(super) fn of(text: &str) -> Self {
        let mut blanks = Self {
            len: 0,
            columns: 0,
            has_wide: false,
            ascii: (0, 0),
        };
        let mut is_ascii = true;
        while let Some((len, columns)) =
            blank(text.get(blanks.len..).unwrap_or_default(), blanks.columns)
        {
            is_ascii &= matches!(text.as_bytes().get(blanks.len), Some(b' ' | b'\t'));
            blanks.len += len;
            blanks.columns += columns;
            if is_ascii {
                blanks.ascii = (blanks.len, blanks.columns);
            } else {
                blanks.has_wide |= columns == 2;
            }
        }
        blanks
    }

    /// Whether all of them are spaces and tabs.
    pub(super) fn are_ascii(&self) -> bool {
        self.ascii.0 == self.len
    }
}

/// The bytes and the columns of the blank at the start of `text`, which is in the column `at`.
fn blank(text: &str, at: usize) -> Option<(usize, usize)> {
    let first = text.chars().next()?;
    let columns = match first {
        ' ' | '\u{A0}' | '\u{2000}' | '\u{2002}' | '\u{2004}'..='\u{200A}' | '\u{202F}' => 1,
        '\t' => 4 - at % 4,
        '\u{3000}' | '\u{2001}' | '\u{2003}' => 2,
        '\u{200B}' | '\u{2060}' | '\u{FEFF}' => 0,
        '&' => return named(text),
        _ => return None,
    };
    Some((first.len_utf8(), columns))
}

fn named(text: &str) -> Option<(usize, usize)> {
    const NAMES: [(&str, usize); 10] = [
        ("&nbsp;", 1),
        ("&emsp;", 2),
        ("&ensp;", 1),
        ("&thinsp;", 1),
        ("&#160;", 1),
        ("&#xa0;", 1),
        ("&#12288;", 2),
        ("&#x3000;", 2),
        ("&#8195;", 2),
        ("&#8194;", 1),
    ];
    let is_at_start = |name: &str| {
        let start = text.get(..name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    NAMES
        .into_iter()
        .find(|(name, _)| is_at_start(name))
        .map(|(name, columns)| (name.len(), columns))
}
