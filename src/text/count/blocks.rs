//! Counts a block of prose at once: by bytes alone, without a branch for each character, so that the
//! compiler uses vector instructions.

/// The bytes of a block: as many as the compiler compares at once.
pub(super) const BLOCK: usize = 32;

/// The bytes after a block that decide the class of its last character.
const AHEAD: usize = 2;

/// What starts in a block of prose.
pub(super) struct BlockCounts {
    /// Whether bytes alone decide the class of every character. If not, the counts mean nothing.
    pub(super) is_clear: bool,
    /// The Han characters.
    pub(super) han: usize,
    /// The numbers that end in the block, all of them ASCII digits.
    pub(super) numbers: usize,
}

/// Counts the block at the start of `rest`. A short one is filled up with spaces.
pub(super) fn count_block(rest: &[u8]) -> BlockCounts {
    match rest.first_chunk() {
        Some(block) => count_bytes(block),
        None => {
            let mut block = [b' '; BLOCK + AHEAD];
            block
                .iter_mut()
                .zip(rest)
                .for_each(|(to, from)| *to = *from);
            count_bytes(&block)
        }
    }
}

/// The start of the digits before `at`.
pub(super) fn start_of_number(bytes: &[u8], at: usize) -> usize {
    let before = bytes.get(..at).unwrap_or_default().iter().rev();
    at - before.take_while(|byte| byte.is_ascii_digit()).count()
}

/// Whether a number before `at` continues there, so that [`count_block`] has not counted it.
pub(super) fn continues_number(bytes: &[u8], at: usize) -> bool {
    bytes
        .get(at)
        .is_some_and(|&byte| signed(byte) >= signed(b'0'))
}

fn count_bytes(block: &[u8; BLOCK + AHEAD]) -> BlockCounts {
    let (mut han, mut numbers, mut unclear) = (0u8, 0u8, 0u8);
    for at in 0..BLOCK {
        let character = [block[at], block[at + 1], block[at + 2]];
        // Letters too: a block with a letter is not clear.
        let is_digit = signed(block[at]) >= signed(b'0');
        let continues = signed(block[at + 1]) >= signed(b'0');
        let is_joined = block[at + 1] | 2 == b'.';
        han += u8::from(is_usual_han(block[at]));
        numbers += u8::from(is_digit & !continues);
        unclear |= u8::from(is_unclear(character) | (is_digit & is_joined));
    }
    BlockCounts {
        is_clear: unclear == 0,
        han: usize::from(han),
        numbers: usize::from(numbers),
    }
}

/// The byte with a sign, for processors without unsigned comparisons of bytes: ASCII is above all others.
#[inline(always)]
const fn signed(byte: u8) -> i8 {
    byte.cast_signed()
}

/// Whether a Han character of the first plane starts with this byte, unless the character [`is_unclear`].
#[inline(always)]
fn is_usual_han(first: u8) -> bool {
    in_range(first, 0xE4, 0xE9)
}

/// Whether the character that starts with these bytes may be something other than Han, a digit, a usual
/// punctuation mark or white space.
#[inline(always)]
fn is_unclear([first, second, third]: [u8; 3]) -> bool {
    let (general, cjk, wide) = (first == 0xE2, first == 0xE3, first == 0xEF);
    // U+2000 to U+203F, U+3000 to U+303F and U+FF00 to U+FF3F; of the last two not 々, 〇, digits, letters
    // and some marks.
    let mark = ((general | cjk) & (second == 0x80)) | (wide & (second == 0xBC));
    let not_mark =
        (signed(third) >= signed(0xA0)) | (third & 0xFC == 0x84) | in_range(third, 0x90, 0x99);
    let is_known = is_usual_han(first) | mark;
    // U+4000 to U+4DFF.
    let rare = (first == 0xE4) & (signed(second) < signed(0xB8));
    let beyond = (first >= 0xC0) & !is_known;
    let letter = signed(first) > signed(b'9');
    letter | beyond | rare | ((cjk | wide) & not_mark)
}

/// Whether `byte` is one of `from..=to`, without a branch.
#[inline(always)]
fn in_range(byte: u8, from: u8, to: u8) -> bool {
    byte.wrapping_sub(from) <= to - from
}
