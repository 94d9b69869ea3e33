//! Changes an input at random: its bytes, its lines, its numbers, and the tokens of its language.

use std::ops::Range;

use super::random::Random;

/// What inputs of one harness are made of.
pub(crate) struct Material {
    /// Inputs to begin with.
    pub(crate) seeds: Vec<Vec<u8>>,
    /// Pieces of the language of the inputs.
    pub(crate) tokens: Vec<Vec<u8>>,
    /// Whether inputs are texts, which stay texts most of the time.
    pub(crate) is_text: bool,
}

/// Longer inputs are cut.
pub(crate) const MAX_LEN: usize = 96 << 10;

/// Numbers at the edges of types and limits.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1",
    "00",
    "08",
    "255",
    "256",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1e309",
    "-0.0",
    "1e-400",
    "0x10",
    "9999-12-31",
    "0000-00-00",
    "1_000",
    "NaN",
    "inf",
    "99999999999999999999999999999999999999999",
];

/// Characters that are treated in a way of their own somewhere.
const CHARACTERS: &[char] = &[
    '中',
    '，',
    '。',
    '：',
    '“',
    '”',
    '（',
    '》',
    '〇',
    '鿿',
    '𠀀',
    '豈',
    'é',
    'ß',
    'İ',
    'ﬁ',
    '\u{0}',
    '\u{1}',
    '\u{7f}',
    '\u{85}',
    '\u{a0}',
    '\u{ad}',
    '\u{200b}',
    '\u{200d}',
    '\u{202e}',
    '\u{2028}',
    '\u{2029}',
    '\u{3000}',
    '\u{feff}',
    '\u{fffd}',
    '\u{fffe}',
    '\u{e000}',
    '\u{f8ff}',
    '\u{fe0f}',
    '\u{301}',
    '😀',
    '🇨',
    '\u{1d800}',
    '\u{10ffff}',
    '\t',
    '\r',
    '\n',
    '\u{b}',
    '\u{c}',
    '\u{1b}',
    '"',
    '\'',
    '\\',
    '<',
    '>',
    '&',
];

impl Material {
    /// An input: one of the seeds, changed a few times.
    pub(crate) fn input(&self, random: &mut Random) -> Vec<u8> {
        let mut bytes = random.pick(&self.seeds).clone();
        let changes = 1 << random.below(if self.is_text { 6 } else { 4 });
        for _ in 0..changes {
            self.change(&mut bytes, random);
        }
        bytes.truncate(MAX_LEN);
        bytes
    }

    /// Changes an input once.
    pub(crate) fn change(&self, bytes: &mut Vec<u8>, random: &mut Random) {
        let is_raw = !self.is_text || random.one_in(24);
        if is_raw {
            self.change_bytes(bytes, random);
        } else {
            self.change_text(bytes, random);
        }
    }

    fn change_bytes(&self, bytes: &mut Vec<u8>, random: &mut Random) {
        let at = random.below(bytes.len() + 1);
        match random.below(10) {
            0 | 1 => replace_byte(bytes, at, |byte| byte ^ (1 << (at % 8))),
            2 => {
                let value = random.byte();
                replace_byte(bytes, at, |_| value);
            }
            3 => replace_byte(bytes, at, |byte| byte.wrapping_add(1)),
            4 => overwrite_number(bytes, at, random),
            5 => drop(bytes.drain(range(at, bytes.len(), random))),
            6 => {
                let copy = bytes[range(at, bytes.len(), random)].to_vec();
                insert(bytes, random.below(bytes.len() + 1), &copy);
            }
            7 => insert(bytes, at, &vec![random.byte(); random.length(4096)]),
            8 => self.splice(bytes, at, random),
            _ if self.tokens.is_empty() => bytes.truncate(at),
            _ => insert(bytes, at, self.token(random)),
        }
    }

    fn change_text(&self, bytes: &mut Vec<u8>, random: &mut Random) {
        let at = boundary(bytes, random.below(bytes.len() + 1));
        match random.below(14) {
            0..=2 => insert(bytes, at, self.token(random)),
            3 => {
                let token = self.token(random);
                let end = boundary(bytes, (at + token.len()).min(bytes.len()));
                drop(bytes.splice(at..end.max(at), token.iter().copied()));
            }
            4 => {
                let mut buffer = [0; 4];
                let character = random.pick(CHARACTERS).encode_utf8(&mut buffer);
                insert(bytes, at, character.as_bytes());
            }
            5 => replace_digits(bytes, at, random),
            6 => {
                let end = boundary(bytes, range(at, bytes.len(), random).end);
                drop(bytes.drain(at..end.max(at)));
            }
            7 => drop(bytes.drain(line(bytes, at))),
            8 => {
                let copy = bytes[line(bytes, at)].to_vec();
                insert(bytes, at, &copy);
            }
            9 => {
                let moved: Vec<u8> = bytes.drain(line(bytes, at)).collect();
                let to = random.below(bytes.len() + 1);
                let to = line(bytes, to).start;
                insert(bytes, to, &moved);
            }
            10 => {
                let other = random.pick(&self.seeds);
                let copy = other[line(other, random.below(other.len() + 1))].to_vec();
                let to = line(bytes, at).start;
                insert(bytes, to, &copy);
            }
            11 => {
                let times = random.length(2048);
                insert(bytes, at, &self.token(random).repeat(times));
            }
            12 => self.splice(bytes, at, random),
            _ => {
                // Around a piece, as brackets and tags are.
                let end = boundary(bytes, range(at, bytes.len(), random).end).max(at);
                insert(bytes, end, self.token(random));
                insert(bytes, at, self.token(random));
            }
        }
    }

    /// Inserts a piece of another seed.
    fn splice(&self, bytes: &mut Vec<u8>, at: usize, random: &mut Random) {
        let other = random.pick(&self.seeds);
        let from = boundary(other, random.below(other.len() + 1));
        let end = boundary(other, range(from, other.len(), random).end).max(from);
        insert(bytes, at, &other[from..end]);
    }

    fn token(&self, random: &mut Random) -> &[u8] {
        if self.tokens.is_empty() || random.one_in(12) {
            return random.pick(NUMBERS).as_bytes();
        }
        random.pick::<Vec<u8>>(&self.tokens)
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, inserted: &[u8]) {
    drop(bytes.splice(at..at, inserted.iter().copied()));
}

fn replace_byte(bytes: &mut [u8], at: usize, change: impl FnOnce(u8) -> u8) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte = change(*byte);
    }
}

/// Overwrites bytes by a number of 1, 2 or 4 bytes, in either order.
fn overwrite_number(bytes: &mut [u8], at: usize, random: &mut Random) {
    const EDGES: [u32; 12] = [
        0,
        1,
        2,
        0x7f,
        0xff,
        0x100,
        0x7fff,
        0xffff,
        0x1_0000,
        0x7fff_ffff,
        0x8000_0000,
        u32::MAX,
    ];
    let value = *random.pick(&EDGES);
    let (big, little) = (value.to_be_bytes(), value.to_le_bytes());
    let number: &[u8] = match random.below(5) {
        0 => &little[..1],
        1 => &big[2..],
        2 => &little[..2],
        3 => &big,
        _ => &little,
    };
    if let Some(place) = bytes.get_mut(at..at + number.len()) {
        place.copy_from_slice(number);
    }
}

/// Replaces the digits behind `at` by another number.
fn replace_digits(bytes: &mut Vec<u8>, at: usize, random: &mut Random) {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let Some(start) = bytes[at..].iter().position(is_digit) else {
        return insert(bytes, at, random.pick(NUMBERS).as_bytes());
    };
    let start = at + start;
    let count = bytes[start..]
        .iter()
        .take_while(|byte| is_digit(byte))
        .count();
    drop(bytes.splice(start..start + count, random.pick(NUMBERS).bytes()));
}

/// A range that begins at `at`, most of the time a short one.
fn range(at: usize, len: usize, random: &mut Random) -> Range<usize> {
    at..(at + random.length(len)).min(len).max(at)
}

/// The line around `at` with its end.
fn line(bytes: &[u8], at: usize) -> Range<usize> {
    let is_end = |byte: &u8| *byte == b'\n';
    let start = bytes[..at]
        .iter()
        .rposition(is_end)
        .map_or(0, |end| end + 1);
    let end = bytes[at..].iter().position(is_end);
    start..end.map_or(bytes.len(), |end| at + end + 1)
}

/// The first byte of a character at or before `at`.
fn boundary(bytes: &[u8], mut at: usize) -> usize {
    while at > 0 && at < bytes.len() && (0x80..0xc0).contains(&bytes[at]) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_case_gives_the_same_input_and_texts_stay_texts() {
        let material = Material {
            seeds: vec!["---\ntitle: 村\n---\n文。\n".into(), "一\n二\n三\n".into()],
            tokens: vec!["**".into(), "<b>".into(), "中文".into()],
            is_text: true,
        };
        let (mut texts, mut different) = (0, std::collections::HashSet::new());
        for case in 0..2_000 {
            let input = material.input(&mut Random::of(7, case));
            assert_eq!(input, material.input(&mut Random::of(7, case)));
            texts += usize::from(std::str::from_utf8(&input).is_ok());
            different.insert(input);
        }
        assert!(texts > 1_000, "{texts} texts");
        assert!(different.len() > 1_800, "{} inputs", different.len());
    }
}
