//! Two characters that stand in for a letter and for punctuation, chosen so that the source does
//! not hold them.

use std::collections::HashSet;
use std::ops::RangeInclusive;

/// Where the letter sentinel is looked for: private use, from the end that icon fonts reach last.
const LETTERS: RangeInclusive<char> = '\u{F000}'..='\u{F8FE}';

/// Where the mark sentinel is looked for: symbols of a script that no publication uses (Sutton
/// SignWriting).
const MARKS: RangeInclusive<char> = '\u{1D800}'..='\u{1D9FF}';

/// Two characters that the source does not hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentinels {
    /// For the parser neither blank nor punctuation.
    pub(super) letter: char,
    /// For the parser punctuation, but no delimiter.
    pub(super) mark: char,
}

impl Sentinels {
    /// Chooses them. There are none only for a source that holds hundreds of symbols of a script
    /// that nobody prints.
    pub(super) fn absent_from(source: &str) -> Option<Self> {
        Some(Self {
            letter: absent(source, LETTERS)?,
            mark: absent(source, MARKS)?,
        })
    }

    /// Whether one of them is in `text`.
    pub(super) fn are_in(self, text: &str) -> bool {
        text.contains(self.letter) || text.contains(self.mark)
    }

    pub(super) fn both(self) -> [char; 2] {
        [self.letter, self.mark]
    }
}

/// The last character of `range` that `source` neither holds nor spells as a numeric reference,
/// which the parser would resolve.
fn absent(source: &str, range: RangeInclusive<char>) -> Option<char> {
    let last = *range.end();
    let last_bytes = last.encode_utf8(&mut [0; 4]).as_bytes().to_vec();
    // Texts without the first byte are told fastest. Then by whole characters: the last byte, by which the standard
    // library looks, is in every other Han character.
    let holds = memchr::memchr(last_bytes[0], source.as_bytes())
        .is_some_and(|at| memchr::memmem::find(&source.as_bytes()[at..], &last_bytes).is_some());
    let spells = || memchr::memchr(b'&', source.as_bytes()).is_some() && source.contains("&#");
    if !holds && !spells() {
        return Some(last);
    }
    let literal = source.chars().filter(|c| range.contains(c));
    let used: HashSet<char> = literal
        .chain(source.split("&#").skip(1).filter_map(referenced))
        .collect();
    range.rev().find(|c| !used.contains(c))
}

/// The character of a numeric reference, of which `rest` is what follows `&#`.
fn referenced(rest: &str) -> Option<char> {
    // The longest that CommonMark allows are seven decimal digits, or an x and six others.
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
        Sentinels::absent_from(source).map(Sentinels::both)
    }

    #[test]
    fn the_last_of_each_range_is_taken_first() {
        assert_eq!(chosen("乡村"), Some(['\u{F8FE}', '\u{1D9FF}']));
        assert_eq!(chosen("&#x4E61;"), Some(['\u{F8FE}', '\u{1D9FF}']));
    }

    #[test]
    fn what_the_source_holds_or_spells_is_passed_over() {
        assert_eq!(chosen("\u{F8FE}\u{1D9FF}"), Some(['\u{F8FD}', '\u{1D9FE}']));
        assert_eq!(chosen("&#xF8FE; &#XF8fd;"), Some(['\u{F8FC}', '\u{1D9FF}']));
        assert_eq!(chosen("&#63742;"), Some(['\u{F8FD}', '\u{1D9FF}']));
        assert_eq!(
            chosen("&#; &#x; &#xZZ; &#x110000; &#乡村乡村乡村"),
            Some(['\u{F8FE}', '\u{1D9FF}'])
        );
    }

    #[test]
    fn a_source_that_holds_all_gets_none() {
        assert_eq!(chosen(&MARKS.collect::<String>()), None);
        assert_eq!(chosen(&LETTERS.collect::<String>()), None);
    }
}
