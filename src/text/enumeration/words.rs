//! Items that begin with a word: `第一条`, `一是`, `其一`, `首先`, `附件1：`, `问：`.

use super::{is_han_numeral, is_item, number};

/// Whether a line begins an item by its first word, after the line `previous`, whose last visible character is
/// `before`.
///
/// Such words begin sentences of prose as well. So the line before ends with a mark that ends a clause or a
/// sentence other than `，` and `、`, or it is an item itself; after `第一条` and the like a blank will do.
pub(super) fn begins_with_word(line: &str, previous: &str, before: Option<char>) -> bool {
    let ends = before.is_some_and(|c| {
        matches!(
            c,
            '。' | '；' | '：' | '！' | '？' | '”' | '）' | ';' | ':' | '.'
        )
    });
    let goes_on = || {
        !previous.is_empty()
            && !before.is_some_and(|c| matches!(c, '，' | '、'))
            && is_item(previous)
    };
    let follows = || ends || goes_on();
    if let Some(rest) = line.strip_prefix('第') {
        let number = number(rest);
        let rest = rest.get(number.len()..).unwrap_or_default();
        let mut ahead = rest.chars();
        return !number.is_empty()
            && match ahead.next() {
                Some(
                    '条' | '章' | '节' | '款' | '项' | '编' | '篇' | '步' | '部' | '讲' | '课',
                ) => ahead.next().is_none_or(|c| c.is_whitespace() || c == '：') || follows(),
                Some('，' | '、' | '：') => follows(),
                _ => false,
            };
    }
    if ["首先", "其次", "再次", "最后"]
        .iter()
        .any(|word| is_before_mark(line, word))
    {
        return matches!(before, Some('；' | '：' | ';' | ':'));
    }
    if let Some(rest) = line.strip_prefix('其') {
        let number = number(rest);
        let rest = rest.get(number.len()..).unwrap_or_default();
        return !number.is_empty() && rest.starts_with(['，', '、', '：', '是']) && follows();
    }
    let is_open = before.is_some_and(|c| matches!(c, '，' | '、'));
    is_label(line, previous, ends, is_open) || {
        let number = number(line);
        let rest = line.get(number.len()..).unwrap_or_default();
        number.chars().all(is_han_numeral)
            && !number.is_empty()
            && rest.starts_with(['是', '要'])
            && follows()
    }
}

fn is_before_mark(line: &str, word: &str) -> bool {
    line.strip_prefix(word)
        .is_some_and(|rest| rest.starts_with(['，', '、', '：']))
}

/// `附件1：甲`; after a line of the same kind also `表2 乙`, `答：`.
fn is_label(line: &str, previous: &str, ends: bool, goes_on: bool) -> bool {
    let numbered = |line: &str, ends: &[char]| {
        ["附件", "附表", "附图", "表", "图"].iter().any(|word| {
            let rest = line.strip_prefix(word).unwrap_or_default();
            let number = number(rest);
            let rest = rest.get(number.len()..).unwrap_or_default();
            !number.is_empty() && rest.starts_with(ends)
        })
    };
    let asks = |line: &str| {
        ["问", "答", "Q", "A"].iter().any(|word| {
            let rest = line.strip_prefix(word).unwrap_or_default();
            let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            digits.starts_with(['：', ':'])
        })
    };
    let any = ['：', ':', ' ', '\u{3000}', '.', '．'];
    (numbered(line, &['：', ':']) && line.starts_with('附') && !goes_on)
        || (numbered(line, &any) && (ends || numbered(previous, &any)))
        || (asks(line) && (ends || asks(previous)))
}
