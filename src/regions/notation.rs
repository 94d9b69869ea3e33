//! Normal forms of what writers type: letter width, case, and the length of codes.

use super::table::is_digits;

/// The text without white space around it, full-width ASCII made half-width, letters in lower case.
pub(super) fn fold(written: &str) -> String {
    written
        .trim()
        .chars()
        .map(half_width)
        .map(|c| c.to_ascii_lowercase())
        .collect::<String>()
        .trim()
        .to_owned()
}

fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// A code in its shortest form: a town or a county written with 12 digits loses its trailing zeros. `None`
/// for texts that are not codes.
pub(super) fn canonical_code(digits: &str) -> Option<&str> {
    if !is_digits(digits) || !matches!(digits.len(), 6 | 9 | 12) {
        return None;
    }
    let mut code = digits;
    while let (true, Some(shorter)) = (code.len() > 6, code.strip_suffix("000")) {
        code = shorter;
    }
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::{canonical_code, fold};

    #[test]
    fn width_and_case_make_no_difference() {
        let cases = [
            ("　４５１０２７ ", "451027"),
            ("Ｋyoto／Ａ", "kyoto/a"),
            ("凌云县", "凌云县"),
            (" \u{3000}", ""),
        ];
        for (written, expected) in cases {
            assert_eq!(fold(written), expected);
        }
    }

    #[test]
    fn trailing_zeros_of_long_codes_are_removed() {
        let cases = [
            ("450000", Some("450000")),
            ("450000000", Some("450000")),
            ("451027100000", Some("451027100")),
            ("451027100200", Some("451027100200")),
            ("451027000000", Some("451027")),
            ("45102", None),
            ("kyoto1", None),
            ("", None),
        ];
        for (digits, expected) in cases {
            assert_eq!(canonical_code(digits), expected, "{digits}");
        }
    }
}
