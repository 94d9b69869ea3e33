//! The signs that items of an enumeration begin with: `（一）`, `1、`, `①`, `第一条　`, `一是`.

use super::classes::is_cjk;

/// Whether a line that begins with `line` is an item of its own after a line that ends with `before`.
///
/// - A number in brackets (`（一）`, `(1)`), a number with a mark (`一、`, `1.`, `1）`), a number in a circle or
///   a bullet begins an item. `1.` needs something other than a digit after it, `一、` another number than the
///   next one: `一、二、三产业` is text. After a number in ASCII the item itself is Chinese.
/// - `第一条`, `第二，`, `一是` begin an item where the line before ends with a mark that ends a clause or a
///   sentence other than `，` and `、`; `第一条` also where a blank follows it.
pub fn begins_item(line: &str, before: Option<char>) -> bool {
    let Some(first) = line.chars().next() else {
        return false;
    };
    // Nearly every line, without a look at its signs.
    if !may_begin(first) {
        return false;
    }
    is_bullet(first)
        || is_circled(first)
        || has_brackets(line)
        || has_mark(line)
        || is_ordinal(line, before)
}

/// Whether all of `text` is a sign of an item, as in the first cell of a list that was pasted with tabs.
pub fn is_sign(text: &str) -> bool {
    let text = text.trim();
    let mut chars = text.chars();
    let is_single = |c: char| is_bullet(c) || is_circled(c) || matches!(c, '-' | '*' | '+');
    match (chars.next(), chars.next()) {
        (Some(first), None) => is_single(first),
        (Some(_), Some(_)) => {
            let inner = text.trim_start_matches(['（', '(']);
            let number = number(inner);
            let rest = inner.get(number.len()..).unwrap_or_default();
            !number.is_empty() && matches!(rest, "、" | "." | "．" | "）" | ")")
        }
        _ => false,
    }
}

fn may_begin(first: char) -> bool {
    is_numeral(first)
        || is_bullet(first)
        || is_circled(first)
        || matches!(first, '（' | '(' | '〔' | '第')
}

/// Bullets, also those that Word pastes from symbol fonts.
fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '●'
            | '◆'
            | '■'
            | '◇'
            | '○'
            | '▪'
            | '▫'
            | '▶'
            | '►'
            | '➢'
            | '➤'
            | '✓'
            | '✔'
            | '√'
            | '★'
            | '☆'
            | '※'
            | '◎'
            | '□'
            | '☐'
            | '▲'
            | '△'
            | '◉'
            | '\u{F06C}'
            | '\u{F06E}'
            | '\u{F075}'
            | '\u{F0A7}'
            | '\u{F0B7}'
            | '\u{F0D8}'
            | '\u{F0FC}'
    )
}

/// Numbers in circles, in brackets and with a full stop as one character.
fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⒛' | '❶'..='➓' | '㈠'..='㈩' | '㊀'..='㊉' | '⓫'..='⓿' | '㉑'..='㉟')
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || is_han_numeral(c) || matches!(c, '０'..='９' | 'Ⅰ'..='Ⅻ')
}

fn is_han_numeral(c: char) -> bool {
    "一二三四五六七八九十百〇零".contains(c)
}

/// The number at the start of `text`, of three digits or numerals at most.
fn number(text: &str) -> &str {
    let end = text
        .char_indices()
        .find(|&(_, c)| !is_numeral(c))
        .map_or(text.len(), |(end, _)| end);
    let number = text.get(..end).unwrap_or_default();
    if number.chars().nth(3).is_some() {
        ""
    } else {
        number
    }
}

/// `（一）`, `(1)`, `〔1〕`.
fn has_brackets(line: &str) -> bool {
    let Some(inner) = line.strip_prefix(['（', '(', '〔']) else {
        return false;
    };
    let number = number(inner);
    let rest = inner.get(number.len()..).unwrap_or_default();
    let after = rest.strip_prefix(['）', ')', '〕']);
    !number.is_empty() && after.is_some_and(|after| is_chinese_start(after, number))
}

/// `一、`, `1、`, `1.`, `1．`, `1）`.
fn has_mark(line: &str) -> bool {
    let number = number(line);
    let rest = line.get(number.len()..).unwrap_or_default();
    let mut ahead = rest.chars();
    let (Some(mark), false) = (ahead.next(), number.is_empty()) else {
        return false;
    };
    let after = ahead.as_str();
    match mark {
        '、' => !goes_on(number, after),
        '．' | '）' => !after.starts_with(is_numeral),
        '.' | ')' => number.is_ascii() && number.len() < 3 && is_chinese_start(after, number),
        _ => false,
    }
}

/// Whether an enumeration of numbers goes on in the text: `二、三产业`, `1、2号`.
fn goes_on(first: &str, after: &str) -> bool {
    let second = number(after);
    if second.is_empty() {
        return false;
    }
    if let (Ok(first), Ok(second)) = (first.parse::<u32>(), second.parse::<u32>()) {
        return second == first + 1;
    }
    let place = |number: &str| "一二三四五六七八九十".find(number);
    place(first)
        .zip(place(second))
        .is_some_and(|(first, second)| second == first + '一'.len_utf8())
}

/// Whether an item begins in Chinese; a number that is not in ASCII proves it.
fn is_chinese_start(after: &str, number: &str) -> bool {
    let first = after
        .trim_start()
        .trim_start_matches(['*', '_'])
        .chars()
        .next();
    !number.is_ascii() || first.is_some_and(|c| is_cjk(c) || matches!(c, '“' | '‘' | '—'))
}

/// `第一条`, `第二，`, `一是`, `二要`.
fn is_ordinal(line: &str, before: Option<char>) -> bool {
    let ends = before.is_some_and(|c| {
        matches!(
            c,
            '。' | '；' | '：' | '！' | '？' | '”' | '）' | ';' | ':' | '.'
        )
    });
    if let Some(rest) = line.strip_prefix('第') {
        let number = number(rest);
        let rest = rest.get(number.len()..).unwrap_or_default();
        let mut ahead = rest.chars();
        return !number.is_empty()
            && match ahead.next() {
                Some('条' | '章' | '节' | '款' | '项' | '编' | '篇' | '步' | '部') => {
                    ends || ahead.next().is_none_or(|c| c.is_whitespace() || c == '：')
                }
                Some('，' | '、' | '：') => ends,
                _ => false,
            };
    }
    let number = number(line);
    let rest = line.get(number.len()..).unwrap_or_default();
    ends && number.chars().all(is_han_numeral)
        && !number.is_empty()
        && rest.starts_with(['是', '要'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_begin_with_a_sign() {
        for line in [
            "（一）加强",
            "(一)加强",
            "（1）加强",
            "(2) 加强",
            "一、总体",
            "十二、其他",
            "1、甲",
            "2．乙",
            "3.丙",
            "2. 乙",
            "4）丁",
            "①甲",
            "⑴甲",
            "㈠甲",
            "•甲",
            "● 甲",
            "\u{F06C}甲",
            "1.“四下基层”",
            "Ⅱ、乙",
            "第三条　为了",
            "第一章 总则",
            "一、五级书记",
            "(3)**重点**",
        ] {
            assert!(begins_item(line, Some('文')), "{line}");
        }
        for line in ["第三条为了", "第二，加强", "一是加强", "二要坚持"] {
            assert!(begins_item(line, Some('；')), "{line}");
            assert!(!begins_item(line, Some('，')), "{line}");
        }
    }

    #[test]
    fn other_lines_begin_with_none() {
        for line in [
            "",
            "乡村",
            "2024年",
            "3.5%的",
            "2024.1",
            "二、三产业融合",
            "1、2号楼",
            "(2) and",
            "1) foo",
            "（下同）",
            "第三产业",
            "一些",
            "十分",
            "12345、",
            "（一",
            "第",
        ] {
            assert!(!begins_item(line, Some('，')), "{line}");
        }
    }

    #[test]
    fn signs_alone() {
        for text in ["•", "1.", "（一）", "一、", " ③ ", "-", "10)"] {
            assert!(is_sign(text), "{text}");
        }
        for text in ["", "1", "甲", "1.5", "（甲）", "2024、"] {
            assert!(!is_sign(text), "{text}");
        }
    }
}
