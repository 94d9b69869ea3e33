//! Elements whose content has special rules: raw text, in which nothing is a tag, and foreign content.

use memchr::{memchr, memchr2};

/// The elements with raw text, and the two with foreign content. `<noscript>` is not special: its content is
/// read as browsers without scripts read it.
const SPECIAL: [&str; 11] = [
    "script",
    "style",
    "title",
    "textarea",
    "iframe",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
    "svg",
    "math",
];

/// The lengths of their names, each a bit, by the last five bits of their first letters. One branch excludes
/// nearly every other name. This matters because every tag of a site is checked.
const LENGTHS: [u16; 32] = {
    let mut lengths = [0; 32];
    let mut at = 0;
    while at < SPECIAL.len() {
        let name = SPECIAL[at].as_bytes();
        lengths[(name[0] & 31) as usize] |= 1 << name.len();
        at += 1;
    }
    lengths
};

/// Whether the content of the element has special rules.
#[inline(always)]
pub(super) fn is_special(name: &[u8]) -> bool {
    let first = name.first().map_or(0, |first| first & 31);
    let length = 1_u16 << (name.len() & 15);
    length & LENGTHS[usize::from(first)] != 0 && is_among_special(name)
}

#[inline(never)]
fn is_among_special(name: &[u8]) -> bool {
    let mut special = SPECIAL.iter();
    special.any(|special| special.as_bytes().eq_ignore_ascii_case(name))
}

/// Whether the element holds foreign content.
pub(super) fn is_foreign(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"svg") || name.eq_ignore_ascii_case(b"math")
}

/// Where the raw text of the element `name` ends, which starts at `at`: at its end tag, or with the text.
pub(super) fn raw_text_end(bytes: &[u8], at: usize, name: &[u8]) -> usize {
    if name.eq_ignore_ascii_case(b"script") {
        return script_end(bytes, at);
    }
    if name.eq_ignore_ascii_case(b"plaintext") {
        return bytes.len();
    }
    let mut at = at;
    while let Some(open) = memchr(b'<', &bytes[at..]).map(|offset| at + offset) {
        if is_end_tag(&bytes[open..], name) {
            return open;
        }
        at = open + 1;
    }
    bytes.len()
}

/// Whether `</name` is here, and ends as a tag's name does.
fn is_end_tag(bytes: &[u8], name: &[u8]) -> bool {
    bytes.starts_with(b"</") && is_word(&bytes[2..], name)
}

/// Whether `name` is here, and ends as a tag's name does.
fn is_word(bytes: &[u8], name: &[u8]) -> bool {
    let (word, after) = bytes.split_at(name.len().min(bytes.len()));
    let is_over = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    word.eq_ignore_ascii_case(name) && after.first().is_some_and(is_over)
}

/// How a script is read. Old pages hid scripts in comments, in which `</script>` could be written after
/// `<script>`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ScriptState {
    Plain,
    /// After `<!--`.
    Escaped,
    /// And after `<script` in it.
    DoubleEscaped,
}

fn script_end(bytes: &[u8], mut at: usize) -> usize {
    let mut state = ScriptState::Plain;
    loop {
        let rest = &bytes[at..];
        let next = match state {
            ScriptState::Plain => memchr(b'<', rest),
            ScriptState::Escaped | ScriptState::DoubleEscaped => memchr2(b'<', b'-', rest),
        };
        let Some(next) = next else {
            return bytes.len();
        };
        at += next;
        let rest = &bytes[at..];
        let ends = is_end_tag(rest, b"script");
        state = match state {
            ScriptState::Plain | ScriptState::Escaped if ends => return at,
            ScriptState::Plain if rest.starts_with(b"<!--") => {
                // Its dashes may be those of `-->`.
                at += 1;
                ScriptState::Escaped
            }
            ScriptState::DoubleEscaped if ends => ScriptState::Escaped,
            ScriptState::Escaped if rest[0] == b'<' && is_word(&rest[1..], b"script") => {
                ScriptState::DoubleEscaped
            }
            _ if rest.starts_with(b"-->") => ScriptState::Plain,
            same => same,
        };
        at += 1;
    }
}
