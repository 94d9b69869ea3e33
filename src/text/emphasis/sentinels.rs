//! The choice of the sentinels: a letter and two punctuation marks that do not occur in the source.

use std::collections::HashSet;
use std::ops::RangeInclusive;

/// The range of the letter: private use, searched from the end that icon fonts reach last.
const LETTERS: RangeInclusive<char> = '\u{F000}'..='\u{F8FE}';

/// The range of the mark: symbols of a script that no publication uses (Sutton SignWriting).
const MARKS: RangeInclusive<char> = '\u{1D900}'..='\u{1D9FF}';

/// The range of the star: the first symbols of the same script.
const STARS: RangeInclusive<char> = '\u{1D800}'..='\u{1D8FF}';

/// Three characters that do not occur in the source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentinels {
    /// Neither white space nor punctuation for the parser.
    pub(super) letter: char,
    /// Punctuation for the parser, but no delimiter.
    pub(super) mark: char,
    /// Punctuation, too: it stands for a `*` that is no delimiter.
    pub(super) star: char,
}

impl Sentinels {
    /// Chooses them. `None` for a source that holds all characters of a range: hundreds of symbols of a
    /// script that is never printed.
    pub(super) fn absent_from(source: &str) -> Option<Self> {
        Some(Self {
            letter: absent(source, LETTERS)?,
            mark: absent(source, MARKS)?,
            star: absent(source, STARS)?,
        })
    }

    /// Whether one of them is in `text`.
    pub(super) fn are_in(self, text: &str) -> bool {
        text.contains(self.all())
    }

    /// Those that were inserted.
    pub(super) fn inserted(self) -> [char; 2] {
        [self.letter, self.mark]
    }

    /// `text` as it was in the source.
    pub(super) fn removed_from(self, text: &str) -> String {
        let mut source = text.replace(self.inserted(), "");
        if source.contains(self.star) {
            source = source.replace(self.star, "*");
        }
        source
    }

    fn all(self) -> [char; 3] {
        [self.letter, self.mark, self.star]
    }
}

/// The last character of `range` that `source` holds neither as it is nor as a numeric reference, which the
/// parser would resolve.
fn absent(source: &str, range: RangeInclusive<char>) -> Option<char> {
    let last = *range.end();
    let last_bytes = last.encode_utf8(&mut [0; 4]).as_bytes().to_vec();
    // A text without the first byte is decided fastest. Then whole characters are compared: the standard
    // library searches by the last byte, which is in every other Han character.
    let is_literal = memchr::memchr(last_bytes[0], source.as_bytes())
        .is_some_and(|at| memchr::memmem::find(&source.as_bytes()[at..], &last_bytes).is_some());
    let is_referenced =
        || memchr::memchr(b'&', source.as_bytes()).is_some() && source.contains("&#");
    if !is_literal && !is_referenced() {
        return Some(last);
    }
    let literals = source.chars().filter(|c| range.contains(c));
    let used: HashSet<char> = literals
        .chain(source.split("&#").skip(1).filter_map(referenced))
        .collect();
    range.rev().find(|c| !used.contains(c))
}

/// The character of a numeric reference; `rest` follows its `&#`.
fn referenced(rest: &str) -> Option<char> {
    // CommonMark allows seven decimal digits, or an x and six hexadecimal ones.
    let (number, _) = rest.get(..rest.floor_char_boundary(8))?.split_once(';')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(source: &str) -> Option<[char; 2]> {
        Sentinels::absent_from(source).map(Sentinels::inserted)
    }

    #[test]
    fn the_last_of_each_range_comes_first() {
        assert_eq!(chosen("乡村"), Some(['\u{F8FE}', '\u{1D9FF}']));
        assert_eq!(chosen("&#x4E61;"), Some(['\u{F8FE}', '\u{1D9FF}']));
    }

    #[test]
    fn characters_in_the_source_are_skipped() {
        assert_eq!(chosen("\u{F8FE}\u{1D9FF}"), Some(['\u{F8FD}', '\u{1D9FE}']));
        assert_eq!(chosen("&#xF8FE; &#XF8fd;"), Some(['\u{F8FC}', '\u{1D9FF}']));
        assert_eq!(chosen("&#63742;"), Some(['\u{F8FD}', '\u{1D9FF}']));
        assert_eq!(
            chosen("&#; &#x; &#xZZ; &#x110000; &#乡村乡村乡村"),
            Some(['\u{F8FE}', '\u{1D9FF}'])
        );
    }

    #[test]
    fn a_source_with_the_whole_range_gets_none() {
        assert_eq!(chosen(&MARKS.collect::<String>()), None);
        assert_eq!(chosen(&STARS.collect::<String>()), None);
        assert_eq!(chosen(&LETTERS.collect::<String>()), None);
    }
}
