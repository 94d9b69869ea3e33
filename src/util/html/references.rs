//! Character references: `&amp;` and `&#x6751;`.

use std::borrow::Cow;

/// The references by name that escapers write. The standard has 2,000 more, which stay as they are typed.
const NAMED: [(&str, char); 6] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("nbsp", '\u{a0}'),
    // This one is no reference without its semicolon.
    ("apos;", '\''),
];

/// The bytes 0x80 to 0x9F of Windows-1252, which a number in that range means; 0 where the number means
/// itself.
const WINDOWS_1252: [u32; 32] = [
    0x20ac, 0, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152,
    0, 0x17d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161,
    0x203a, 0x153, 0, 0x17e, 0x178,
];

/// An attribute's value, or text, with its references resolved. A name without its semicolon is read as
/// in an attribute in both: `&lt=` and `&ltx` are no references.
pub(crate) fn decoded(value: &str) -> Cow<'_, str> {
    let Some((mut before, mut rest)) = value.split_once('&') else {
        return Cow::Borrowed(value);
    };
    let mut out = String::with_capacity(value.len());
    loop {
        out.push_str(before);
        match reference(rest) {
            Some((character, length)) => {
                out.push(character);
                rest = &rest[length..];
            }
            None => out.push('&'),
        }
        match rest.split_once('&') {
            Some(parts) => (before, rest) = parts,
            None => break,
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that the reference after `&` means, and its length in bytes.
fn reference(text: &str) -> Option<(char, usize)> {
    match text.strip_prefix('#') {
        Some(number) => numeric(number).map(|(character, length)| (character, 1 + length)),
        None => NAMED.iter().find_map(|(name, character)| {
            let after = text.strip_prefix(name)?;
            let is_closed = after.starts_with(';') || name.ends_with(';');
            // `?a=1&lt=2` is an address.
            let goes_on = after.starts_with(|c: char| c == '=' || c.is_ascii_alphanumeric());
            let semicolon = usize::from(after.starts_with(';') && !name.ends_with(';'));
            (is_closed || !goes_on).then_some((*character, name.len() + semicolon))
        }),
    }
}

fn numeric(text: &str) -> Option<(char, usize)> {
    let hexadecimal = text.strip_prefix(['x', 'X']);
    let (digits, radix) = hexadecimal.map_or((text, 10), |digits| (digits, 16));
    let end = digits.find(|c: char| !c.is_digit(radix));
    let end = end.unwrap_or(digits.len());
    if end == 0 {
        return None;
    }
    // A number that is too large for the type is too large for a character.
    let number = u32::from_str_radix(&digits[..end], radix).unwrap_or(u32::MAX);
    let number = match number {
        0x80..=0x9f => match WINDOWS_1252[(number - 0x80) as usize] {
            0 => number,
            meant => meant,
        },
        _ => number,
    };
    let character = char::from_u32(number).filter(|c| *c != '\0');
    let semicolon = usize::from(digits[end..].starts_with(';'));
    Some((
        character.unwrap_or(char::REPLACEMENT_CHARACTER),
        text.len() - digits.len() + end + semicolon,
    ))
}
