//! Texts as writers type them: without characters that nobody sees, without quotation marks that only enclose
//! a value, and with several names in one text apart.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::text::classes::{is_cjk, is_han};

/// The text in its composed form (NFC), without characters that are never drawn, so that two texts that look
/// the same are the same. Joiners stay inside emoji and scripts that need them, marks of direction in texts
/// that run from right to left.
pub(crate) fn visible(text: String) -> String {
    if text.chars().all(is_settled) {
        return text;
    }
    let chars: Vec<char> = text.nfc().collect();
    let runs_left = chars.iter().any(|&c| is_from_right(c));
    let is_kept = |at: usize| match chars[at] {
        '\u{200C}' | '\u{200D}' => {
            let before = at.checked_sub(1).and_then(|at| chars.get(at));
            let joins = |c: Option<&char>| c.is_some_and(|&c| !c.is_ascii() && !is_cjk(c));
            joins(before) && joins(chars.get(at + 1))
        }
        c if is_mark_of_direction(c) => runs_left,
        '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => false,
        _ => true,
    };
    let kept = (0..chars.len()).filter(|&at| is_kept(at));
    kept.map(|at| chars[at]).collect()
}

/// Whether `c` is drawn, and any sequence of such characters is in NFC: nearly all characters in use.
fn is_settled(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\n' | '\t' | ' '..='~' | '\u{A1}'..='\u{AC}' | '\u{AE}'..='\u{2FF}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{3000}'..='\u{3029}'
        | '\u{3030}'..='\u{3098}' | '\u{309B}'..='\u{4DFF}' | '\u{FF01}'..='\u{FF9D}')
}

fn is_mark_of_direction(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether `c` is a letter of Hebrew, Arabic and the scripts beside them.
fn is_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{61B}' | '\u{61D}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Whether `c` is a quotation mark that word processors put in the place of `"` and `'`.
fn is_curly(c: char) -> bool {
    matches!(
        c,
        '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '‛' | '＂' | '＇' | '〝' | '〞'
    )
}

/// The range inside of curly quotation marks that enclose the whole text.
pub(super) fn inside_quotes(text: &str) -> Option<Range<usize>> {
    let first = text.chars().next().filter(|&c| is_curly(c))?;
    let last = text.chars().next_back()?;
    if !(is_curly(last) || matches!(last, '"' | '\'')) {
        return None;
    }
    let inner = first.len_utf8()..text.len().checked_sub(last.len_utf8())?;
    let within = text.get(inner.clone())?;
    let is_one = !within.trim().is_empty() && !within.contains(is_curly);
    is_one.then_some(inner)
}

/// The range inside of full-width brackets that enclose the whole text, as `[…]` encloses a list.
fn inside_brackets(text: &str) -> Option<Range<usize>> {
    let first = text.chars().next()?;
    let closes: &[char] = match first {
        '【' => &['】', ']'],
        '［' => &['］', ']'],
        '〔' => &['〕', ']'],
        _ => return None,
    };
    let last = text.chars().next_back().filter(|c| closes.contains(c))?;
    let inner = first.len_utf8()..text.len() - last.len_utf8();
    let within = text.get(inner.clone())?;
    (!within.contains(['【', '］', '［', '】', '〔', '〕', ']'])).then_some(inner)
}

/// The ranges of the names in a text without quotation marks around it, as writers of Chinese part them: by
/// `、`, `，`, `；`, and by half-width commas in a text with Han. What stands in brackets or quotation marks
/// is one name. `None` if the text is one name as it is.
pub(crate) fn names(text: &str) -> Option<Vec<Range<usize>>> {
    // The first bytes of all signs below, but for the half-width ones.
    let may_part = |byte: u8| matches!(byte, 0xE2 | 0xE3 | 0xEF | b',' | b';');
    if !text.bytes().any(may_part) {
        return None;
    }
    let mut names = Vec::new();
    for part in parts(text, inside_brackets(text).unwrap_or(0..text.len())) {
        let name = trimmed(text, part);
        let within = &text[name.clone()];
        let inner = inside_brackets(within).or_else(|| inside_quotes(within));
        let name = match inner {
            Some(inner) => trimmed(text, name.start + inner.start..name.start + inner.end),
            None => name,
        };
        if !name.is_empty() {
            names.push(name);
        }
    }
    let whole = 0..text.len();
    (names.as_slice() != std::slice::from_ref(&whole)).then_some(names)
}

/// The parts of `text[within]` between signs that stand in no brackets.
fn parts(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let inner = &text[within.clone()];
    let has_han = inner.chars().any(is_han);
    let (mut parts, mut start, mut depth) = (Vec::new(), within.start, 0_usize);
    for (at, c) in inner.char_indices() {
        let at = within.start + at;
        match c {
            '（' | '(' | '《' | '〈' | '“' | '‘' | '「' | '『' | '【' | '〔' | '［' => {
                depth += 1
            }
            '）' | ')' | '》' | '〉' | '”' | '’' | '」' | '』' | '】' | '〕' | '］' => {
                depth = depth.saturating_sub(1);
            }
            '、' | '，' | '；' if depth == 0 => {
                parts.push(start..at);
                start = at + c.len_utf8();
            }
            ',' | ';' if depth == 0 && has_han => {
                parts.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(start..within.end);
    parts
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

/// The text with full-width letters, digits and signs made half-width.
pub(crate) fn half_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    };
    text.chars().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_nobody_sees_goes() {
        for (written, expected) in [
            ("凌云县\u{200B}", "凌云县"),
            ("\u{FEFF}凌\u{2060}云\u{AD}县", "凌云县"),
            ("cafe\u{301}", "café"),
            ("\u{F90F}", "\u{7F85}"),
            ("甲\u{200D}乙", "甲乙"),
            ("\u{202A}甲\u{202C}", "甲"),
            ("👨\u{200D}👩", "👨\u{200D}👩"),
            ("क\u{94D}\u{200D}ष", "क\u{94D}\u{200D}ष"),
            ("ئۇيغۇر\u{200F}", "ئۇيغۇر\u{200F}"),
            ("葛\u{E0100}城", "葛\u{E0100}城"),
            ("一\n二", "一\n二"),
        ] {
            assert_eq!(visible(written.to_owned()), expected, "{written:?}");
        }
    }

    #[test]
    fn enclosing_quotation_marks_are_told_from_others() {
        for (text, inner) in [
            ("“2024-01-02”", Some("2024-01-02")),
            ("‘摘要’", Some("摘要")),
            ("”甲“", Some("甲")),
            ("“甲\"", Some("甲")),
            ("“甲”和“乙”", None),
            ("“甲", None),
            ("甲”", None),
            ("“”", None),
            ("“", None),
            ("", None),
        ] {
            assert_eq!(inside_quotes(text).map(|it| &text[it]), inner, "{text}");
        }
    }

    #[test]
    fn several_names_are_taken_apart() {
        for (text, expected) in [
            ("甲、乙", &["甲", "乙"][..]),
            ("甲，乙；丙", &["甲", "乙", "丙"]),
            ("甲, 乙", &["甲", "乙"]),
            ("【甲】", &["甲"]),
            ("［甲，乙］", &["甲", "乙"]),
            ("［甲, 乙]", &["甲", "乙"]),
            ("“甲”、“乙”", &["甲", "乙"]),
            ("【甲】、【乙】", &["甲", "乙"]),
            ("甲（一、二）、乙", &["甲（一、二）", "乙"]),
            ("《甲、乙》编辑部", &["《甲、乙》编辑部"]),
            ("甲、", &["甲"]),
            ("Smith, John", &["Smith, John"]),
            ("、", &[]),
            ("甲 乙", &["甲 乙"]),
        ] {
            let names: Vec<&str> = match names(text) {
                Some(names) => names.into_iter().map(|name| &text[name]).collect(),
                None => vec![text],
            };
            assert_eq!(names, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_cut_inside_a_character(text in "[甲a、，；,“”‘’【】［］（） ]{0,12}") {
            for name in names(&text).unwrap_or_default() {
                prop_assert!(!text[name].trim().is_empty());
            }
            if let Some(inner) = inside_quotes(&text) {
                prop_assert!(text.get(inner).is_some());
            }
        }

        #[test]
        fn what_is_settled_needs_no_change(text in "\\PC{0,12}") {
            if text.chars().all(is_settled) {
                prop_assert_eq!(text.nfc().collect::<String>(), text);
            }
        }
    }
}
