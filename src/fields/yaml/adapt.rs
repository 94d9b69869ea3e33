//! Changes a text that serde_yaml accepts so that saphyr-parser accepts it, too. The former reads YAML 1.1
//! leniently, the latter YAML 1.2 strictly. Each character is replaced by one character, so that all keep
//! their places.

use std::borrow::Cow;
use std::ops::Range;

/// `text` with every character that the two versions read differently replaced by one that both read alike.
pub(super) fn as_yaml_1_2(text: &str) -> Cow<'_, str> {
    // Only one of them accepts a tab between a colon and a word.
    if text.contains(|c: char| alike(c) != c) || text.contains(":\t") {
        Cow::Owned(text.replace(":\t", ": ").chars().map(alike).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The character as which YAML 1.1 reads `c`: three more ends of lines, and a byte order mark that is none.
pub(super) fn alike(c: char) -> char {
    match c {
        '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{feff}' => '\u{fffd}',
        c => c,
    }
}

/// `text` without the fault that the parser reports at the character `at`. serde_yaml accepts lines without
/// indentation inside brackets and quotes, and comments without a blank behind them. `None` for other faults.
pub(super) fn without_fault(text: &str, at: usize) -> Option<String> {
    let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
    let quoted = closing_quote(&text[at..]).map(|end| &text[at..at + end]);
    if let Some(quoted) = quoted.filter(|quoted| quoted.contains('\n')) {
        let end = at + quoted.len();
        return Some([&text[..at], &quoted.replace('\n', " "), &text[end..]].concat());
    }
    if text[at..].starts_with('#') {
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        return Some(blanked(text, at..end));
    }
    let line_end = text[..at]
        .trim_end_matches([' ', '\t'])
        .strip_suffix('\n')?
        .len();
    let line = text[..line_end].rfind('\n').map_or(0, |end| end + 1);
    // Without the line end, a comment would include the next line.
    let comment = text[line..line_end]
        .find(" #")
        .map_or(line_end, |at| line + at);
    Some(blanked(text, comment..line_end + 1))
}

fn blanked(text: &str, range: Range<usize>) -> String {
    let blanks = " ".repeat(text[range.clone()].chars().count());
    [&text[..range.start], &blanks, &text[range.end..]].concat()
}

/// The offset of the quote that ends the text whose quote `source` begins with.
pub(super) fn closing_quote(source: &str) -> Option<usize> {
    let quote = source
        .bytes()
        .next()
        .filter(|byte| matches!(byte, b'"' | b'\''))?;
    let mut bytes = source.bytes().enumerate().skip(1).peekable();
    while let Some((at, byte)) = bytes.next() {
        if byte == b'\\' && quote == b'"' {
            bytes.next();
        } else if byte == quote {
            // Two single quotes are one in the text.
            let is_twice = quote == b'\'' && bytes.next_if(|(_, next)| *next == quote).is_some();
            if !is_twice {
                return Some(at);
            }
        }
    }
    None
}
