//! Bold that may be two masks: what `check` names, since it can be read both ways.

use std::ops::Range;

use super::names::{is_surname, part};

/// Whether the emphasis at `range` of `source` can be read as two signs that hide something: it begins after
/// a surname or a number and goes over a mark (`王**表示，将**继续`), or it begins with a part of a place and ends
/// with a surname (`**村支书李**`).
pub fn is_doubtful(source: &str, range: &Range<usize>) -> bool {
    let Some(text) = source.get(range.clone()) else {
        return false;
    };
    let content = text.trim_matches('*');
    let before = source
        .get(..range.start)
        .and_then(|before| before.chars().next_back());
    let goes_over_mark = || content.trim_end_matches(MARKS).contains(MARKS);
    let ends_with_surname = || content.chars().next_back().is_some_and(is_surname);
    let has_name = before.is_some_and(|c| is_surname(c) || c.is_ascii_digit()) && goes_over_mark();
    text.starts_with('*') && (has_name || (ends_with_surname() && part(content).is_some()))
}

const MARKS: [char; 5] = ['，', '。', '；', '：', '、'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_or_ends_as_a_mask_does_is_doubtful() {
        for (before, text, expected) in [
            ("村民王", "**表示，将**", true),
            ("第1", "**号，下一个**", true),
            ("", "**村支书李**", true),
            ("坚持", "**稳中求进，以进促稳**", false),
            ("王", "**重点**", false),
            ("王", "**重点。**", false),
            ("", "**省，市**", false),
            ("王", "_表示，将_", false),
        ] {
            let source = format!("{before}{text}和");
            let range = before.len()..before.len() + text.len();
            assert_eq!(is_doubtful(&source, &range), expected, "{source}");
        }
    }
}
