//! Counts of Han characters and of words of other scripts: two numbers, because the reading speeds differ.

mod blocks;

use std::iter::Peekable;
use std::ops::{Add, AddAssign};
use std::str::Chars;

use serde::{Deserialize, Serialize};

use blocks::{BLOCK, count_block};

use super::classes::{is_han, is_kana};

/// The amount of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counts {
    /// Han characters, and kana, which are read at the same speed.
    pub han: u32,
    /// Words and numbers in other scripts.
    pub words: u32,
}

impl Counts {
    /// Whether there is no text.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            han: self.han.saturating_add(other.han),
            words: self.words.saturating_add(other.words),
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// Counts the Han characters and the words of `text`, without punctuation and white space.
///
/// A word is a run of letters and digits; it may have apostrophes inside (`don't`) and, between digits,
/// points and commas (`3.14`, `1,000`).
pub fn count(text: &str) -> Counts {
    let bytes = text.as_bytes();
    let (mut han, mut words, mut at) = (0, 0, 0);
    // Whether the block before `at` was clear.
    let mut was_clear = false;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let block = count_block(rest);
        if block.is_clear {
            han += block.han;
            words += block.numbers;
            at += BLOCK;
        } else {
            let end = bytes.len().min(at + BLOCK);
            if was_clear {
                let number = blocks::start_of_number(bytes, at);
                words -= usize::from(number < at && !blocks::continues_number(bytes, at));
                at = number;
            }
            // The rest of a character that was counted by its first byte.
            while bytes.get(at).is_some_and(|byte| is_continuation(*byte)) {
                at += 1;
            }
            while at < end {
                at = count_one(text, at, &mut han, &mut words);
            }
        }
        was_clear = block.is_clear;
    }
    let capped = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Counts {
        han: capped(han),
        words: capped(words),
    }
}

/// Counts the character or the word at `at`, where a character begins; returns where it ends.
fn count_one(text: &str, at: usize, han: &mut usize, words: &mut usize) -> usize {
    let bytes = text.as_bytes();
    let class = bytes
        .get(at)
        .and_then(|&byte| byte_class(byte, bytes.get(at + 1), bytes.get(at + 2)));
    match class {
        Some(ByteClass::Han) => {
            *han += 1;
            return at + 3;
        }
        Some(ByteClass::Mark(len)) => return at + len,
        None => {}
    }
    if let Some(end) = ascii_word(bytes, at) {
        *words += 1;
        return end;
    }
    let mut rest = text.get(at..).unwrap_or_default().chars().peekable();
    let Some(c) = rest.next() else {
        return at + 1;
    };
    let end = at + c.len_utf8();
    if is_counted_alone(c) {
        *han += 1;
    } else if c.is_alphanumeric() {
        *words += 1;
        return end + skip_word(&mut rest, c);
    }
    end
}

fn is_continuation(byte: u8) -> bool {
    matches!(byte, 0x80..=0xBF)
}

/// The class of a character, as far as its bytes in UTF-8 decide it without a lookup in tables.
enum ByteClass {
    /// Han, of three bytes.
    Han,
    /// Punctuation or white space of so many bytes.
    Mark(usize),
}

/// The end of a word of ASCII letters and digits at `at`, if the next byte proves that it ends there.
fn ascii_word(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let len = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric());
    let end = at + len.count();
    let ends = match bytes.get(end) {
        Some(b'\'' | b'.' | b',') => false,
        Some(byte) => byte.is_ascii() || matches!(byte, 0xE5..=0xE9),
        None => true,
    };
    (end > at && ends).then_some(end)
}

/// The class of nearly every character of Chinese prose; `None` for those that need the tables.
fn byte_class(first: u8, second: Option<&u8>, third: Option<&u8>) -> Option<ByteClass> {
    match (first, second, third) {
        // U+5000 to U+9FFF, and U+4E00 to U+4FFF.
        (0xE5..=0xE9, _, _) | (0xE4, Some(0xB8..), _) => Some(ByteClass::Han),
        (b'\0'..=b'/' | b':'..=b'@', _, _) => Some(ByteClass::Mark(1)),
        // U+2000 to U+203F: quotation marks, dashes, the ellipsis.
        (0xE2, Some(0x80), _) => Some(ByteClass::Mark(3)),
        // U+3000 to U+3003 and U+3008 to U+301F: 、。《》「」.
        (0xE3, Some(0x80), Some(0x80..=0x83 | 0x88..=0x9F)) => Some(ByteClass::Mark(3)),
        // U+FF01 to U+FF0F and U+FF1A to U+FF20: ，：；！？（）.
        (0xEF, Some(0xBC), Some(0x81..=0x8F | 0x9A..=0xA0)) => Some(ByteClass::Mark(3)),
        _ => None,
    }
}

/// The reading time in minutes, rounded up: at least 1 unless there is no text. A rate of 0 counts as 1.
pub fn reading_minutes(counts: Counts, han_per_minute: u32, words_per_minute: u32) -> u32 {
    let han_rate = u128::from(han_per_minute.max(1));
    let word_rate = u128::from(words_per_minute.max(1));
    let work = u128::from(counts.han) * word_rate + u128::from(counts.words) * han_rate;
    u32::try_from(work.div_ceil(han_rate * word_rate)).unwrap_or(u32::MAX)
}

/// Whether each character is counted, not each word.
fn is_counted_alone(c: char) -> bool {
    is_han(c) || is_kana(c)
}

/// Skips the rest of the word that starts with `first`; returns its length in bytes without `first`.
fn skip_word(rest: &mut Peekable<Chars<'_>>, first: char) -> usize {
    let (mut last, mut skipped) = (first, 0);
    while let Some(&c) = rest.peek() {
        let belongs = if is_inner_mark(c, last) {
            let mut ahead = rest.clone();
            ahead.next();
            ahead.next().is_some_and(|next| continues(next, c))
        } else {
            is_word_part(c)
        };
        if !belongs {
            break;
        }
        last = c;
        skipped += c.len_utf8();
        rest.next();
    }
    skipped
}

/// Whether a character is a letter or digit outside of Han, or a combining accent.
fn is_word_part(c: char) -> bool {
    (c.is_alphanumeric() && !is_counted_alone(c)) || matches!(c, '\u{300}'..='\u{36F}')
}

/// Whether `mark` may follow `last` inside a word.
fn is_inner_mark(mark: char, last: char) -> bool {
    match mark {
        '\'' | '’' => last.is_alphabetic(),
        '.' | ',' => last.is_numeric(),
        _ => false,
    }
}

/// Whether the word continues with `next` after the inner `mark`.
fn continues(next: char, mark: char) -> bool {
    is_word_part(next) && (matches!(mark, '\'' | '’') || next.is_numeric())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counted(text: &str) -> (u32, u32) {
        let counts = count(text);
        (counts.han, counts.words)
    }

    #[test]
    fn classes_by_bytes_agree_with_the_tables() {
        for c in '\0'..=char::MAX {
            let mut buffer = [0; 4];
            let bytes = c.encode_utf8(&mut buffer).as_bytes();
            match byte_class(bytes[0], bytes.get(1), bytes.get(2)) {
                Some(ByteClass::Han) => assert!(is_counted_alone(c) && bytes.len() == 3, "{c:?}"),
                Some(ByteClass::Mark(len)) => {
                    assert!(
                        !is_counted_alone(c) && !c.is_alphanumeric() && bytes.len() == len,
                        "{c:?}"
                    );
                }
                None => {}
            }
        }
    }

    #[test]
    fn blocks_are_counted_as_single_characters_are() {
        let alphabet: Vec<char> = "乡村一㐀䷀、。〇《々〇，：Ａ０“—…‥ 9ab.,'é\u{301}かЯ𠮷\n"
            .chars()
            .collect();
        // Every pair at every place of a block, in a frame of prose.
        for shift in 0..BLOCK {
            for &one in &alphabet {
                for &other in &alphabet {
                    let text = format!(
                        "{}{}{one}{other}，{}",
                        "-".repeat(shift),
                        "乡村。".repeat(6),
                        "振兴".repeat(9)
                    );
                    assert_eq!(count(&text), one_by_one(&text), "{text}");
                }
            }
        }
    }

    /// Counts without blocks.
    fn one_by_one(text: &str) -> Counts {
        let (mut han, mut words, mut at) = (0, 0, 0);
        while at < text.len() {
            at = count_one(text, at, &mut han, &mut words);
        }
        Counts {
            han: han as u32,
            words: words as u32,
        }
    }

    proptest! {
        #[test]
        fn any_text_is_counted_as_single_characters_are(text in "([乡振，。“]{0,9}|[a9]{1,40}|[.,'’é\u{301}かＡ々〇 -]|\\PC){0,40}") {
            prop_assert_eq!(count(&text), one_by_one(&text));
        }
    }

    #[test]
    fn a_word_of_ascii_ends_where_the_rules_say() {
        for after in [
            'a', '1', '\'', '’', '.', ',', ' ', '-', '，', '中', '〇', 'é', '\u{301}', 'Ａ', 'か',
            '%',
        ] {
            for last in ["", "x", "1", "中"] {
                let word = format!("ab1{after}{last}");
                let mut rest = word.chars().peekable();
                let end = rest.next().map(|first| 1 + skip_word(&mut rest, first));
                let by_bytes = ascii_word(word.as_bytes(), 0);
                assert!(by_bytes.is_none() || by_bytes == end, "{word}");
            }
        }
    }

    #[test]
    fn han_and_words_are_counted_apart() {
        for (text, expected) in [
            ("", (0, 0)),
            ("  \n，。——《》", (0, 0)),
            ("乡村振兴", (4, 0)),
            ("乡村 振兴。", (4, 0)),
            ("hello world", (0, 2)),
            ("don't stop, it’s fine", (0, 4)),
            ("用Rust写", (2, 1)),
            ("普及率94.5%", (3, 1)),
            ("1,000元和2,000元", (3, 2)),
            ("1, 2, 3.", (0, 3)),
            ("3.14.", (0, 1)),
            ("'quoted'", (0, 1)),
            ("２０２４年", (1, 1)),
            ("こんにちは", (5, 0)),
            ("cafe\u{301} noir", (0, 2)),
            ("Привет мир", (0, 2)),
            ("𠮷野家", (3, 0)),
            ("2024年1月2日", (3, 3)),
            ("3.年", (1, 1)),
            ("O'乡", (1, 1)),
        ] {
            assert_eq!(counted(text), expected, "{text:?}");
        }
    }

    #[test]
    fn counts_add_up() {
        let mut sum = count("乡村 a b");
        sum += count("振兴 c");
        assert_eq!(sum, count("乡村 a b 振兴 c"));
        let full = Counts {
            han: u32::MAX,
            words: 1,
        };
        assert_eq!((full + full).han, u32::MAX);
        assert!(Counts::default().is_empty() && !full.is_empty());
    }

    #[test]
    fn minutes_round_up_and_never_fail() {
        let minutes = |han, words| reading_minutes(Counts { han, words }, 400, 200);
        assert_eq!(minutes(0, 0), 0);
        assert_eq!(minutes(1, 0), 1);
        assert_eq!(minutes(0, 1), 1);
        assert_eq!(minutes(400, 0), 1);
        assert_eq!(minutes(401, 0), 2);
        assert_eq!(minutes(200, 100), 1);
        assert_eq!(minutes(400, 200), 2);
        assert_eq!(reading_minutes(Counts { han: 5, words: 0 }, 0, 0), 5);
        let most = Counts {
            han: u32::MAX,
            words: u32::MAX,
        };
        assert_eq!(reading_minutes(most, 1, 1), u32::MAX);
    }
}
