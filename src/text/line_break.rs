//! Line breaks in the source: between Chinese characters they are not a space on the page.

use super::classes::{is_cjk, is_full_width_mark, is_hangul, is_shared_mark};

/// Whether `before` and `after` join without a space where a line break is between them.
///
/// - Two characters that are both Han, kana or full-width (not Hangul, not emoji) join.
/// - A mark that Chinese shares with Western text (`“ ” ‘ ’ … —`) joins with such a character:
///   `中文”⏎中文` joins, `English”⏎word` does not.
/// - A full-width mark joins with anything but Hangul: `，⏎English` needs no space, since the mark includes
///   its own.
pub fn joins(before: char, after: char) -> bool {
    let pair = [before, after];
    if pair.iter().any(|&c| is_hangul(c) || c.is_whitespace()) {
        return false;
    }
    pair.iter().any(|&c| is_full_width_mark(c))
        || (pair.iter().any(|&c| is_cjk(c)) && pair.iter().all(|&c| is_cjk(c) || is_shared_mark(c)))
}

/// Whether `text` ends with a full-width mark, a dash or an ellipsis, so that what follows it in a summary
/// needs no separator. Brackets and quotation marks that close are looked through: `《意见》` ends without one.
pub fn ends_with_mark(text: &str) -> bool {
    let text = text.trim_end_matches([
        '”', '’', '）', '》', '〉', '」', '』', '】', '〕', ')', ']', '"', '\'',
    ]);
    let last = text.chars().next_back();
    last.is_none_or(|c| is_full_width_mark(c) || matches!(c, '…' | '—' | ' ' | '\n'))
}

/// Makes one line of `text`, for titles and summaries: each line break, with the white space around it,
/// becomes a space or nothing, as [`joins`] decides. White space at both ends is removed.
pub fn join_lines(text: String) -> String {
    let is_one_line = memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_none();
    if is_one_line && text.trim().len() == text.len() {
        return text;
    }
    let mut joined = String::with_capacity(text.len());
    let lines = text
        .split(['\n', '\r'])
        .map(str::trim)
        .filter(|line| !line.is_empty());
    for line in lines {
        if let (Some(before), Some(after)) = (joined.chars().next_back(), line.chars().next())
            && !joins(before, after)
        {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_neighbours_join() {
        for (before, after) in [
            ('中', '文'),
            ('，', '文'),
            ('。', '《'),
            ('文', '！'),
            ('か', 'な'),
            ('𠮷', '野'),
            ('Ａ', '中'),
            ('”', '中'),
            ('中', '“'),
            ('…', '中'),
            ('中', '—'),
            ('。', '”'),
            ('，', 'E'),
            ('e', '（'),
            ('：', '1'),
        ] {
            assert!(joins(before, after), "{before} {after}");
        }
    }

    #[test]
    fn other_neighbours_keep_a_space() {
        for (before, after) in [
            ('a', 'b'),
            ('中', 'a'),
            ('a', '中'),
            ('1', '年'),
            ('한', '국'),
            ('한', '中'),
            ('한', '，'),
            ('”', 'w'),
            ('d', '“'),
            ('”', '“'),
            ('👍', '中'),
            ('中', '👍'),
            (',', '中'),
            ('中', '('),
        ] {
            assert!(!joins(before, after), "{before} {after}");
        }
    }

    #[test]
    fn lines_become_one() {
        for (text, expected) in [
            ("", ""),
            ("乡村\n振兴", "乡村振兴"),
            ("乡村  \r\n\u{3000}\u{3000}振兴", "乡村振兴"),
            ("one\ntwo", "one two"),
            ("one\n\n\ntwo\n", "one two"),
            ("用 Rust\n写的", "用 Rust 写的"),
            ("他说：\n“好”", "他说：“好”"),
            ("\n  a 乡 b \n", "a 乡 b"),
        ] {
            assert_eq!(join_lines(text.to_owned()), expected, "{text:?}");
        }
    }
}
