//! Escapes text for HTML. Control characters, which HTML forbids, are dropped.

use std::borrow::Cow;

/// Bytes looked at together: enough for the compiler to compare them all at once.
const CHUNK: usize = 32;

/// Appends `text` as the content of an element.
pub(super) fn text(out: &mut String, text: &str) {
    escape::<false>(out, text);
}

/// Whether `text` stands in HTML as it is. Of texts with tabs or line ends it is not said.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_plain = |chunk: &[u8]| {
        !chunk
            .iter()
            .fold(false, |found, &byte| found | is_odd(byte))
    };
    // The last chunk overlaps the one before it, so that there is no rest to go through byte by byte.
    match bytes.last_chunk::<CHUNK>() {
        Some(last) => is_plain(last) && bytes.as_chunks::<CHUNK>().0.iter().all(|it| is_plain(it)),
        None => is_plain(bytes),
    }
}

/// Appends `value` for an attribute in double quotes.
pub(super) fn attribute(out: &mut String, value: &str) {
    escape::<true>(out, value);
}

/// The text without the characters that HTML and XML forbid.
pub(super) fn without_controls(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .fold(false, |found, byte| found | is_control(byte))
    {
        Cow::Owned(text.replace(|c: char| u8::try_from(c).is_ok_and(is_control), ""))
    } else {
        Cow::Borrowed(text)
    }
}

fn escape<const QUOTES: bool>(out: &mut String, text: &str) {
    let mut rest = text;
    // Only ASCII is special, so every cut lies between characters.
    while let Some((before, from)) =
        first_special::<QUOTES>(rest).and_then(|at| rest.split_at_checked(at))
    {
        out.push_str(before);
        out.push_str(replacement(from.as_bytes().first()));
        rest = from.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

fn first_special<const QUOTES: bool>(text: &str) -> Option<usize> {
    let is_special = |byte: &u8| is_special::<QUOTES>(*byte);
    let (chunks, _) = text.as_bytes().as_chunks::<CHUNK>();
    // All bytes of a chunk are compared without a branch; most chunks of most texts hold nothing special.
    let plain = |chunk: &&[u8; CHUNK]| {
        let found = chunk
            .iter()
            .fold(0, |found, byte| found | u8::from(is_special(byte)));
        found == 0
    };
    let start = chunks.iter().take_while(plain).count() * CHUNK;
    let rest = text.as_bytes().get(start..)?;
    rest.iter().position(is_special).map(|at| start + at)
}

#[inline]
fn is_special<const QUOTES: bool>(byte: u8) -> bool {
    let mark = (byte == b'&') | (byte == b'<') | (byte == b'>') | (QUOTES & (byte == b'"'));
    mark | is_control(byte)
}

/// Whether a byte is special in an element, or a tab or line end: fewer comparisons than to tell these apart.
#[inline]
fn is_odd(byte: u8) -> bool {
    (byte < b' ') | (byte == b'&') | (byte | 2 == b'>') | (byte == 0x7f)
}

#[inline]
fn is_control(byte: u8) -> bool {
    ((byte < b' ') & (byte != b'\n') & (byte != b'\t')) | (byte == 0x7f)
}

/// What stands in place of a special byte.
fn replacement(byte: Option<&u8>) -> &'static str {
    match byte {
        Some(b'&') => "&amp;",
        Some(b'<') => "&lt;",
        Some(b'>') => "&gt;",
        Some(b'"') => "&quot;",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    fn text(s: &str) -> String {
        let mut out = String::new();
        super::text(&mut out, s);
        out
    }

    #[test]
    fn text_keeps_quotes_and_attributes_do_not() {
        assert_eq!(text("a<b>&\"c\""), "a&lt;b&gt;&amp;\"c\"");
        let mut out = String::new();
        super::attribute(&mut out, "a<b>&\"c\"");
        assert_eq!(out, "a&lt;b&gt;&amp;&quot;c&quot;");
    }

    #[test]
    fn what_is_plain_stays_as_it_is() {
        for length in 0..100 {
            let plain = "x".repeat(length);
            assert!(super::is_plain(&plain), "{length}");
            for byte in 0..=0x7f_u8 {
                for place in [0, length / 2, length.saturating_sub(1)] {
                    let mut changed = plain.clone();
                    changed.insert(place, char::from(byte));
                    let stays = text(&changed) == changed;
                    let expected = stays && !matches!(byte, b'\n' | b'\t');
                    assert_eq!(super::is_plain(&changed), expected, "{changed:?}");
                }
            }
        }
    }

    #[test]
    fn control_characters_go_and_han_stays() {
        let long = "乡村&".repeat(100);
        assert_eq!(text(&long), long.replace('&', "&amp;"));
        assert_eq!(text("乡\u{0}村\r\n\t振\u{1b}兴\u{7f}"), "乡村\n\t振兴");
    }
}
